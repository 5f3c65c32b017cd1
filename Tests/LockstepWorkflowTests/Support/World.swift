import LockstepCore
import LockstepSystem
import LockstepWorkflow
import Synchronization

/// What a test's plan does to the world.
enum Deed: Hashable, Codable, Sendable {
  /// Sets a key that must not exist yet.
  case set(String)

  /// Sets a key, and cannot be undone.
  case spend(String)

  /// Says no until the key exists.
  case waitFor(String)

  /// Fails until the key exists; the error's own words hold a token.
  case failWithout(String)
}

/// An error without an explanation, whose words must not be recorded.
struct Unexplained: Error, CustomStringConvertible {
  var description: String { "token ghp_secret" }
}

/// A world of keys, of which it remembers every change.
final class World: Sendable {
  private struct State {
    var values: [String: String] = [:]
    var changes: [String] = []
  }

  private let state = Mutex(State())

  var values: [String: String] { state.withLock { $0.values } }

  /// Every change in order: `+key`, `-key`.
  var changes: [String] { state.withLock { $0.changes } }

  func set(_ key: String, to value: String) {
    state.withLock { state in
      state.values[key] = value
      state.changes.append("+\(key)")
    }
  }

  func remove(_ key: String) {
    state.withLock { state in
      guard state.values.removeValue(forKey: key) != nil else { return }
      state.changes.append("-\(key)")
    }
  }
}

/// Brings deeds about in a `World`; every effect has its fault points.
struct WorldPerformer: Performer {
  typealias Action = Deed

  let world: World
  let mortality: Mortality

  /// Called while a step is being looked at.
  var watching: @Sendable (StepID) async throws -> Void = { _ in }

  /// Called while a deed is being done.
  var during: @Sendable (StepID) async throws -> Void = { _ in }

  func effect(of step: Step<Deed>, in context: StepContext) async throws -> JSONValue {
    try mortality.check()
    return .object(["sets": .string(key(of: step))])
  }

  func observe(_ step: Step<Deed>, in context: StepContext) async throws -> Observation {
    try mortality.check()
    try await watching(step.id)
    guard let value = world.values[key(of: step)] else { return .pending }
    switch step.action {
    case .set, .spend:
      if value == "ours" { return .done(evidence(of: step)) }
      return .conflict(
        Explanation("\(key(of: step)) is taken", why: ["it is \(value)"], hints: ["look at it"]))
    case .waitFor, .failWithout:
      return .done(evidence(of: step))
    }
  }

  func perform(_ step: Step<Deed>, in context: StepContext) async throws -> Performance {
    let key = key(of: step)
    switch step.action {
    case .set, .spend:
      try mortality.reach("effect:\(key):before")
      try await during(step.id)
      world.set(key, to: "ours")
      try mortality.reach("effect:\(key):after")
      return .done(evidence(of: step))
    case .waitFor:
      return .stopped(
        Explanation("\(key) is not there yet", hints: ["wait"]),
        Evidence(summary: "asked", body: .string(key)), .refused)
    case .failWithout:
      throw Unexplained()
    }
  }

  func undo(_ step: Step<Deed>, in context: StepContext) async throws -> UndoResult {
    let key = key(of: step)
    try mortality.check()
    guard world.values[key] == "ours" else { return .nothingToUndo }
    switch step.action {
    case .spend: return .irreversible("a public tag spends its version")
    default:
      try mortality.reach("undo:\(key):before")
      try await during(step.id)
      world.remove(key)
      try mortality.reach("undo:\(key):after")
      return .undone(Evidence(summary: "removed \(key)"))
    }
  }

  private func key(of step: Step<Deed>) -> String {
    switch step.action {
    case .set(let key), .spend(let key), .waitFor(let key), .failWithout(let key): key
    }
  }

  private func evidence(of step: Step<Deed>) -> Evidence {
    Evidence(summary: "\(key(of: step)) is there", body: .string(key(of: step)))
  }
}
