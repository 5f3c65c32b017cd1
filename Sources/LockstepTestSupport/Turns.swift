/// Lets one at a time have what there is one of, in the order in which they came.
package actor Turns {
  /// Those of this process.
  package static let shared = Turns()

  private var busy: Set<String> = []
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  /// Runs `body` while nobody else runs with this name.
  package nonisolated func hold<Result: Sendable>(
    _ name: String, _ body: () async throws -> Result
  ) async throws -> Result {
    await take(name)
    do {
      let result = try await body()
      await give(name)
      return result
    } catch {
      await give(name)
      throw error
    }
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
