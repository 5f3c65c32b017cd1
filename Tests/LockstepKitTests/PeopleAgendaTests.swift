import LockstepChannels
import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// A ledger that is written by hand, and what people are told of it at any moment.
struct Chronicle {
  static let start = Timestamp(secondsSince1970: 1_774_000_000)
  private(set) var entries: [Entry] = []
  var configuration = Configuration(foundation: .init(package: "core"))

  init() throws {
    configuration.contacts = [
      .init(name: "lead", channel: .init(kind: .slack, address: "#lead")),
      .init(name: "night", level: .onCall, channel: .init(kind: .slack, address: "#night")),
    ]
    configuration.fleet.dependents = try ["billing", "search"].map { name in
      Configuration.DependentSettings(
        name: try RepositoryName(name), address: nil, maintainers: ["mail:\(name)@a.example"],
        wave: nil, delivery: .push)
    }
  }

  mutating func add(
    _ kind: String, at span: Span, operation: String? = nil, _ body: JSONValue = .null
  ) {
    entries.append(
      Entry(
        commit: .absent,
        event: Event(
          id: "\(entries.count)", kind: kind, at: Self.start.adding(span),
          by: Author(name: "Ada", email: "ada@example.org", host: "m"), command: [],
          operation: operation, summary: kind, body: body)))
  }

  static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  /// The announcement to both dependents, delivered at once.
  mutating func announce(_ bump: Bump, notice: Span, at span: Span = .zero) throws {
    let record = NoticeRecord(
      series: "1.9.0", version: Version(2, 0, 0), bump: bump, candidate: try Self.id("a"),
      notice: notice,
      addressees: try ["billing", "search"].map { name in
        .init(
          name: try RepositoryName(name), changes: bump == .major ? ["gone core::id"] : [],
          channels: ["mail:\(name)@a.example"], key: "notice/\(name)", isNew: true)
      })
    add(NoticeRecord.kind, at: span, try JSONValue(encoding: record))
    for name in ["billing", "search"] {
      add(
        OutboxRecord.sent, at: span,
        try JSONValue(
          encoding: OutboxRecord(
            channel: "mail:\(name)@a.example", key: "notice/\(name)", receipt: Receipt(id: "1"))))
    }
  }

  /// The release, from its beginning to its end.
  mutating func release(_ bump: Bump, window: Span, at span: Span) throws {
    let facts = ReleaseFacts(
      package: "core", version: Version(2, 0, 0), bump: bump,
      baseline: ReleasedVersion(
        version: Version(1, 9, 0), tag: "v1.9.0", commit: try Self.id("b")),
      candidate: try Self.id("a"), base: try Self.id("b"), branch: try RefName.branch("main"),
      tag: try RefName.tag("v2.0.0"), configuration: nil, plannedAt: Self.start, notice: .weeks(2),
      window: window, packages: nil)
    let plan = Plan<Action>(
      operation: "release-2.0.0", kind: OperationKind.release, title: "release core 2.0.0",
      facts: try JSONValue(encoding: facts), steps: [])
    add(
      OperationEvent.started, at: span, operation: "release-2.0.0",
      ["schema": 1, "plan": try JSONValue(encoding: plan)])
    add(OperationEvent.finished, at: span, operation: "release-2.0.0")
  }

  func agenda(at span: Span, fleet: Fleet? = nil) -> PeopleAgenda {
    PeopleAgenda(
      of: History(entries: entries), configuration: configuration, fleet: fleet,
      at: Self.start.adding(span))
  }

  /// What is due, each as `key → channels`.
  func due(at span: Span, fleet: Fleet? = nil) -> [String] {
    agenda(at: span, fleet: fleet).due
      .map { "\($0.key) → \($0.channels.joined(separator: ","))" }
  }

  /// Queues everything that is due, as a command would.
  mutating func tell(at span: Span, fleet: Fleet? = nil) throws {
    for due in agenda(at: span, fleet: fleet).due {
      for channel in due.channels {
        add(
          OutboxRecord.queued, at: span,
          try JSONValue(
            encoding: OutboxRecord(channel: channel, key: due.key, message: due.message)))
      }
    }
  }

  /// A dependent that locks the foundation at a version, or requires it without a lock.
  static func dependent(
    _ name: String, locks: String? = nil, requires: String = "1"
  ) throws -> Dependent {
    let place = SourcePlace(path: "Cargo.toml", line: 7, column: 1)
    let use = Use(
      dependency: Dependency(
        name: "core", key: "core", manifest: "Cargo.toml", place: place,
        table: [],
        requirement: try Requirement(parsing: requires),
        requirementText: requires),
      locked: try locks.map {
        [LockedUse(place: place, name: "core", version: try Version(parsing: $0), source: nil)]
      } ?? [], hasLock: locks != nil)
    return Dependent(
      name: try RepositoryName(name), address: nil, branch: "main", commit: try id("c"),
      uses: [use], facts: RepositoryFacts(), maintainers: [])
  }

