internal import LockstepCore
internal import LockstepWorkflow

/// The steps that take a feature of the foundation out of dependents, or give it back.
enum FlagSteps {
  private static let name = "flag"

  /// Whether a step prepares such a change.
  static func isPreparation(_ step: StepID) -> Bool { step.isPart("prepare", of: name) }

  /// Whether a step belongs to such a change.
  static func contains(_ step: StepID) -> Bool {
    isPreparation(step) || step.isPart("push", of: name)
  }

  /// What was prepared so far.
  static func prepared(in evidence: [StepID: Evidence]) throws -> [PreparedDependent] {
    try evidence.filter { isPreparation($0.key) }.flatMap {
      try $0.value.body.decode([PreparedDependent].self)
    }
  }

  /// The steps of the change of that number, from 0 on.
  static func steps(
    _ preparation: Preparation, number: Int = 0, preparing title: String
  ) -> [Step<Action>] {
    let id = number == 0 ? name : "\(name)-\(number + 1)"
    let source = "\(id).prepare"
    return [
      Step(
        id: StepID(source), title: "\(title), and build them", phase: Phase.mitigation,
        action: Action.prepare(preparation)),
      Step(
        id: StepID("\(id).push"), title: "push what builds", phase: Phase.mitigation,
        irreversible: true,
        action: .deliver(Delivery(source: source, preparation: preparation))),
    ]
  }

  /// The steps for those who turn out not to be pinnable, a feature each.
  ///
  /// - Parameter proven: Those whose pins are known to build.
  static func fallback(
    of suspects: [FlagSuspect], on bad: ReleasedVersion, but proven: Set<RepositoryName>
  ) -> [Step<Action>] {
    let meant = suspects.map { ($0.feature, $0.fallback.filter { !proven.contains($0) }) }
      .filter { !$0.1.isEmpty }
    return meant.enumerated().flatMap { number, suspect in
      let (feature, names) = suspect
      let preparation = Preparation(
        mode: .withoutFlag(feature), release: bad, baseline: bad, repositories: [],
        ifUnpinned: names)
      return steps(
        preparation, number: number,
        preparing: "take the feature \(feature) out of whoever cannot be pinned")
    }
  }
}

extension StepID {
  /// Whether it is the part called `part` of the steps `name`, `name-2` and so on: `pin-2.push`.
  func isPart(_ part: String, of name: String) -> Bool {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1] == part else { return false }
    return parts[0] == name || parts[0].hasPrefix("\(name)-")
  }
}

extension Step<Action> {
  /// The step with what it prepares, or delivers, as `change` leaves it.
  func preparing(_ change: (Preparation) -> Preparation) -> Step<Action> {
    var step = self
    switch action {
    case .prepare(let preparation): step.action = .prepare(change(preparation))
    case .deliver(var delivery):
      delivery.preparation = change(delivery.preparation)
      step.action = .deliver(delivery)
    default: break
    }
    return step
  }
}
