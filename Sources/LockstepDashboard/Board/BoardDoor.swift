internal import Crypto
package import LockstepCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Who may do what at the dashboard.
///
/// Whoever reaches it reads it. A request that a browser sends for another site is refused: one with a name
/// in `Host` that nobody configured (DNS rebinding), and one that would change something and comes from a
/// page of somebody else. What takes an incident needs a secret besides, a link's or the token, which a
/// foreign page does not have; so no cookie is set, and none can be ridden on.
package struct BoardDoor: Sendable {
  /// What proves that somebody belongs here; `nil` where the pages can only be read.
  private let token: Secret?
  /// Names beside addresses and `localhost` under which it is reached, in lower case.
  private let hosts: Set<String>

  package init(token: Secret?, hosts: some Sequence<String> = []) {
    self.token = token
    self.hosts = Set(hosts.map { $0.lowercased() })
  }

  /// Whether somebody can take an incident here without a link.
  var isOpen: Bool { token != nil }

  /// Compares in constant time.
  func admits(_ text: String) -> Bool {
    guard let token else { return false }
    return SHA256.hash(data: Data(text.utf8)) == SHA256.hash(data: Data(token.reveal().utf8))
  }

  /// Why a request is not looked at; `nil` where it is.
  func refusal(of request: WebRequest) -> WebResponse? {
    guard let host = request.headers["host"], knows(host) else {
      return WebResponse(
        421,
        "this dashboard is not known by that name: add it to `hosts` under [serve] in lockstep.toml\n"
      )
    }
    switch request.method {
    case "GET", "HEAD": return nil
    case "POST":
      return isOwn(request, host: host)
        ? nil : WebResponse(403, "this came from a page of another site\n")
    default:
      return WebResponse(
        405, "there is GET, HEAD and POST\n", headers: ["Allow": "GET, HEAD, POST"])
    }
  }

  /// An address in numbers cannot be rebound; a name has to be known.
  private func knows(_ host: String) -> Bool {
    let name = Self.name(in: host)
    return name == "localhost" || hosts.contains(name) || Self.isNumeric(name)
  }

  /// Browsers say where a form comes from; programs need not.
  private func isOwn(_ request: WebRequest, host: String) -> Bool {
    if let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" {
      return false
    }
    guard let origin = request.headers["origin"] else { return true }
    guard let mark = origin.firstRange(of: "://") else { return false }
    // Before a proxy it is https, behind it http; the port of the one stands in no header of the other.
    return Self.name(in: String(origin[mark.upperBound...])) == Self.name(in: host)
  }

  /// A host without its port, in lower case.
  private static func name(in host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }

  private static func isNumeric(_ name: String) -> Bool {
    if name.hasPrefix("["), name.hasSuffix("]") { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
