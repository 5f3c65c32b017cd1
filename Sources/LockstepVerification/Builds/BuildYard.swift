package import LockstepCore
package import LockstepEcosystems
internal import LockstepGit
package import LockstepSystem

/// Builds repositories in scratch folders, each state once.
///
/// A verdict is kept by everything that it depends on: the tree, the trees beside it, the tool, and the
/// context that the caller names. What could not be decided is not kept.
package struct BuildYard: Sendable {
  private let host: Host
  private let runner: any EcosystemRunner
  private let isolation: Isolation?
  private let directory: String
  /// How long one build may take before it is stopped.
  private let timeout: Duration
  /// Whether everything is fetched before a build, which may not use the user's agent.
  private let fetchesFirst: Bool
  /// The tool's version, which is a part of every verdict's key.
  private let toolVersion = AskedOnce<String>()

  /// - Parameters:
  ///   - isolation: Keeps what builds run apart from this machine; without it they run as they are.
  ///   - directory: A folder of the cache that the yard keeps for itself.
  package init(
    host: Host, runner: any EcosystemRunner, isolation: Isolation? = nil, directory: String,
    fetchesFirst: Bool = false, timeout: Duration = .seconds(1200)
  ) {
    self.host = host
    self.runner = runner
    self.isolation = isolation
    self.directory = directory
    self.fetchesFirst = fetchesFirst
    self.timeout = timeout
  }

  /// Builds `subject`, or answers from an earlier build of the same state.
  package func verdict(of subject: BuildSubject) async throws -> BuildVerdict {
    let record = Files.join(directory, "verdicts/\(try await key(of: subject)).json")
    if let known = try Files.read(record),
      let verdict = try? JSONValue(parsing: known).decode(BuildVerdict.self)
    {
      return verdict
    }
    let verdict = try await build(subject)
    let isUnproven = subject.aim.map { !verdict.proves($0) && verdict.heldBack.isEmpty } ?? false
    if verdict.outcome != .unknown, !isUnproven {
      try Files.createDirectories(Files.join(directory, "verdicts"))
      try Files.writeAtomically(
        try JSONValue(encoding: verdict).bytes(), to: record, faults: host.faults,
        label: "verdict:\(subject.name)")
    }
    return verdict
  }

  /// Lays `subject` and its siblings out in a scratch folder and hands its path to `body`.
  ///
  /// - Throws: An explained error where a sibling's path leads out of the scratch folder.
  package func withCheckout<Result: Sendable>(
    of subject: BuildSubject, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    let work = Files.join(directory, "work")
    return try await ScratchFolder.with(in: work, name: host.identifiers()) { scratch in
      // Relative paths may climb a few folders; more than that no checkout side by side has.
      let top = Files.join(scratch, "a/b/c/d/\(Self.folderName(of: subject.name))")
      try Files.createDirectories(top)
      try await subject.objects.addWorktree(at: top, commit: subject.commit)
      for sibling in subject.siblings {
        let folder = Files.normalised(Files.join(top, sibling.path))
        // Repositories may need one another: the way back leads to what is built itself.
        guard folder != top else { continue }
        guard folder.hasPrefix(scratch + "/") else {
          throw ExplainedFailure(
            "\(subject.name) cannot be laid out", why: ["`\(sibling.path)` leads too far up"],
            hints: ["name the dependency by git or registry instead of by path"])
        }
        try Files.createDirectories(folder)
        try await sibling.objects.addWorktree(at: folder, commit: sibling.commit)
      }
      for (number, override) in subject.overrides.enumerated() {
        let objects = GitRepository(gitDirectory: override.objects, host: host)
        try await objects.addWorktree(
          at: Self.folder(ofOverride: number, beside: top), commit: override.commit)
      }
      return try await body(top)
    }
  }

  /// The build folder that a repository's builds share; the tool itself guards it.
  package func targetDirectory(of name: RepositoryName) -> String {
    Files.join(directory, "target/\(Self.folderName(of: name))")
  }

  private func build(_ subject: BuildSubject) async throws -> BuildVerdict {
    do {
      return try await withCheckout(of: subject) { folder in
        try await build(subject, in: folder)
      }
    } catch let failure as any ExplainedError {
      let explanation = failure.explanation
      return BuildVerdict(
        outcome: .unknown,
        reason: ([explanation.what] + explanation.why).joined(separator: ": "))
    }
  }

  /// Builds every root of a checkout, and joins what they say.
  package func build(_ subject: BuildSubject, in folder: String) async throws -> BuildVerdict {
    var joined = BuildVerdict(outcome: .builds)
    let settings = subject.configuration(beside: folder)
    let target = try Files.canonicalDirectory(targetDirectory(of: subject.name))
    for root in subject.roots {
      let place = Files.normalised(
        Files.join(folder, RepositoryPath.folder(of: root.manifest)))
      let lock = BuildLock(
        runner: runner, subject: subject, root: root,
        request: LockRequest(folder: place, timeout: timeout, configuration: settings))
      try await lock.settle()
      if fetchesFirst {
        try await runner.fetch(lock.request, locked: lock.stands)
      }
      let inside: any EcosystemRunner =
        try await isolation?.runner(
          for: place, fetching: fetchesFirst ? [] : [lock.request], locked: lock.stands,
          writable: [folder, target], readable: beside(folder, of: subject)) ?? runner
      let report = try await compile(
        CompileRequest(
          folder: place, command: .check, selection: .workspace,
          features: root.features.isEmpty ? .standard : .only(root.features, withDefaults: true),
          locked: lock.stands, allTargets: true, keepGoing: true,
          targetDirectory: target, timeout: timeout, configuration: settings), with: inside)
      let siblings = subject.siblings.map { Files.normalised(Files.join(folder, $0.path)) }
      joined.take(
        report, of: root, at: BuildPlaces(top: folder, siblings: siblings, folder: place))
      if let aim = subject.aim, !joined.proves(aim) {
        joined.heldBack += try await lock.holders(against: aim)
      }
    }
    return joined
  }

  /// Compiles everything, and where that fails the code without its tests once more: only so is it
  /// known which errors are in the tests alone.
  private func compile(_ request: CompileRequest, with runner: any EcosystemRunner) async throws
    -> BuildReport
  {
    var report = try await runner.compile(request)
    guard report.outcome == .failed, !report.errors.isEmpty else { return report }
    var plain = request
    plain.allTargets = false
    let code = try await runner.compile(plain)
    if case .couldNotRun = code.outcome { return report }
    let known = Set(code.errors.map(\.identity))
    for index in report.errors.indices {
      report.errors[index].isInTestsOnly = !known.contains(report.errors[index].identity)
    }
    return report
  }

  /// What lies beside a checkout and is read by its build.
  func beside(_ top: String, of subject: BuildSubject) -> [String] {
    subject.siblings.map { Files.normalised(Files.join(top, $0.path)) }
      + subject.overrides.indices.map { Self.folder(ofOverride: $0, beside: top) }
  }

  /// The scratch folder that a checkout lies in, with everything that lies beside it.
  static func scratch(around top: String) -> String { Files.normalised("\(top)/../../../../..") }

  /// Where the checkout of an override lies: beside the scratch folders of relative paths.
  static func folder(ofOverride number: Int, beside top: String) -> String {
    Files.join(scratch(around: top), "overrides/\(number)")
  }

  /// The tool's version, as the present world has it.
  func tool() async throws -> String {
    let runner = runner
    return try await toolVersion.answer { try await runner.version() }
  }

  /// A digest of everything that the verdict about `subject` depends on.
  package func key(of subject: BuildSubject) async throws -> String {
    let version = try await tool()
    // The number goes up when a verdict's form, or how builds are made, changes.
    var parts = ["2", version, subject.context]
    parts.append(try await subject.objects.tree(of: subject.commit).description)
    for root in subject.roots.sorted(by: { $0.manifest < $1.manifest }) {
      parts.append("\(root.manifest) \(root.locked) \(root.features.joined(separator: ","))")
    }
    for (package, version) in subject.precise.sorted(by: { $0.key < $1.key }) {
      parts.append("\(package)=\(version)")
    }
    for sibling in subject.siblings.sorted(by: { $0.path < $1.path }) {
      parts.append("\(sibling.path) \(try await sibling.objects.tree(of: sibling.commit))")
    }
    for override in subject.overrides {
      parts.append("\(override.package) \(override.source) \(override.commit) \(override.folder)")
    }
    if let aim = subject.aim { parts.append("\(aim.packages) \(aim.version)") }
    return FileDigest.sha256(of: Array(parts.joined(separator: "\u{0}").utf8))
  }

  /// A name that is safe as a folder's; path dependencies are laid out by their own paths.
  static func folderName(of name: RepositoryName) -> String {
    String(
      name.description.unicodeScalars.map { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": Character(scalar)
        default: "+"
        }
      })
  }
}

extension BuildVerdict {
  /// Joins in what the build of one more root says; the worst answer wins.
  fileprivate mutating func take(
    _ report: BuildReport, of root: BuildSubject.Root, at places: BuildPlaces
  ) {
    seconds += report.duration.inSeconds
    // A library and its tests are compiled apart, and an error in both is one.
    var seen = Set(errors.map(\.identity))
    errors += report.errors.map { $0.shown(by: places) }
      .filter { seen.insert($0.identity).inserted }
    for artifact in report.artifacts {
      let version = artifact.package.version?.description ?? artifact.package.source
      if compiled[artifact.package.name]?.contains(version) != true {
        compiled[artifact.package.name, default: []].append(version)
      }
    }
    switch report.outcome {
    case .succeeded: break
    case .failed: outcome = .fails
    case .couldNotRun(let obstacle):
      if outcome != .fails { outcome = .unknown }
      reason = "\(root.manifest): \(obstacle.message)"
    }
  }
}
