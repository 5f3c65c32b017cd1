/// The contract servers of this process: one for each name, used by one session at a time.
actor ContractServerPool {
  static let shared = ContractServerPool()

  private var servers: [String: ContractServer] = [:]

  /// Hands the server called `name` to `body`, alone.
  nonisolated func withServer<Result: Sendable>(
    named name: String, _ body: (ContractServer) async throws -> Result
  ) async throws -> Result {
    try await Turns.shared.hold("contract server \(name)") {
      try await body(try await server(name))
    }
  }

  private func server(_ name: String) async throws -> ContractServer {
    if let running = servers[name] { return running }
    let started = try await ContractServer.start()
    servers[name] = started
    return started
  }
}
