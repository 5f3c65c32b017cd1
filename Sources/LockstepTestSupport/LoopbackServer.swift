import FlyingFox
import FlyingSocks

/// A server on 127.0.0.1 for the time of a test.
enum LoopbackServer {
  /// Serves by `handler` while `body` runs, which gets the port; a free one unless one is named.
  static func run<Result: Sendable>(
    _ handler: some HTTPHandler, port: UInt16 = 0, _ body: (UInt16) async throws -> Result
  ) async throws -> Result {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), timeout: 120, logger: .disabled,
      handler: handler)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await server.waitUntilListening(timeout: 120)
      guard let bound = await server.listeningAddress?.port else { throw LoopbackNotListening() }
      let outcome: Swift.Result<Result, any Error>
      do {
        outcome = .success(try await body(bound))
      } catch {
        outcome = .failure(error)
      }
      await server.stop()
      group.cancelAll()
      // Stopping ends the server's task with an error of its own, which says nothing.
      while await group.nextResult() != nil {}
      return try outcome.get()
    }
  }
}

/// A server that did not say on which port it listens.
struct LoopbackNotListening: Error {}

extension Socket.Address {
  var port: UInt16? {
    switch self {
    case .ip4(_, let port), .ip6(_, let port): port
    case .unix: nil
    }
  }
}
