import LockstepCore
import LockstepEcosystems
import LockstepVerification
import Testing

@testable import LockstepKit

@Suite struct ImpactDecisionTests {
  private static let aim = BuildSubject.Aim(packages: ["core"], version: Version(3, 0, 0))

  private static func decision(direct: Bool = true, platforms: [String] = []) -> ImpactDecision {
    ImpactDecision(aim: aim, direct: direct, packages: ["billing"], platforms: platforms)
  }

  private static func error(
    _ message: String, line: Int = 1, in package: String = "billing", tests: Bool = false
  ) -> CompilerError {
    CompilerError(
      code: "E0432", message: message, file: "src/lib.rs", line: line, column: 5,
      package: PackageIdentifier(text: package, name: package, version: nil, source: ""),
      rendered: "", isInTestsOnly: tests)
  }

  private static func verdict(
    _ outcome: BuildVerdict.Outcome, _ errors: [CompilerError] = [], version: String = "3.0.0",
    heldBack: [String] = []
  ) -> BuildVerdict {
    BuildVerdict(
      outcome: outcome, errors: errors, reason: outcome == .unknown ? "no disk" : nil,
      compiled: ["core": [version]], heldBack: heldBack)
  }

  private static func impact(
    _ decision: ImpactDecision, _ after: BuildVerdict, _ before: BuildVerdict?
  ) throws -> DependentImpact {
    decision.impact(on: try RepositoryName("billing"), after: after, before: before) { error in
      ErrorAttribution([]).site(of: error)
    }
  }

  @Test(
    arguments: [
      (verdict(.builds), nil, true, .unaffected),
      // A lock file or a requirement can keep the candidate out with a mere warning.
      (verdict(.builds, version: "2.0.0"), nil, true, .unknown),
      (verdict(.builds, version: "2.0.0", heldBack: ["x"]), nil, true, .unknown),
      (verdict(.builds, version: "2.0.0", heldBack: ["x"]), nil, false, .unaffected),
      (verdict(.fails, [error("a")], version: "2.0.0"), verdict(.builds), true, .unknown),
      (verdict(.unknown), nil, true, .unknown),
      (verdict(.fails, [error("a")]), verdict(.builds), true, .breaks),
      (verdict(.fails), verdict(.builds), true, .breaks),
      (verdict(.fails, [error("a")]), verdict(.unknown), true, .unknown),
      (verdict(.fails, [error("a")]), nil, true, .unknown),
      (verdict(.fails, [error("a")]), verdict(.fails, [error("a")]), true, .alreadyBroken),
      (verdict(.fails), verdict(.fails, [error("a")]), true, .alreadyBroken),
      (
        verdict(.fails, [error("a"), error("b")]), verdict(.fails, [error("a")]), true, .breaks
      ),
      (
        verdict(.fails, [error("a", line: 2)]), verdict(.fails, [error("a")]), true, .breaks
      ),
    ] as [(BuildVerdict, BuildVerdict?, Bool, DependentImpact.Outcome)])
  func `without proof that the candidate was built there is no answer`(
    after: BuildVerdict, before: BuildVerdict?, direct: Bool, outcome: DependentImpact.Outcome
  ) throws {
    let impact = try Self.impact(Self.decision(direct: direct), after, before)
    #expect(impact.outcome == outcome)
    #expect(impact.sites.isEmpty || outcome == .breaks)
  }

  @Test func `only what is new is a site, and tests are told apart`() throws {
    let after = Self.verdict(
      .fails,
      [Self.error("new", line: 9, tests: true), Self.error("new", line: 3), Self.error("old")]
    )
    let impact = try Self.impact(
      Self.decision(), after, Self.verdict(.fails, [Self.error("old")]))
    #expect(impact.sites.map(\.line) == [3, 9])
    #expect(impact.sites.map(\.isInTests) == [false, true])
    #expect(impact.reason?.contains("did not compile before either") == true)
  }

  @Test func `an error below says that the code above was not compiled`() throws {
    let impact = try Self.impact(
      Self.decision(direct: false), Self.verdict(.fails, [Self.error("a", in: "between")]),
      Self.verdict(.builds))
    #expect(impact.reason == "its own code was not compiled: between breaks first")
  }

  @Test func `two versions that meet are named`() throws {
    var after = Self.verdict(.fails, [Self.error("mismatched types")])
    after.compiled["core"] = ["3.0.0", "2.0.0"]
    let impact = try Self.impact(
      Self.decision(direct: false), after, Self.verdict(.builds, version: "2.0.0"))
    #expect(impact.reason == "two versions of core meet in its build: 2.0.0 and 3.0.0")
  }

  @Test func `what is for another platform is said to be`() throws {
    let impact = try Self.impact(
      Self.decision(platforms: ["cfg(windows)"]), Self.verdict(.builds, version: "2.0.0"), nil)
    #expect(impact.reason?.hasSuffix("it takes it on cfg(windows) only") == true)
  }

  @Test(
    arguments: [
      ([.unaffected, .unknown, .breaks], .decidedNo), ([.unaffected, .unknown], .failed),
      ([.unaffected, .alreadyBroken], .done), ([], .done),
    ] as [([DependentImpact.Outcome], LockstepCore.ExitStatus)])
  func `the exit status is that of the worst answer`(
    outcomes: [DependentImpact.Outcome], status: LockstepCore.ExitStatus
  ) throws {
    let report = ImpactReport(
      baseline: "v2", candidate: "v3",
      dependents: try outcomes.map {
        DependentImpact(name: try RepositoryName("\($0)"), outcome: $0)
      })
    #expect(report.exitStatus == status)
  }
}
