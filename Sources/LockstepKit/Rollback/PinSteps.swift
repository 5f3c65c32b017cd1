internal import LockstepCore
internal import LockstepFleet
package import LockstepWorkflow

/// The steps that pin, group by group.
///
/// Who takes another exposed dependent by its branch or folder is pinned after that one was pushed: with
/// the pin of the other not there yet, its build would have two versions of the foundation.
package enum PinSteps {
  /// The step that prepares the group of that number, from 0 on.
  static func prepare(_ number: Int) -> String { "\(prefix(number)).prepare" }

  /// The step that pushes it.
  static func push(_ number: Int) -> String { "\(prefix(number)).push" }

  /// Whether a step prepares pins.
  package static func isPreparation(_ step: StepID) -> Bool {
    belongs(step, to: "prepare")
  }

  /// Whether a step pushes pins.
  package static func isPush(_ step: StepID) -> Bool {
    belongs(step, to: "push")
  }

  private static func prefix(_ number: Int) -> String {
    number == 0 ? "pin" : "pin-\(number + 1)"
  }

  private static func belongs(_ step: StepID, to deed: String) -> Bool {
    let parts = step.text.split(separator: ".")
    guard parts.count == 2, parts[1] == deed else { return false }
    return parts[0] == "pin" || parts[0].hasPrefix("pin-")
  }

  /// What all groups have prepared so far.
  static func prepared(in evidence: [StepID: Evidence]) throws -> [PreparedDependent] {
    try evidence.filter { isPreparation($0.key) }.sorted { $0.key.text < $1.key.text }.flatMap {
      try $0.value.body.decode([PreparedDependent].self)
    }
  }

  /// `names` in groups, each after those that it takes as they stand; the order within a group is kept.
  static func groups(_ names: [RepositoryName], in fleet: Fleet) -> [[RepositoryName]] {
    let wanted = Set(names)
    var ranks: [RepositoryName: Int] = [:]
    for name in fleet.waves.joined() where wanted.contains(name) {
      let before = fleet.dependent(name)?.taken.compactMap { ranks[$0] } ?? []
      ranks[name] = (before.max() ?? -1) + 1
    }
    let last = ranks.values.max() ?? 0
    return (0...last).map { rank in names.filter { ranks[$0] ?? 0 == rank } }
  }
}

extension Dependent {
  /// The dependents that it takes as they stand, by a branch or a folder.
  var taken: [RepositoryName] {
    uses.compactMap { use in use.reach == .immediate ? use.via : nil }
  }
}
