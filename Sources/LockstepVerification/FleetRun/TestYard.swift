internal import LockstepCore
package import LockstepEcosystems
internal import LockstepGit
package import LockstepSystem

/// Builds and tests repositories in scratch folders, in a sandbox where there is one.
///
/// In a sandbox each run has an empty build folder of its own, into which only what was compiled of
/// registries' packages is copied (``UnitSession`` has the rules), and which is removed afterwards.
/// Without one the paths in what was compiled differ from build to build, so each side of a dependent
/// keeps its build folder from run to run, and a repeat begins with an empty one. Build scripts and
/// tests are programs of strangers: they run without the network, for everything was fetched before, and
/// see neither the user's home nor a token.
package struct TestYard: Sendable {
  /// How much one run may take.
  package struct Bounds: Hashable, Sendable {
    /// How long the build and the tests of one side may take together.
    package var time: Duration
    package var resources: ResourceLimits
    /// How many jobs one build may run at once; the tool's own choice where it is `nil`.
    package var jobs: Int?

    package init(
      time: Duration = .seconds(1800), resources: ResourceLimits = ResourceLimits(),
      jobs: Int? = nil
    ) {
      self.time = time
      self.resources = resources
      self.jobs = jobs
    }
  }

  private let host: Host
  private let yard: BuildYard
  private let isolation: Isolation
  private let bounds: Bounds
  private let directory: String
  private let sharing: Sharing?

  /// What one dependent's build goes on from that another one's made.
  package struct Sharing: Sendable {
    package var store: UnitStore
    /// The packages that are tested: nothing that was compiled of them is shared.
    package var foundation: [String]

    package init(store: UnitStore, foundation: [String]) {
      self.store = store
      self.foundation = foundation
    }
  }

  /// - Parameters:
  ///   - yard: Lays repositories out.
  ///   - isolation: Keeps what is built and tested apart.
  ///   - directory: A folder of the cache that the yard keeps for itself.
  ///   - sharing: Where third-party packages that were compiled are kept for all; only builds in a
  ///     sandbox share.
  package init(
    host: Host, yard: BuildYard, isolation: Isolation, bounds: Bounds, directory: String,
    sharing: Sharing? = nil
  ) {
    self.host = host
    self.yard = yard
    self.isolation = isolation
    self.bounds = bounds
    self.directory = directory
    self.sharing = sharing
  }

  /// What is built is the same with and without these; they spare time and space.
  static let thrift = [
    "CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_PROFILE_TEST_DEBUG": "0",
  ]

  /// Builds and tests one side of a dependent; whatever is in the way is a part of the answer.
  package func run(_ subject: BuildSubject, side: FleetSide, isRepeat: Bool) async -> SideRun {
    do {
      return try await yard.withCheckout(of: subject) { folder in
        try await run(subject, in: folder, side: side, isRepeat: isRepeat)
      }
    } catch let error as any ExplainedError {
      return SideRun(ending: .trouble(error.explanation.told))
    } catch {
      return SideRun(ending: .trouble("\(error)"))
    }
  }

  private func run(_ subject: BuildSubject, in top: String, side: FleetSide, isRepeat: Bool)
    async throws -> SideRun
  {
    let folder = Files.join(directory, BuildYard.folderName(of: subject.name))
    let isApart = try await isolation.isReal
    let isKept = !isRepeat && !isApart
    // What is not kept has a name of its own: another run may be about the same dependent.
    let target = Files.join(
      folder, isKept ? side.rawValue : "\(side.rawValue)-\(host.identifiers())")
    try Files.createDirectories(target)
    defer { if !isKept { try? Files.remove(target) } }
    let settings = subject.configuration(beside: top)
    let outside = isolation.tool
    var run = SideRun()
    var log = ""
    for (number, root) in subject.roots.enumerated() {
      let place = Files.normalised(Files.join(top, RepositoryPath.folder(of: root.manifest)))
      let lock = BuildLock(
        runner: outside, subject: subject, root: root,
        request: LockRequest(folder: place, timeout: bounds.time, configuration: settings))
      try await lock.settle()
      try await outside.fetch(lock.request, locked: lock.stands)
      var build = TestBuild(
        subject: subject, root: root, top: top, folder: place, side: side, isRepeat: isRepeat,
        target: isKept ? target : Files.join(target, "\(number)"))
      try build.prepare(
        for: outside, readable: yard.beside(top, of: subject), bounds: bounds,
        isApart: isApart)
      build.request.locked = lock.stands
      build.request.configuration = settings + build.request.configuration
      let report = try await compile(build)
      log += report.log
      let siblings = subject.siblings.map { Files.normalised(Files.join(top, $0.path)) }
      run.take(report, at: BuildPlaces(top: top, siblings: siblings, folder: place))
      if let aim = subject.aim, !proves(report, aim) {
        run.doubt = "\(aim.version) was not part of the build"
        run.heldBack += try await lock.holders(against: aim)
      }
      if run.ending != .finished { break }
    }
    run.log = try keep(
      log, of: subject, in: folder, as: "\(side.rawValue)\(isRepeat ? "-again" : "")")
    return run
  }

  /// Builds everything that can be built, and where all of it can, runs the tests.
  ///
  /// The tests come by themselves: what was compiled of others is put away before any of a dependent's
  /// programs runs, and what was copied in vain is gone. A build that goes on after an error finds them
  /// all, where `cargo test` stops at the first crate that fails.
  private func compile(_ build: TestBuild) async throws -> BuildReport {
    let inside = try await isolation.runner(in: build.profile)
    let session = try await session(of: build)
    let seeds = try session?.seed(build.target) ?? Seeds()
    var request = build.request
    request.command = .testPrograms
    var report = try await inside.compile(request)
    guard report.outcome == .succeeded || report.outcome == .failed else { return report }
    try session?.keep(build.target, after: seeds, report: report)
    guard report.outcome == .succeeded else { return report }
    try session?.prune(build.target, of: seeds, after: report)
    request.command = .test
    request.timeout = max(.seconds(1), bounds.time - report.duration)
    let tested = try await inside.compile(request)
    report.outcome = tested.outcome
    report.errors += tested.errors
    report.tests = tested.tests
    report.cases = tested.cases
    report.duration += tested.duration
    report.log += tested.log
    return report
  }

  private func session(of build: TestBuild) async throws -> UnitSession? {
    guard let sharing, let ground = build.ground,
      let lock = try Files.read(Files.join(build.folder, "Cargo.lock"), limit: 64 << 20)
    else { return nil }
    return try sharing.store.session(
      of: build.subject.name.description, on: ground, tool: try await yard.tool(),
      foundation: sharing.foundation, lock: lock, onlyOwn: build.isRepeat)
  }

  /// Whether a run speaks of the version that it is to be about, or of nothing at all.
  private func proves(_ report: BuildReport, _ aim: BuildSubject.Aim) -> Bool {
    guard report.outcome == .succeeded || report.outcome == .failed else { return true }
    return report.artifacts.contains {
      aim.packages.contains($0.package.name) && $0.package.version == aim.version
    }
      // A compiler that stopped at the version itself has built nothing of it.
      || report.errors.contains { aim.packages.contains($0.package.name) }
  }

  private func keep(_ log: String, of subject: BuildSubject, in folder: String, as name: String)
    throws -> String
  {
    let path = Files.join(folder, "\(name).log")
    try Files.writeAtomically(Array(log.utf8), to: path)
    return path
  }
}

