package import LockstepCore

/// The right to change the world on behalf of one operation.
///
/// At most one is in force for each scope. It is in force from the event that acquires it to the one
/// that releases it or takes it over; nothing that a clock shows ends it by itself.
package struct Lease: Hashable, Sendable {
  /// Unique; an operation that is resumed gets a lease of its own.
  package var id: String

  /// What it is held for; a foundation has one, and the watch another.
  package var scope: String

  package var operation: String

  /// What the operation is called, for readers.
  package var title: String

  /// The person, and the machine's name.
  package var person: Author

  package var process: ProcessIdentity

  /// Seconds without a sign of life after which others may take it over.
  package var timeToLive: Int64

  /// When it was acquired, by the holder's clock.
  package var since: Timestamp

  /// The time of the last sign of life, by the holder's clock.
  package var lastSign: Timestamp

  /// The id of the event that was the last sign of life.
  package var lastSignEvent: String

  /// Reads the lease that an `acquired` or `taken-over` event establishes.
  init?(_ event: Event) {
    guard event.kind == LeaseEvent.acquired || event.kind == LeaseEvent.takenOver,
      let id = event.body["lease"]?.string,
      let operation = event.operation,
      let process = event.body["process"].flatMap(ProcessIdentity.init(json:)),
      let timeToLive = event.body["ttl"]?.integer, timeToLive > 0
    else { return nil }
    self.id = id
    self.scope = event.body["scope"]?.string ?? LeaseEvent.foundationScope
    self.operation = operation
    self.title = event.body["title"]?.string ?? operation
    self.person = event.by
    self.process = process
    self.timeToLive = min(timeToLive, 24 * 3600)
    self.since = event.at
    self.lastSign = event.at
    self.lastSignEvent = event.id
  }
}

extension History {
  /// The lease that is in force in a scope, if any.
  ///
  /// Any event of its operation is a sign of life of its holder. Walks backwards to the event that
  /// established it, so that it costs what happened since.
  package func lease(in scope: String = LeaseEvent.foundationScope) -> Lease? {
    var released: Set<String> = []
    var signs: [String: (at: Timestamp, event: String)] = [:]
    for entry in entries.reversed() {
      let event = entry.event
      switch event.kind {
      case LeaseEvent.released:
        if let id = event.body["lease"]?.string { released.insert(id) }
      case LeaseEvent.acquired, LeaseEvent.takenOver:
        guard var lease = Lease(event), lease.scope == scope else { continue }
        if released.contains(lease.id) { return nil }
        if let sign = signs[lease.operation] {
          lease.lastSign = sign.at
          lease.lastSignEvent = sign.event
        }
        return lease
      default:
        if let operation = event.operation, signs[operation] == nil {
          signs[operation] = (event.at, event.id)
        }
      }
    }
    return nil
  }
}

extension Lease {
  /// Whether the process that holds it is proven dead: it ran on this very machine and runs no more.
  ///
  /// Such a lease is void, and `resume` needs no take-over.
  package var isHeldByTheDead: Bool { SystemProcesses.state(of: process) == .dead }
}
