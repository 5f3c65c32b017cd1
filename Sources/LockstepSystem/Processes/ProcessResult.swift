/// How a child ended, and what it wrote.
package struct ProcessResult: Hashable, Sendable {
  /// The way in which a child ended.
  package enum Termination: Hashable, Sendable {
    /// It ended by itself with this status.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)
  }

  /// How the child ended.
  package var termination: Termination
  /// Whether it was ended because its time was up.
  package var timedOut: Bool
  /// What it wrote to its standard output.
  package var output: [UInt8]
  /// What it wrote to its standard error.
  package var errors: [UInt8]

  /// Describes an outcome.
  package init(
    termination: Termination, timedOut: Bool = false, output: [UInt8] = [], errors: [UInt8] = []
  ) {
    self.termination = termination
    self.timedOut = timedOut
    self.output = output
    self.errors = errors
  }

  /// Whether the child ended by itself, in time, with status zero.
  package var succeeded: Bool { termination == .exited(0) && !timedOut }

  /// The standard output as text; bytes that are not UTF-8 are replaced.
  package var text: String { String(decoding: output, as: UTF8.self) }

  /// The standard error as text; bytes that are not UTF-8 are replaced.
  package var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// The exit status, or `nil` where a signal ended the child.
  package var exitCode: Int32? {
    guard case .exited(let code) = termination else { return nil }
    return code
  }
}
