package import LockstepCore

/// A GitHub App: who it is, and how it proves it.
package struct AppIdentity: Sendable {
  /// Its number, or its client id.
  package var issuer: String
  /// The key that it signs with.
  package var key: AppKey
  /// The installation that tokens are wanted for; looked up where it is not known.
  package var installation: Int64?

  /// Describes an app.
  package init(issuer: String, key: AppKey, installation: Int64? = nil) {
    self.issuer = issuer
    self.key = key
    self.installation = installation
  }

  /// Reads `LOCKSTEP_GITHUB_APP_ID`, `LOCKSTEP_GITHUB_APP_KEY` (the key in PEM; `\n` may stand for a line
  /// end) or `LOCKSTEP_GITHUB_APP_KEY_FILE`, and `LOCKSTEP_GITHUB_APP_INSTALLATION`; `nil` where the first
  /// is not set.
  package init?(
    environment: [String: String], readFile: (String) throws -> [UInt8]
  ) throws {
    guard let issuer = environment["LOCKSTEP_GITHUB_APP_ID"], !issuer.isEmpty else { return nil }
    let pem: String
    if let text = environment["LOCKSTEP_GITHUB_APP_KEY"], !text.isEmpty {
      pem = text.split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
    } else if let file = environment["LOCKSTEP_GITHUB_APP_KEY_FILE"], !file.isEmpty {
      pem = String(decoding: try readFile(file), as: UTF8.self)
    } else {
      throw ExplainedFailure(
        "the GitHub App \(issuer) has no private key",
        hints: ["set LOCKSTEP_GITHUB_APP_KEY_FILE to the file that GitHub gave you"],
        exitStatus: .configuration)
    }
    self.init(
      issuer: issuer, key: try AppKey(pem: Secret(pem)),
      installation: environment["LOCKSTEP_GITHUB_APP_INSTALLATION"].flatMap { Int64($0) })
  }

  /// Makes a JSON Web Token that proves who the app is for the next nine minutes.
  ///
  /// GitHub takes ten at most, and one that begins in its future not at all: the beginning lies a minute
  /// back, as its pages advise.
  package func webToken(at now: Timestamp) throws -> Secret {
    let header: JSONValue = ["alg": "RS256", "typ": "JWT"]
    let claims: JSONValue = [
      "iat": .integer(now.secondsSince1970 - 60), "exp": .integer(now.secondsSince1970 + 540),
      "iss": .string(issuer),
    ]
    let text = [header, claims].map { Base64.encodeForAddress($0.bytes()) }.joined(separator: ".")
    return Secret("\(text).\(Base64.encodeForAddress(try key.signature(of: text)))")
  }
}