extension SideRun {
  /// Joins in what the build and the tests of one more root say.
  fileprivate mutating func take(_ report: BuildReport, at places: BuildPlaces) {
    seconds += report.duration.inSeconds
    var seen = Set(errors.map(\.key))
    for error in report.errors.map({ FailedCompile($0.shown(by: places)) })
    where seen.insert(error.key).inserted {
      errors.append(error)
    }
    for test in report.cases {
      let name = TestName(suite: test.suite, name: test.name)
      // Two tests of one name cannot be told apart: the worse answer counts for both.
      if tests[name] != .failed { tests[name] = test.outcome }
    }
    switch report.outcome {
    case .succeeded: break
    case .failed where Self.ranOutOfMemory(report.log): ending = .outOfMemory
    case .failed where Self.ranOutOfSpace(report.log):
      ending = .trouble("no space was left on the disk")
    case .failed where wasKilled:
      ending = .trouble("a test program was killed from outside, as a machine without memory does")
    case .failed where errors.isEmpty && failed.isEmpty:
      // A build script, or a test program that did not get as far as its first test.
      tests[TestName(suite: "", name: "(the build)")] = .failed
    case .failed: break
    case .couldNotRun(let obstacle):
      ending =
        obstacle.kind == .timedOut
        ? .timedOut : Self.ranOutOfMemory(report.log) ? .outOfMemory : .trouble(obstacle.message)
    }
  }

  /// Whether a test program was ended by a signal that programs do not get from their own mistakes.
  private var wasKilled: Bool {
    failed.contains { ["(ended by signal 9)", "(ended by signal 15)"].contains($0.name) }
  }

  /// Whether a program that failed said that the disk was full.
  private static func ranOutOfSpace(_ log: String) -> Bool {
    log.contains("(os error 28)") || log.contains("No space left on device")
  }

  /// Whether a program said that it got no more memory: the words of Rust's allocator, of its
  /// standard library, and of LLVM.
  private static func ranOutOfMemory(_ log: String) -> Bool {
    (log.contains("memory allocation of ") && log.contains(" bytes failed"))
      || log.contains("(os error 12)") || log.contains("LLVM ERROR: out of memory")
  }
}

extension Explanation {
  /// In one line.
  fileprivate var told: String { ([what] + why.prefix(2)).joined(separator: ": ") }
}
