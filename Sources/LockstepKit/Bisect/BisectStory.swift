internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification
internal import LockstepWorkflow

/// The story of `lockstep bisect`: the first bad commit of the foundation, with the builds and tests of
/// the dependents that it broke as the oracle.
///
/// The ends are tried first: what the bad one breaks and the good one does not is *the* failure, and no
/// other counts. What is found is tried once more from a clean state. Every run is kept, so that a search
/// that was broken off goes on where it was.
package struct BisectStory: Sendable {
  let workspace: Workspace
  let changes: ChangeStory
  let range: BisectRange
  let bench: BisectBench
  let names: [RepositoryName]
  let wish: BisectWish
  let progress: @Sendable (String) -> Void

  /// Bisects; nothing leaves this machine but what is recorded in the ledger.
  ///
  /// - Parameter progress: Is told of each probe.
  /// - Throws: Explained errors where there is nothing to search, or the wish makes no sense.
  package static func tell(
    _ wish: BisectWish, in workspace: Workspace,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> BisectReport {
    let watch = workspace.host.clock.elapsed()
    var report: BisectReport
    let rollback: String?
    if let benchmark = wish.benchmark {
      let search = try await BenchmarkBisection.open(
        benchmark, wish, in: workspace, progress: progress)
      report = try await search.search()
      rollback = search.range.rollback
    } else {
      let story = try await open(wish, in: workspace, progress: progress)
      report = try await story.search()
      rollback = story.range.rollback
    }
    report.seconds = (workspace.host.clock.elapsed() - watch).inSeconds
    if wish.records { try await record(&report, of: rollback, in: workspace) }
    return report
  }

  private static func open(
    _ wish: BisectWish, in workspace: Workspace, progress: @escaping @Sendable (String) -> Void
  ) async throws -> BisectStory {
    let changes = try await ChangeStory.open(workspace, branch: wish.branch)
    let workspace = changes.workspace
    let sandbox = try await Sandbox.find(wish.sandbox, on: workspace.host)
    try await workspace.keepApart(in: sandbox)
    let log = OperationLog(try await workspace.ledger.history())
    let range = try await BisectRange.find(wish, changes, log: log)
    let loaded = try await workspace.loadFleet(fetching: true)
    let names = try range.names(wish, in: loaded, log: log)
    let foundation = workspace.configuration.foundation
    let branch = try changes.line?.branch ?? .branch(foundation.mainBranch)
    let version = try await workspace.cargo.version()
    let bench = BisectBench(
      workspace: workspace, loaded: loaded, branch: branch,
      base: try await range.firstNumber(in: workspace), places: range.places,
      bounds: .init(time: wish.time, resources: ResourceLimits(memory: wish.memory)),
      sandbox: sandbox, cargoVersion: version)
    return BisectStory(
      workspace: workspace, changes: changes, range: range, bench: bench, names: names,
      wish: wish, progress: progress)
  }

  // MARK: - The search

  private func search() async throws -> BisectReport {
    var log = BisectLog(range: range)
    progress(
      "\(counted(range.order.count, "commit")) between \(range.good.name) and \(range.bad.name)")
    let searched = try await ends(&log)
    var party = BisectionParty(
      names.filter { searched.oracles[$0] != nil }, search: range.search)
    while let (commit, members, remaining) = party.next() {
      try Task.checkCancellation()
      let info = try await info(of: commit)
      let runs = try await bench.runs(of: info, for: members, by: searched.trials)
      let readings = read(runs, searched.oracles)
      log.take(readings, of: info, runs: runs)
      party.take(readings.mapValues(\.verdict), of: commit)
      progress(
        "\(info.id.short) \(info.subject): \(log.lastVerdicts)"
          + (remaining > 1 ? "; about \(remaining - 1) more" : ""))
    }
    for (members, answer) in party.answers {
      try await conclude(answer, for: members, searched, &log)
    }
    return try await log.report(of: self)
  }

  /// What both ends taught.
  struct Searched: Sendable {
    var oracles: [RepositoryName: BisectionOracle] = [:]
    var trials: [RepositoryName: BisectBench.Trial] = [:]
  }

  /// Tries the ends: builds first, and where both build, their tests.
  private func ends(_ log: inout BisectLog) async throws -> Searched {
    let good = try await info(of: range.base)
    let bad = try await info(of: range.tip)
    var searched = Searched()
    var open = names
    for trial in [BisectBench.Trial.build, .test] where !open.isEmpty {
      if trial == .build, wish.test != nil { continue }
      let trials = Dictionary(open.map { ($0, trial) }, uniquingKeysWith: { first, _ in first })
      progress("\(trial == .build ? "building" : "testing") both ends")
      let before = try await bench.runs(of: good, for: open, by: trials)
      let after = try await bench.runs(of: bad, for: open, by: trials)
      var left: [RepositoryName] = []
      for name in open {
        let ends = compare(before[name], after[name], of: name)
        switch ends {
        case .differ(let oracle):
          searched.oracles[name] = oracle
          searched.trials[name] = trial
        // A build that passes leaves the tests.
        case .agree where trial == .build: left.append(name)
        case .agree(let reason): log.end(name, .notReproducible, reason)
        case .undecided(let reason): log.end(name, .undecided, reason)
        }
      }
      log.takeEnds(good, bad, before, after, searched.oracles)
      open = left
    }
    return searched
  }

  private func compare(_ good: SideRun?, _ bad: SideRun?, of name: RepositoryName)
    -> BisectionOracle.Ends
  {
    guard let good, let bad else { return .undecided("it was not tried") }
    let cache = FleetRunCache(
      directory: Files.join(workspace.host.cacheDirectory, "fleet-run"), host: workspace.host)
    return BisectionOracle.comparing(
      good: good, bad: bad, foundation: Set(workspace.configuration.foundation.allPackages),
      test: wish.test, flaky: cache.flaky(of: name.description))
  }

  private func read(
    _ runs: [RepositoryName: SideRun], _ oracles: [RepositoryName: BisectionOracle]
  ) -> [RepositoryName: BisectionOracle.Reading] {
    var readings: [RepositoryName: BisectionOracle.Reading] = [:]
    for (name, run) in runs { readings[name] = oracles[name]?.reading(of: run) }
    return readings
  }

  // MARK: - The answer

  private func conclude(
    _ answer: BisectionSearch<ObjectID>.Answer, for members: [RepositoryName],
    _ searched: Searched, _ log: inout BisectLog
  ) async throws {
    switch answer {
    case .found(let commit), .merged(let commit):
      try await confirm(commit, for: members, searched, &log)
      guard case .merged = answer else { return }
      for name in members { log.remark(name, "the merged side had it before it was begun") }
    case .range(let commits):
      let infos = commits.compactMap { range.commits[$0] }
      for name in members {
        log.end(
          name, log.sawTrouble(name) ? .undecided : .range,
          "one of \(counted(commits.count, "commit")): those between say nothing",
          symptoms: searched.oracles[name]?.symptoms ?? [], range: infos)
      }
    case .older(let commit):
      for name in members {
        log.end(
          name, .older,
          "what comes before \(commit.short) has it too; name an earlier good version with `--good`"
        )
      }
    }
  }

  /// Tries the commit and its parent once more, from a clean state.
  private func confirm(
    _ commit: ObjectID, for members: [RepositoryName], _ searched: Searched,
    _ log: inout BisectLog
  ) async throws {
    let info = try await info(of: commit)
    progress("\(info.id.short) \(info.subject): once more, to be sure")
    let after = try await bench.runs(of: info, for: members, by: searched.trials, again: true)
    var before: [RepositoryName: SideRun] = [:]
    if let parent = info.parents.first {
      before = try await bench.runs(
        of: try await self.info(of: parent), for: members, by: searched.trials, again: true)
    }
    for name in members {
      guard let oracle = searched.oracles[name] else { continue }
      let bad = after[name].map(oracle.reading)
      let good = before[name].map(oracle.reading)
      guard let bad, bad.verdict == .bad, good?.verdict != .bad else {
        log.end(
          name, .unsteady,
          "\(commit.short) was found, and came to something else when it was tried again",
          symptoms: oracle.symptoms)
        continue
      }
      log.found(info, for: name, seen: bad.seen, of: oracle.symptoms)
    }
  }

  func info(of commit: ObjectID) async throws -> CommitInfo {
    if let known = range.commits[commit] { return known }
    guard let info = try await workspace.repository.log(from: nil, to: commit, limit: 1).first
    else { throw ExplainedFailure("the commit \(commit.short) is not in the clone") }
    return info
  }

  // MARK: - The record

  /// The incident that the answer belongs to: that of the rollback, else the only one that is open.
  static func incident(of rollback: String?, in history: History) -> Incident? {
    if let rollback, let found = Incident.of(operation: rollback, in: history) { return found }
    let open = Incident.all(in: history).filter(\.isOpen)
    return open.count == 1 ? open.first : nil
  }

  private static func record(
    _ report: inout BisectReport, of rollback: String?, in workspace: Workspace
  ) async throws {
    do {
      let history = try await workspace.ledger.fetch()
      let incident = incident(of: rollback, in: history)
      guard let draft = try report.draft(rollback: rollback, incident: incident?.id)
      else { return }
      _ = try await workspace.ledger.append([draft])
      if let incident { report.incident = incident.id }
    } catch let error as any ExplainedError {
      report.remarks.append("not recorded: \(error.explanation.oneLine)")
    }
  }
}
