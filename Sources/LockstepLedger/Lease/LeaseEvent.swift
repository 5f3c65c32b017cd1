/// The kinds of event that leases are made of.
package enum LeaseEvent {
  package static let acquired = "lease.acquired"
  package static let takenOver = "lease.taken-over"
  package static let heartbeat = "lease.heartbeat"
  package static let released = "lease.released"

  /// The scope of the one lease that a foundation has for changing the world.
  package static let foundationScope = "foundation"
}
