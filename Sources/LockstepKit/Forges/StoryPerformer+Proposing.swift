internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

extension StoryPerformer {
  /// How many repositories are proposed to at once; the forge's budget spaces their requests.
  private static let proposalWidth = 8

  /// Opens a pull request for each dependent that takes updates in this way, or whose own branch refused the
  /// push, and that has the branch by now, and lets the forge merge it as soon as its checks are green, where the repository allows that.
  ///
  /// A pull request is found again by its marker and updated in place, so it is opened once however often
  /// this is done. Where none can be opened, the dependent counts as not delivered, with the reason. Copies
  /// on this machine, such as a rehearsal's, have no forge: there the branch is all.
  func propose(
    _ delivered: [DeliveredDependent], in context: StepContext
  ) async throws -> [DeliveredDependent] {
    // A rehearsal's copies keep the addresses of what they are copies of: nobody is spoken to there.
    guard !workspace.isRehearsal else { return delivered }
    let proposals = Set(
      workspace.configuration.fleet.dependents.filter { $0.delivery == .pullRequest }.map(\.name))
    var wanted = delivered.filter {
      $0.delivered && ($0.barred != nil || proposals.contains($0.name))
    }
    guard !wanted.isEmpty else { return delivered }
    let tips = try await workspace.store.tips()
    wanted.removeAll { tips[$0.name]?.address.localPath != nil }
    guard !wanted.isEmpty else { return delivered }
    context.progress("opening \(counted(wanted.count, "pull request"))")
    let earlier = try await openBefore()
    let opened = await forEach(wanted, width: Self.proposalWidth) { dependent in
      var dependent = dependent
      do {
        guard let tip = tips[dependent.name] else {
          throw ExplainedFailure("nothing is known of `\(dependent.name)`")
        }
        let pull = try await open(
          dependent, against: tip, inPlaceOf: earlier.filter { $0.name == dependent.name })
        dependent.pullRequest = pull.page ?? "#\(pull.number)"
        dependent.number = pull.number
      } catch {
        let reason = Explanation(of: error)
        dependent.delivered = false
        dependent.reason =
          (dependent.barred.map { "\($0); " } ?? "")
          + "the branch `\(dependent.ref)` is pushed, but "
          + ([reason.what] + reason.why).joined(separator: ": ")
      }
      return dependent
    }
    let results = Dictionary(opened.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return delivered.map { results[$0.name] ?? $0 }
  }

  /// Pull requests that operations have opened before, and that may be open still.
  private func openBefore() async throws -> [OpenProposal] {
    OperationLog(try await workspace.ledger.history()).operations.flatMap(\.openProposals)
  }

  /// Opens the pull request of one dependent, closes those that it takes the place of, and returns it.
  private func open(
    _ dependent: DeliveredDependent, against tip: FleetTip, inPlaceOf earlier: [OpenProposal]
  ) async throws -> PullRequest {
    let address = tip.address
    guard let place = try forges.place(of: address.text) else {
      throw ExplainedFailure(
        "no forge is known for \(address)",
        hints: [
          "name it under [services] in lockstep.toml, or let `\(dependent.name)` have `delivery = \"push\"`"
        ], exitStatus: .configuration)
    }
    let message = try await workspace.store.objects.read([.object(dependent.commit)])
    let title = Self.subject(of: message.first.flatMap { $0 }?.bytes ?? [])
    let draft = PullRequestDraft(
      head: Self.branch(dependent.ref), base: tip.branch, title: title,
      body: "\(title).\n\nThis commit was built and tested before it was proposed. "
        + "Merge it as it is: a change of it would not be what was tested.",
      marker: try ForgeMarker("proposal/\(dependent.commit)"))
    let pull = try await place.forge.ensurePullRequest(draft, in: place.path)
    switch pull.state {
    case .open: break
    case .merged: return pull
    case .closed:
      throw ExplainedFailure(
        "its maintainers closed the pull request", why: [pull.page ?? "#\(pull.number)"],
        hints: ["ask them; a new preparation opens a new one"])
    }
    let desk = ProposalDesk(workspace: workspace, forges: forges)
    for old in earlier where old.number != pull.number {
      _ = try await desk.withdraw(
        old, because: "\(pull.page ?? "#\(pull.number)") takes its place.", in: place)
    }
    // Without a check to wait for, it would be merged at once: that is its maintainers' to decide.
    if workspace.configuration.rollout.merge == .auto, pull.headCommit == dependent.commit,
      try await desk.checks(of: dependent.commit, in: place).verdict == .pending
    {
      let proposal = OpenProposal(
        name: dependent.name, number: pull.number, commit: dependent.commit, base: nil,
        page: pull.page)
      try await desk.letMerge(pull, proposal, in: place)
    }
    return pull
  }

  /// The name of a branch without `refs/heads/`.
  private static func branch(_ ref: RefName) -> String {
    let prefix = "refs/heads/"
    return "\(ref)".hasPrefix(prefix) ? String("\(ref)".dropFirst(prefix.count)) : "\(ref)"
  }

  /// The first line of a commit's message.
  private static func subject(of commit: [UInt8]) -> String {
    let text = String(decoding: commit, as: UTF8.self)
    guard let end = text.firstRange(of: "\n\n") else { return "Update" }
    return String(text[end.upperBound...].prefix { !$0.isNewline })
  }
}
