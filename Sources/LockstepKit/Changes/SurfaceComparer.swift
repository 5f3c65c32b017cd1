internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepGit
internal import LockstepSystem

/// Compares two sides, package by package and feature set by feature set.
struct SurfaceComparer: Sendable {
  let host: Host
  let isolation: Isolation
  /// What the compiler calls itself where nothing chooses another one.
  let usualToolchain: String
  let progress: @Sendable (String) -> Void

  /// - Parameter isolation: Keeps build scripts apart; one for this comparison alone where it is `nil`.
  init(
    host: Host, isolation: Isolation? = nil, usualToolchain: String,
    progress: @escaping @Sendable (String) -> Void
  ) {
    self.host = host
    self.isolation = isolation ?? Isolation(host: host)
    self.usualToolchain = usualToolchain
    self.progress = progress
  }

  /// Asks the compiler; it takes as long as reading a side, and can be done beside that.
  static func usualToolchain(host: Host) async throws -> String {
    try await SurfaceYard(host: host, isolation: Isolation(host: host), progress: { _ in })
      .maker.toolchain(in: "/")
  }

  /// What is compared of one package.
  private struct Comparing: Hashable, Sendable {
    var before: SurfaceYard.Wish
    var after: SurfaceYard.Wish
    var isForAdditions: Bool
  }

  /// Compares `packages` with every one of `sets`.
  func difference(
    from before: SideSource, to after: SideSource, packages: [String],
    sets: [LockstepAPIDiff.FeatureSelection]
  ) async throws -> Difference {
    try checkFeatures(sets, of: packages, before, after)
    var changes = PackageChanges(before: before, after: after)
    var tasks: [Comparing] = []
    for name in packages {
      guard let (old, new) = try changes.pair(name, isAlone: packages.count == 1) else { continue }
      let pairs = FeaturePair.all(of: sets, from: old.features, to: new.features)
      tasks += pairs.map { pair in
        Comparing(
          before: .init(package: old, features: pair.before),
          after: .init(package: new, features: pair.after), isForAdditions: pair.isForAdditions)
      }
    }
    let parts = try await differences(
      of: tasks, from: before, to: after, isAlone: packages.count == 1)
    return Difference(joining: parts + [changes.difference])
  }

  private func checkFeatures(
    _ sets: [LockstepAPIDiff.FeatureSelection], of packages: [String], _ before: SideSource,
    _ after: SideSource
  ) throws {
    let found = packages.flatMap { [before.package($0), after.package($0)].compactMap { $0 } }
    guard let unknown = FeaturePair.unknown(in: sets, found.map(\.features)).first else { return }
    throw SurfaceError.noSuchFeature(
      side: "\(before.label) or \(after.label)", package: packages.joined(separator: ", "),
      feature: unknown, known: Set(found.flatMap(\.features.features.keys)).sorted())
  }

  private func differences(
    of tasks: [Comparing], from before: SideSource, to after: SideSource, isAlone: Bool
  ) async throws -> [Difference] {
    guard !tasks.isEmpty else { return [] }
    let yard = SurfaceYard(host: host, isolation: isolation, progress: progress)
    let toolchain = try await toolchain(before, after, yard: yard)
    async let old = yard.surfaces(of: before, unique(tasks.map(\.before)), toolchain: toolchain)
    async let new = yard.surfaces(of: after, unique(tasks.map(\.after)), toolchain: toolchain)
    let (olds, news) = try await (old, new)
    var parts: [Difference] = []
    var ready: [(task: Comparing, old: Surface, new: Surface)] = []
    for task in tasks {
      switch (olds[task.before], news[task.after]) {
      case (.success(let old)?, .success(let new)?): ready.append((task, old, new))
      case (.success?, .failure(.noLibrary)?):
        parts.append(Self.libraryMissing(task.before.package))
      case (.failure(let error)?, _), (_, .failure(let error)?):
        if isAlone { throw error }
        if try await isUnchanged(task, before, after) { continue }
        parts.append(Self.undecided(task.before.package.name, error.explanation.oneLine))
      default: parts.append(Self.undecided(task.before.package.name, "its API was not read"))
      }
    }
    return parts
      + (await forEach(ready, width: 4) { task, old, new in
        var difference = Difference(from: old, to: new)
        if task.isForAdditions { difference.findings.removeAll { $0.bump == .major } }
        return difference
      })
  }

