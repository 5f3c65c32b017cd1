internal import LockstepCore
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow
internal import Synchronization

/// Takes the time of every step of a plan as the engine reports it.
final class RehearsalWatch: Sendable {
  private struct State {
    var begun: [StepID: Duration] = [:]
    var taken: [StepID: Duration] = [:]
  }

  private let clock: Clock
  private let state = Mutex(State())

  init(_ clock: Clock) {
    self.clock = clock
  }

  func take(_ report: EngineReport) {
    let now = clock.elapsed()
    state.withLock { state in
      switch report {
      case .step(let id, _, _, _): state.begun[id] = now
      case .finished(let id, _, _), .stopped(let id, _), .conflict(let id, _), .failed(let id, _):
        if let begun = state.begun[id] { state.taken[id] = now - begun }
      default: break
      }
    }
  }

  /// How long a step took; zero where it was not reached.
  func time(of step: StepID) -> Duration {
    state.withLock { $0.taken[step] ?? .zero }
  }

  /// How long the steps took that `isMeant` names, together.
  func time(where isMeant: (StepID) -> Bool) -> Duration {
    state.withLock { $0.taken.filter { isMeant($0.key) }.values.reduce(.zero, +) }
  }

  /// What each phase of a plan took, in the plan's order.
  func phases(of plan: Plan<Action>) -> [RehearsalReport.Phase] {
    var phases: [RehearsalReport.Phase] = []
    for step in plan.steps {
      let seconds = time(of: step.id).inSeconds
      if phases.last?.name == step.phase {
        phases[phases.count - 1].seconds += seconds
      } else {
        phases.append(.init(name: step.phase, seconds: seconds))
      }
    }
    return phases
  }
}
