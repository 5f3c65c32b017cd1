package import LockstepCore

/// A message could not be delivered, or nobody knows whether it was.
package struct DeliveryFailure: ExplainedError, Hashable, Codable {
  /// Whether another try makes sense.
  package enum Retry: String, Hashable, Sendable, Codable {
    /// It does.
    case later
    /// It does not: somebody has to change something first.
    case never
  }

  /// Whether another try makes sense.
  package var retry: Retry
  /// How long the service wants to be left alone, where it said so.
  package var after: Span?
  /// Whether the message may have been delivered all the same.
  package var isUncertain: Bool
  /// The failure in words; it holds no secret.
  package var explanation: Explanation

  /// Describes a failure.
  package init(
    _ what: String, why: [String] = [], hints: [String] = [], retry: Retry = .later,
    after: Span? = nil, isUncertain: Bool = false
  ) {
    self.retry = retry
    self.after = after
    self.isUncertain = isUncertain
    self.explanation = Explanation(what, why: why, hints: hints)
  }
}
