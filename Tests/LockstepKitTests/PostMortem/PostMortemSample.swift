import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// A ledger of a bad release: `atlas` gets it by the rollout, `buoy` floats, `cutter` breaks and halts it.
struct PostMortemSample {
  private(set) var entries: [Entry] = []
  /// Minutes since the beginning.
  private var minute: Int64 = 0

  static let start = Timestamp(secondsSince1970: 1_767_603_600)
  static let names = ["atlas", "buoy", "cutter"]

  static func id(_ number: Int) -> ObjectID {
    let digits = String(number, radix: 16)
    let text = String(repeating: "0", count: 40 - digits.count) + digits
    return (try? ObjectID(parsing: text)) ?? .absent
  }

  static func at(_ minute: Int64) -> Timestamp { start.adding(.minutes(minute)) }

  static func version(_ patch: UInt64) -> ReleasedVersion {
    ReleasedVersion(
      version: Version(1, 1, patch), tag: "v1.1.\(patch)", commit: id(Int(patch) + 100))
  }

  static func name(_ text: String) throws -> RepositoryName { try RepositoryName(text) }

  /// The whole story; the incident stays open.
  static func told() throws -> PostMortemSample {
    var sample = PostMortemSample()
    try sample.release()
    try sample.rollout()
    try sample.incident()
    try sample.rollback()
    return sample
  }

  var history: History { History(entries: entries) }

  var incidents: [Incident] { Incident.all(in: history) }

  mutating func pass(_ minutes: Int64) { minute += minutes }

  mutating func add(
    _ kind: String, operation: String? = nil, by: String = "Ada", _ summary: String = "",
    _ body: JSONValue = .null
  ) {
    entries.append(
      Entry(
        commit: Self.id(entries.count + 1),
        event: Event(
          id: "\(entries.count)", kind: kind, at: Self.at(minute),
          by: Author(name: by, email: "ada@example.org", host: "machine"), command: [],
          operation: operation, summary: summary, body: body)))
  }

  mutating func start(_ operation: String, _ kind: String, _ facts: JSONValue, steps: [String])
    throws
  {
    let irreversible: Set = ["tag", "publish", "pin.push", "hotfix.tag"]
    let plan = Plan<Action>(
      operation: operation, kind: kind, title: "\(kind) of core", facts: facts,
      steps: steps.map { id in
        Step(
          id: StepID(id), title: "do \(id)", phase: id.hasPrefix("pin") ? "0–1 h" : "1–4 h",
          irreversible: irreversible.contains(id),
          action: .notConfigured(NotConfigured(subject: id)))
      })
    add(
      OperationEvent.started, operation: operation, "began",
      ["schema": 1, "plan": try JSONValue(encoding: plan)])
  }

  mutating func finish(_ step: String, of operation: String, _ body: JSONValue = .null) {
    add(
      StepEvent.finished, operation: operation, step,
      ["step": .string(step), "evidence": ["summary": "done", "body": body]])
  }

  // MARK: - The story

  private mutating func release() throws {
    var compatibility = Compatibility(unchecked: "")
    compatibility.unchecked = nil
    compatibility.breaking = 1
    compatibility.required = .major
    compatibility.override = try BumpOverride(because: "nobody uses it")
    let bad = Self.version(1)
    let facts = ReleaseFacts(
      package: "core", version: bad.version, bump: .patch, baseline: Self.version(0),
      candidate: bad.commit, base: bad.commit, branch: try .branch("main"),
      tag: try .tag(bad.tag), configuration: nil, plannedAt: Self.start, notice: .days(0),
      window: .days(2), packages: nil, compatibility: compatibility)
    try start(
      "release-1.1.1", OperationKind.release, try JSONValue(encoding: facts),
      steps: ["gates", "tag", "publish"])
    finish("gates", of: "release-1.1.1")
    pass(10)
    finish("tag", of: "release-1.1.1")
    finish("publish", of: "release-1.1.1")
    add(OperationEvent.finished, operation: "release-1.1.1")
  }

  private mutating func rollout() throws {
    let actions: [ForecastAction] = [.locks, .floats, .locks]
    let facts = RolloutFacts(
      package: "core", release: Self.version(1), baseline: Self.version(0),
      branch: try .branch("main"),
      forecast: try zip(Self.names, actions).enumerated().map { number, pair in
        RolloutFacts.Forecast(
          name: try Self.name(pair.0), wave: number < 2 ? 1 : 2, action: pair.1, detail: "")
      })
    try start(
      "rollout-1.1.1", OperationKind.rollout, try JSONValue(encoding: facts),
      steps: ["wave-1.prepare", "wave-1.push", "wave-1.judge", "wave-2.prepare", "wave-2.judge"])
    finish(
      "wave-1.prepare", of: "rollout-1.1.1",
      try JSONValue(encoding: [try prepared("atlas", .ready), try prepared("buoy", .floats)]))
    pass(20)
    finish(
      "wave-1.push", of: "rollout-1.1.1", try JSONValue(encoding: [try delivered("atlas")]))
    finish("wave-1.judge", of: "rollout-1.1.1")
    finish(
      "wave-2.prepare", of: "rollout-1.1.1",
      try JSONValue(encoding: [try prepared("cutter", .regressed)]))
    pass(5)
    add(
      StepEvent.stopped, operation: "rollout-1.1.1", "stopped",
      ["step": "wave-2.judge", "explanation": ["what": "1 of 1 dependents broke: cutter"]])
  }

