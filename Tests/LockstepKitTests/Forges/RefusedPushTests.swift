import LockstepCore
import LockstepGit
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// A push that a rule refused is proposed, and what nobody else has waited for is waited for at the end.
struct RefusedPushTests {
  @Test(
    arguments: [
      (.rejected(reason: "pre-receive hook declined"), true),
      (.rejected(reason: "pre-receive hook declined: GitLab: You are not allowed to push."), true),
      (.rejected(reason: "protected branch hook declined: error: GH006: Protected branch"), true),
      (.rejected(reason: "push declined due to repository rule violations: error: GH013"), true),
      (.rejected(reason: "hook declined"), true),
      (.rejected(reason: "it has moved meanwhile: expected at 1, it is at 2"), false),
      (.rejected(reason: "fetch first"), false),
      // What a server writes is no verdict of git.
      (.rejected(reason: "failed to update ref: a hook declined"), false),
      (.unreachable(reason: "the hook declined"), false), (.done, false), (.already, false),
    ] as [(PushOutcome, Bool)])
  func `a refusal by a rule is told apart from one by place`(outcome: PushOutcome, isByRule: Bool) {
    #expect(outcome.isByRule == isByRule)
  }

  private static let base = ObjectID.absent

  /// What is known of `gamma` when its operation ends, and the numbers of the pull requests that only the
  /// end waits for.
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    /// The number that each delivery opened; `nil` for a push.
    var deliveries: [Int?]
    /// What the wait's evidence names; `nil` where the plan has no wait.
    var awaited: [Int]?
    /// What an earlier attempt of the end has opened.
    var earlier: Int?
    var left: [Int]
  }

  private static let cases = [
    Case(testDescription: "pushed", deliveries: [nil], left: []),
    Case(testDescription: "proposed in place of a push", deliveries: [3], left: [3]),
    Case(testDescription: "the restore takes the pin's place", deliveries: [3, 4], left: [4]),
    Case(testDescription: "the restore was pushed after all", deliveries: [3, nil], left: []),
    Case(testDescription: "a step has waited", deliveries: [3], awaited: [3], left: []),
    Case(
      testDescription: "a step has waited for another one", deliveries: [4], awaited: [3], left: [4]
    ),
    Case(testDescription: "tried again", deliveries: [3], awaited: [3], earlier: 5, left: [5]),
  ]

  @Test(arguments: cases)
  func `the end waits for what no step has waited for`(_ one: Case) throws {
    let release = ReleasedVersion(version: Version(1, 0, 0), tag: "v1.0.0", commit: Self.base)
    let name = try RepositoryName("gamma")
    let preparation = Preparation(
      mode: .pin, release: release, baseline: nil, repositories: [name])
    var settlement = Settlement(groups: [], waits: one.awaited.map { _ in ["wait"] })
    var evidence: [StepID: Evidence] = [:]
    for (index, number) in one.deliveries.enumerated() {
      settlement.groups.append(
        .init(source: "\(index).prepare", delivery: "\(index).push", preparation: preparation))
      evidence[StepID("\(index).push")] = Evidence(
        summary: "", body: try JSONValue(encoding: [try Self.delivered(name, number)]))
    }
    if let awaited = one.awaited {
      evidence["wait"] = Evidence(
        summary: "",
        body: try JSONValue(
          encoding: awaited.map { ProposalStanding(name: name, number: $0, standing: .merged) }))
    }
    let earlier = try one.earlier.map {
      SettledDependent(
        name: name, settled: false, outcome: SettledDependent.notMerged,
        delivered: try Self.delivered(name, $0))
    }
    let found = try settlement.unawaited(in: evidence, after: earlier.map { [$0] } ?? [])
    #expect(found.map(\.proposal.number) == one.left)
    // What was prepared in which step tells a feature that was taken out from a pin.
    let last = "\(one.deliveries.count - 1).prepare"
    #expect(found.map(\.result.source) == one.left.map { _ in last })
  }

  private static func delivered(_ name: RepositoryName, _ number: Int?) throws -> DeliveredDependent
  {
    DeliveredDependent(
      name: name, ref: try RefName.branch("main"), commit: base, delivered: true, number: number)
  }
}
