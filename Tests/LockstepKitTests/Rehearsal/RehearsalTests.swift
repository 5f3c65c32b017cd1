import LockstepCore
import LockstepGit
import LockstepKit
import LockstepLedger
import Testing

/// When a way back counts as proven, and for how long.
struct RehearsalTests {
  private static let commit = ObjectID.absent

  private static func report(
    rollback: Bool = true, finished: Bool = true, cannotPin: [String] = []
  ) throws -> RehearsalReport {
    var operations = [
      RehearsalReport.Operation(
        kind: OperationKind.release, title: "release core 2.1.0", finished: true, reason: nil,
        seconds: 1, phases: [])
    ]
    if rollback {
      operations.append(
        .init(
          kind: OperationKind.rollback, title: "rollback of core 2.1.0 to 2.0.0",
          finished: finished,
          reason: finished ? nil : "no space left", seconds: 2, phases: []))
    }
    return RehearsalReport(
      title: "release 2.1.0", version: Version(2, 1, 0), candidate: commit,
      operations: operations, pinned: 3,
      cannotPin: try cannotPin.map {
        .init(name: try RepositoryName($0), reason: "it calls what is new")
      }, floats: [], projections: [], preparation: 1, seconds: 4, remarks: [])
  }

  @Test
  func `a way back is ready when it was gone to its end, with everybody`() throws {
    #expect(try Self.report().isGreen)
    #expect(try Self.report().exitStatus == .done)
    #expect(
      try Self.report(finished: false).obstacles
        == ["rollback of core 2.1.0 to 2.0.0: no space left"])
    #expect(try Self.report(rollback: false).obstacles == ["no rollback was rehearsed"])
    let left = try Self.report(finished: false, cannotPin: ["billing"])
    #expect(left.obstacles == ["billing cannot be pinned: it calls what is new"])
    #expect(left.exitStatus == .decidedNo)
  }

  @Test(arguments: [
    (true, Span.days(6), RehearsalStanding.Verdict.ready), (true, .days(7), .ready),
    (true, .days(8), .old), (false, .days(1), .notReady), (false, .days(30), .notReady),
  ])
  func `a rehearsal ages`(green: Bool, age: Span, verdict: RehearsalStanding.Verdict) {
    let at = Timestamp(secondsSince1970: 1_700_000_000)
    let standing = RehearsalStanding(
      record: RehearsalRecord(
        candidate: Self.commit, version: Version(2, 1, 0), isGreen: green, obstacles: [],
        pinned: 1, seconds: 1), at: at)
    #expect(standing.verdict(at: at.adding(age), age: .weeks(1)) == verdict)
  }
}
