import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepVerification
import Testing

@testable import LockstepKit

/// What fleet runs leave in the ledger, and what they say together.
struct FleetStandingTests {
  private static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  private static func report(
    _ outcomes: [(String, FleetOutcome.Kind)], on candidate: Character = "a",
    released: Character = "a", isWhole: Bool = true, waiver: String? = nil
  ) throws -> FleetRunReport {
    FleetRunReport(
      baseline: "v1.0.0", candidate: "lockstep/1.1.0",
      subject: .init(
        candidate: try id(candidate),
        release: ReleasedVersion(
          version: Version(1, 1, 0), tag: "v1.1.0", commit: try id(released)),
        baseline: nil, isWhole: isWhole),
      waiver: waiver,
      entries: try outcomes.map { name, kind in
        .init(
          name: try RepositoryName(name),
          outcome: FleetOutcome(kind, reason: String(repeating: "so it is ", count: 100)),
          commit: try id("c"), tree: try id("d"))
      })
  }

  private static func history(_ reports: [FleetRunReport]) throws -> History {
    History(
      entries: try reports.enumerated().map { number, report in
        let draft = try #require(try report.draft())
        return Entry(
          commit: try id(Character("\(number)")),
          event: Event(
            id: "\(number)", kind: draft.kind,
            at: Timestamp(secondsSince1970: 1_767_603_600 + Int64(number)),
            by: Author(name: "Ada", email: "ada@example.org", host: "machine"), command: [],
            operation: nil, summary: draft.summary, body: draft.body))
      })
  }

  @Test
  func `the newest word on each dependent counts`() throws {
    let history = try Self.history([
      try Self.report([("one", .regressed), ("two", .passed), ("three", .unknown)]),
      try Self.report([("one", .passed)], isWhole: false),
      try Self.report([("two", .regressed)], on: "b", released: "b"),
    ])
    let standing = try #require(history.fleetStanding(on: try Self.id("a")))
    #expect(standing.counts == "2 passed, 1 unknown")
    #expect(standing.isWhole)
    #expect(standing.holding == [])
    let at = Timestamp(secondsSince1970: 1_767_603_601)
    #expect(standing.told(at: at.adding(.hours(3))) == "2 passed, 1 unknown, 3 h ago")
    #expect(history.fleetStanding(on: try Self.id("b"))?.holding.map(\.description) == ["two"])
    #expect(history.fleetStanding(on: try Self.id("e")) == nil)
  }

  @Test
  func `a run speaks of the commit that was made of its candidate, too`() throws {
    let history = try Self.history([
      try Self.report([("one", .passed)], on: "a", released: "b", isWhole: false)
    ])
    for commit in ["a", "b"] as [Character] {
      let standing = try #require(history.fleetStanding(on: try Self.id(commit)))
      #expect(standing.told.hasPrefix("1 passed (not all dependents), "))
    }
  }

  @Test
  func `an override lasts until the dependent is run again without one`() throws {
    let run = try Self.report([("one", .regressed)])
    let waived = try Self.report([("one", .regressed)], waiver: "it is theirs")
    #expect(run.exitStatus == .decidedNo)
    #expect(waived.exitStatus == .done)
    for (reports, holding, waivers) in [
      ([run], 1, []), ([run, waived], 0, ["it is theirs"]), ([run, waived, run], 1, []),
    ] as [([FleetRunReport], Int, [String])] {
      let standing = try Self.history(reports).fleetStanding(on: try Self.id("a"))
      #expect(standing?.holding.count == holding)
      #expect(standing?.waivers == waivers)
    }
  }

  @Test
  func `a thousand dependents stay a small event`() throws {
    let report = try Self.report(
      (0..<1000).map { ("organization/a-repository-\($0)", $0 % 2 == 0 ? .passed : .regressed) })
    let draft = try #require(try report.draft())
    #expect(draft.body.bytes().count < 64 << 10)
    let evidence = try #require(draft.attachments[FleetRunRecord.evidenceName])
    #expect(evidence.count < 1 << 20)
    let dependents = try FleetRunRecord.dependents(in: evidence)
    #expect(dependents.count == 1000)
    #expect(dependents.allSatisfy { $0.reason.count <= 200 })
    #expect(dependents.first?.tree == (try Self.id("d")))
  }

  @Test
  func `what is not known by commit is not recorded`() throws {
    var report = try Self.report([("one", .passed)])
    report.subject = nil
    #expect(try report.draft() == nil)
    #expect(try Self.report([]).draft() == nil)
  }
}
