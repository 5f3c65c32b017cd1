internal import Dispatch
internal import LockstepCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Lets somebody who loses patience end a long command in good order.
enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Runs `body`, and cancels it when the process is asked to end; whoever asks twice does not wait.
  ///
  /// - Throws: `CancellationError` where the process was asked to end, as soon as `body` has.
  static func cancelling<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
    let count = Count()
    let sources = signals.map { number in
      #if canImport(Darwin)
        // Its default action would come first.
        signal(number, SIG_IGN)
      #endif
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        // A second time, or a tool that does not end: nobody is to wait for that.
        if count.next() > 1 { _exit(ExitStatus.resumable.rawValue) }
        continuation.yield()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        for await _ in asked { throw CancellationError() }
        return nil
      }
      defer {
        continuation.finish()
        group.cancelAll()
      }
      while let next = try await group.next() {
        if let result = next { return result }
      }
      throw CancellationError()
    }
  }

  /// How often the process was asked.
  private final class Count: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }
}

/// A verification that was ended before its time.
struct VerificationInterrupted: ExplainedError, ExitStatusCarrying {
  /// How far it came, in words; `nil` where that is not known.
  var reached: String?
  /// What the same command does.
  var next: String

  var explanation: Explanation {
    Explanation("interrupted" + (reached.map { ": \($0)" } ?? ""), hints: [next])
  }

  var exitStatus: ExitStatus { .resumable }
}