  static func fleet(_ dependents: [Dependent]) throws -> Fleet {
    Fleet(
      foundation: FoundationFacts(name: try RepositoryName("core"), packages: ["core"]),
      dependents: dependents)
  }
}

/// Reminders, progress and windows on a simulated calendar.
@Suite struct PeopleAgendaTests {
  private static let billing = "notice/billing"
  private static let both = ["billing", "search"]

  @Test(
    arguments: [
      (.major, .weeks(2), .days(6), []),
      (.major, .weeks(2), .days(7), ["half"]), (.major, .weeks(2), .hours(311), ["half"]),
      (.major, .weeks(2), .days(13), ["last-day"]), (.major, .weeks(2), .days(14), []),
      (.minor, .weeks(1), .hours(83), []), (.minor, .weeks(1), .hours(84), ["half"]),
      (.minor, .weeks(1), .days(6), ["last-day"]), (.patch, .zero, .days(1), []),
      // What is too short to have a middle has an end all the same; a day has neither.
      (.minor, .days(3), .days(1), []), (.minor, .days(3), .hours(48), ["last-day"]),
      (.minor, .days(1), .hours(12), []),
    ] as [(Bump, Span, Span, [String])])
  func `a notice is recalled at its half and on its last day`(
    bump: Bump, notice: Span, after: Span, stages: [String]
  ) throws {
    var chronicle = try Chronicle()
    try chronicle.announce(bump, notice: notice)
    let due = chronicle.due(at: after).filter { $0.hasPrefix("notice/") }
    #expect(
      due
        == stages.flatMap { stage in
          Self.both.map { "notice/\($0)/\(stage) → mail:\($0)@a.example" }
        })
  }

  @Test func `who has answered is not asked again, but told of the last day`() throws {
    var chronicle = try Chronicle()
    try chronicle.announce(.minor, notice: .weeks(2))
    #expect(chronicle.agenda(at: .days(1)).unanswered.map(\.name.description) == Self.both)
    chronicle.add(
      ApprovalRecord.kind, at: .days(2),
      try JSONValue(
        encoding: ApprovalRecord(
          candidate: try Chronicle.id("a"), version: nil, behalf: try RepositoryName("billing"))))
    #expect(chronicle.agenda(at: .days(3)).unanswered.map(\.name.description) == ["search"])
    #expect(chronicle.due(at: .days(8)) == ["notice/search/half → mail:search@a.example"])
    #expect(chronicle.due(at: .days(13)).count == 2)
    let last = try #require(chronicle.agenda(at: .days(13)).due.first)
    #expect(!last.plainBody.contains("approve"), "billing has answered")
    #expect(last.message.thread == Self.billing)
  }

  @Test func `a notice that has stood for its time is said once to those who release`() throws {
    var chronicle = try Chronicle()
    try chronicle.announce(.minor, notice: .weeks(1))
    #expect(chronicle.due(at: .hours(167)).allSatisfy { !$0.hasPrefix("allowed") })
    #expect(chronicle.due(at: .weeks(1)) == ["allowed/core/2.0.0/aaaaaaaaaaaa → slack:#lead"])
    try chronicle.tell(at: .weeks(1))
    #expect(chronicle.due(at: .weeks(5)) == [])
  }

  @Test func `nobody is told twice, and what was missed is not made up for`() throws {
    var chronicle = try Chronicle()
    try chronicle.announce(.minor, notice: .weeks(2))
    try chronicle.tell(at: .days(8))
    #expect(chronicle.due(at: .days(9)) == [])
    var late = try Chronicle()
    try late.announce(.minor, notice: .weeks(2))
    #expect(
      late.due(at: .days(13)) == Self.both.map { "notice/\($0)/last-day → mail:\($0)@a.example" })
  }

  @Test func `a coordinated release has a word every day, from its notice to its last dependent`()
    throws
  {
    var chronicle = try Chronicle()
    try chronicle.announce(.major, notice: .weeks(2))
    #expect(chronicle.due(at: .hours(1)) == [])
    var days: [String] = []
    for day in 1...3 {
      days += chronicle.due(at: .days(Int64(day)))
      try chronicle.tell(at: .days(Int64(day)))
      #expect(chronicle.due(at: .days(Int64(day))) == [], "once a day")
    }
    #expect(
      days
        == ["2026-03-21", "2026-03-22", "2026-03-23"].map {
          "progress/core/2.0.0#\($0) → slack:#lead"
        })
    let threads = History(entries: chronicle.entries).outbox.all
      .filter { $0.message.kind == .progress }.map(\.message.thread)
    #expect(threads == Array(repeating: "progress/core/2.0.0#2026-03-21", count: 3))

    try chronicle.release(.major, window: .weeks(8), at: .days(14))
    let behind = try Chronicle.fleet([
      Chronicle.dependent("billing", locks: "1.9.0"), Chronicle.dependent("search", locks: "2.0.0"),
    ])
    let open = try #require(chronicle.agenda(at: .days(20), fleet: behind).due.first)
    #expect(open.plainBody.contains("1 of 2 dependents migrated"))
    let done = try Chronicle.fleet([Chronicle.dependent("billing", locks: "2.0.1")])
    #expect(chronicle.due(at: .days(20), fleet: done) == [])
  }

  @Test(
    arguments: [
      (.days(6), []), (.days(7), ["half"]), (.days(13), ["last-day"]), (.days(14), ["overdue"]),
      (.weeks(40), ["overdue"]),
    ] as [(Span, [String])])
  func `a window is recalled to those who are left, and told when it is over`(
    after: Span, stages: [String]
  ) throws {
    var chronicle = try Chronicle()
    try chronicle.release(.minor, window: .weeks(2), at: .zero)
    let fleet = try Chronicle.fleet([
      Chronicle.dependent("billing", requires: "=1.9.0"),
      Chronicle.dependent("search", locks: "2.0.0"),
    ])
    var expected = stages.map { "window/core/2.0.0/billing/\($0) → mail:billing@a.example" }
    if stages == ["overdue"] { expected.append("window/core/2.0.0/overdue → slack:#lead") }
    #expect(chronicle.due(at: after, fleet: fleet) == expected)
    for due in chronicle.agenda(at: after, fleet: fleet).due {
      #expect(due.plainBody.contains("Cargo.toml:7 pins it to 1.9.0"))
    }
  }

  @Test(
    arguments: [
      ("2.0.0", "1", .migrated, "locks 2.0.0"), ("2.3.0", "1", .migrated, "locks 2.3.0"),
      ("1.9.0", "1", .pending, "its lock has 1.9.0"),
      ("1.9.0", "=1.9.0", .stuck, "Cargo.toml:7 pins it to 1.9.0"),
      (nil, "2", .migrated, "no lock holds it back"),
      (nil, "3", .migrated, "no lock holds it back"),
      (nil, ">=1, <2", .pending, "Cargo.toml:7 requires `>=1, <2`"),
      (nil, "=2.0.0", .migrated, "no lock holds it back"),
    ] as [(String?, String, SupportWindow.Standing, String)])
  func `a dependent stands where its locks and requirements say`(
    locks: String?, requires: String, standing: SupportWindow.Standing, detail: String
  ) throws {
    var chronicle = try Chronicle()
    try chronicle.release(.major, window: .weeks(8), at: .zero)
    let window = try #require(
      chronicle.agenda(
        at: .days(1),
        fleet: Chronicle.fleet([
          Chronicle.dependent("billing", locks: locks, requires: requires)
        ])
      ).window)
    #expect(window.members.map(\.standing) == [standing])
    #expect(window.members.map(\.detail) == [detail])
  }

  @Test func `a release that was taken back has no window`() throws {
    var chronicle = try Chronicle()
    try chronicle.release(.major, window: .weeks(8), at: .zero)
    let release = ReleasedVersion(
      version: Version(2, 0, 0), tag: "v2.0.0", commit: try Chronicle.id("a"))
    let facts = RollbackFacts(
      package: "core", bad: release, good: release, hotfix: release,
      branch: try RefName.branch("main"), commits: [], exposed: [], safe: [], because: nil,
      preempted: [])
    let plan = Plan<Action>(
      operation: "rollback-2.0.0", kind: OperationKind.rollback, title: "rollback",
      facts: try JSONValue(encoding: facts), steps: [])
    chronicle.add(
      OperationEvent.started, at: .days(1), operation: "rollback-2.0.0",
      ["schema": 1, "plan": try JSONValue(encoding: plan)])
    #expect(chronicle.agenda(at: .days(2)).window == nil)
    #expect(chronicle.due(at: .weeks(9)) == [])
    #expect(
      chronicle.agenda(at: .days(2)).messages(on: .allClear(Version(2, 0, 0))).map(\.channels)
        == [["slack:#lead"]])
  }

  @Test func `a release is told to each channel once, with the repositories that it is about`()
    throws
  {
    var chronicle = try Chronicle()
    try chronicle.announce(.major, notice: .weeks(2))
    try chronicle.release(.major, window: .weeks(8), at: .weeks(2))
    let due = chronicle.agenda(at: .weeks(2)).messages(on: .released(Version(2, 0, 0)))
    #expect(
      due.map(\.channels)
        == [["mail:billing@a.example"], ["mail:search@a.example"], ["slack:#lead"]])
    #expect(due.map(\.message.thread) == [Self.billing, "notice/search", due[2].key])
    #expect(due[0].plainBody.contains("billing") && !due[0].plainBody.contains("search"))
  }
}
