internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// A feature of the foundation that code depends on which changed since the last good version: perhaps the
/// trouble is behind it.
package struct FlagHint: Hashable, Sendable {
  package var feature: String
  /// The changed files that speak of it, sorted.
  package var files: [String]
}

extension RollbackStory {
  /// The features that the files speak of which changed between `good` and `bad`, by name.
  ///
  /// It is a hint for people and decides nothing: whether the trouble is behind a feature is theirs to say.
  package func flags(from good: ReleasedVersion, to bad: ReleasedVersion) async throws
    -> [FlagHint]
  {
    let repository = workspace.repository
    let manifests = try await workspace.source(at: bad.commit).manifests
    let declared = Set(
      workspace.configuration.foundation.allPackages.flatMap { package in
        manifests.manifest(ofPackage: package)?.package?.features.keys.map(\.self) ?? []
      })
    guard !declared.isEmpty else { return [] }
    let trees = try await repository.files(in: [good.commit, bad.commit]) { $0.hasSuffix(".rs") }
    let before = Set((trees[good.commit] ?? []).map { "\($0.path) \($0.id)" })
    let changed = (trees[bad.commit] ?? []).filter { !before.contains("\($0.path) \($0.id)") }
    let contents = try await repository.read(changed.map { .object($0.id) })
    var files: [String: [String]] = [:]
    for (file, content) in zip(changed, contents) {
      guard let content else { continue }
      for name in Self.features(in: content.bytes).intersection(declared) {
        files[name, default: []].append(file.path)
      }
    }
    return files.map { FlagHint(feature: $0.key, files: $0.value.sorted()) }
      .sorted { $0.feature < $1.feature }
  }

  /// The names in `feature = "name"`, as conditions of Rust sources have them.
  static func features(in source: [UInt8]) -> Set<String> {
    let text = String(decoding: source, as: UTF8.self)
    return Set(text.matches(of: /\bfeature\s*=\s*"([^"\n]{1,80})"/).map { String($0.output.1) })
  }
}
