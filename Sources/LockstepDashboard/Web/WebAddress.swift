internal import FlyingSocks
internal import LockstepCore

/// Where a server listens.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  package let host: String
  package let port: UInt16

  /// Reads `8080`, which only this machine reaches, `127.0.0.1:8080` or `[::1]:8080`; port 0 is any that is
  /// free.
  ///
  /// - Throws: An explained error with status 64.
  package init(parsing text: String) throws {
    let wrong = ExplainedFailure(
      "`\(printable(text))` is no address to listen at",
      hints: ["write `8080`, which only this machine reaches, or `127.0.0.1:8080`, `[::1]:8080`"],
      exitStatus: .usage)
    if let port = UInt16(text) {
      self.init(host: "127.0.0.1", port: port)
      return
    }
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { throw wrong }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      throw wrong
    }
    self.init(host: host == "localhost" ? "127.0.0.1" : host, port: port)
    do { _ = try socketAddress } catch { throw wrong }
  }

  init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// As it stands in a URL.
  package var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

  /// Whether only this very machine reaches it.
  package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

  /// A socket that listens there.
  ///
  /// - Throws: What the system says.
  func listen() throws -> Socket {
    let address = try socketAddress
    let socket = try Socket(domain: Int32(type(of: address).family))
    do {
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: address)
      try socket.listen()
    } catch {
      try socket.close()
      throw error
    }
    return socket
  }

  private var socketAddress: any SocketAddress {
    get throws {
      host.contains(":")
        ? try .inet6(ip6: host, port: port) as any SocketAddress
        : try .inet(ip4: host, port: port) as any SocketAddress
    }
  }
}

extension Socket.Address {
  /// The port of an address of the network; `nil` for a file's.
  var port: UInt16? {
    switch self {
    case .ip4(_, let port), .ip6(_, let port): port
    case .unix: nil
    }
  }
}
