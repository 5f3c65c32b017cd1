/// The exit statuses of the program; what each means stands in the design's section on commands.
public enum ExitStatus: Int32, Hashable, Sendable, Codable, CaseIterable {
  /// Done, or nothing to do.
  case done = 0
  /// Could not finish; also an inconclusive or skipped gate that counts.
  case failed = 1
  /// Answered, and the answer is a decided no: a gate failed, a dependent regressed.
  case decidedNo = 10
  /// Refused by policy: a notice still running, an approval missing.
  case refused = 11
  /// Another operation holds the lease.
  case leaseHeld = 12
  /// Interrupted or partial, and resumable.
  case resumable = 13
  /// The command line was wrong.
  case usage = 64
  /// A defect of this program.
  case defect = 70
  /// The configuration is wrong.
  case configuration = 78

  /// The status that the program ends with when `error` stops it: the error's own, else `failed`.
  public init(of error: any Error) {
    self = (error as? any ExitStatusCarrying)?.exitStatus ?? .failed
  }
}

/// An error that knows the status with which it ends the program.
public protocol ExitStatusCarrying {
  /// The status; `ExitStatus.failed` unless the type says otherwise.
  var exitStatus: ExitStatus { get }
}

extension ExitStatusCarrying {
  /// The status of an error that could not finish.
  public var exitStatus: ExitStatus { .failed }
}
