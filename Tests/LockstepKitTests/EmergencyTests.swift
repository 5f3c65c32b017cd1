import LockstepCore
import LockstepGit
import LockstepKit
import Testing

@Suite struct EmergencyTests {
  private func exposed(_ degrees: [String]) throws -> [RollbackFacts.ExposedDependent] {
    let commit = try ObjectID(parsing: String(repeating: "a", count: 40))
    return try degrees.enumerated().map { number, degree in
      RollbackFacts.ExposedDependent(
        name: try RepositoryName("r\(number)"), degree: degree, reason: "", commit: commit,
        before: commit, followsBranch: false)
    }
  }

  @Test(arguments: [
    ([], "low", "nobody has it, nobody can get it"),
    (["can resolve", "follows"], "medium", "nobody is held on it, 2 can get it"),
    (["locked"], "high", "1 dependent held on it"),
    (["locked", "locked", "follows"], "high", "2 dependents held on it, 1 more can get it"),
  ])
  func `it is as severe as what holds people on the bad version`(
    degrees: [String], severity: String, reason: String
  ) throws {
    let assessment = RollbackAssessment(of: try exposed(degrees))
    #expect(assessment.severity.rawValue == severity)
    #expect(assessment.reason == reason)
  }

  @Test func `each phase has its hour`() throws {
    let start = try Timestamp(parsing: "2026-03-29T00:30:00Z")
    let clock = EmergencyClock(
      from: start,
      steps: [("0–1 h", true), ("0–1 h", true), ("1–4 h", true), ("1–4 h", false)])
    let late = try Timestamp(parsing: "2026-03-29T05:00:00Z")
    #expect(
      clock.stages.map { $0.text(at: late) } == [
        "done", "1 of 2 done, overdue since 2026-03-29T04:30:00Z", "due 2026-03-30T00:30:00Z",
      ])
  }
}
