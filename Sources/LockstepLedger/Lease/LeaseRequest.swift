import LockstepCore

/// How a lease is asked for.
package struct LeaseRequest: Sendable {
  package var operation: String

  /// What the operation is called, for those who find the lease held.
  package var title: String

  package var scope: String

  /// Time without a sign of life after which others may take the lease over.
  package var timeToLive: Duration

  /// Whether a lease of somebody else is taken over once it stayed silent for its time to live.
  package var takeOver: Bool

  /// Whether a lease of somebody else is taken over at once: for emergencies.
  package var preempting: Bool

  /// Events that are appended together with the lease's, after it: all of them or none.
  package var together: [EventDraft]

  /// Throws where the lease must not be acquired on this history.
  package var allowed: @Sendable (History) throws -> Void

  /// Told once when the holder of a lease is being watched.
  package var onWait: @Sendable (Lease) -> Void

  package init(
    operation: String, title: String, scope: String = LeaseEvent.foundationScope,
    timeToLive: Duration = .seconds(90), takeOver: Bool = false, preempting: Bool = false,
    together: [EventDraft] = [],
    allowed: @escaping @Sendable (History) throws -> Void = { _ in },
    onWait: @escaping @Sendable (Lease) -> Void = { _ in }
  ) {
    self.operation = operation
    self.title = title
    self.scope = scope
    self.timeToLive = timeToLive
    self.takeOver = takeOver
    self.preempting = preempting
    self.together = together
    self.allowed = allowed
    self.onWait = onWait
  }
}
