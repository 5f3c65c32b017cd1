internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

extension VerifyStory {
  /// A side that is laid out.
  struct Ground: Sendable {
    var side: FoundationSide
    var source: SideSource
    /// The top of the checkout.
    var top: String
    /// One for each released package, the foundation's own first.
    var subjects: [GateSubject]
  }

  func ground(
    of side: FoundationSide, in top: String, role: FoundationSide.Role
  ) async throws -> Ground {
    let source = try await changes.source(of: side, as: role)
    let root = if case .folder(let folder) = source.place { folder } else { top }
    let target = try Files.canonicalDirectory(
      Files.join(host.cacheDirectory, "target/gates/\(role.rawValue)"))
    let packages = configuration.foundation.allPackages
    let subjects = try packages.map { name in
      guard let package = source.package(name) else {
        throw ExplainedFailure(
          "\(source.label) has no package `\(name)`",
          why: ["its packages are \(source.packages.map(\.name).joined(separator: ", "))"],
          hints: ["correct `package` under [foundation] in lockstep.toml"],
          exitStatus: .configuration)
      }
      let folder = Files.join(root, RepositoryPath.folder(of: package.manifest))
      return GateSubject(
        folder: folder, package: name, locked: Self.hasLock(folder, upTo: root),
        targetDirectory: target)
    }
    return Ground(side: side, source: source, top: root, subjects: subjects)
  }

  /// Whether a lock lies beside a manifest, or above it up to the top of the repository.
  private static func hasLock(_ folder: String, upTo top: String) -> Bool {
    var folder = Files.normalised(folder)
    while true {
      if Files.isFile(Files.join(folder, "Cargo.lock")) { return true }
      guard folder.hasPrefix(top + "/") else { return false }
      folder = Files.parent(of: folder)
    }
  }

  /// Runs one gate.
  func report(
    of gate: Configuration.Gate, on ground: Ground, against baseline: FoundationSide?
  ) async throws -> GateReport {
    let limits = configuration.gates
    let cargo = workspace.cargo
    let clock = host.clock
    let progress: @Sendable (String) -> Void = { [progress] in progress("  \($0)") }
    // A workspace is linted and formatted as one.
    guard let subject = ground.subjects.first else {
      return .skipped(gate, because: "nothing is released")
    }
    switch gate {
    case .format:
      // A repository's settings may give the tool's commands another meaning.
      let checker = try await checker(on: ground, building: [], locked: false)
      return try await FormatGate(subject, runner: checker, clock: clock).check()
    case .lint:
      return try await LintGate(subject, runner: try await checker(on: ground), clock: clock)
        .check()
    case .features:
      let checker = try await checker(on: ground)
      var reports: [GateReport] = []
      for subject in ground.subjects {
        reports.append(
          try await FeaturesGate(
            subject, sets: limits.features, runner: checker, clock: clock, progress: progress
          ).check())
      }
      return GateReport.joined(reports, names: ground.subjects.map(\.package))
    case .documented:
      return try await documented(ground, progress)
    case .compatibility: return try await compatibility(of: ground.side, against: baseline)
    case .guide: return try await guide(of: ground.side, against: baseline)
    case .dependencies:
      let gate = DependenciesGate(runner: cargo, clock: clock, database: wish.advisories)
      return try await Scratch.withFolder(in: host, name: "locks") { folder in
        try await gate.check(
          try Self.locks(of: ground, in: folder) + (try await fleetLocks(in: folder)))
      }
    case .coverage:
      return try await CoverageGate(
        subject, least: limits.coverage,
        runner: wish.coverageReport == nil ? try await checker(on: ground) : cargo, clock: clock
      ).check(report: wish.coverageReport)
    case .contract:
      let folders = try contracts(of: ground)
      let checker = try await checker(
        on: ground,
        building: folders.map { folder in
          LockRequest(
            folder: Files.join(ground.top, folder), timeout: subject.timeout,
            configuration: [ContractGate.patch(to: subject)])
        }, locked: false)
      return try await ContractGate(subject, runner: checker, clock: clock, progress: progress)
        .check(folders, in: ground.top, patterns: limits.contract)
    case .integration: return try await integration(ground, against: baseline, progress)
    case .rehearsal: return try await rehearsal(of: ground.side)
    case .benchmarks: return try await benchmarks(ground, against: baseline)
    }
  }

