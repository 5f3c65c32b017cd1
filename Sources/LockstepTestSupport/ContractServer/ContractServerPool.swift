/// The contract servers of this process: one for each name, used by one session at a time.
actor ContractServerPool {
  static let shared = ContractServerPool()

  private var servers: [String: ContractServer] = [:]
  private var busy: Set<String> = []
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  /// Hands the server called `name` to `body`, alone.
  nonisolated func withServer<Result: Sendable>(
    named name: String, _ body: (ContractServer) async throws -> Result
  ) async throws -> Result {
    await take(name)
    do {
      let result = try await body(try await server(name))
      await give(name)
      return result
    } catch {
      await give(name)
      throw error
    }
  }

  private func server(_ name: String) async throws -> ContractServer {
    if let running = servers[name] { return running }
    let started = try await ContractServer.start()
    servers[name] = started
    return started
  }

  private func take(_ name: String) async {
    if busy.insert(name).inserted { return }
    await withCheckedContinuation { waiting[name, default: []].append($0) }
  }

  private func give(_ name: String) {
    guard var queue = waiting[name], !queue.isEmpty else {
      busy.remove(name)
      return
    }
    let next = queue.removeFirst()
    waiting[name] = queue
    next.resume()
  }
}
