internal import LockstepCore
internal import LockstepEcosystems

/// Finds what a dependent has to ask for so that one feature of the foundation is off.
///
/// Of the features that the dependent names itself, all stay that do not lead to the one in question. Where
/// the default features lead to it they are left out, and the stable ones among them are named instead.
struct FlagSwitch {
  /// What is asked of a dependency.
  struct Wish: Hashable {
    var features: [String]
    var defaults: Bool
  }

  let flag: String
  let graph: FeatureGraph
  /// Which features dependents may rely on.
  let isStable: (String) -> Bool

  /// What takes the place of `wish`; `nil` where that does not switch the feature on.
  func off(_ wish: Wish) -> Wish? {
    let named = wish.features.filter { !leads($0) }
    let isDefault = wish.defaults && leads("default")
    guard isDefault || named.count < wish.features.count else { return nil }
    guard isDefault else { return Wish(features: named, defaults: wish.defaults) }
    let kept = defaults.filter { !named.contains($0) }
    return Wish(features: named + kept, defaults: false)
  }

  private func leads(_ feature: String) -> Bool {
    graph.reach([feature]).features.contains(flag)
  }

  /// The stable features that the default ones consist of, without those that lead to the flag; what such
  /// a one consists of takes its place.
  private var defaults: [String] {
    var kept: [String] = []
    var seen: Set<String> = []
    var waiting = ["default"]
    while let name = waiting.popLast() {
      for entry in graph.features[name] ?? [] {
        guard case .feature(let part) = FeatureEntry(entry), seen.insert(part).inserted else {
          continue
        }
        if leads(part) {
          waiting.append(part)
        } else if isStable(part) {
          kept.append(part)
        }
      }
    }
    return kept.sorted()
  }
}

extension FlagSwitch {
  /// The switch for `flag` of the packages that `manifests` of the foundation declare, by package; only
  /// those that have such a feature.
  static func read(
    _ flag: String, packages: [String], in manifests: RepositoryManifests,
    classing: FeatureClassing
  ) -> [String: FlagSwitch] {
    var switches: [String: FlagSwitch] = [:]
    for package in packages {
      guard let manifest = manifests.manifest(ofPackage: package), let facts = manifest.package
      else { continue }
      let graph = FeatureGraph(declared: facts.features, dependencies: manifest.dependencies)
      guard graph.features[flag] != nil else { continue }
      switches[package] = FlagSwitch(flag: flag, graph: graph) { name in
        classing.feature(name, of: facts).0 == .stable
      }
    }
    return switches
  }
}
