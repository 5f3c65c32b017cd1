package import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
package import LockstepSystem
internal import LockstepVerification
package import LockstepWorkflow

/// The story that a newcomer watches: a release, a bad release, the rollback, on real repositories.
package struct DemoStory: Sendable {
  /// What the story tells while it goes on.
  package enum Event: Sendable {
    /// A chapter begins.
    case chapter(String)
    /// Something worth a line was seen.
    case line(String)
    /// Something was refused, with the reasons.
    case refusal(Explanation)
    /// An operation reports.
    case report(EngineReport)
    /// What became of each dependent in the operation that has just ended.
    case dependents([Status.DependentStatus])
  }

  package let fleet: DemoFleet
  let host: Host
  let tell: @Sendable (Event) -> Void
  let clock: DemoClock

  /// Makes the fleet in `directory`.
  package static func begin(
    in directory: String, repositories: Int, host: Host, tell: @escaping @Sendable (Event) -> Void
  ) async throws -> DemoStory {
    tell(.chapter("A library and \(repositories) repositories that depend on it"))
    let fleet = try await DemoFleet.make(
      in: directory, repositories: repositories, people: true, host: host,
      progress: { tell(.line($0)) })
    return DemoStory(fleet: fleet, tell: tell)
  }

  private init(fleet: DemoFleet, tell: @escaping @Sendable (Event) -> Void) {
    self.fleet = fleet
    self.tell = tell
    clock = DemoClock()
    var host = fleet.host
    host.clock = clock.clock(beside: host.clock)
    self.host = host
  }

  /// Tells the whole story and returns how things stand at its end.
  package func run() async throws -> Status {
    try await release(.bump(.minor), title: "Release 2.1.0, and its rollout")
    guard case .finished = try await rollout() else {
      throw ExplainedFailure("the demo's good release did not reach the fleet")
    }
    try await rehearsal()
    try await breakFoundation()
    try await measurement()
    try await refusal()
    try await release(
      .bump(.patch), override: try BumpOverride(because: Self.excuse),
      title: "Release 2.1.1 all the same, with a reason")
    let detection = try await rollout()
    guard case .stopped(_, let explanation, _) = detection else {
      throw ExplainedFailure(
        "the demo's bad release was not noticed", why: ["the rollout ended otherwise: \(detection)"]
      )
    }
    tell(.line("noticed by building: \(explanation.what)"))
    try await watch()
    try await rollback()
    try await bisection()
    try await postMortem()
    try await fleet.extendFoundation()
    try await release(.auto, title: "A new method, and a release whose number is inferred")
    return Status(of: try await workspace("status").ledger.history(), at: host.clock.now())
  }

  // MARK: - Chapters

  /// What a maintainer says who is in a hurry.
  private static let excuse = "nobody relies on the rank of a record that has none"

  private func release(_ wish: ReleaseWish, override: BumpOverride? = nil, title: String)
    async throws
  {
    clock.advance(by: .hours(1))
    tell(.chapter(title))
    let (story, proposal) = try await propose(wish, override: override)
    if let compatibility = proposal.facts.compatibility {
      let version = proposal.facts.version
      for change in compatibility.changes { tell(.line(change)) }
      switch (wish, compatibility.override) {
      case (_, let override?):
        tell(.line("overridden, and recorded: \(override.because)"))
      case (.auto, nil): tell(.line("inferred from that: \(proposal.facts.bump), so \(version)"))
      case (_, nil): break
      }
    }
    try expectEnd(
      of: proposal.plan, try await story.carryOut(proposal, confirm: { _ in true }, report: report))
  }

  private func propose(_ wish: ReleaseWish, override: BumpOverride? = nil) async throws
    -> (story: ReleaseStory, proposal: ReleaseProposal)
  {
    let story = try await ReleaseStory.open(try await workspace("release"), branch: nil)
    let proposal = try await story.propose(
      wish, initial: false, override: override, progress: { [tell] in tell(.line($0)) })
    return (story, proposal)
  }

  private func measurement() async throws {
    tell(.chapter("lockstep verify --gate benchmarks"))
    let verification = try await VerifyStory.tell(
      VerifyWish(gates: [.benchmarks]), in: try await workspace("verify"),
      progress: { [tell] in tell(.line($0)) })
    for line in verification.reports.flatMap(\.evidence) { tell(.line(line)) }
    tell(.line(verification.conclusion))
    guard verification.exitStatus == .decidedNo else {
      throw ExplainedFailure(
        "the demo's slower benchmark was not noticed", why: [verification.conclusion])
    }
  }

  private func refusal() async throws {
    tell(.chapter("lockstep plan patch"))
    do {
      _ = try await propose(.bump(.patch))
    } catch let error as BumpTooSmall {
      tell(.refusal(error.explanation))
      return
    }
    throw ExplainedFailure("the demo's breaking change was taken for a patch")
  }

  private func rollout() async throws -> OperationResult {
    clock.advance(by: .minutes(10))
    let story = try await RolloutStory.open(try await workspace("rollout"), branch: nil)
    let proposal = try await story.propose(nil)
    let result = try await story.carryOut(proposal, confirm: { _ in true }, report: report)
    try await tellDependents(of: proposal.plan.operation)
    return result
  }

  private func breakFoundation() async throws {
    tell(.chapter("A fix that looks harmless"))
    try await fleet.breakFoundation()
    tell(
      .line(
        "the library's own tests pass; \(fleet.facts.broken.joined(separator: " and ")) will not build"
      ))
  }

  private func rollback() async throws {
    clock.advance(by: .minutes(5))
    tell(.chapter("lockstep rollback"))
    let story = try await RollbackStory.open(try await workspace("rollback"), branch: nil)
    let wish = RollbackWish(because: "two dependents do not build with it")
    let proposal = try await story.propose(wish)
    if let facts = proposal.facts {
      tell(
        .line(
          "\(facts.exposed.count) exposed; back to \(facts.good.version), "
            + "hotfix \(facts.hotfix.version)"))
    }
    try await incident(of: proposal, wish, in: story)
    let watch = RehearsalWatch(host.clock)
    try expectEnd(
      of: proposal.plan,
      try await story.carryOut(proposal, of: wish, confirm: { _ in true }) { event in
        watch.take(event)
        report(event)
      })
    try await tellDependents(of: proposal.plan.operation)
    tellPins(by: watch)
  }

  // MARK: - Helpers

  func workspace(_ command: String) async throws -> Workspace {
    try await Workspace.open(host: host, command: ["lockstep", command])
  }

  private func report(_ report: EngineReport) { tell(.report(report)) }

  private func tellDependents(of operation: String) async throws {
    let workspace = try await workspace("status")
    let status = Status(of: try await workspace.ledger.history(), at: host.clock.now())
    if let found = status.operations.first(where: { $0.id == operation }) {
      tell(.dependents(found.dependents))
    }
  }

  private func expectEnd(of plan: Plan<Action>, _ result: OperationResult) throws {
    switch result {
    case .finished: return
    case .stopped(_, let explanation, _), .conflict(_, let explanation),
      .failed(_, let explanation):
      throw ExplainedFailure(
        "the demo's \(plan.title) did not end well", why: [explanation.oneLine] + explanation.why)
    case .interrupted: throw CancellationError()
    case .preempted, .aborted:
      throw ExplainedFailure(
        "the demo's \(plan.title) was taken out of its hands",
        why: ["something else works on \(fleet.directory)"])
    }
  }
}
