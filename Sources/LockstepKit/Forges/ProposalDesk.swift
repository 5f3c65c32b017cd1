internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem

/// Looks how pull requests stand, and takes the steps that are ours by the configuration.
struct ProposalDesk: Sendable {
  /// How many are looked at at once; the forge's budget spaces the requests.
  static let width = 8

  let workspace: Workspace
  let forges: ForgeDesk

  /// Looks at each of `proposals`.
  ///
  /// - Parameter acting: Also merges what is to be merged here, and lets the forge merge what it may;
  ///   otherwise nothing is changed.
  func look(at proposals: [OpenProposal], acting: Bool) async throws -> [ProposalStanding] {
    guard !proposals.isEmpty else { return [] }
    let tips = try await workspace.store.tips()
    return await forEach(proposals, width: Self.width) { proposal in
      do {
        guard let address = tips[proposal.name]?.address,
          let place = try forges.place(of: address.text)
        else { return proposal.standing(.unknown, "no forge is known for it") }
        return try await look(at: proposal, in: place, acting: acting)
      } catch {
        return proposal.standing(.unknown, Explanation(of: error).oneLine)
      }
    }
  }

  private func look(
    at proposal: OpenProposal, in place: ForgeDesk.Place, acting: Bool
  ) async throws -> ProposalStanding {
    let pull = try await place.forge.look {
      try await $0.pullRequest(proposal.number, in: place.path)
    }
    var proposal = proposal
    proposal.page = pull.page ?? proposal.page
    if pull.state == .closed {
      return proposal.standing(.declined, "its maintainers closed the pull request")
    }
    let verdicts = try await checks(of: pull.headCommit, in: place)
    let red = verdicts.checks.filter { $0.state == .red }
    if !red.isEmpty {
      let earlier = try await checks(before: proposal, in: place)
      let new = red.filter { check in
        !(earlier?.checks.contains { $0.name == check.name && $0.state == .red } ?? false)
      }
      if !new.isEmpty {
        let verb = new.count == 1 ? "is" : "are"
        return proposal.standing(.regressed, "\(new.inWords) \(verb) red")
      }
      if pull.state == .open {
        return proposal.standing(.brokenBefore, "\(red.inWords) was red before")
      }
    }
    guard pull.state == .open else { return proposal.standing(.merged) }
    guard pull.headCommit == proposal.commit else {
      return proposal.standing(
        .changed, "its maintainers changed its branch, to \(pull.headCommit.short)")
    }
    guard pull.isMergeable != false else {
      return proposal.standing(.conflicting, "it conflicts with what its branch has by now")
    }
    return try await advance(proposal, pull, verdicts, in: place, acting: acting)
  }

  /// What an open pull request waits for, as nobody has said no to it so far.
  private func advance(
    _ proposal: OpenProposal, _ pull: PullRequest, _ checks: ForgeChecks,
    in place: ForgeDesk.Place, acting: Bool
  ) async throws -> ProposalStanding {
    let merging = workspace.configuration.rollout.merge
    switch checks.verdict {
    case .red: return proposal.standing(.waiting, "waits for its checks")
    case .pending:
      if acting, merging == .auto { try await letMerge(pull, proposal, in: place) }
      return proposal.standing(
        .waiting, "waits for \(checks.checks.filter { $0.state == .pending }.inWords)")
    case .absent:
      // Where the commit before was checked this one will be; else nobody checks anything here.
      if let earlier = try await self.checks(before: proposal, in: place),
        earlier.verdict != .absent
      {
        return proposal.standing(.waiting, "waits for its checks to begin")
      }
    case .green: break
    }
    if pull.hasAutoMerge {
      return proposal.standing(.waiting, "waits for \(place.forge.forge.name) to merge it")
    }
    guard merging == .lockstep else {
      return proposal.standing(.waiting, "waits for its maintainers to merge it")
    }
    guard acting else { return proposal.standing(.ready) }
    return try await merge(proposal, in: place)
  }

  private func merge(
    _ proposal: OpenProposal, in place: ForgeDesk.Place
  ) async throws -> ProposalStanding {
    do {
      _ = try await place.forge.ensureMerged(
        proposal.number, at: proposal.commit, by: try await method(in: place), in: place.path)
      return proposal.standing(.merged)
    } catch let error as ForgeError {
      switch error.kind {
      case .protected:
        return proposal.standing(.waiting, "waits for what its branch demands, such as a review")
      case .conflict:
        return proposal.standing(.conflicting, "it conflicts with what its branch has by now")
      case .stale(let actual):
        return actual == nil
          ? proposal.standing(.declined, "its maintainers closed the pull request")
          : proposal.standing(.changed, "its maintainers changed its branch")
      default: throw error
      }
    }
  }

  /// Lets the forge merge a pull request once its checks are green, where the repository allows that.
  func letMerge(
    _ pull: PullRequest, _ proposal: OpenProposal, in place: ForgeDesk.Place
  ) async throws {
    guard pull.state == .open, !pull.hasAutoMerge, pull.headCommit == proposal.commit,
      try await facts(in: place).allowsAutoMerge == true
    else { return }
    _ = try await place.forge.ensureAutoMerge(
      pull.number, at: proposal.commit, by: try await method(in: place), in: place.path)
  }

  func checks(of commit: ObjectID, in place: ForgeDesk.Place) async throws -> ForgeChecks {
    try await place.forge.look { try await $0.checks(of: commit, in: place.path) }
  }

  private func checks(
    before proposal: OpenProposal, in place: ForgeDesk.Place
  ) async throws -> ForgeChecks? {
    guard let base = proposal.base else { return nil }
    return try await checks(of: base, in: place)
  }

  private func facts(in place: ForgeDesk.Place) async throws -> ForgeRepository {
    try await place.forge.look { try await $0.repository(place.path) }
  }

  private func method(in place: ForgeDesk.Place) async throws -> MergeMethod {
    let methods = try await facts(in: place).mergeMethods
    return MergeMethod.allCases.first(where: methods.contains) ?? .merge
  }
}

extension OpenProposal {
  func standing(
    _ standing: ProposalStanding.Standing, _ reason: String? = nil
  ) -> ProposalStanding {
    ProposalStanding(
      name: name, number: number, standing: standing, reason: reason, page: page)
  }
}

extension [ForgeChecks.Check] {
  /// ``the check `build` (https://…)``, or several of them.
  fileprivate var inWords: String {
    let names = prefix(3).map { check in
      "`\(printable(check.name))`" + (check.page.map { " (\(printable($0)))" } ?? "")
    }
    let more = count > 3 ? " and \(count - 3) more" : ""
    return "the check\(count == 1 ? "" : "s") \(names.joined(separator: ", "))\(more)"
  }
}
