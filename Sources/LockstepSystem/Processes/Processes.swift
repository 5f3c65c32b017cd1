/// Runs programs.
///
/// A status other than zero is a result; only failing to run throws (``ProcessError``). Cancelling
/// the calling task ends the child with everything that it started.
package struct Processes: Sendable {
  /// Runs a program to its end and returns what it wrote.
  package var run: @Sendable (Invocation) async throws -> ProcessResult

  /// Runs programs by `run`.
  package init(run: @escaping @Sendable (Invocation) async throws -> ProcessResult) {
    self.run = run
  }
}
