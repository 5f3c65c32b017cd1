internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

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
    let release = try await ImpactCandidate(workspace: workspace, difference: difference).release()
    let loaded = try await workspace.loadFleet(fetching: true)
    let fleet = loaded.fleet
    let unread = loaded.unread(of: workspace.configuration)
    let named = try loaded.named(names, unread: unread)
    let branch =
      try line?.branch ?? .branch(workspace.configuration.foundation.branches.first ?? "main")
    var report = ImpactReport(
      baseline: difference.baseline.name, candidate: difference.candidate.name)
    guard !fleet.dependents.isEmpty || !unread.isEmpty else { return report }
    let baseline = try await difference.baseline.release(in: workspace)
    let found = try await ImpactGround.with(
      release, on: branch, fleet: fleet, workspace: workspace
    ) { ground in
      let course = ImpactCourse(
        ground: ground, present: workspace, loaded: loaded, baseline: baseline,
        attribution: ErrorAttribution(difference.difference.findings), progress: progress)
      return try await course.run(named, unread: unread, width: Self.width)
    }
    report.dependents = found.filter { named.contains($0.name) }
    return report
  }
}

/// One pass over the fleet, wave by wave.
struct ImpactCourse: Sendable {
  let ground: ImpactGround
  let present: Workspace
  let loaded: LoadedFleet
  let baseline: ReleasedVersion?
  let attribution: ErrorAttribution
  let progress: @Sendable (String) -> Void

  /// Judges the dependents called `names` and those that they reach the foundation through.
  func run(_ names: Set<RepositoryName>, unread: [RepositoryName], width: Int) async throws
    -> [DependentImpact]
  {
    let fleet = loaded.fleet
    let wanted = fleet.closure(of: names)
    let sources = try await ReleaseSources.read(
      for: ground.release, fleet: fleet, workspace: ground.workspace, checksums: ground.checksums)
    var impacts: [DependentImpact] = []
    var prepared: [RepositoryName: ObjectID] = [:]
    for wave in fleet.waves + [unread] {
      let judge = try await judge(sources: sources, prepared: prepared)
      let judged = await forEach(wave.filter(wanted.contains), width: width) { name in
        progress("building \(name) with \(ground.release.version)")
        return await judge.judge(name)
      }
      for one in judged {
        impacts.append(one.impact)
        prepared[one.impact.name] = one.prepared
      }
      try Task.checkCancellation()
    }
    return impacts
  }

  private func judge(sources: ReleaseSources, prepared: [RepositoryName: ObjectID]) async throws
    -> ImpactJudge
  {
    let folders = try await foundationFolders()
    var after = layout(in: ground.workspace, folders: folders, fetchesFirst: true)
    after.prepared = prepared
    after.world = "candidate \(ground.release.tag) \(ground.release.commit)"
    let before = layout(in: present, folders: folders, fetchesFirst: false)
    let preparation = Preparation(
      mode: .update, release: ground.release, baseline: baseline,
      repositories: loaded.fleet.dependents.map(\.name))
    let preparer = DependentPreparer(
      workspace: ground.workspace, fleet: loaded.fleet, layout: after, preparation: preparation,
      sources: sources, baseline: baseline, progress: progress)
    return ImpactJudge(
      before: before, after: after, ground: ground, preparer: preparer, baseline: baseline,
      attribution: attribution, failures: loaded.failures)
  }

  private func layout(in workspace: Workspace, folders: [String: String], fetchesFirst: Bool)
    -> FleetLayout
  {
    let yard = BuildYard(
      host: workspace.host, runner: workspace.cargo,
      directory: Files.join(workspace.host.cacheDirectory, "yard"), fetchesFirst: fetchesFirst)
    return FleetLayout(
      workspace: workspace, fleet: loaded.fleet, yard: yard, foundationFolders: folders)
  }

  /// The folder of each of the foundation's packages in its repository.
  private func foundationFolders() async throws -> [String: String] {
    let source = try await present.source(at: ground.release.commit)
    let names = present.configuration.foundation.allPackages
    return Dictionary(
      names.map { ($0, source.manifests.manifest(ofPackage: $0)?.folder ?? "") },
      uniquingKeysWith: { first, _ in first })
  }
}

extension Fleet {
  /// `names` and all that they reach the foundation through.
  fileprivate func closure(of names: Set<RepositoryName>) -> Set<RepositoryName> {
    var found = names
    var waiting = Array(names)
    while let name = waiting.popLast() {
      for via in dependent(name)?.via ?? [] where found.insert(via).inserted {
        waiting.append(via)
      }
    }
    return found
  }
}

extension LoadedFleet {
  /// The dependents that were asked for; all of them where nobody was named.
  fileprivate func named(_ texts: [String], unread: [RepositoryName]) throws -> Set<
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
