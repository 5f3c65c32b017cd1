internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit

/// The story of `lockstep impact`: which dependents break on a candidate, where, and because of what.
package struct ImpactStory: Sendable {
  package let workspace: Workspace
  /// The line that is released; `nil` where its remote was never asked.
  package let line: Line?

  /// Tells whom a candidate of a line hits.
  package init(workspace: Workspace, line: Line?) {
    self.workspace = workspace
    self.line = line
  }

  /// How many dependents are built at once; each of them keeps a compiler busy.
  private static let width = 2

  /// Compiles the dependents against the candidate of `difference`, and against the state before where
  /// they fail, and ties what is new to the changes.
  ///
  /// Nothing leaves this machine: what a rollout would push is built in a world in which the candidate
  /// is public.
  ///
  /// - Parameters:
  ///   - names: The dependents to look at; all of them where it is empty.
  ///   - progress: Is told what takes time.
  package func report(
    of difference: FoundationDifference, dependents names: [String] = [],
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> ImpactReport {
    let release = try await ProposedRelease(
      workspace: workspace, baseline: difference.baseline, candidate: difference.candidate,
      required: { difference.required }
    ).release()
    let loaded = try await workspace.loadFleet(fetching: true)
    let fleet = loaded.fleet
    let unread = loaded.unread(of: workspace.configuration)
    let named = try loaded.named(names, unread: unread)
    let branch =
      try line?.branch ?? .branch(workspace.configuration.foundation.mainBranch)
    var report = ImpactReport(
      baseline: difference.baseline.name, candidate: difference.candidate.name)
    guard !fleet.dependents.isEmpty || !unread.isEmpty else { return report }
    let baseline = try await difference.baseline.release(in: workspace)
    report.dependents = try await CandidateGround.with(
      release, on: branch, fleet: fleet, workspace: workspace
    ) { ground in
      let walk = CandidateWalk(
        ground: ground, present: workspace, loaded: loaded, baseline: baseline, progress: progress)
      return try await impacts(of: difference, on: walk, names: named, unread: unread)
    }
    return report
  }

  /// Judges the dependents called `names`, in the order of the waves.
  private func impacts(
    of difference: FoundationDifference, on walk: CandidateWalk, names: Set<RepositoryName>,
    unread: [RepositoryName]
  ) async throws -> [DependentImpact] {
    let present = walk.presentYard
    let judge = ImpactJudge(
      after: walk.candidateYard, before: present,
      attribution: ErrorAttribution(difference.difference.findings))
    let isBreaking = difference.required == .major
    let search = ShownCratesSearch(workspace: workspace, yard: present)
    let version = walk.ground.release.version
    let answers = try await walk.run(names, unread: unread, width: Self.width) {
      name, preparation in
      walk.progress("building \(name) with \(version)")
      let impact = await judge.judge(name, preparation)
      var exposure: ShownCrates?
      if isBreaking, case .ready(let ready) = preparation, ready.isMoved {
        exposure = await search.exposure(of: ready)
      }
      return ((impact, exposure), isGood: impact.outcome == .unaffected)
    }
    var impacts = answers.map(\.0)
    let exposures = Dictionary(
      answers.compactMap { impact, exposure in exposure.map { (impact.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    let crates = workspace.configuration.foundation.allPackages.map { $0.replacing("-", with: "_") }
    ShownCratesSearch.addBumps(to: &impacts, exposures, crates: Set(crates))
    return impacts.filter { names.contains($0.name) }
  }
}

extension CandidateCase {
  /// Whether a rollout of the candidate would bring it to the dependent at all.
  fileprivate var isMoved: Bool {
    guard ahead == nil else { return false }
    return commit != nil || !dependent.direct || dependent.uses.contains { $0.reach == .immediate }
  }
}

extension LoadedFleet {
  /// The dependents that were asked for; all of them where nobody was named.
  func named(_ texts: [String], unread: [RepositoryName]) throws -> Set<
    RepositoryName
  > {
    let known = Set(fleet.dependents.map(\.name) + unread)
    guard !texts.isEmpty else { return known }
    return Set(
      try texts.map { text in
        if let name = known.first(where: { $0.description == text }) { return name }
        let near = nearest(to: text, among: known.map(\.description).sorted())
        throw ExplainedFailure(
          "`\(text)` is no dependent",
          why: ["the fleet has \(known.count): `lockstep fleet` lists them"],
          hints: near.map { ["did you mean `\($0)`?"] } ?? [], exitStatus: .usage)
      })
  }
}
