internal import LockstepChannels
package import LockstepCore
package import LockstepFleet

/// What a dashboard is told by the configuration and the environment.
package struct BoardSettings: Sendable {
  /// What proves that somebody belongs here; `nil` where none is configured, or it could be guessed.
  package let token: Secret?
  /// Names under which it is reached.
  package let hosts: [String]
  /// The path of the address that links of messages have; `nil` where they have none.
  package let linkPath: String?
  /// Why there is no token although one is configured.
  package let problem: String?
  private let hasKey: Bool

  /// The least length of a token, in bytes.
  static let leastToken = 32

  package init(of configuration: Configuration, environment: [String: String]) {
    let variable = configuration.serve.tokenVariable
    let value = variable.flatMap { environment[$0] } ?? ""
    token = value.utf8.count >= Self.leastToken ? Secret(value) : nil
    problem = variable.flatMap { variable in
      guard value.utf8.count < Self.leastToken else { return nil }
      return "\(variable) "
        + (value.isEmpty ? "is not set" : "has fewer than \(Self.leastToken) bytes")
    }
    let links = configuration.acknowledgeAddress.flatMap(Self.parts)
    hosts = configuration.serve.hosts + [links?.host].compactMap { $0 }
    linkPath = links.flatMap { $0.path.isEmpty ? nil : $0.path }
    hasKey = (environment[Acknowledgement.variable] ?? "").utf8.count >= Acknowledgement.leastKey
  }

  /// What whoever starts it should know.
  package func remarks(isLoopback: Bool, onlyLinks: Bool) -> [String] {
    var remarks: [String] = []
    if !hasKey {
      remarks.append(
        "links cannot be answered: \(Acknowledgement.variable) is not set, or too short")
    }
    if onlyLinks { return remarks }
    if let problem {
      remarks.append("the pages can only be read: \(problem)")
    } else if token == nil {
      remarks.append("the pages can only be read: `[serve] token` names no token")
    }
    if !isLoopback {
      remarks.append(
        "whoever reaches this address reads the record; --links-only shows nothing but the links")
    }
    return remarks
  }

  /// The host and the path of a web address.
  private static func parts(of address: String) -> (host: String, path: String)? {
    guard let mark = address.firstRange(of: "://") else { return nil }
    let rest = address[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
    let authority = rest.prefix { $0 != "/" }
    var path = String(rest.dropFirst(authority.count))
    while path.hasSuffix("/") { path.removeLast() }
    let host = authority.split(separator: "@").last.map(String.init) ?? ""
    let end = host.hasPrefix("[") ? host.firstIndex(of: "]").map(host.index(after:)) : nil
    let name = String(end.map { host[..<$0] } ?? host.prefix { $0 != ":" })
    return (name, path)
  }
}
