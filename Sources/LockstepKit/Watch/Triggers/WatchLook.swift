internal import LockstepCore
internal import LockstepFleet

/// Something that is wrong, as one source saw it.
package struct WatchFact: Codable, Hashable, Sendable {
  /// What makes it the same fact however often it is seen, and by whichever source; of facts with one id
  /// the first text stands.
  package var id: String
  /// What is wrong, in one line.
  package var text: String

  /// States a fact.
  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}

/// What one look at a source came to.
package struct WatchLook: Hashable, Sendable {
  /// Whether there was anything to see.
  package enum State: Hashable, Sendable {
    /// The source was read; what it has not found is not there.
    case seen
    /// It could not be read, or says too little; that is never the same as fine.
    case noData(because: String)
    /// There is nothing for it to look at, so nobody misses it.
    case idle(because: String)
  }

  /// A fact, and the trigger that it counts for.
  package struct Finding: Hashable, Sendable {
    package var trigger: String
    package var fact: WatchFact
    /// Whether it is certain; else it is neither there nor gone.
    package var isSure: Bool
    /// Whether the release is to blame, so that taking it back could help.
    package var isOfRelease: Bool

    /// Reports a fact.
    package init(
      _ trigger: String, _ id: String, _ text: String, isSure: Bool = true,
      isOfRelease: Bool = true
    ) {
      self.trigger = trigger
      fact = WatchFact(id: id, text: text)
      self.isSure = isSure
      self.isOfRelease = isOfRelease
    }
  }

  /// The source's name: that of the configuration, or of a configured trigger.
  package var source: String
  package var state: State
  package var findings: [Finding]
  /// How many dependents it knows, for triggers that count a share of them.
  package var total: Int
  /// What a reader should know beside the findings, a line each.
  package var remarks: [String]
  /// What was learnt of single dependents, for those that come in turn; `nil` where it was nothing.
  var learnt: Learning?

  /// What looks at a part of the fleet tell those after them.
  struct Learning: Hashable, Sendable {
    var checked: [String: Learnt<ChecksWatch.Answer>]?
    var audited: [String: Learnt<AdvisoryWatch.Answer>]?
  }

  /// Describes a look.
  package init(
    _ source: String, _ state: State = .seen, findings: [Finding] = [], total: Int = 0,
    remarks: [String] = []
  ) {
    self.source = source
    self.state = state
    self.findings = findings
    self.total = total
    self.remarks = remarks
  }
}

extension WatchLook {
  /// Describes a look at one of the sources that every watch has.
  init(
    _ source: Configuration.WatchSource, _ state: State = .seen, findings: [Finding] = [],
    total: Int = 0, remarks: [String] = []
  ) {
    self.init(source.rawValue, state, findings: findings, total: total, remarks: remarks)
  }
}

extension WatchLook.Finding {
  /// Reports a fact that the release is to blame for.
  init(_ trigger: WatchTriggerName, _ id: String, _ text: String, isSure: Bool = true) {
    self.init(trigger.rawValue, id, text, isSure: isSure)
  }

  /// Reports a fact that stays whatever becomes of the release.
  init(standing trigger: WatchTriggerName, _ id: String, _ text: String) {
    self.init(trigger.rawValue, id, text, isOfRelease: false)
  }
}