  private static func libraryMissing(_ package: SideSource.Package) -> Difference {
    Difference(findings: [
      Finding(
        kind: "library_missing", item: package.name, bump: .major,
        message: "the package has no library any more", explanation: "Nobody can depend on it.",
        before: .init(text: package.manifest, place: nil))
    ])
  }

  private static func undecided(_ item: String, _ reason: String) -> Difference {
    Difference(findings: [], undecided: [Undecided(item: item, reason: reason)])
  }

  /// Whether a package that has no surface has the same files on both sides, and so the same effects;
  /// one at the root shares its folder with everything else, and nothing is known of it.
  private func isUnchanged(
    _ task: Comparing, _ before: SideSource, _ after: SideSource
  ) async throws -> Bool {
    guard case .commit(let one, _, let gitDirectory) = before.place,
      case .commit(let other, _, _) = after.place
    else { return false }
    let folders = [task.before.package, task.after.package].map {
      RepositoryPath.folder(of: $0.manifest)
    }
    guard !folders.contains("") else { return false }
    let trees = try await GitRepository(gitDirectory: gitDirectory, host: host).read([
      .file(commit: one, path: folders[0]), .file(commit: other, path: folders[1]),
    ])
    return trees[0] != nil && trees[0]?.id == trees[1]?.id
  }

  private func unique(_ wishes: [SurfaceYard.Wish]) -> [SurfaceYard.Wish] {
    var seen: Set<SurfaceYard.Wish> = []
    return wishes.filter { seen.insert($0).inserted }
  }

  /// Finds the compiler that the candidate chooses, and refuses two folders that choose different ones.
  private func toolchain(
    _ before: SideSource, _ after: SideSource, yard: SurfaceYard
  ) async throws -> Toolchain {
    var names: [String] = []
    for case .folder(let folder) in [before.place, after.place] {
      names.append(try await yard.maker.toolchain(in: folder))
    }
    if names.count == 2, names[0] != names[1] {
      throw ExplainedFailure(
        "the two folders are built with different compilers", why: names,
        hints: ["choose one for both, for example with RUSTUP_TOOLCHAIN"])
    }
    // A folder is taken as it is; a commit beside it is read as the folder is.
    let chooser = [after, before].first { $0.isFolder } ?? after
    let files = chooser.toolchainFiles
    if let name = names.first { return Toolchain(name: name, files: files) }
    guard !files.isEmpty else { return Toolchain(name: usualToolchain, files: [:]) }
    return try await Scratch.withFolder(in: host, name: "toolchain") { folder in
      for (name, bytes) in files { try Files.write(bytes, to: Files.join(folder, name)) }
      return Toolchain(name: try await yard.maker.toolchain(in: folder), files: files)
    }
  }
}

/// What became of the packages themselves: those that are gone, new, or have nothing to compare.
struct PackageChanges: Sendable {
  let before: SideSource
  let after: SideSource
  private var findings: [Finding] = []
  private var undecided: [Undecided] = []

  init(before: SideSource, after: SideSource) {
    self.before = before
    self.after = after
  }

  var difference: Difference { Difference(findings: findings, undecided: undecided) }

  /// The package on both sides; `nil` where one of them lacks it, which is a change of its own.
  mutating func pair(_ name: String, isAlone: Bool) throws -> (
    SideSource.Package, SideSource.Package
  )? {
    let old = before.package(name)
    let new = after.package(name)
    if let old, let new { return (old, new) }
    guard !isAlone, old != nil || new != nil else {
      let lacking = old == nil ? before : after
      throw SurfaceError.noSuchPackage(
        side: lacking.label, package: name, known: lacking.packages.map(\.name).sorted())
    }
    if let old {
      findings.append(
        Finding(
          kind: "package_missing", item: name, bump: .major,
          message: "the package `\(name)` is gone",
          explanation: "Whoever depends on it gets no further version of it.",
          before: .init(text: old.manifest, place: nil)))
    } else if let new {
      findings.append(
        Finding(
          kind: "package_added", item: name, bump: .minor,
          message: "the package `\(name)` is new",
          explanation: "Nobody can have depended on it.",
          after: .init(text: new.manifest, place: nil)))
    }
    return nil
  }
}
