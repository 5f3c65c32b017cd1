package import LockstepLedger

/// How an engine holds the lease, and how long it waits for what others left behind.
package struct LeaseOptions: Sendable {
  /// Time without a sign of life after which others may take the lease over.
  package var timeToLive: Duration

  /// What the lease is for; the foundation has one, and the watch another.
  package var scope: String

  /// How long a child of an earlier run may go on before it is given up on.
  package var effectPatience: Duration

  /// The machine's view of processes.
  package var processes: ProcessTable

  package init(
    timeToLive: Duration = .seconds(90), scope: String = LeaseEvent.foundationScope,
    effectPatience: Duration = .seconds(600), processes: ProcessTable = .live
  ) {
    self.timeToLive = timeToLive
    self.scope = scope
    self.effectPatience = effectPatience
    self.processes = processes
  }
}
