internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

extension VerifyRunCommand {
  /// Shows how far a fleet run has come while it goes on, and ends it in good order when it is asked to.
  func watched<Result: Sendable>(
    on terminal: Terminal, _ host: Host,
    _ body: @escaping @Sendable (@escaping @Sendable (FleetRunEvent) -> Void) async throws -> Result
  ) async throws -> Result {
    let progress = LiveProgress(on: terminal, clock: host.clock)
    do {
      return try await Interruption.cancelling {
        try await progress.whileShown { try await body { progress.take($0) } }
      }
    } catch is CancellationError {
      let (done, total) = progress.reached
      throw VerificationInterrupted(
        reached: total == 0
          ? nil : "\(done) of \(counted(total, "dependent")) \(done == 1 ? "is" : "are") done",
        next: "the same command goes on: what is known is not run again, unless `--again` says so")
    }
  }

  /// Ends the gates in good order when that is asked.
  func interruptible<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    do {
      return try await Interruption.cancelling(body)
    } catch is CancellationError {
      throw VerificationInterrupted(
        reached: nil, next: "the same command begins again; `--gate NAME` runs one gate alone")
    }
  }
}
