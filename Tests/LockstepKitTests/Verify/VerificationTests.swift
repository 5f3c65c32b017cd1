import LockstepAPIDiff
import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepVerification
import LockstepWorkflow
import Testing

@testable import LockstepKit

struct VerificationTests {
  typealias Gate = Configuration.Gate
  typealias Status = LockstepCore.ExitStatus

  private static func commit() throws -> ObjectID {
    try ObjectID(parsing: "0123456789abcdef0123456789abcdef01234567")
  }

  private static func verification(
    _ verdicts: [(Gate, Verdict)], overriding: [Gate] = [], maySkip: [Gate] = []
  ) throws -> Verification {
    Verification(
      candidate: FoundationSide(
        name: "lockstep/2.1.0", version: Version(2, 1, 0), commit: try commit()),
      baseline: FoundationSide(
        name: "v2.0.0", version: Version(2, 0, 0), commit: try commit()),
      reports: verdicts.map { GateReport($0.0, $0.1, "what of <\($0.0.rawValue)>") },
      overrides: try .init(overriding, because: overriding.isEmpty ? nil : "known since May"),
      maySkip: maySkip)
  }

  @Test(
    arguments: [
      ([(.lint, .passed)], [], [], .done, "every gate passed"),
      ([(.lint, .failed), (.format, .passed)], [], [], .decidedNo, "failed: lint"),
      (
        [(.lint, .failed), (.coverage, .skipped(because: "x"))], [], [], .decidedNo,
        "failed: lint; not decided: coverage"
      ),
      ([(.coverage, .skipped(because: "x"))], [], [], .failed, "not decided: coverage"),
      (
        [(.coverage, .skipped(because: "x"))], [], [.coverage], .done,
        "nothing holds it up (coverage waived)"
      ),
      // What may be skipped may still not fail, or stay open.
      ([(.coverage, .failed)], [], [.coverage], .decidedNo, "failed: coverage"),
      (
        [(.benchmarks, .inconclusive(because: "x"))], [], [.benchmarks], .failed,
        "not decided: benchmarks"
      ),
      (
        [(.benchmarks, .failed), (.lint, .failed)], [.benchmarks], [], .decidedNo, "failed: lint"
      ),
      (
        [(.benchmarks, .failed)], [.benchmarks], [], .done,
        "nothing holds it up (benchmarks waived)"
      ),
      // An override of a gate that passed waives nothing.
      ([(.benchmarks, .passed)], [.benchmarks], [], .done, "every gate passed"),
    ] as [([(Gate, Verdict)], [Gate], [Gate], Status, String)])
  func `the exit status follows from what counts`(
    verdicts: [(Gate, Verdict)], overriding: [Gate], maySkip: [Gate], status: Status,
    conclusion: String
  ) throws {
    let verification = try Self.verification(verdicts, overriding: overriding, maySkip: maySkip)
    #expect(verification.exitStatus == status)
    #expect(verification.conclusion == conclusion)
    #expect(verification.json["status"]?.integer == Int64(status.rawValue))
  }

  @Test func `an override owes a reason, and a reason an override`() throws {
    #expect(throws: ExplainedFailure.self) { try VerifyWish.Overrides([.lint], because: nil) }
    #expect(throws: ExplainedFailure.self) { try VerifyWish.Overrides([.lint], because: "  \n") }
    #expect(throws: ExplainedFailure.self) { try VerifyWish.Overrides([], because: "x") }
    #expect(try VerifyWish.Overrides([.lint], because: " a\n b ").reason == "a b")
  }

