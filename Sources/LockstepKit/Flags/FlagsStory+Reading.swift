internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

extension FlagsStory {
  func manifests(
    of side: FoundationSide
  ) async throws -> (ManifestSet, RepositoryManifests) {
    if let commit = side.commit {
      let source = try await workspace.source(at: commit)
      return (source.files, source.manifests)
    }
    let files = ManifestSet(
      Dictionary(
        try FolderFiles.read(below: side.folder ?? workspace.directory, where: Cargo.isManifest),
        uniquingKeysWith: { $1 }))
    return (files, Cargo().read(files))
  }

  /// The releases that a side stands on, the highest first; itself is none of them.
  func releases(before side: FoundationSide) async throws -> [TaggedVersion] {
    guard let line = changes.line else { return [] }
    guard let commit = side.commit, commit != line.tip else { return line.merged }
    let tags = try await workspace.repository.tagsMerged(into: commit, under: Workspace.remoteTags)
    let names = Set(tags.map { $0.name.description.dropFirst(Workspace.remoteTags.count) })
    return line.releases.filter { names.contains($0.tag.short[...]) && $0.commit != commit }
  }

  static func missing(
    _ package: String, in manifests: RepositoryManifests, side: FoundationSide
  ) -> ExplainedFailure {
    let problems = manifests.problems.map(\.explanation.oneLine)
    let found = manifests.manifests.compactMap { manifest in
      manifest.package.map { "`\($0.name)` in \(manifest.path)" }
    }
    return ExplainedFailure(
      "there is no package `\(package)` in \(side.name)",
      why: problems.isEmpty
        ? ["it has " + (found.isEmpty ? "no package at all" : found.joined(separator: ", "))]
        : problems,
      hints: ["correct the manifest, or `package` under [foundation] in lockstep.toml"])
  }

  /// The deprecated items in the sources of a package.
  func deprecations(
    of package: Package, at side: FoundationSide
  ) async throws -> [Deprecation] {
    let folder = RepositoryPath.file("src", in: RepositoryPath.folder(of: package.path)) + "/"
    var sources: [(path: String, bytes: [UInt8])] = []
    if let commit = side.commit {
      let listed = try await workspace.repository.files(in: [commit]) { path in
        path.hasPrefix(folder) && path.hasSuffix(".rs")
      }
      let files = listed[commit] ?? []
      let contents = try await workspace.repository.read(files.map { .object($0.id) })
      sources = zip(files, contents).compactMap { file, content in
        content.map { (file.path, $0.bytes) }
      }
    } else if let root = side.folder {
      sources = try FolderFiles.read(below: root) { path in
        path.hasPrefix(folder) && path.hasSuffix(".rs")
      }.map { (path: $0.0, bytes: $0.1) }
    }
    return sources.flatMap { Deprecation.items(in: $0.bytes, path: $0.path) }
  }
}