  private mutating func incident() throws {
    pass(5)
    add(
      Incident.Kind.opened, by: "Grace", "opened",
      try JSONValue(
        encoding: Incident.Body(incident: "incident-1", text: "core is broken", severity: .major)))
    add(
      Incident.Kind.linked, "linked",
      try JSONValue(
        encoding: Incident.Body(
          incident: "incident-1", text: "rollback-1.1.1", operation: "rollback-1.1.1")))
    for channel in ["slack:#secret-room", "mail:lead@example.org"] {
      add(
        "message.sent", "delivered to \(channel): incident/incident-1/open",
        ["channel": .string(channel), "key": "incident/incident-1/open"])
    }
    for deed in ["tell", "incident"] {
      add("watch.followed", "watch: told over slack:#secret-room", ["deed": .string(deed)])
    }
    pass(25)
    add(
      Incident.Kind.acknowledged, "taken",
      try JSONValue(encoding: Incident.Body(incident: "incident-1", text: "acknowledged")))
  }

  private mutating func rollback() throws {
    let exposed = try [("atlas", "locked"), ("buoy", "can resolve")].map { name, degree in
      RollbackFacts.ExposedDependent(
        name: try Self.name(name), degree: degree, reason: "", commit: Self.id(7),
        before: Self.id(6), followsBranch: false)
    }
    let facts = RollbackFacts(
      package: "core", bad: Self.version(1), good: Self.version(0), hotfix: Self.version(2),
      branch: try .branch("main"), commits: [], exposed: exposed,
      safe: [try Self.name("cutter")], because: "it breaks", preempted: ["rollout-1.1.1"])
    try start(
      "rollback-1.1.1", OperationKind.rollback, try JSONValue(encoding: facts),
      steps: ["pin.prepare", "pin.push", "hotfix.tag", "yank"])
    pass(5)
    finish(
      "pin.prepare", of: "rollback-1.1.1",
      try JSONValue(encoding: [try prepared("atlas", .ready), try prepared("buoy", .cannotPin)]))
    finish("pin.push", of: "rollback-1.1.1", try JSONValue(encoding: [try delivered("atlas")]))
    pass(60)
    finish("hotfix.tag", of: "rollback-1.1.1")
    finish("yank", of: "rollback-1.1.1")
    add(OperationEvent.finished, operation: "rollback-1.1.1")
  }

  mutating func bisect(subject: String = "Rank records densely") throws {
    let culprit = BisectReport.Culprit(
      line: .init(commit: Self.id(66), author: "Alan", date: Self.start, subject: subject),
      parent: Self.id(65), isMerge: false, files: ["src/lib.rs"],
      changes: ["breaking: core::rank: `rank` is gone"], dependents: ["cutter"])
    let record = BisectRecord(
      good: FoundationSide(name: "v1.1.0", version: Version(1, 1, 0), commit: Self.id(100)),
      bad: FoundationSide(name: "v1.1.1", version: Version(1, 1, 1), commit: Self.id(101)),
      culprits: [culprit], probes: 3, seconds: 1, rollback: "rollback-1.1.1",
      incident: "incident-1")
    add(BisectRecord.kind, "bisected", try JSONValue(encoding: record))
  }

  /// A bisection that could not try what lies between two commits.
  mutating func narrow() throws {
    let commits = [66, 67].map { number in
      BisectReport.CommitLine(
        commit: Self.id(number), author: "Alan", date: Self.start, subject: "Rank \(number)")
    }
    let found = { (name: String) in
      BisectReport.Finding(name: name, outcome: .range, range: commits)
    }
    let report = BisectReport(
      good: FoundationSide(name: "v1.1.0", version: Version(1, 1, 0), commit: Self.id(100)),
      bad: FoundationSide(name: "v1.1.1", version: Version(1, 1, 1), commit: Self.id(101)),
      commits: 4, culprits: [], dependents: [found("cutter"), found("atlas")], probes: [],
      seconds: 1, remarks: [])
    let draft = try report.draft(rollback: "rollback-1.1.1", incident: "incident-1")
    add(BisectRecord.kind, draft?.summary ?? "", draft?.body ?? .null)
  }

  mutating func fleetRun(_ outcomes: [String: [String]], waiver: String? = nil) throws {
    let subject = FleetRunReport.Subject(
      candidate: Self.version(1).commit, release: Self.version(1), baseline: nil, isWhole: true)
    let record = FleetRunRecord(
      subject: subject, sandboxAbsence: nil,
      outcomes: try outcomes.mapValues { try $0.map(Self.name) }, waiver: waiver)
    add(FleetRunRecord.kind, "fleet run", try JSONValue(encoding: record))
  }

  private func prepared(_ name: String, _ outcome: PreparedDependent.Outcome) throws
    -> PreparedDependent
  {
    PreparedDependent(
      name: try Self.name(name), outcome: outcome, branch: "main", before: Self.id(1),
      after: outcome == .ready ? Self.id(2) : nil)
  }

  private func delivered(_ name: String) throws -> DeliveredDependent {
    DeliveredDependent(
      name: try Self.name(name), ref: try .branch("main"), commit: Self.id(2), delivered: true)
  }
}