  private func documented(
    _ ground: Ground, _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> GateReport {
    do {
      let items = try await DocumentedItems(
        host: host, isolation: workspace.isolation, progress: progress
      ).items(of: ground.source, packages: configuration.foundation.allPackages)
      return DocumentedGate(least: configuration.gates.documented).check(items)
    } catch let error as SurfaceError {
      // Its hints speak of a comparison, and here is none.
      return .undecided(
        .documented, Explanation(error.explanation.what, why: error.explanation.why))
    }
  }

  /// The locks of the candidate, written into a folder in which no settings of a repository count.
  private static func locks(of ground: Ground, in folder: String) throws -> [DependenciesGate.Lock]
  {
    let paths = Set(
      ground.subjects.map(\.folder).map { folder in
        var folder = Files.normalised(folder)
        while folder.hasPrefix(ground.top + "/"),
          !Files.isFile(Files.join(folder, "Cargo.lock"))
        {
          folder = Files.parent(of: folder)
        }
        return Files.join(folder, "Cargo.lock")
      })
    return try paths.filter(Files.isFile).sorted().enumerated().map { number, path in
      let place = Files.join(folder, "own-\(number)")
      try Files.createDirectories(place)
      let copy = Files.join(place, "Cargo.lock")
      try Files.write(try Files.read(path, limit: 64 << 20) ?? [], to: copy)
      return DependenciesGate.Lock(owner: ground.side.name, path: copy)
    }
  }

  /// The committed locks of every dependent's tip, written into a folder.
  private func fleetLocks(in folder: String) async throws -> [DependenciesGate.Lock] {
    let fleet = try await workspace.loadFleet(fetching: false).fleet
    var locks: [DependenciesGate.Lock] = []
    for dependent in fleet.dependents {
      locks += try await workspace.store.repository(dependent.name)
        .manifestSet(of: dependent.commit)
        .layOutLocks(
          of: "\(dependent.name)", in: Files.join(folder, "fleet-\(locks.count)"))
    }
    return locks
  }

  /// The mock dependents: folders of the checkout that a pattern describes and that have a manifest.
  private func contracts(of ground: Ground) throws -> [String] {
    let patterns = configuration.gates.contract.compactMap {
      FolderPattern($0, in: workspace.folder)
    }
    let folders = ground.source.packages.map { RepositoryPath.folder(of: $0.manifest) }
    return folders.filter { folder in patterns.contains { $0.matches(folder) } }
  }

  private func benchmarks(
    _ ground: Ground, against baseline: FoundationSide?
  ) async throws -> GateReport {
    guard let baseline else {
      return .skipped(.benchmarks, because: "there is no release to compare with")
    }
    let settings = benchmarkSettings(
      limit: configuration.gates.benchmarkRegression, seed: Self.seed(of: ground.side))
    return try await changes.withCheckout(of: baseline) { top in
      let before = try await self.ground(of: baseline, in: top, role: .baseline)
      return try await measuring(ground, against: before, settings) { try await $0.check() }
        ?? .skipped(.benchmarks, because: "nothing is released")
    }
  }

  /// How benchmarks are measured here.
  func benchmarkSettings(limit: Double, seed: UInt64) -> BenchmarkGate.Settings {
    BenchmarkGate.Settings(
      limit: limit, commands: configuration.gates.benchmarks, measure: wish.measure,
      pairs: wish.pairs, seed: seed)
  }

  /// One candidate is always measured in the same order.
  static func seed(of side: FoundationSide) -> UInt64 {
    let digits = side.commit?.description.prefix(16) ?? "1"
    return UInt64(digits, radix: 16) ?? 1
  }
}

extension GateReport {
  /// What kept a gate from its verdict: one line as the reason, all the others as evidence.
  static func undecided(_ gate: Configuration.Gate, _ explanation: Explanation) -> GateReport {
    .inconclusive(
      gate, because: explanation.what,
      evidence: explanation.why.flatMap { $0.split(separator: "\n").map(String.init) },
      hints: explanation.hints)
  }

  /// The reports of several packages as one.
  static func joined(_ reports: [GateReport], names: [String]) -> GateReport {
    guard reports.count > 1, var joined = reports.first else {
      return reports.first ?? .skipped(.features, because: "nothing is released")
    }
    joined.verdict = Verdict.joined(reports.map(\.verdict))
    joined.summary = zip(names, reports).map { "\($0): \($1.summary)" }.joined(separator: "; ")
    joined.seconds = reports.reduce(0) { $0 + $1.seconds }
    joined.evidence = zip(names, reports).flatMap { name, report in
      report.evidence.map { "\(name): \($0)" }
    }
    if reports.allSatisfy({ $0.figure != nil }) {
      joined.figure = .init(reports.reduce(0) { $0 + ($1.figure?.value ?? 0) })
      joined.threshold = .init(reports.reduce(0) { $0 + ($1.threshold?.value ?? 0) })
    }
    return joined
  }
}
