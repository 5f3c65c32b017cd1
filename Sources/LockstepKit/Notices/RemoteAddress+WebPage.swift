package import LockstepGit

extension RemoteAddress {
  /// The page on which a forge shows a file of a commit; `nil` where it is not known how the host spells
  /// such addresses.
  package func webPage(of path: String, at commit: ObjectID) -> String? {
    guard let (host, repository) = place else { return nil }
    switch host {
    case "github.com": return "https://\(host)/\(repository)/blob/\(commit)/\(path)"
    case "gitlab.com": return "https://\(host)/\(repository)/-/blob/\(commit)/\(path)"
    case "codeberg.org": return "https://\(host)/\(repository)/src/commit/\(commit)/\(path)"
    default: return nil
    }
  }

  /// The host and the repository's path on it, of `https://host/path`, `ssh://git@host/path` and
  /// `git@host:path`.
  private var place: (host: String, repository: String)? {
    var rest = text[...]
    var separator: Character = ":"
    for scheme in ["https://", "ssh://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      separator = "/"
    }
    guard let end = rest.firstIndex(of: separator) else { return nil }
    let host = rest[..<end].split(separator: "@").last.map { $0.lowercased() } ?? ""
    var repository = rest[rest.index(after: end)...]
    while repository.hasSuffix("/") { repository = repository.dropLast() }
    if repository.hasSuffix(".git") { repository = repository.dropLast(4) }
    guard !host.isEmpty, !repository.isEmpty, !repository.hasPrefix("/") else { return nil }
    return (host, String(repository))
  }
}
