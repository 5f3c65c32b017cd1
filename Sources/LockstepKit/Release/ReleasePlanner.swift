package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
package import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

/// Plans a release: decides the version, freezes the candidate, lists the steps.
package struct ReleasePlanner: Sendable {
  package let workspace: Workspace
  package let line: Line
  /// Versions that the ledger calls spent, each with the reason.
  package let spent: [Version: String]
  /// Compares the last release with what is to be released.
  let compare: Comparing

  /// A comparison of a baseline with a candidate; throws where nothing can be said.
  package typealias Comparing =
    @Sendable (_ baseline: FoundationSide, _ candidate: FoundationSide) async throws ->
    FoundationDifference

  package init(
    workspace: Workspace, line: Line, spent: [Version: String], compare: @escaping Comparing
  ) {
    self.workspace = workspace
    self.line = line
    self.spent = spent
    self.compare = compare
  }

  /// Plans the release that `wish` asks for.
  ///
  /// - Parameters:
  ///   - initial: Allows a foundation without any released version: its manifest's version is
  ///     released as it stands.
  ///   - override: Lets a smaller number pass than the changes require.
  package func propose(_ wish: ReleaseWish, initial: Bool, override: BumpOverride? = nil)
    async throws -> ReleaseProposal
  {
    let source = try await workspace.source(at: line.tip)
    let package = workspace.configuration.foundation.package
    let written = try source.version(of: package)
    guard line.baseline?.commit != line.tip else { throw NothingToRelease(baseline: line.baseline) }
    let decision = try await decide(wish, written: written, initial: initial, override: override)
    let commits = try await workspace.repository.log(from: line.baseline?.commit, to: line.tip)
    let candidate = try await workspace.candidate(
      decision.version, on: line, commits: commits, findings: decision.findings,
      override: decision.compatibility?.override)
    let packages = try await workspace.measure(decision.version, at: candidate.commit)
    let facts = try facts(decision, candidate: candidate, packages: packages)
    var proposal = ReleaseProposal(
      facts: facts, plan: try await plan(facts, candidate: candidate), commits: commits,
      standing: workspace.standing)
    if override != nil, facts.compatibility?.override == nil {
      proposal.remarks.append("the override was not needed, and is not recorded")
    }
    if let difference = decision.difference, !difference.breaking.isEmpty {
      let changes = ChangeStory(workspace: workspace, line: line)
      let guide = try GuideStory(difference, of: changes, to: decision.version)
      if let remark = try await guide.remark(at: candidate.commit) {
        proposal.remarks.append(remark)
      }
    }
    return proposal
  }

  // MARK: - The plan

  private func facts(
    _ decision: Decision, candidate: Candidate, packages: PackageSet?
  ) throws -> ReleaseFacts {
    let configuration = workspace.configuration
    let version = decision.version
    let bump = decision.bump
    return ReleaseFacts(
      package: configuration.foundation.package, version: version, bump: bump,
      baseline: line.baseline?.release, candidate: candidate.commit, base: candidate.base,
      branch: line.branch,
      tag: try RefName.tag(configuration.foundation.tag.name(for: version)),
      configuration: workspace.standing.blob, plannedAt: workspace.host.clock.now(),
      notice: configuration.policy.notice[bump], window: configuration.policy.window[bump],
      packages: packages, compatibility: decision.compatibility)
  }

  private func plan(_ facts: ReleaseFacts, candidate: Candidate) async throws -> Plan<Action> {
    let tagObject = try await workspace.repository.writeTag(
      name: facts.tag.short, target: facts.candidate,
      message: "\(facts.package) \(facts.version)\n", tagger: workspace.signature())
    var steps = preparation(of: facts)
    steps.append(
      Step(
        id: "candidate", title: "push the candidate to \(candidate.branch.short)",
        phase: Phase.release,
        action: .push(
          PushSet(
            updates: [RefUpdate(ref: candidate.branch, old: nil, new: facts.candidate)],
            purpose: "candidate \(facts.candidate.short) on \(candidate.branch.short)"))))
    if let packages = facts.packages {
      steps.append(
        Step(
          id: "package", title: "package and build \(packages.labels)", phase: Phase.release,
          action: .package(packages)))
    }
    steps.append(
      Step(
        id: "tag",
        title: "push the tag \(facts.tag.short) and \(facts.branch.short), together",
        phase: Phase.release, irreversible: true,
        action: .land(
          Landing(
            version: facts.version, commit: facts.candidate, tag: facts.tag, tagObject: tagObject,
            branch: facts.branch, candidateBranch: candidate.branch))))
    if let packages = facts.packages {
      steps.append(
        Step(
          id: "publish", title: "publish \(packages.labels) to \(packages.registry)",
          phase: Phase.release, irreversible: true, action: .publish(packages)))
    }
    let changes = try await workspace.changes(of: facts.version, at: facts.candidate)
    if let notes = try workspace.notesStep(
      "notes",
      ReleaseNotes(
        tag: facts.tag.short, version: facts.version, title: "\(facts.package) \(facts.version)",
        notes: changes), phase: Phase.release)
    {
      steps.append(notes)
    }
    steps += Telling.steps(
      .released(facts.version), phase: Phase.release, in: workspace.configuration)
    return Plan(
      operation: "release-\(facts.version)", kind: OperationKind.release,
      title: "release \(facts.package) \(facts.version)", facts: try JSONValue(encoding: facts),
      steps: steps)
  }

  /// The places of the process that come before the release itself.
  private func preparation(of facts: ReleaseFacts) -> [Step<Action>] {
    let configuration = workspace.configuration
    let candidate = facts.candidate
    let isRequired =
      configuration.states("policy.notice")
      || configuration.fleet.dependents.contains { !$0.maintainers.isEmpty }
    return [
      Step(
        id: "gates", title: "quality gates", phase: Phase.validation,
        action: .gates(GateCheck(candidate: candidate))),
      Step(
        id: "notice", title: "notice to the dependents' maintainers", phase: Phase.notice,
        action: .notice(
          NoticeCheck(
            candidate: candidate, series: facts.series, notice: facts.notice,
            isRequired: isRequired))),
      Step(
        id: "approvals", title: "approvals", phase: Phase.notice,
        action: .approvals(
          ApprovalCheck(
            candidate: candidate, needed: configuration.policy.approvals[facts.bump],
            signed: configuration.policy.signedApprovals))),
    ]
  }
}

