package import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepSystem

extension ChangeStory {
  /// What somebody wants compared.
  package struct Wish: Sendable {
    package var baseline: String?
    package var candidate: String?
    /// The feature sets; those of the configured matrix where it is `nil`.
    package var features: [FeatureSelection]?
    /// The package that alone is compared.
    package var package: String?
    /// The line's branch.
    package var branch: String?

    package init(
      baseline: String? = nil, candidate: String? = nil, features: [FeatureSelection]? = nil,
      package: String? = nil, branch: String? = nil
    ) {
      self.baseline = baseline
      self.candidate = candidate
      self.features = features
      self.package = package
      self.branch = branch
    }
  }

  /// Tells the whole story: in a configured foundation, or, where both sides are named, anywhere.
  ///
  /// - Parameter command: The command line.
  package static func tell(
    _ wish: Wish, host: Host, command: [String],
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> FoundationDifference {
    let named = wish.baseline.flatMap { baseline in wish.candidate.map { (baseline, $0) } }
    if let named, let loose = try await LooseChanges.ofFolders(named.0, named.1, host: host) {
      return try await loose.difference(wish, progress: progress)
    }
    let workspace: Workspace
    do {
      workspace = try await Workspace.open(host: host, command: command, reading: true)
    } catch let error as ConfigurationMissing {
      guard let named else { throw error }
      return try await LooseChanges.ofRevisions(named.0, named.1, host: host)
        .difference(wish, progress: progress)
    }
    // Where both sides are named, nobody has to be asked what was released.
    let story =
      named == nil
      ? try await open(workspace, branch: wish.branch)
      : ChangeStory(workspace: workspace, line: nil)
    let (baseline, candidate) = try await story.sides(
      baseline: wish.baseline, candidate: wish.candidate)
    return try await story.difference(
      from: baseline, to: candidate, packages: wish.package.map { [$0] }, features: wish.features,
      progress: progress)
  }
}

/// A comparison that needs no configured foundation: of two folders, or of revisions of a clone
/// without a `lockstep.toml`.
struct LooseChanges: Sendable {
  let host: Host
  let repository: GitRepository?
  let baseline: FoundationSide
  let candidate: FoundationSide
  /// The candidate folder's own configuration.
  let configuration: Configuration?

  /// Finds two folders; `nil` where one of the texts names none.
  static func ofFolders(_ baseline: String, _ candidate: String, host: Host) async throws
    -> LooseChanges?
  {
    let repository: GitRepository?
    do {
      repository = try await GitRepository.discover(from: host.workingDirectory, host: host)
        .repository
    } catch let error as RepositoryError where error.kind == .missing {
      repository = nil
    }
    let finder = SideFinder(host: host, repository: repository)
    guard let before = try await finder.folder(baseline),
      let after = try await finder.folder(candidate), let path = after.folder
    else { return nil }
    let name = Files.join(path, Workspace.configurationName)
    return LooseChanges(
      host: host, repository: nil, baseline: before, candidate: after,
      configuration: try Files.read(name).map { try Configuration(parsing: $0, path: name) })
  }

  /// Finds revisions, or a revision and a folder, in a clone without a `lockstep.toml`.
  static func ofRevisions(_ baseline: String, _ candidate: String, host: Host) async throws
    -> LooseChanges
  {
    let (repository, _) = try await GitRepository.discover(from: host.workingDirectory, host: host)
    let finder = SideFinder(host: host, repository: repository)
    func side(_ text: String, _ role: FoundationSide.Role) async throws -> FoundationSide {
      if let folder = try await finder.folder(text) { return folder }
      if let commit = try await repository.resolve("refs/tags/\(text)") {
        return FoundationSide(name: text, commit: commit)
      }
      guard let commit = try await repository.resolve(text) else {
        throw RevisionUnknown(text: text, role: role, known: [])
      }
      return FoundationSide(name: SideFinder.name(of: text, commit), commit: commit)
    }
    return LooseChanges(
      host: host, repository: repository, baseline: try await side(baseline, .baseline),
      candidate: try await side(candidate, .candidate), configuration: nil)
  }

  func difference(
    _ wish: ChangeStory.Wish, progress: @escaping @Sendable (String) -> Void
  ) async throws -> FoundationDifference {
    async let old = SideSource.read(baseline, as: .baseline, from: repository, host: host)
    async let new = SideSource.read(candidate, as: .candidate, from: repository, host: host)
    async let usual = SurfaceComparer.usualToolchain(host: host)
    var (before, after) = try await (old, new)
    let toolchain = try await usual
    let packages = try packages(wish.package, of: after)
    before.side.version = packages.first.flatMap(before.package)?.version
    after.side.version = packages.first.flatMap(after.package)?.version
    let sets =
      wish.features
      ?? FeatureSelection.matrix((configuration?.gates ?? Configuration.Gates()).features)
    let difference = try await SurfaceComparer(
      host: host, usualToolchain: toolchain, progress: progress
    ).difference(from: before, to: after, packages: packages, sets: sets)
    return FoundationDifference(
      baseline: before.side, candidate: after.side, difference: difference, packages: packages,
      features: sets.map(\.text))
  }

  /// The package that was named, else the configured ones, else that of the folder, else the only one.
  private func packages(_ wanted: String?, of source: SideSource) throws -> [String] {
    if let wanted { return [wanted] }
    if let configuration { return configuration.foundation.allPackages }
    let own = source.packages.filter { $0.manifest == source.ownManifest }
    let found = own.isEmpty ? source.packages : own
    guard found.count == 1 else {
      throw ExplainedFailure(
        found.isEmpty
          ? "there is no package in \(source.label)"
          : "it is not clear which package of \(source.label) is to be compared",
        why: found.isEmpty
          ? [] : ["it has \(source.packages.map { "`\($0.name)`" }.joined(separator: ", "))"],
        hints: ["name it: `--package NAME`"], exitStatus: .usage)
    }
    return [found[0].name]
  }
}
