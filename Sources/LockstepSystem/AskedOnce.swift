/// An answer that is the same for as long as it is asked for: the first who asks gets it for all.
///
/// An error is told to those who waited for it, and not kept.
package actor AskedOnce<Answer: Sendable> {
  private var asking: Task<Answer, any Error>?

  package init() {}

  /// The answer that is known or on its way, else what `ask` says.
  package func answer(_ ask: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
    let task = asking ?? Task { try await ask() }
    asking = task
    do {
      return try await task.value
    } catch {
      asking = nil
      throw error
    }
  }
}
