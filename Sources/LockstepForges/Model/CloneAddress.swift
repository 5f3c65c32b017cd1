/// The address that a repository is cloned from, as far as it says which forge it is on.
package struct CloneAddress: Hashable, Sendable {
  /// The server's name, in lower case, without the port.
  package let host: String
  /// The whole path on the server.
  package let path: ForgePath

  /// Reads `https://host/owner/name.git`, `ssh://git@host/owner/name`, `git@host:owner/name`; `nil` for a
  /// path on this machine, or what has no owner and name.
  package init?(_ address: String) {
    guard let path = ForgePath(cloneAddress: address) else { return nil }
    var rest = Substring(address)
    if let scheme = rest.firstRange(of: "://") {
      guard ["https", "http", "ssh", "git+ssh"].contains(rest[..<scheme.lowerBound].lowercased())
      else { return nil }
      rest = rest[scheme.upperBound...].prefix { $0 != "/" }
    } else {
      rest = rest.prefix { $0 != ":" }
    }
    if let user = rest.lastIndex(of: "@") { rest = rest[rest.index(after: user)...] }
    rest = rest.prefix { $0 != ":" }
    guard !rest.isEmpty else { return nil }
    host = rest.lowercased()
    self.path = path
  }

  /// The last two parts of the path, for forges without groups in groups.
  package var shortPath: ForgePath? {
    let parts = path.owner.split(separator: "/")
    return parts.last.flatMap { try? ForgePath(parsing: "\($0)/\(path.name)") }
  }
}
