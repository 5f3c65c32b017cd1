internal import LockstepCore
internal import LockstepFleet
package import LockstepWorkflow

/// The steps that pin, group by group.
///
/// Whose pin was prepared when the update went out goes first: nobody waits for a compiler who need not. Who
/// takes another exposed dependent by its branch or folder is pinned after that one: with the pin of the
/// other not there yet, its build would have two versions of the foundation.
package enum PinSteps {
  /// Dependents that are pinned together.
  struct Group: Hashable, Sendable {
    /// What its steps are called after: `pin-ready`, `pin`, `pin-2`.
    var id: String
    /// The most exposed first.
    var names: [RepositoryName]
    /// Who belongs to it only where an update turns out to be merged when it is to be withdrawn.
    var merged: [RepositoryName] = []

    fileprivate var prepare: StepID { StepID("\(id).prepare") }
    fileprivate var push: StepID { StepID("\(id).push") }
  }

  /// The group of those whose pins were prepared before.
  private static let ready = "pin-ready"
  /// The first group of those whose pins are still to be built.
  private static let first = "pin"

  /// Whether a step prepares pins.
  package static func isPreparation(_ step: StepID) -> Bool { step.isPart("prepare", of: first) }

  /// Whether a step pushes pins.
  package static func isPush(_ step: StepID) -> Bool { step.isPart("push", of: first) }

  /// Whether a step belongs to the pins.
  static func contains(_ step: StepID) -> Bool { isPreparation(step) || isPush(step) }

  /// Whether the pins that a step prepares need nothing of what other pins have pushed: the plan has just
  /// looked where their branches are.
  static func standsAlone(_ step: StepID) -> Bool {
    [Group(id: ready, names: []), Group(id: first, names: [])].contains { $0.prepare == step }
  }

  /// What all groups have prepared so far.
  static func prepared(in evidence: [StepID: Evidence]) throws -> [PreparedDependent] {
    try evidence.filter { isPreparation($0.key) }.sorted { $0.key.text < $1.key.text }.flatMap {
      try $0.value.body.decode([PreparedDependent].self)
    }
  }

  /// `names` in groups, in the order in which they are pinned; the order within a group is kept.
  ///
  /// - Parameters:
  ///   - prepared: Those whose pins need no build any more.
  ///   - merged: Those that belong to the first group that is built where their update was merged meanwhile.
  static func groups(
    _ names: [RepositoryName], prepared: Set<RepositoryName> = [], merged: [RepositoryName] = [],
    in fleet: Fleet
  ) -> [Group] {
    let wanted = Set(names)
    var ranks: [RepositoryName: Int] = [:]
    for name in fleet.waves.joined() where wanted.contains(name) {
      let before = fleet.dependent(name)?.taken.compactMap { ranks[$0] } ?? []
      ranks[name] = (before.max() ?? -1) + 1
    }
    let rank = { (name: RepositoryName) in ranks[name] ?? 0 }
    let isReady = { name in rank(name) == 0 && prepared.contains(name) }
    var groups = [Group(id: ready, names: names.filter(isReady))]
    for number in 0...(ranks.values.max() ?? 0) {
      groups.append(
        Group(
          id: number == 0 ? first : "\(first)-\(number + 1)",
          names: names.filter { rank($0) == number && !isReady($0) },
          merged: number == 0 ? merged : []))
    }
    return groups.filter { !$0.names.isEmpty || !$0.merged.isEmpty }
  }

  /// The steps that prepare and push each of `groups`.
  static func steps(
    _ groups: [Group], from bad: ReleasedVersion, to good: ReleasedVersion
  ) -> [Step<Action>] {
    groups.flatMap { group -> [Step<Action>] in
      let preparation = Preparation(
        mode: .pin, release: good, baseline: bad, repositories: group.names,
        ifMerged: group.merged.isEmpty ? nil : group.merged)
      let titles = titles(of: group, to: good, isLater: group != groups.first)
      return [
        Step(
          id: group.prepare, title: titles.prepare, phase: Phase.mitigation,
          action: Action.prepare(preparation)),
        Step(
          id: group.push, title: titles.push, phase: Phase.mitigation, irreversible: true,
          action: .deliver(Delivery(source: group.prepare.text, preparation: preparation))),
      ]
    }
  }

  private static func titles(
    of group: Group, to good: ReleasedVersion, isLater: Bool
  ) -> (prepare: String, push: String) {
    let count = group.names.count
    switch group.id {
    case ready:
      return (
        "take what was prepared for \(counted(count, "dependent")) to \(good.version)",
        "push it at once"
      )
    case _ where group.names.isEmpty: return ("pin whoever was merged before", "push that")
    case first:
      let who = counted(count, isLater ? "further dependent" : "dependent")
      return ("prepare the pins of \(who) to \(good.version)", "push the pins")
    default:
      let who = "\(counted(count, "dependent")) that \(count == 1 ? "takes" : "take") those"
      return ("prepare the pins of \(who) to \(good.version)", "push their pins")
    }
  }
}

extension Dependent {
  /// The dependents that it takes as they stand, by a branch or a folder.
  var taken: [RepositoryName] {
    uses.compactMap { use in use.reach == .immediate ? use.via : nil }
  }
}
