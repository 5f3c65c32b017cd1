extension Clock {
  /// What `body` returns; `nil`, and `body` is cancelled, where that takes longer than `limit`.
  ///
  /// Returns when `body` has ended, so `body` has to notice that it was cancelled.
  package func within<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await sleep(limit)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
