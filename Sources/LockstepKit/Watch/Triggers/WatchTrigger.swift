internal import LockstepCore
package import LockstepFleet

/// A rule that says when something counts as gone wrong.
package struct WatchTrigger: Hashable, Sendable {
  package var name: String
  package var severity: Configuration.Severity
  /// The sources that feed it.
  package var sources: [String]
  /// How many facts it takes.
  package var threshold: Configuration.Threshold
  /// What it means when it fires, for a title: `dependents are broken`.
  package var meaning: String

  /// Makes a trigger.
  package init(
    _ name: String, _ severity: Configuration.Severity, sources: [String],
    threshold: Configuration.Threshold = .count(1), meaning: String
  ) {
    self.name = name
    self.severity = severity
    self.sources = sources
    self.threshold = threshold
    self.meaning = meaning
  }

  /// The trigger that tells of sources that stay without data.
  package static let silence = "silence"

  /// Every trigger of a configuration, the gravest first.
  package static func all(_ configuration: Configuration) -> [WatchTrigger] {
    let triggers = configuration.triggers
    func usual(
      _ name: WatchTriggerName, _ severity: Configuration.Severity,
      _ sources: [Configuration.WatchSource], _ meaning: String,
      threshold: Configuration.Threshold = .count(1)
    ) -> WatchTrigger {
      WatchTrigger(
        name.rawValue, severity, sources: sources.map(\.rawValue), threshold: threshold,
        meaning: meaning)
    }
    return [
      usual(.criticalBug, .critical, [.advisories, .issues], "a critical bug is reported"),
      usual(
        .dependents, .major, [.fleet, .checks], "dependents are broken",
        threshold: triggers.regressedDependents),
      usual(
        .compileErrors, .major, [.fleet], "many dependents do not compile",
        threshold: triggers.compileErrors),
      usual(.performance, .major, [.benchmarks], "it became slower"),
    ]
      + triggers.commands.map {
        WatchTrigger($0.name, $0.severity, sources: [$0.name], meaning: "`\($0.name)` fires")
      } + [
        usual(.drift, .minor, [.drift], "what is published and what is tagged differ"),
        usual(.pins, .minor, [.pins], "pins were never taken back"),
        usual(.notices, .minor, [.notices], "notices are unanswered"),
        usual(.support, .minor, [.support], "dependents are behind the supported versions"),
      ]
  }

  /// What the looks say to it.
  ///
  /// Enough facts fire it, whatever the other sources say. Without them every source that has something
  /// to look at must have been read before it is quiet: what was not seen is not known to be fine.
  package func read(_ looks: [WatchLook]) -> TriggerReading {
    let own = looks.filter { sources.contains($0.source) }
    var facts: [WatchFact] = []
    var blamed: Set<String> = []
    var unsure: Set<String> = []
    for finding in own.flatMap(\.findings) where finding.trigger == name {
      guard finding.isSure else {
        unsure.insert(finding.fact.id)
        continue
      }
      if finding.isOfRelease { blamed.insert(finding.fact.id) }
      if !facts.contains(where: { $0.id == finding.fact.id }) { facts.append(finding.fact) }
    }
    facts.sort { $0.id < $1.id }
    var reasons: [String] = []
    var idle: [String] = []
    for look in own {
      switch look.state {
      case .seen: break
      case .noData(let reason): reasons.append("\(look.source): \(reason)")
      case .idle(let reason): idle.append("\(look.source): \(reason)")
      }
    }
    let isBlind = own.count == idle.count
    let state: TriggerReading.State =
      if threshold.isReached(by: facts.count, of: own.map(\.total).max() ?? 0) {
        .fire
      } else if isBlind {
        .noData(because: idle.isEmpty ? "nothing looks at it" : idle.joined(separator: "; "))
      } else if !reasons.isEmpty {
        .noData(because: reasons.joined(separator: "; "))
      } else {
        .quiet
      }
    return TriggerReading(
      trigger: self, state: state, facts: facts, blamed: blamed, unsure: unsure,
      isComplete: reasons.isEmpty && !isBlind, isIdle: isBlind, remarks: own.flatMap(\.remarks))
  }
}

/// What a trigger says at one moment.
package struct TriggerReading: Hashable, Sendable {
  /// The three values.
  package enum State: Hashable, Sendable {
    case fire
    case quiet
    case noData(because: String)

    /// The word for it: `fire`, `quiet`, `no-data`.
    package var word: String {
      switch self {
      case .fire: "fire"
      case .quiet: "quiet"
      case .noData: "no-data"
      }
    }
  }

  package var trigger: WatchTrigger
  package var state: State
  /// What is wrong, by id; there may be some that are too few to fire.
  package var facts: [WatchFact]
  /// The ids of those that the release is to blame for.
  package var blamed: Set<String>
  /// The ids of what is neither there nor gone.
  package var unsure: Set<String>
  /// Whether every source that has something to look at was read, so that what is not seen is gone.
  package var isComplete: Bool
  /// Whether none of its sources has anything to look at: no data, and none that somebody misses.
  package var isIdle: Bool
  /// What a reader should know beside it.
  package var remarks: [String]
}
