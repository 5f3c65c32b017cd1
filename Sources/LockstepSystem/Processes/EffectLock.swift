package import LockstepCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A lock file that children which change the world hold for as long as they live.
///
/// Such a child gets the file as its standard input, opened and locked (`flock`, shared) before it
/// is started; our own descriptor is closed as soon as it runs. The lock thus belongs to the child
/// alone, and outlives us where we are killed. Whoever goes on afterwards first waits until the
/// lock is free: from then on nothing that was started earlier can still change anything.
///
/// A child that has to read something gets a file of its own instead, in a folder beside the lock
/// file, locked in the same way: see ``EffectInput``. The lock is free when these are free too.
package struct EffectLock: Hashable, Sendable {
  /// Where the file is; it is created when missing, its folder is not.
  package var path: String

  /// Names the lock file at `path`.
  package init(path: String) {
    self.path = path
  }

  /// Opens the file and locks it shared; the caller owns the descriptor.
  func openShared() async throws -> Int32 {
    let descriptor = try openFile()
    // Only `waitUntilFree` locks exclusively, for a moment: ten seconds are far more than enough.
    for _ in 0..<2_000 {
      if try lock(descriptor, LOCK_SH) { return descriptor }
      try await Self.pause(descriptor)
    }
    _ = close(descriptor)
    throw ProcessError.lockUnavailable(path: path, reason: "another process keeps it locked")
  }

  /// Waits until no child holds the lock any more.
  ///
  /// `onWait` is called once, and only where there is something to wait for. Throws
  /// ``EffectStillRunning`` when `timeout` has passed.
  package func waitUntilFree(
    timeout: Duration, onWait: @Sendable () -> Void = {}
  ) async throws {
    let descriptor = try openFile()
    let deadline = ContinuousClock.now.advanced(by: timeout)
    var waited = false
    while true {
      if try lock(descriptor, LOCK_EX) {
        // While this is held nobody makes another input.
        let isFree = EffectInput.sweep(inputFolder)
        if isFree {
          // Closing releases the lock.
          _ = close(descriptor)
          return
        }
        _ = flock(descriptor, LOCK_UN)
      }
      if !waited {
        waited = true
        onWait()
      }
      guard ContinuousClock.now < deadline else {
        _ = close(descriptor)
        throw EffectStillRunning(path: path, waited: timeout)
      }
      try await Self.pause(descriptor)
    }
  }

  /// Makes a file that holds `bytes`, locked shared, for a child's standard input.
  func openInput(holding bytes: [UInt8]) async throws -> EffectInput {
    // Held until the child has ended, so that no sweep finds the file before it is locked.
    let gate = try await openShared()
    do {
      return try EffectInput(holding: bytes, in: inputFolder, gate: gate)
    } catch {
      _ = close(gate)
      throw error
    }
  }

  /// Where the inputs of children are that have to read something.
  private var inputFolder: String { "\(path).inputs" }

  private func openFile() throws(ProcessError) -> Int32 {
    let descriptor = SystemCall.retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else {
      throw .lockUnavailable(path: path, reason: SystemCall.describe(SystemCall.lastError))
    }
    return descriptor
  }

  /// Tries to lock without waiting; false where somebody else's lock is in the way.
  private func lock(_ descriptor: Int32, _ kind: Int32) throws(ProcessError) -> Bool {
    if SystemCall.retrying({ flock(descriptor, kind | LOCK_NB) }) == 0 { return true }
    let code = SystemCall.lastError
    if code == EWOULDBLOCK { return false }
    _ = close(descriptor)
    throw .lockUnavailable(path: path, reason: SystemCall.describe(code))
  }

  /// Waits a little before the lock is asked for again; closes the descriptor when cancelled.
  private static func pause(_ descriptor: Int32) async throws {
    do {
      try await Task.sleep(for: .milliseconds(5))
    } catch {
      _ = close(descriptor)
      throw error
    }
  }
}

/// A child of an earlier run is still at work.
package struct EffectStillRunning: ExplainedError, Hashable {
  /// The lock file that it holds.
  package var path: String
  /// How long it was waited for.
  package var waited: Duration

  /// Describes the child that holds `path`.
  package init(path: String, waited: Duration) {
    self.path = path
    self.waited = waited
  }

  package var explanation: Explanation {
    Explanation(
      "a program that an earlier run started is still changing something",
      why: ["it holds \(path), and did not finish within \(waited)"],
      hints: ["wait for it to end, or end it; `fuser \(path)` names it", "then try again"])
  }
}
