import LockstepSystem
import Synchronization

/// What everything throws that a killed process would have done.
struct Killed: Error {}

/// Kills one simulated process at its n-th fault point: from there on nothing that it does reaches
/// git or the world.
final class Mortality: Sendable {
  private struct State {
    var labels: [String] = []
    var isDead = false
  }

  private let fatal: Int?
  private let state = Mutex(State())

  init(at fatal: Int? = nil) {
    self.fatal = fatal
  }

  var isDead: Bool { state.withLock { $0.isDead } }

  /// The fault points that were reached, in order.
  var labels: [String] { state.withLock { $0.labels } }

  var faults: FaultPoints {
    FaultPoints { label in try? self.reach(label) }
  }

  /// Passes a fault point, or dies there.
  func reach(_ label: String) throws {
    try check()
    state.withLock { state in
      state.labels.append(label)
      if state.labels.count == fatal { state.isDead = true }
    }
    try check()
  }

  func check() throws {
    if isDead { throw Killed() }
  }

  /// What happens in the world before its first push.
  private let overtaking = Mutex<(@Sendable () async throws -> Void)?>(nil)

  /// Lets others be quicker: `body` runs when this process has read the ledger and is about to push.
  func overtaken(by body: @escaping @Sendable () async throws -> Void) {
    overtaking.withLock { $0 = body }
  }

  /// The processes of a mortal: none is started after its death.
  var processes: Processes {
    let live = Processes.live(faults: .none)
    return Processes { invocation in
      try self.check()
      if invocation.arguments.contains("push") {
        let body = self.overtaking.withLock { body in
          defer { body = nil }
          return body
        }
        try await body?()
      }
      return try await live.run(invocation)
    }
  }
}
