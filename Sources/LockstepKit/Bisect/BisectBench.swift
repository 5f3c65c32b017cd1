internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// Tries commits of the foundation: makes each one public in a world of its own, and builds dependents
/// there.
///
/// A commit between two releases has the last one's version, which is spent. In its world it gets a patch
/// number behind the bad version, another one for each commit: requirements admit it as they would the
/// bad version, and nothing that was built for one commit can be taken for another.
struct BisectBench: Sendable {
  /// How a commit is tried.
  enum Trial: String, Sendable {
    /// Compiled, which is enough where the compiler complains.
    case build
    /// Compiled and tested.
    case test
  }

  let workspace: Workspace
  let loaded: LoadedFleet
  let branch: RefName
  /// The numbers that commits get count from here.
  let base: Version
  /// The place of each commit in the searched history.
  let places: [ObjectID: Int]
  let bounds: TestYard.Bounds
  let sandbox: Sandbox
  let cargoVersion: String

  /// How many dependents are tried at once: the tests of one beside the build of the next.
  private static let width = 2

  /// What one commit comes to for each of `names`.
  ///
  /// - Parameter again: Tries it from a clean state, whatever is known of it.
  func runs(
    of commit: CommitInfo, for names: [RepositoryName], by trials: [RepositoryName: Trial],
    again: Bool = false
  ) async throws -> [RepositoryName: SideRun] {
    let cache = BisectCache(host: workspace.host)
    var found: [RepositoryName: SideRun] = [:]
    let keys = Dictionary(
      names.map { ($0, key(of: commit.id, for: $0, by: trials[$0] ?? .test)) },
      uniquingKeysWith: { first, _ in first })
    if !again { found = keys.compactMapValues { cache[$0] } }
    let missing = Set(names.filter { found[$0] == nil })
    guard !missing.isEmpty else { return found }
    let tried = try await tryOut(commit, for: missing, by: trials, again: again)
    for (name, run) in tried {
      found[name] = run
      if !again, let key = keys[name] { try cache.keep(run, key) }
    }
    return found
  }

  private func tryOut(
    _ commit: CommitInfo, for names: Set<RepositoryName>, by trials: [RepositoryName: Trial],
    again: Bool
  ) async throws -> [RepositoryName: SideRun] {
    do {
      let release = try await release(at: commit)
      return try await CandidateGround.with(
        release, on: branch, fleet: loaded.fleet, workspace: workspace
      ) { ground in
        let walk = CandidateWalk(
          ground: ground, present: workspace, loaded: loaded, baseline: nil, progress: { _ in })
        let tester = tester(on: walk)
        let answers = try await walk.run(names, unread: [], width: Self.width) {
          name, preparation in
          // Those in between are taken as a rollout would leave them, and not asked themselves.
          guard names.contains(name) else { return ((name, SideRun?.none), isGood: true) }
          let run = await run(
            preparation, by: trials[name] ?? .test, walk.candidateYard, tester, again: again)
          return ((name, run), isGood: true)
        }
        return Dictionary(
          answers.compactMap { name, run in run.map { (name, $0) } },
          uniquingKeysWith: { first, _ in first })
      }
    } catch let error as any ExplainedError {
      try Task.checkCancellation()
      // A commit that cannot even be packaged says nothing about anybody.
      let reason = "it cannot be tried: \(error.explanation.oneLine)"
      return Dictionary(
        names.map { ($0, SideRun(doubt: reason)) }, uniquingKeysWith: { first, _ in first })
    }
  }

  private func run(
    _ preparation: CandidatePreparation, by trial: Trial, _ yard: BuildYard, _ tester: TestYard,
    again: Bool
  ) async -> SideRun {
    switch preparation {
    case .impossible(_, let explanation):
      return SideRun(ending: .trouble(explanation.oneLine))
    case .ready(let ready):
      switch trial {
      case .test: return await tester.run(ready.candidate, side: .candidate, isRepeat: again)
      case .build:
        do {
          let verdict =
            again
            ? try await yard.withCheckout(of: ready.candidate) { folder in
              try await yard.build(ready.candidate, in: folder)
            }
            : try await yard.verdict(of: ready.candidate)
          return SideRun(verdict, about: ready.aim)
        } catch {
          return SideRun(ending: .trouble(Explanation(of: error).oneLine))
        }
      }
    }
  }

  private func tester(on walk: CandidateWalk) -> TestYard {
    TestYard(
      host: workspace.host, yard: walk.candidateYard, isolation: walk.ground.workspace.isolation,
      bounds: bounds, directory: Files.join(workspace.host.cacheDirectory, "bisect/builds"),
      sharing: FleetRunGround(workspace: workspace).sharing)
  }

  /// The commit with a number of its own on top, in the object store alone and without any reference.
  ///
  /// Its id is the same each time: it is dated as the commit is.
  private func release(at commit: CommitInfo) async throws -> ReleasedVersion {
    var version = base
    version.patch += UInt64(places[commit.id] ?? places.count)
    let source = try await workspace.source(at: commit.id)
    let edits = try Cargo().settingVersion(
      version, of: workspace.configuration.foundation.allPackages, in: source.files)
    let signature = Signature(
      name: workspace.author.name, email: workspace.author.email, at: commit.committer.at)
    let written = try await workspace.repository.write([
      CommitDraft(
        parents: [commit.id], tree: .commit(commit.id),
        changes: edits.map {
          FileChange(path: $0.path, content: .bytes($0.bytes, executable: false))
        },
        message: "Probe \(version)\n", author: signature, committer: signature)
    ])
    guard let made = written.first else {
      throw ExplainedFailure("git did not write the probe's commit", hints: ["try again"])
    }
    return ReleasedVersion(
      version: version, tag: workspace.configuration.foundation.tag.name(for: version),
      commit: made)
  }

  /// Everything that a run depends on; known before anything is made.
  private func key(of commit: ObjectID, for name: RepositoryName, by trial: Trial) -> String {
    var parts = ["1", cargoVersion, trial.rawValue, "\(bounds.time) \(bounds.resources)"]
    parts.append("\(base) \(places[commit] ?? places.count) \(commit)")
    for name in loaded.fleet.closure(of: [name]).sorted() {
      parts.append("\(name) \(loaded.fleet.dependent(name)?.commit.description ?? "")")
    }
    return BisectCache.key(parts)
  }
}

extension SideRun {
  /// What a build alone says.
  fileprivate init(_ verdict: BuildVerdict, about aim: BuildSubject.Aim) {
    let errors = verdict.errors.map(FailedCompile.init)
    let isProven =
      verdict.proves(aim) || errors.contains { aim.packages.contains($0.key.package) }
    self.init(
      ending: verdict.outcome == .unknown ? .trouble(verdict.summary) : .finished,
      errors: errors, doubt: isProven ? nil : "\(aim.version) was not part of the build",
      heldBack: verdict.heldBack, seconds: verdict.seconds)
    if verdict.outcome == .fails, errors.isEmpty {
      tests[TestName(suite: "", name: "(the build)")] = .failed
    }
  }
}
