/// An error that can say what happened, why, and what to do next.
///
/// Types that conform are named after what failed for the reader.
public protocol ExplainedError: Error, Sendable {
  /// The error in words.
  var explanation: Explanation { get }
}

/// A failure that needs no type of its own because nobody tells it apart from others.
public struct ExplainedFailure: ExplainedError, Hashable, ExitStatusCarrying {
  /// The error in words.
  public var explanation: Explanation
  /// The status that the program ends with when nobody handles this failure.
  public var exitStatus: ExitStatus

  /// Creates a failure from the parts of its explanation.
  public init(
    _ what: String, why: [String] = [], hints: [String] = [], place: SourcePlace? = nil,
    exitStatus: ExitStatus = .failed
  ) {
    self.explanation = Explanation(what, why: why, hints: hints, place: place)
    self.exitStatus = exitStatus
  }

  /// Creates a failure from a finished explanation.
  public init(_ explanation: Explanation, exitStatus: ExitStatus = .failed) {
    self.explanation = explanation
    self.exitStatus = exitStatus
  }
}

extension Explanation {
  /// Explains any error: its own words where it has them, else its description.
  public init(of error: any Error) {
    if let explained = error as? any ExplainedError {
      self = explained.explanation
    } else if error is CancellationError {
      self = Explanation("the operation was cancelled")
    } else {
      self = Explanation("an unexpected error occurred", why: [String(describing: error)])
    }
  }
}
