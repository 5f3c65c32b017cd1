internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

extension RollbackPlanner {
  /// The features behind which the trouble may be, by name, with the dependents of `exposed` that switch
  /// them on.
  ///
  /// These are the features that the changed code speaks of, new ones that bring something, and those that
  /// are on by default now. One that leads to another suspect is left out: to do without that one is to do
  /// without both.
  func suspects(
    from good: TaggedVersion, to bad: TaggedVersion,
    among exposed: [RollbackFacts.ExposedDependent]
  ) async throws -> [FlagSuspect] {
    let now = try await graphs(of: bad)
    let declared = Set(now.values.flatMap(\.names))
    guard !declared.isEmpty else { return [] }
    let before = try await graphs(of: good)
    let known = Set(before.values.flatMap(\.names))
    let files = try await filesSpeaking(of: declared, from: good, to: bad)
    let defaults = now.values.reduce(into: Set<String>()) { $0.formUnion($1.defaults) }
      .subtracting(before.values.flatMap(\.defaults))
    var suspects = declared.sorted().compactMap { feature -> FlagSuspect? in
      let suspect = FlagSuspect(
        feature: feature, files: files[feature] ?? [], isNew: !known.contains(feature),
        isNewDefault: defaults.contains(feature))
      let brings = !suspect.files.isEmpty || now.values.contains { $0.brings(feature) }
      let isOne =
        !suspect.files.isEmpty || (suspect.isNew && brings)
        || (suspect.isNewDefault && !suspect.isNew)
      return isOne ? suspect : nil
    }
    let names = Set(suspects.map(\.feature))
    suspects.removeAll { suspect in
      now.values.contains { $0.leads(suspect.feature, toOneOf: names) }
    }
    return try await withUsers(suspects, among: exposed, of: bad)
  }

  private func withUsers(
    _ suspects: [FlagSuspect], among exposed: [RollbackFacts.ExposedDependent],
    of bad: TaggedVersion
  ) async throws -> [FlagSuspect] {
    var suspects = suspects
    var counts: [RepositoryName: Int] = [:]
    for (index, suspect) in suspects.enumerated() {
      let switches = try await switches(of: suspect.feature, at: bad)
      suspects[index].users = exposed.map(\.name).filter {
        fleet.dependent($0)?.switchesOn(switches) == true
      }
      for name in suspects[index].users { counts[name, default: 0] += 1 }
    }
    for index in suspects.indices {
      suspects[index].fallback = suspects[index].users.filter { counts[$0] == 1 }
    }
    return suspects
  }

  /// The features of each package of the foundation.
  private func graphs(of version: TaggedVersion) async throws -> [String: FeatureGraph] {
    let manifests = try await workspace.source(at: version.commit).manifests
    var graphs: [String: FeatureGraph] = [:]
    for package in workspace.configuration.foundation.allPackages {
      guard let manifest = manifests.manifest(ofPackage: package) else { continue }
      graphs[package] = FeatureGraph(
        declared: manifest.package?.features ?? [:], dependencies: manifest.dependencies)
    }
    return graphs
  }

  /// The sources that differ between the two, by the features that they speak of.
  private func filesSpeaking(
    of declared: Set<String>, from good: TaggedVersion, to bad: TaggedVersion
  ) async throws -> [String: [String]] {
    let repository = workspace.repository
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
    return files.mapValues { $0.sorted() }
  }

  /// The names in `feature = "name"`, as conditions of Rust sources have them.
  static func features(in source: [UInt8]) -> Set<String> {
    let text = String(decoding: source, as: UTF8.self)
    return Set(text.matches(of: /\bfeature\s*=\s*"([^"\n]{1,80})"/).map { String($0.output.1) })
  }
}

extension FeatureGraph {
  /// Whether a feature switches on something of a dependency by itself.
  fileprivate func brings(_ feature: String) -> Bool {
    (features[feature] ?? []).contains {
      if case .feature = FeatureEntry($0) { false } else { true }
    }
  }

  /// Whether a feature leads to another one of `names` that does not lead back to it.
  fileprivate func leads(_ feature: String, toOneOf names: Set<String>) -> Bool {
    reach([feature]).features.subtracting([feature]).contains { other in
      names.contains(other) && !reach([other]).features.contains(feature)
    }
  }
}
