/// Recognises what looks like a secret, so that it is refused and never repeated.
enum SecretScent {
  /// How tokens of well-known services begin.
  private static let prefixes = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-",
    "xapp-", "lin_api_", "lin_oauth_", "cio", "-----BEGIN", "https://hooks.slack.com/",
  ]

  /// Words that only a secret's key has.
  private static let words = [
    "token", "password", "passwd", "secret", "api-key", "api_key", "apikey", "credential",
    "private-key", "private_key",
  ]

  /// Says whether a key is called like a secret.
  static func isSecret(key: String) -> Bool {
    let key = key.lowercased()
    return words.contains { key.contains($0) }
  }

  /// Says whether a value looks like a token, a key, or an address with a password in it.
  static func isSecret(value: String) -> Bool {
    // `webhook:https://…`: what stands behind a kind is looked at by itself too.
    if isToken(value[...])
      || value.firstIndex(of: ":").map({
        isToken(value[$0...].dropFirst())
      }) ?? false
    {
      return true
    }
    return hasPassword(address: value)
  }

  private static func isToken(_ value: Substring) -> Bool {
    guard let prefix = prefixes.first(where: { value.hasPrefix($0) }) else { return false }
    // crates.io's tokens have a short prefix that words have as well.
    return prefix != "cio" || (value.utf8.count >= 32 && !value.contains(" "))
  }

  /// `scheme://user:password@host`; a user without a password is no secret.
  private static func hasPassword(address: String) -> Bool {
    guard let scheme = address.firstRange(of: "://") else { return false }
    let authority = address[scheme.upperBound...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return false }
    return authority[..<at].contains(":")
  }
}
