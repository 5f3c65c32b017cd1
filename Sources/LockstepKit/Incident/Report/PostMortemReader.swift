internal import LockstepCore
package import LockstepFleet
package import LockstepGit
package import LockstepLedger
internal import LockstepWorkflow

/// Reads a post-mortem out of the ledger.
package struct PostMortemReader: Sendable {
  let incident: Incident
  let history: History
  let log: OperationLog
  let configuration: Configuration
  let discretion: Discretion
  /// Where the foundation is, for links to its commits; `nil` where they are not to be made.
  let remote: RemoteAddress?
  /// The versions that it is about.
  let releases: PostMortem.Releases
  /// The operations that belong to it, or that brought the bad version to the fleet, in their order.
  let operations: [OperationRecord]
  /// The dependents that the bad version breaks, as far as the record knows.
  let broken: Set<RepositoryName>

  /// Prepares the reading of one incident.
  ///
  /// - Parameter isShareable: Leaves out what must not stand in public.
  package init(
    _ incident: Incident, in history: History, configuration: Configuration,
    remote: RemoteAddress? = nil, isShareable: Bool = false
  ) {
    self.incident = incident
    self.history = history
    self.configuration = configuration
    self.remote = remote
    let log = OperationLog(history)
    self.log = log
    releases = Self.releases(of: incident, in: log)
    operations = Self.operations(of: incident, about: releases.bad?.version, in: log)
    broken = Self.broken(by: releases.bad?.version, operations, in: history)
    discretion =
      isShareable
      ? .shareable(
        named: Set(configuration.fleet.dependents.map(\.name)), fleet: Self.fleet(of: operations))
      : .none
  }

  /// The whole post-mortem.
  package func read() -> PostMortem {
    let timeline = timeline
    let asOf = max(timeline.last?.at ?? incident.openedAt, incident.closedAt ?? incident.openedAt)
    let impact = impact
    let detection = detection
    let gaps = gaps(broken: impact.broken)
    let remarks = remarks(on: impact, detection)
    return PostMortem(
      incident: heading, foundation: configuration.foundation.package, releases: releases,
      impact: impact, timeline: timeline, detection: detection, cause: cause, remarks: remarks,
      gaps: gaps, actions: actions(for: gaps, remarks), nextRelease: nextRelease(from: asOf),
      asOf: asOf, withheld: withheld)
  }

  // MARK: - Which versions, which operations

  private static func releases(of incident: Incident, in log: OperationLog) -> PostMortem.Releases {
    var found = PostMortem.Releases(isAssumed: false)
    let linked = incident.operations.compactMap { log[$0] }
    // Who rolled back while it was open did so for it, also where nobody said so.
    let near = log.operations.filter { record in
      [OperationKind.rollback, OperationKind.pin].contains(record.kind)
        && record.startedAt >= incident.openedAt
        && incident.closedAt.map { record.startedAt <= $0 } ?? true
    }
    for record in linked + near {
      if let facts = try? record.facts.decode(RollbackFacts.self) {
        (found.bad, found.good, found.hotfix) = (facts.bad, facts.good, facts.hotfix)
        break
      }
      if let facts = try? record.facts.decode(PinFacts.self) {
        (found.bad, found.good) = (facts.bad, facts.good)
        break
      }
    }
    if found.bad == nil { found.assume(before: incident.openedAt, in: log) }
    found.takeTimes(from: log)
    return found
  }

  private static func operations(
    of incident: Incident, about bad: Version?, in log: OperationLog
  ) -> [OperationRecord] {
    log.operations.filter { record in
      if incident.operations.contains(record.id) { return true }
      guard let bad else { return false }
      return record.version == bad
    }
  }

  private static func fleet(of operations: [OperationRecord]) -> Set<RepositoryName> {
    var names: Set<RepositoryName> = []
    for record in operations {
      if let facts = try? record.facts.decode(RolloutFacts.self) {
        names.formUnion(facts.forecast.map(\.name))
      }
      if let facts = try? record.facts.decode(RollbackFacts.self) {
        names.formUnion(facts.exposed.map(\.name) + facts.safe)
      }
      if let facts = try? record.facts.decode(PinFacts.self) {
        names.formUnion(facts.exposed.map(\.name) + facts.safe)
      }
    }
    return names
  }

  /// The release of the bad version.
  var release: (record: OperationRecord, facts: ReleaseFacts)? {
    for record in operations.reversed() where record.kind == OperationKind.release {
      if let facts = try? record.facts.decode(ReleaseFacts.self) { return (record, facts) }
    }
    return nil
  }

  /// The operations that take it back, with the rollback itself last.
  var rollbacks: [OperationRecord] {
    operations.filter { [OperationKind.rollback, OperationKind.pin].contains($0.kind) }
  }

  var rollouts: [OperationRecord] { operations.filter { $0.kind == OperationKind.rollout } }

  // MARK: - What is short

  private var heading: PostMortem.Heading {
    PostMortem.Heading(
      id: incident.id,
      title: isSecret ? "(told when it is closed)" : discretion.text(incident.title),
      severity: incident.severity, openedAt: incident.openedAt,
      openedBy: discretion.person(incident.openedBy), acknowledgedAt: incident.acknowledgedAt,
      acknowledgedBy: incident.acknowledgedBy.map(discretion.person),
      closedAt: incident.closedAt, roles: roles)
  }

  private var roles: [PostMortem.Role] {
    guard !discretion.isShareable else { return [] }
    return IncidentRole.allCases.compactMap { role in
      incident.roles[role].map { PostMortem.Role(role: role, person: $0) }
    }
  }

  /// A critical incident that is open may be a hole that is open.
  private var isSecret: Bool {
    discretion.isShareable && incident.severity == .critical && incident.isOpen
  }

  private var cause: PostMortem.Cause {
    if isSecret { return .withheld }
    let record =
      releases.bad.flatMap { history.bisection(of: $0.version) }
      ?? history.entries(ofKind: BisectRecord.kind).reversed().lazy
      .compactMap { try? $0.event.body.decode(BisectRecord.self) }
      .first { $0.incident == incident.id }
    if let record, !record.culprits.isEmpty {
      return .found(
        record.culprits.map { culprit in
          var culprit = culprit
          culprit.line.author = discretion.person(culprit.line.author)
          culprit.dependents = culprit.dependents.map(discretion.name)
          return culprit
        })
    }
    if let ranges = record?.ranges, !ranges.isEmpty {
      return .narrowed(
        ranges.map { range in
          var range = range
          for index in range.commits.indices {
            range.commits[index].author = discretion.person(range.commits[index].author)
          }
          range.dependents = range.dependents.map(discretion.name)
          return range
        })
    }
    var command = "lockstep bisect"
    if let bad = releases.bad { command += " --bad \(bad.version)" }
    if let good = releases.good { command += " --good \(good.version)" }
    return .notBisected(command: command)
  }

  private var withheld: [String] {
    guard discretion.isShareable else { return [] }
    var lines = ["people's names, and what they noted"]
    if discretion.hidden > 0 {
      lines.append(
        "the names of \(counted(discretion.hidden, "dependent")) that lockstep.toml does not name")
    }
    if isSecret { lines.append("the title and the cause, while it is open and critical") }
    return lines
  }
}

