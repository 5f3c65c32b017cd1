internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// What the manifests of the releases say about the features of one package, the oldest release first.
struct FeatureHistory {
  /// One release.
  struct Release {
    var version: Version
    var facts: PackageFacts
    /// The classes that the configuration of that release gives.
    var flags: Configuration.Flags
  }

  private(set) var releases: [Release]

  var versions: [Version] { releases.map(\.version) }

  /// The release from which `feature` has been there without a gap, up to the last one.
  func introduction(of feature: String) -> Version? {
    first { $0.facts.features[feature] != nil || $0.facts.implicitFeatures.contains(feature) }
  }

  /// The release from which `feature` has been legacy without a gap.
  func legacy(_ feature: String) -> Version? {
    first { release in
      let isThere =
        release.facts.features[feature] != nil || release.facts.implicitFeatures.contains(feature)
      return isThere
        && FeatureClassing(flags: release.flags).feature(feature, of: release.facts).0 == .legacy
    }
  }

  /// How many minor or major releases have had what came with `version`, that one included.
  func minors(since version: Version?) -> Int {
    guard let version else { return 0 }
    return 1 + DeprecationCycle.usual.steps(after: version, in: versions).count
  }

  private func first(of matching: (Release) -> Bool) -> Version? {
    var found: Version?
    for release in releases.reversed() {
      guard matching(release) else { break }
      found = release.version
    }
    return found
  }
}

extension Workspace {
  /// Reads the manifests of releases, the highest first, in one go; a second one finds those that have moved.
  ///
  /// A release whose manifest cannot be read is left out.
  func featureHistories(
    of packages: [String: String], in releases: [TaggedVersion]
  ) async throws -> [String: FeatureHistory] {
    let tags = Array(releases.reversed())
    let settings = pathInRepository(Self.configurationName)
    let names = packages.keys.sorted()
    let perTag = 1 + names.count
    let contents = try await repository.read(
      tags.flatMap { tag in
        [.file(commit: tag.commit, path: settings)]
          + names.map { .file(commit: tag.commit, path: packages[$0] ?? "Cargo.toml") }
      })
    var histories: [String: FeatureHistory] = [:]
    var moved: [TaggedVersion] = []
    for (index, tag) in tags.enumerated() {
      let file = contents[index * perTag]
      let flags =
        file.flatMap { try? Configuration(parsing: $0.bytes, path: Self.configurationName).flags }
        ?? Configuration.Flags()
      var isComplete = true
      for (position, name) in names.enumerated() {
        let bytes = contents[index * perTag + 1 + position]?.bytes
        let manifest = bytes.flatMap {
          try? Cargo().readManifest(path: packages[name] ?? "Cargo.toml", bytes: $0)
        }
        guard let facts = manifest?.package, facts.name == name else {
          isComplete = false
          continue
        }
        histories[name, default: FeatureHistory(releases: [])].add(
          tag.version, facts: facts, flags: flags)
      }
      if !isComplete { moved.append(tag) }
    }
    for tag in moved {
      let manifests = try await source(at: tag.commit).manifests
      for name in names where histories[name]?.versions.contains(tag.version) != true {
        guard let facts = manifests.manifest(ofPackage: name)?.package else { continue }
        histories[name, default: FeatureHistory(releases: [])].add(
          tag.version, facts: facts, flags: Configuration.Flags())
      }
    }
    return histories
  }
}

extension FeatureHistory {
  fileprivate mutating func add(
    _ version: Version, facts: PackageFacts, flags: Configuration.Flags
  ) {
    let index = releases.firstIndex { $0.version > version } ?? releases.endIndex
    releases.insert(Release(version: version, facts: facts, flags: flags), at: index)
  }
}
