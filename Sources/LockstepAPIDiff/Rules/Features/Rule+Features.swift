import LockstepCore

extension Rule {
  /// The features that the manifest promises.
  static let features: [Rule] = [
    Rule(
      "feature_missing", .major, "the feature `{item}` is gone",
      why: "Whoever enables it gets an error from Cargo.", see: CargoBook.featureRemove,
      .manifest { old, new in
        old.promisedFeatures.subtracting(new.features.keys).subtracting(old.implicitFeatures)
          .sorted().map { ManifestChange(name: $0, before: old.line($0)) }
      }),
    Rule(
      "optional_dependency_missing", .major,
      "the optional dependency `{item}` is gone, and the feature that it was",
      why: "Whoever enables it gets an error from Cargo.", see: CargoBook.optionalDependency,
      .manifest { old, new in
        old.implicitFeatures.subtracting(new.features.keys).sorted().map {
          ManifestChange(name: $0, before: old.line($0))
        }
      }),
    Rule(
      "feature_not_enabled_by_default", .major, "the feature `{item}` is no longer on by default",
      why: "Whoever uses what it gives without naming it lacks it.", see: CargoBook.featureList,
      .manifest { old, new in
        old.defaultFeatures.subtracting(new.defaultFeatures)
          .filter { new.features[$0] != nil && !$0.hasPrefix("_") }.sorted().map {
            ManifestChange(name: $0, before: old.line("default"), after: new.line("default"))
          }
      }),
    Rule(
      "feature_no_longer_enables_feature", .major,
      "the feature `{item}` no longer switches on {detail}",
      why: "Whoever uses what that gives without naming it lacks it.", see: CargoBook.featureList,
      .manifest { old, new in old.losses(to: new) }),
    Rule(
      "feature_newly_enables_feature", .minor, "the feature `{item}` switches on {detail} now",
      why: "More is there than before.", see: CargoBook.featureAdd,
      .manifest { old, new in
        new.losses(to: old).map {
          ManifestChange(name: $0.name, before: $0.after, after: $0.before, detail: $0.detail)
        }
      }),
    Rule(
      "default_feature_newly_enables_feature", .minor, "the feature `{item}` is on by default now",
      why: "More is there than before; whoever cannot do with it has to switch the defaults off.",
      see: CargoBook.featureAdd,
      .manifest { old, new in
        new.defaultFeatures.subtracting(old.defaultFeatures)
          .filter { old.features[$0] != nil && !$0.hasPrefix("_") }.sorted().map {
            ManifestChange(name: $0, before: old.line("default"), after: new.line("default"))
          }
      }),
    Rule(
      "feature_added", .minor, "the feature `{item}` is new",
      why: "Nobody can have enabled it.", see: CargoBook.featureAdd,
      .manifest { old, new in
        new.promisedFeatures.subtracting(old.features.keys).sorted().map {
          ManifestChange(name: $0, after: new.line($0))
        }
      }),
  ]
}

extension PackageFacts {
  /// The features that dependents may enable; a name with `_` in front says that they should not.
  var promisedFeatures: Set<String> {
    Set(features.keys.filter { !$0.hasPrefix("_") && $0 != "default" })
  }

  /// The features that optional dependencies are by themselves.
  var implicitFeatures: Set<String> {
    optionalDependencies.filter { features[$0] == ["dep:\($0)"] && !$0.hasPrefix("_") }
  }

  /// A feature as the manifest has it.
  func line(_ feature: String) -> String? {
    features[feature].map { "\(feature) = [\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" }
  }

  /// The features that switch on less in `new`, the one nearest to the cause only.
  func losses(to new: PackageFacts) -> [ManifestChange] {
    func lost(_ name: String) -> Set<String> {
      closure(of: [name]).subtracting(new.closure(of: [name])).filter { new.features[$0] != nil }
    }
    return promisedFeatures.filter { new.features[$0] != nil }.sorted().flatMap { name in
      let between = (features[name] ?? []).filter { new.features[name]?.contains($0) == true }
      let told = Set(between.flatMap { lost($0) })
      return lost(name).subtracting(told).filter { !$0.hasPrefix("_") }.sorted().map {
        ManifestChange(
          name: name, before: line(name), after: new.line(name), detail: "`\($0)`")
      }
    }
  }
}
