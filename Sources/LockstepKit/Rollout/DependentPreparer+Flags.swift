internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

extension Preparation.Mode {
  /// Whether a feature is switched, and the version stays.
  var isAboutFlag: Bool {
    switch self {
    case .withoutFlag, .withFlag: true
    case .update, .pin, .restore: false
    }
  }
}

extension DependentPreparer {
  /// The manifests without a feature of the foundation; each statement once, however many inherit it.
  func edits(
    switchingOff flag: String, _ dependencies: [Dependency], in files: ManifestSet
  ) async throws -> [EditedManifest] {
    let switches = try await switches(of: flag, at: preparation.release)
    var files = files
    var edited: [String: EditedManifest] = [:]
    for dependency in try statements(dependencies, in: files) {
      let wish = FlagSwitch.Wish(
        features: dependency.features, defaults: dependency.defaultFeatures)
      guard let off = switches[dependency.name]?.off(wish) else { continue }
      let edits = try cargo.edit(
        .features(off.features, defaults: off.defaults), of: [dependency], in: files)
      files = files.applying(edits)
      edited.take(edits)
    }
    try refuseOwnFeatures(dependencies, switches: switches, in: files)
    return edited.values.sorted { $0.path < $1.path }
  }

  /// The manifests with a feature of the foundation as `model` asks for it.
  func edits(
    switchingOn flag: String, _ dependencies: [Dependency], in files: ManifestSet,
    as model: ManifestSet
  ) async throws -> [EditedManifest] {
    var files = files
    var edited: [String: EditedManifest] = [:]
    for change in try await changes(
      switchingOn: flag, at: preparation.release, dependencies, in: files, as: model)
    {
      let edits = try cargo.edit(change.edit, of: [change.dependency], in: files)
      files = files.applying(edits)
      edited.take(edits)
    }
    return edited.values.sorted { $0.path < $1.path }
  }

  /// What asks for features again, in one statement.
  private struct FeatureChange {
    var dependency: Dependency
    var edit: RequirementEdit
    /// Whether the statement is still as it was left when the feature was taken.
    var isUntouched: Bool
  }

  private func changes(
    switchingOn flag: String, at release: ReleasedVersion, _ dependencies: [Dependency],
    in files: ManifestSet, as model: ManifestSet
  ) async throws -> [FeatureChange] {
    let switches = try await switches(of: flag, at: release)
    let before = try statements(
      cargo.read(model).manifests.flatMap(\.dependencies), in: model)
    return try statements(dependencies, in: files).compactMap { dependency in
      guard let original = model[dependency.manifest],
        let stated = before.first(where: { $0.statement == dependency.statement }),
        let off = switches[dependency.name]?.off(
          FlagSwitch.Wish(features: stated.features, defaults: stated.defaultFeatures))
      else { return nil }
      return FeatureChange(
        dependency: dependency,
        edit: .restoreFeatures(original: original, names: off.features, defaults: off.defaults),
        isUntouched: dependency.features == off.features
          && dependency.defaultFeatures == off.defaults)
    }
  }

  /// The manifests with the features that earlier operations took from them, the last ones first, and the
  /// requirements as they then stand; what somebody has changed since stays as it is.
  func givingBack(
    _ flags: [TakenFlag], to dependencies: [Dependency], in files: ManifestSet
  ) async throws -> (
    edits: [String: EditedManifest], files: ManifestSet, dependencies: [Dependency]
  ) {
    var files = files
    var dependencies = dependencies
    var edited: [String: EditedManifest] = [:]
    for taken in flags.reversed() {
      let model = try await workspace.store.objects.manifestSet(of: taken.before)
      let changes = try await changes(
        switchingOn: taken.flag, at: taken.release, dependencies, in: files, as: model)
      for change in changes where change.isUntouched {
        let edits = try cargo.edit(change.edit, of: [change.dependency], in: files)
        files = files.applying(edits)
        edited.take(edits)
      }
      // An entry may be spelled in another form now.
      let now = cargo.read(files).manifests.flatMap(\.dependencies)
      dependencies = dependencies.map { old in
        now.first { $0.member == old.member && $0.memberTable == old.memberTable } ?? old
      }
    }
    return (edited, files, dependencies)
  }

  private func switches(
    of flag: String, at release: ReleasedVersion
  ) async throws -> [String: FlagSwitch] {
    let source = try await workspace.source(at: release.commit)
    return FlagSwitch.read(
      flag, packages: workspace.configuration.foundation.allPackages, in: source.manifests,
      classing: FeatureClassing(workspace.configuration))
  }

  /// The statements behind `dependencies`: an inherited one is the workspace's, which a member may add
  /// features to.
  private func statements(_ dependencies: [Dependency], in files: ManifestSet) throws
    -> [Dependency]
  {
    let packages = Set(fleet.foundation.packages)
    let manifests = cargo.read(files)
    var seen: Set<Dependency.Statement> = []
    return dependencies.compactMap { dependency in
      guard packages.contains(dependency.name), seen.insert(dependency.statement).inserted else {
        return nil
      }
      guard dependency.inherited else { return dependency }
      return manifests.manifest(at: dependency.manifest)?.workspace?.dependencies.first {
        $0.statement == dependency.statement
      }
    }
  }

  /// Refuses what only its maintainers can untangle: features of its own, or a member's line, that switch
  /// the feature on beside the requirement.
  private func refuseOwnFeatures(
    _ dependencies: [Dependency], switches: [String: FlagSwitch], in files: ManifestSet
  ) throws {
    for manifest in cargo.read(files).manifests {
      for dependency in manifest.dependencies {
        guard let flag = switches[dependency.name],
          dependencies.contains(where: { $0.statement == dependency.statement })
        else { continue }
        if dependency.inherited,
          flag.off(FlagSwitch.Wish(features: dependency.features, defaults: false)) != nil
        {
          throw FlagNotSwitchable(
            flag: flag.flag, place: dependency.use, reason: "a member adds it to its workspace's")
        }
        for (name, entries) in manifest.package?.features ?? [:] {
          for entry in entries {
            guard case .of(dependency.key, let asked, _) = FeatureEntry(entry),
              flag.off(FlagSwitch.Wish(features: [asked], defaults: false)) != nil
            else { continue }
            throw FlagNotSwitchable(
              flag: flag.flag, place: dependency.use,
              reason: "its own feature `\(printable(name))` asks for it")
          }
        }
      }
    }
  }
}

/// A feature that an edit of the requirement alone does not switch off.
struct FlagNotSwitchable: ExplainedError {
  let flag: String
  let place: SourcePlace
  let reason: String

  var explanation: Explanation {
    Explanation(
      "`\(flag)` cannot be switched off by its requirement", why: [reason],
      hints: ["pin it instead, or ask its maintainers"], place: place)
  }
}

extension [String: EditedManifest] {
  /// Joins in further edits of the same files.
  mutating func take(_ edits: [EditedManifest]) {
    for edit in edits {
      let changes = (self[edit.path]?.changes ?? []) + edit.changes
      self[edit.path] = EditedManifest(path: edit.path, bytes: edit.bytes, changes: changes)
    }
  }
}
