internal import LockstepEcosystems

/// The features of one package, and what each switches on, as Cargo resolves them.
///
/// An optional dependency without a `dep:` entry is a feature of its own name. `key/feature` switches an
/// optional dependency on together with its feature, and the feature that is called like it; `key?/feature`
/// waits until somebody else switches the dependency on.
struct FeatureGraph: Hashable {
  /// Every feature with its entries, the implicit ones as `dep:key`.
  let features: [String: [String]]
  /// The features that exist because a dependency is optional.
  let implicit: Set<String>
  /// The names of the optional dependencies.
  let optional: Set<String>

  init(declared: [String: [String]], optional: Set<String>) {
    let spokenFor = Set(
      declared.values.joined().lazy.filter { $0.hasPrefix("dep:") }.map { String($0.dropFirst(4)) })
    implicit = optional.filter { declared[$0] == nil && !spokenFor.contains($0) }
    var all = declared
    for key in implicit { all[key] = ["dep:\(key)"] }
    features = all
    self.optional = optional
  }

  init(declared: [String: [String]], dependencies: [Dependency]) {
    self.init(
      declared: declared, optional: Set(dependencies.lazy.filter(\.optional).map(\.key)))
  }

  /// The features that a review speaks of: all but `default`.
  var names: [String] { features.keys.filter { $0 != "default" }.sorted() }

  /// What is on where nobody says otherwise.
  var defaults: Set<String> { reach(["default"]).features.subtracting(["default"]) }

  /// A feature of a dependency that is asked for by a feature of this package.
  struct Request: Hashable {
    /// The dependency's name in this manifest.
    var dependency: String
    /// The feature that is asked of it.
    var feature: String
    /// The feature of this package that asks, and which of its entries does.
    var asker: String
    var entry: Int
  }

  /// Everything that follows from some features.
  struct Reach: Hashable {
    /// The features, those asked for included.
    var features: Set<String> = []
    /// The optional dependencies that are on.
    var dependencies: Set<String> = []
    /// What is asked of dependencies that are on, optional or not.
    var requests: [Request] = []
  }

  /// Follows `names` to the end; a name that does not exist leads nowhere.
  func reach(_ names: some Sequence<String>) -> Reach {
    var reach = Reach()
    var weak: [Request] = []
    var waiting = names.sorted()
    while let name = waiting.popLast() {
      guard let entries = features[name], reach.features.insert(name).inserted else { continue }
      for (index, entry) in entries.enumerated() {
        switch FeatureEntry(entry) {
        case .feature(let other): waiting.append(other)
        case .dependency(let key): reach.dependencies.insert(key)
        case .of(let key, let feature, let isWeak):
          let request = Request(dependency: key, feature: feature, asker: name, entry: index)
          if isWeak {
            weak.append(request)
          } else {
            reach.requests.append(request)
            if optional.contains(key) {
              reach.dependencies.insert(key)
              waiting.append(key)
            }
          }
        }
      }
    }
    reach.requests += weak.filter {
      !optional.contains($0.dependency) || reach.dependencies.contains($0.dependency)
    }
    reach.requests.sort {
      ($0.dependency, $0.feature, $0.asker) < ($1.dependency, $1.feature, $1.asker)
    }
    return reach
  }
}

extension FeatureGraph {
  /// Whether a feature's own entries switch an optional dependency on.
  func switches(_ feature: String, on key: String) -> Bool {
    (features[feature] ?? []).contains { entry in
      switch FeatureEntry(entry) {
      case .feature: false
      case .dependency(let name): name == key
      case .of(let name, _, let isWeak): name == key && !isWeak
      }
    }
  }

  /// What people call the first of `gates`: a declared feature where there is one, else the declared
  /// feature that leads to it; `default` comes last.
  func called(_ gates: [String], among others: Set<String>) -> String? {
    let parents = gates.flatMap { gate in others.filter { features[$0]?.contains(gate) == true } }
    let declared = (gates + parents.sorted()).filter { !implicit.contains($0) }
    return declared.first { $0 != "default" } ?? declared.first ?? gates.first
  }
}

/// One entry of a feature's list.
enum FeatureEntry: Hashable {
  /// Another feature of the package.
  case feature(String)
  /// `dep:key`
  case dependency(String)
  /// `key/feature`, or `key?/feature`, which is weak.
  case of(String, feature: String, isWeak: Bool)

  init(_ text: String) {
    if text.hasPrefix("dep:"), !text.contains("/") {
      self = .dependency(String(text.dropFirst(4)))
    } else if let slash = text.firstIndex(of: "/") {
      let left = text[..<slash]
      let isWeak = left.hasSuffix("?")
      self = .of(
        String(isWeak ? left.dropLast() : left), feature: String(text[text.index(after: slash)...]),
        isWeak: isWeak)
    } else {
      self = .feature(text)
    }
  }
}
