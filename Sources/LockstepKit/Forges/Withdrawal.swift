package import LockstepCore
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

/// Pull requests of ours that are closed because what they bring is taken back.
package struct Withdrawal: Codable, Hashable, Sendable {
  package var proposals: [OpenProposal]
  /// Why, in a sentence for the dependents' maintainers.
  package var because: String
  /// The step that tried before; `nil` for the first one. Only what that one left open is looked at,
  /// and what cannot be closed now stops the operation.
  package var after: String?

  /// The step that closes them first, before anybody is pinned.
  static let step: StepID = "withdraw"
}

/// What became of one pull request that was to be withdrawn.
package struct WithdrawnProposal: Codable, Hashable, Sendable {
  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// It is closed.
    case withdrawn
    /// Somebody merged it before: its dependent has what is taken back.
    case merged
    /// Its maintainers changed its branch; it is left to them.
    case changed
    /// The forge could not be asked, or refused.
    case failed

    var isFinal: Bool { self == .withdrawn || self == .merged }
  }

  package var name: RepositoryName
  package var number: Int
  package var outcome: Outcome
  package var reason: String?
  package var page: String?
}

extension StoryPerformer {
  /// Closes the pull requests of a withdrawal; the first attempt stops for nothing, as minutes count.
  func perform(_ withdrawal: Withdrawal, in context: StepContext) async throws -> Performance {
    guard !workspace.isRehearsal else {
      return .done(
        Evidence(summary: "not withdrawn: on copies nothing was proposed", body: .array([])))
    }
    var proposals = withdrawal.proposals
    if let step = withdrawal.after, let evidence = context.evidence[StepID(step)] {
      let known = try evidence.body.decode([WithdrawnProposal].self).filter(\.outcome.isFinal)
      proposals.removeAll { proposal in
        known.contains { $0.number == proposal.number && $0.name == proposal.name }
      }
    }
    if !proposals.isEmpty {
      context.progress("closing \(counted(proposals.count, "pull request"))")
    }
    let results = try await ProposalDesk(workspace: workspace, forges: forges)
      .withdraw(proposals, because: withdrawal.because)
    let counts = Dictionary(grouping: results, by: \.outcome).mapValues(\.count)
    let summary = WithdrawnProposal.Outcome.allCases.compactMap { outcome in
      counts[outcome].map { "\($0) \(outcome.rawValue)" }
    }.joined(separator: ", ")
    let evidence = Evidence(
      summary: summary.isEmpty ? "none is open" : summary, body: try JSONValue(encoding: results))
    let failed = results.filter { $0.outcome == .failed }
    guard withdrawal.after != nil, !failed.isEmpty else { return .done(evidence) }
    return .stopped(
      Explanation(
        "\(counted(failed.count, "pull request")) could not be closed: "
          + failed.map(\.name.description).joined(separator: ", "),
        why: failed.map { "\($0.name): \($0.reason ?? "")" },
        hints: [
          "close \(failed.count == 1 ? "it" : "them") by hand, or mend the cause; `lockstep resume` looks again"
        ]), evidence, .resumable)
  }
}

extension ProposalDesk {
  /// Closes each of `proposals`, with the reason; one that its maintainers changed is left to them.
  func withdraw(
    _ proposals: [OpenProposal], because reason: String
  ) async throws -> [WithdrawnProposal] {
    guard !proposals.isEmpty else { return [] }
    let tips = try await workspace.store.tips()
    return await forEach(proposals, width: Self.width) { proposal in
      do {
        guard let address = tips[proposal.name]?.address,
          let place = try forges.place(of: address.text, .emergency)
        else { return proposal.withdrawn(.failed, "no forge is known for it") }
        return try await withdraw(proposal, because: reason, in: place)
      } catch {
        return proposal.withdrawn(.failed, Explanation(of: error).oneLine)
      }
    }
  }

  func withdraw(
    _ proposal: OpenProposal, because reason: String, in place: ForgeDesk.Place
  ) async throws -> WithdrawnProposal {
    let pull = try await place.forge.look {
      try await $0.pullRequest(proposal.number, in: place.path)
    }
    switch pull.state {
    case .merged: return proposal.withdrawn(.merged, "somebody merged it before")
    case .closed: return proposal.withdrawn(.withdrawn)
    case .open: break
    }
    guard pull.headCommit == proposal.commit else {
      return proposal.withdrawn(.changed, "its maintainers changed its branch; it is left to them")
    }
    try await place.forge.ensureReason(reason, on: pull, of: proposal, in: place.path)
    let closed = try await place.forge.ensureClosed(proposal.number, in: place.path)
    return closed.state == .merged
      ? proposal.withdrawn(.merged, "somebody merged it before") : proposal.withdrawn(.withdrawn)
  }
}

extension SteadyForge {
  /// Sees to it that a pull request says why it is closed: on top of its text, where whoever opens it
  /// looks first, and in a comment, of which those who take part are told.
  ///
  /// GitLab tells them of the closing itself; there the text is enough.
  fileprivate func ensureReason(
    _ reason: String, on pull: PullRequest, of proposal: OpenProposal, in path: ForgePath
  ) async throws {
    let marker = try ForgeMarker(proposal.marker)
    let words = "**Withdrawn.** \(reason)"
    let body = pull.body.hasPrefix(words) ? pull.body : "\(words)\n\n\(pull.body)"
    _ = try await ensurePullRequest(
      PullRequestDraft(
        head: pull.head, base: pull.base, title: pull.title, body: body, marker: marker), in: path)
    guard forge.name != "GitLab" else { return }
    _ = try await ensureComment(
      words, marker: try ForgeMarker("withdrawn/\(proposal.commit)"),
      on: .pullRequest(pull.number), in: path)
  }
}

extension OpenProposal {
  func withdrawn(_ outcome: WithdrawnProposal.Outcome, _ reason: String? = nil)
    -> WithdrawnProposal
  {
    WithdrawnProposal(
      name: name, number: number, outcome: outcome, reason: reason, page: page)
  }
}

extension Preparation {
  /// Those whom it is about, as things have turned out.
  func repositories(after evidence: [StepID: Evidence]) throws -> [RepositoryName] {
    var names = repositories
    func add(_ more: [RepositoryName], among meant: Set<RepositoryName>) {
      names += more.filter { meant.contains($0) && !names.contains($0) }
    }
    if let ifMerged, let body = evidence[Withdrawal.step]?.body {
      let merged = try body.decode([WithdrawnProposal].self).filter { $0.outcome == .merged }
      add(merged.map(\.name).sorted(), among: Set(ifMerged))
    }
    if let ifUnpinned {
      let lost = try PinSteps.prepared(in: evidence).filter { $0.outcome == .cannotPin }
      add(ifUnpinned, among: Set(lost.map(\.name)))
    }
    // Who does without a feature stays on the version, and has nothing to be restored.
    if case .restore = mode {
      let without = try FlagSteps.prepared(in: evidence).filter { $0.outcome == .ready }
      names.removeAll(where: Set(without.map(\.name)).contains)
    }
    return names
  }
}
