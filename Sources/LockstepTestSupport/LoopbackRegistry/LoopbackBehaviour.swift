/// What a ``LoopbackRegistry`` is told to do.
package struct LoopbackBehaviour: Hashable, Sendable {
  /// How an upload is answered.
  package enum Publishing: Hashable, Sendable {
    case accepting
    /// Stores nothing; answers this status with `errors` in the body.
    case refusing(status: Int, detail: String)
    /// Stores nothing; answers 429 with a `Retry-After` in seconds.
    case limiting(retryAfter: Int)
    /// Stores the package, then answers this status.
    case acceptingThenFailing(status: Int)
    /// Stores the package, then closes the connection without a word.
    case acceptingThenResetting
    /// Stores nothing, and closes the connection without a word.
    case resetting
  }

  /// When the index shows a version that was uploaded.
  package enum Visibility: Hashable, Sendable {
    case atOnce
    /// After this many reads of the package's index file that do not show it yet.
    case afterReads(Int)
    /// Once ``LoopbackRegistry/showEverything()`` is called; for ever hidden if it is not.
    case onDemand
  }

  package var publishing: Publishing
  package var visibility: Visibility
  /// Whether everything, the index too, needs the token.
  package var authenticationRequired: Bool

  package init(
    publishing: Publishing = .accepting, visibility: Visibility = .atOnce,
    authenticationRequired: Bool = false
  ) {
    self.publishing = publishing
    self.visibility = visibility
    self.authenticationRequired = authenticationRequired
  }
}

/// One request that a ``LoopbackRegistry`` was sent.
package struct LoopbackRequest: Hashable, Sendable {
  package var method: String
  package var path: String
  /// Whether it carried the right token.
  package var authorized: Bool
  /// The status that it was answered with; 0 for a connection that was closed.
  package var status: Int
}