extension PostMortem.Releases {
  /// Takes the last version that was released before `time`.
  fileprivate mutating func assume(before time: Timestamp, in log: OperationLog) {
    let last = log.operations.last { record in
      record.kind == OperationKind.release && record.hasPublicTag && record.startedAt <= time
    }
    guard let last, let facts = try? last.facts.decode(ReleaseFacts.self) else { return }
    isAssumed = true
    bad = ReleasedVersion(
      version: facts.version, tag: facts.tag.short, commit: facts.candidate)
    good = facts.baseline
  }

  /// When the versions were public, from the steps that made them so.
  fileprivate mutating func takeTimes(from log: OperationLog) {
    for record in log.operations {
      switch record.kind {
      case OperationKind.release where record.version == bad?.version:
        publishedAt = record.time(of: "publish") ?? record.time(of: "tag") ?? publishedAt
      case OperationKind.rollback where record.version == bad?.version:
        hotfixAt = record.time(of: "hotfix.publish") ?? record.time(of: "hotfix.tag") ?? hotfixAt
        yankedAt = record.time(of: "yank") ?? yankedAt
      default: break
      }
    }
  }
}

extension OperationRecord {
  /// The version that is released, rolled out, taken back or offered again by it.
  var version: Version? {
    switch kind {
    case OperationKind.release: (try? facts.decode(ReleaseFacts.self))?.version
    case OperationKind.rollout: (try? facts.decode(RolloutFacts.self))?.release.version
    case OperationKind.rollback: (try? facts.decode(RollbackFacts.self))?.bad.version
    case OperationKind.pin: (try? facts.decode(PinFacts.self))?.bad.version
    case OperationKind.unyank: (try? facts.decode(UnyankFacts.self))?.version
    default: nil
    }
  }

  /// When a step was finished; `nil` where it was not.
  func time(of step: StepID) -> Timestamp? {
    guard let found = self[step], found.state == .finished else { return nil }
    return found.at
  }

  /// What its steps say of dependents, step by step.
  func evidence<Value: Decodable>(of type: Value.Type) -> [(step: StepRecord, values: [Value])] {
    steps.compactMap { step in
      guard let body = step.evidence?.body, let values = try? body.decode([Value].self),
        !values.isEmpty
      else { return nil }
      return (step, values)
    }
  }
}
