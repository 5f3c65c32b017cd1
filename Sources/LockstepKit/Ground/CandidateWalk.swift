internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// One pass over the fleet, wave by wave, as a rollout of a candidate would go.
///
/// Each dependent is got ready and handed to whoever judges it. What was found good counts as pushed:
/// those of later waves that take it by folder or by branch get the commit that was prepared.
struct CandidateWalk: Sendable {
  let ground: CandidateGround
  /// The foundation in the present world.
  let present: Workspace
  let loaded: LoadedFleet
  /// What the fleet stands on; `nil` where that has no version.
  let baseline: ReleasedVersion?
  let progress: @Sendable (String) -> Void

  /// Goes over the dependents called `names` and those that they reach the foundation through.
  ///
  /// - Parameters:
  ///   - unread: Dependents of which nothing could be read; they come last, as impossible.
  ///   - width: How many are worked on at once.
  ///   - order: In which order those of a wave are begun.
  ///   - judge: Says what a dependent comes to, and whether a rollout would push it.
  /// - Returns: What was said, in the order of the waves.
  func run<Answer: Sendable>(
    _ names: Set<RepositoryName>, unread: [RepositoryName], width: Int,
    order: ([RepositoryName]) -> [RepositoryName] = { $0 },
    _ judge:
      @escaping @Sendable (RepositoryName, CandidatePreparation) async -> (Answer, isGood: Bool)
  ) async throws -> [Answer] {
    let wanted = loaded.fleet.closure(of: names)
    let sources = try await ReleaseSources.read(
      for: ground.release, fleet: loaded.fleet, workspace: ground.workspace,
      checksums: ground.checksums)
    let folders = try await foundationFolders()
    var answers: [Answer] = []
    var prepared: [RepositoryName: ObjectID] = [:]
    for wave in loaded.fleet.waves + [unread] {
      let stop = stop(sources: sources, folders: folders, prepared: prepared)
      let begun = order(wave.filter(wanted.contains))
      let judged = await forEach(begun, width: width) { name in
        let preparation = await stop.prepare(name)
        let (answer, isGood) = await judge(name, preparation)
        var commit: ObjectID?
        if isGood, case .ready(let ready) = preparation, ready.ahead == nil {
          commit = ready.commit
        }
        return (name, answer, commit)
      }
      // Whatever came first, the answers stand as the waves do.
      let places = Dictionary(
        wave.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      for (name, answer, commit) in judged.sorted(by: {
        places[$0.0, default: 0] < places[$1.0, default: 0]
      }) {
        answers.append(answer)
        prepared[name] = commit
      }
      try Task.checkCancellation()
    }
    return answers
  }

  /// Builds in the candidate's world.
  var candidateYard: BuildYard { yard(in: ground.workspace, fetchesFirst: true) }

  /// Builds in the present world.
  var presentYard: BuildYard { yard(in: present, fetchesFirst: false) }

  private func yard(in workspace: Workspace, fetchesFirst: Bool) -> BuildYard {
    BuildYard(
      host: workspace.host, runner: workspace.cargo, isolation: workspace.isolation,
      directory: Files.join(workspace.host.cacheDirectory, "yard"), fetchesFirst: fetchesFirst)
  }

  private func stop(
    sources: ReleaseSources, folders: [String: String], prepared: [RepositoryName: ObjectID]
  ) -> CandidateStop {
    let after = FleetLayout(
      workspace: ground.workspace, fleet: loaded.fleet, yard: candidateYard, prepared: prepared,
      foundationFolders: folders,
      world: "candidate \(ground.release.tag) \(ground.release.commit)")
    let before = FleetLayout(
      workspace: present, fleet: loaded.fleet, yard: presentYard, foundationFolders: folders)
    let preparation = Preparation(
      mode: .update, release: ground.release, baseline: baseline,
      repositories: loaded.fleet.dependents.map(\.name))
    let preparer = DependentPreparer(
      layout: after, preparation: preparation, sources: sources, progress: progress)
    return CandidateStop(
      before: before, after: after, ground: ground, preparer: preparer, baseline: baseline,
      failures: loaded.failures)
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
  func closure(of names: Set<RepositoryName>) -> Set<RepositoryName> {
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
