internal import FlyingFox
internal import FlyingSocks
package import LockstepCore

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A small server that says over HTTP whether a service is well: `GET /health`, 200 or 503, with JSON.
///
/// It changes nothing and shows no secrets. It listens where it is told to; a bare port means this very
/// machine alone.
package struct HealthServer: Sendable {
  /// Where it listens.
  package struct Address: Hashable, Sendable {
    package let host: String
    package let port: UInt16

    /// Reads `8080`, `127.0.0.1:8080` or `[::1]:8080`.
    ///
    /// - Throws: An explained error with status 64.
    package init(parsing text: String) throws {
      let wrong = ExplainedFailure(
        "`\(printable(text))` is no address to listen at",
        hints: ["write `8080`, which only this machine reaches, or `127.0.0.1:8080`, `[::1]:8080`"],
        exitStatus: .usage)
      if let port = UInt16(text) {
        host = "127.0.0.1"
        self.port = port
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
      if host == "localhost" { host = "127.0.0.1" }
      self.host = host
      self.port = port
      do { _ = try configuration } catch { throw wrong }
    }

    fileprivate var configuration: HTTPServer.Configuration {
      get throws {
        host.contains(":")
          ? HTTPServer.Configuration(
            address: try .inet6(ip6: host, port: port), timeout: 15, logger: .disabled)
          : HTTPServer.Configuration(
            address: try .inet(ip4: host, port: port), timeout: 15, logger: .disabled)
      }
    }
  }

  private let address: Address
  private let report: @Sendable () -> (isWell: Bool, json: LockstepCore.JSONValue)

  /// Prepares a server; `report` is asked at each request.
  package init(
    at address: Address,
    report: @escaping @Sendable () -> (isWell: Bool, json: LockstepCore.JSONValue)
  ) {
    self.address = address
    self.report = report
  }

  /// Serves while `body` runs, and not before it listens.
  ///
  /// - Parameter listening: Gets the port that it listens at.
  /// - Throws: What `body` throws; an explained error where it cannot listen.
  package func whileServing<Result: Sendable>(
    listening: @Sendable (UInt16) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let server = HTTPServer(config: try address.configuration)
    let report = report
    await server.appendRoute("GET /health") { _ in
      let (isWell, json) = report()
      return HTTPResponse(
        statusCode: isWell ? .ok : .serviceUnavailable,
        headers: [.contentType: "application/json", HTTPHeader("Cache-Control"): "no-store"],
        body: Data(json.bytes()))
    }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await server.run()
        return nil
      }
      do {
        try await server.waitUntilListening(timeout: 10)
      } catch {
        group.cancelAll()
        throw ExplainedFailure(
          "the health endpoint cannot listen at \(address.host):\(address.port)",
          why: ["\(error)"], hints: ["is the port taken? name another one"])
      }
      if let port = await server.listeningAddress?.port { listening(port) }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let next {
          await server.stop()
          return next
        }
      }
      throw CancellationError()
    }
  }
}

extension Socket.Address {
  fileprivate var port: UInt16? {
    switch self {
    case .ip4(_, let port), .ip6(_, let port): port
    case .unix: nil
    }
  }
}