/// The phases of the process, as plans name them.
enum Phase {
  static let validation = "validation"
  static let notice = "notice"
  static let release = "release"
  static let rollout = "rollout"
  static let mitigation = "0–1 h"
  static let hotfix = "1–4 h"
  static let analysis = "4–24 h"
}

/// The kinds of operation, as the ledger names them.
package enum OperationKind {
  package static let release = "release"
  package static let rollout = "rollout"
  package static let rollback = "rollback"
  /// A few dependents go to the last good version; the release stays.
  package static let pin = "pin"
  /// A withdrawn version is offered again.
  package static let unyank = "unyank"
}

extension ConfigurationStanding {
  /// The blob that counts, where it is committed.
  package var blob: ObjectID? {
    switch self {
    case .committed(let blob), .committedDiffers(let blob): blob
    case .workingCopy: nil
    }
  }
}

extension PackageSet {
  /// `core 2.1.0, core-derive 2.1.0`
  package var labels: String {
    members.map { "\($0.name) \(version)" }.joined(separator: ", ")
  }
}

/// The foundation has no released version yet.
package struct NeverReleased: ExplainedError {
  package let branch: RefName
  package let written: Version

  package var explanation: Explanation {
    Explanation(
      "the foundation was never released",
      why: ["no tag of a version is an ancestor of \(branch.short)"],
      hints: [
        "`--initial` releases \(written), the version in the manifest, as the first one",
        "tags are read by the pattern `tag` under [foundation]",
      ])
  }
}

/// The branch stands where the last release stands.
package struct NothingToRelease: ExplainedError, ExitStatusCarrying {
  package let baseline: TaggedVersion?

  package var explanation: Explanation {
    Explanation(
      "there is nothing to release",
      why: ["the remote's branch stands at \(baseline?.tag.short ?? "its release")"],
      hints: ["push the commits that are to be released; what exists only locally does not count"])
  }

  package var exitStatus: ExitStatus { .done }
}
