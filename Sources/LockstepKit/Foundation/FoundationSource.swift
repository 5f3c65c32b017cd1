package import LockstepCore
package import LockstepEcosystems
package import LockstepGit
internal import Synchronization

/// The foundation's manifests and lock at one commit.
package struct FoundationSource: Sendable {
  package let commit: ObjectID
  package let files: ManifestSet
  package let manifests: RepositoryManifests

  /// The version of `package` at this commit.
  package func version(of package: String) throws -> Version {
    guard let facts = manifests.manifest(ofPackage: package)?.package else {
      let problems = manifests.problems.map(\.explanation.oneLine)
      if !problems.isEmpty {
        throw ExplainedFailure(
          "the foundation's manifest cannot be read at \(commit.short)", why: problems,
          hints: ["correct it, commit and push; what counts is what the remote has"])
      }
      let found = manifests.manifests.compactMap { manifest in
        manifest.package.map { "`\($0.name)` in \(manifest.path)" }
      }
      throw ExplainedFailure(
        "there is no package `\(package)` in the foundation",
        why: [
          "at \(commit.short) it has "
            + (found.isEmpty ? "no package at all" : found.joined(separator: ", "))
        ],
        hints: ["correct `package` under [foundation] in lockstep.toml"],
        exitStatus: .configuration)
    }
    guard let version = facts.version else {
      throw ExplainedFailure(
        "the package `\(package)` has no version", why: facts.versionPlace.map { ["\($0)"] } ?? [],
        hints: ["give it one under [package]"])
    }
    return version
  }

  /// The folder of the workspace that holds `package`, empty for the repository's root.
  package func workspaceFolder(of package: String) -> String {
    guard let manifest = manifests.manifest(ofPackage: package) else { return "" }
    return RepositoryPath.folder(of: manifests.workspace(of: manifest.path)?.root ?? manifest.path)
  }
}

/// The foundation's manifests at the few commits that an operation is about.
final class FoundationSources: Sendable {
  private static let most = 16
  private let known = Mutex<[ObjectID: FoundationSource]>([:])

  subscript(commit: ObjectID) -> FoundationSource? {
    known.withLock { $0[commit] }
  }

  func keep(_ source: FoundationSource) {
    known.withLock { known in
      if known.count >= Self.most { known.removeAll() }
      known[source.commit] = source
    }
  }
}

extension Workspace {
  /// Reads every manifest and lock of the foundation at `commit`, in one pass over its tree; a commit
  /// that was read before never changes.
  package func source(at commit: ObjectID) async throws -> FoundationSource {
    if let known = sources[commit] { return known }
    let files = try await repository.manifestSet(of: commit)
    let source = FoundationSource(
      commit: commit, files: files, manifests: Cargo().read(files))
    sources.keep(source)
    return source
  }
}

extension GitRepository {
  /// Reads every manifest and lock file of a commit's tree.
  package func manifestSet(of commit: ObjectID) async throws -> ManifestSet {
    let found = try await files(in: [commit]) { path in
      Cargo.isManifest(path) || Cargo.isLock(path)
    }
    let entries = found[commit] ?? []
    let contents = try await read(entries.map { .object($0.id) })
    var set = ManifestSet()
    for (entry, content) in zip(entries, contents) {
      if let content { set[entry.path] = content.bytes }
    }
    return set
  }
}