  @Test func `a gate that is not there is explained`() throws {
    #expect(try VerifyWish.gate(named: "lint") == .lint)
    let error = try #require(throws: ExplainedFailure.self) {
      try VerifyWish.gate(named: "benchmark")
    }
    #expect(error.explanation.hints == ["did you mean `benchmarks`?"])
    #expect(error.exitStatus == .usage)
  }

  @Test func `in JUnit only what passed looks as if it had`() throws {
    let xml = try Self.verification(
      [
        (.lint, .passed), (.features, .failed),
        (.benchmarks, .inconclusive(because: "a \"b\" & c")),
        (.coverage, .skipped(because: "no tool")), (.format, .failed),
      ], overriding: [.format], maySkip: [.coverage]
    ).junit
    #expect(xml.contains("tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"2\""))
    #expect(xml.contains("name=\"lint\" time=\"0\"/>"))
    #expect(xml.contains("<failure message=\"what of &lt;features&gt;\">"))
    #expect(xml.contains("<error message=\"inconclusive (a &quot;b&quot; &amp; c)\">"))
    #expect(
      xml.contains("<skipped message=\"what of &lt;format&gt; (overridden: known since May)\"/>"))
  }

  @Test func `the ledger keeps the verdicts, and the newest of a gate counts`() throws {
    let verification = try Self.verification(
      [(.lint, .failed), (.format, .passed)], overriding: [.lint])
    let draft = try #require(try verification.draft(configuration: "abc"))
    #expect(draft.kind == "gates.verified")
    #expect(draft.summary == "verified lockstep/2.1.0: nothing holds it up (lint waived)")
    let record = try draft.body.decode(VerificationRecord.self)
    #expect(record.candidate == (try Self.commit()))
    #expect(record.gates.map(\.waived) == ["overridden: known since May", nil])
  }

  @Test func `a folder is no candidate`() throws {
    let verification = Verification(
      candidate: FoundationSide(name: "folder ../x", folder: "/x"), baseline: nil, reports: [])
    #expect(try verification.draft(configuration: "abc") == nil)
  }

  @Test(
    arguments: [
      ([], "not verified", nil),
      ([(.lint, .passed, nil)], "1 of 1 gate passed", nil),
      (
        [(.lint, .failed, "overridden: x"), (.format, .passed, nil)],
        "1 of 2 gates passed, lint waived", nil
      ),
      ([(.lint, .failed, nil), (.format, .passed, nil)], "held up by lint", .decidedNo),
      (
        [(.format, .passed, nil), (.coverage, .skipped(because: "x"), nil)], "held up by coverage",
        .refused
      ),
    ] as [([(Gate, Verdict, String?)], String, Status?)])
  func `a release is held to its candidate's gates`(
    gates: [(Gate, Verdict, String?)], summary: String, status: Status?
  ) throws {
    var told: [Gate: VerificationRecord.Gate] = [:]
    for (gate, verdict, waived) in gates {
      told[gate] = .init(gate: gate, verdict: verdict, summary: "s", waived: waived)
    }
    switch StoryPerformer.judge(told, of: try Self.commit()) {
    case .done(let evidence):
      #expect(status == nil)
      #expect(evidence.summary.hasPrefix(summary))
    case .stopped(let explanation, let evidence, let told):
      #expect(told == status)
      #expect(evidence.summary == summary)
      #expect(explanation.hints.contains { $0.contains("--override") })
    }
  }

  @Test(
    arguments: [
      ("2.1.0", [], .passed), ("2.1.0", [.minor], .passed), ("2.0.1", [.minor], .failed),
      ("2.9.0", [.major], .failed), ("3.0.0", [.major], .passed), ("2.0.0", [.major], .passed),
    ] as [(String, [Bump], Verdict)])
  func `the planned version has to admit what changed`(
    version: String, bumps: [Bump], verdict: Verdict
  ) throws {
    let findings = bumps.map {
      Finding(
        kind: "function_missing", item: "core::f", bump: $0, message: "f is gone",
        explanation: "", before: .init(text: "fn f()", place: nil))
    }
    let difference = FoundationDifference(
      baseline: FoundationSide(name: "v2.0.0", version: Version(2, 0, 0), folder: "/a"),
      candidate: FoundationSide(
        name: "x", version: try Version(parsing: version), folder: "/b"),
      difference: Difference(findings: findings))
    #expect(VerifyStory.compatibility(difference).verdict == verdict)
  }

  @Test func `what could not be compared is not taken for compatible`() {
    let difference = FoundationDifference(
      baseline: FoundationSide(name: "a", version: Version(2, 0, 0), folder: "/a"),
      candidate: FoundationSide(name: "b", version: Version(9, 0, 0), folder: "/b"),
      difference: Difference(
        findings: [], undecided: [Undecided(item: "core", reason: "no library")]))
    #expect(VerifyStory.compatibility(difference).verdict.word == "inconclusive")
  }
}
