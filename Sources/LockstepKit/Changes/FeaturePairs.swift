internal import LockstepAPIDiff

/// The features of one package on one side.
struct DeclaredFeatures: Hashable, Sendable {
  /// What each switches on; those that optional dependencies are by themselves included.
  var features: [String: [String]]

  /// Names that say of a feature that nobody is promised anything: cargo's users know them so.
  private static let privateNames: Set<String> = ["bench", "nightly", "unstable"]

  /// Whether the name of a feature says that nobody is promised anything.
  static func isPrivate(_ name: String) -> Bool {
    name.hasPrefix("_") || name.hasPrefix("unstable-") || name.hasPrefix("unstable_")
      || privateNames.contains(name)
  }

  /// Whether a dependent can name this feature; `default` always, declared or not.
  func has(_ name: String) -> Bool { name == "default" || features[name] != nil }

  /// The features that `all` stands for.
  var promised: Set<String> { Set(features.keys.filter { !Self.isPrivate($0) }) }

  /// The features that switching on `names` switches on, themselves included.
  ///
  /// `crate/feature` switches on the feature that the optional dependency `crate` is by itself;
  /// `crate?/feature` and `dep:crate` do not.
  func closure(of names: Set<String>) -> FeatureSelection {
    var found: Set<String> = []
    var waiting = Array(names)
    while let name = waiting.popLast() {
      guard let next = features[name], found.insert(name).inserted else { continue }
      for entry in next where !entry.hasPrefix("dep:") {
        let first = entry.prefix { $0 != "/" }
        guard first.count < entry.count else {
          waiting.append(entry)
          continue
        }
        if first.last != "?" { waiting.append(String(first)) }
      }
    }
    let usesDefault = found.remove("default") != nil
    return FeatureSelection(names: Array(found), usesDefault: usesDefault)
  }
}

/// One comparison of a package: which features are on at the baseline, and which at the candidate.
struct FeaturePair: Hashable, Sendable {
  var before: FeatureSelection
  var after: FeatureSelection
  /// Whether only what is added counts: nobody can have had this set before.
  var isForAdditions: Bool

  /// Finds the comparisons that show what the users of each set meet.
  ///
  /// A user of a set has, on the baseline, those of its features that there are, and takes the same
  /// ones to the candidate. A feature that is gone is off at the candidate: what it gave is missing,
  /// beside the finding about the feature itself. A feature that is new could not be on, so what it
  /// changes breaks nobody: with it only additions count. Sets that come to the same are compared
  /// once.
  static func all(
    of sets: [FeatureSelection], from before: DeclaredFeatures, to after: DeclaredFeatures
  ) -> [FeaturePair] {
    var pairs: [FeaturePair] = []
    func add(_ pair: FeaturePair) {
      let plain = FeaturePair(before: pair.before, after: pair.after, isForAdditions: false)
      if !pairs.contains(pair), !pairs.contains(plain) { pairs.append(pair) }
    }
    for set in sets {
      let wanted = names(of: set, before, after)
      let had = wanted.filter(before.has)
      let kept = had.filter(after.has)
      let here = wanted.filter(after.has)
      let old = before.closure(of: had)
      add(FeaturePair(before: old, after: after.closure(of: kept), isForAdditions: false))
      add(FeaturePair(before: old, after: after.closure(of: here), isForAdditions: true))
    }
    return pairs
  }

  /// The names in `sets` that neither side declares, sorted.
  static func unknown(
    in sets: [FeatureSelection], _ sides: [DeclaredFeatures]
  ) -> [String] {
    Set(sets.flatMap(\.names)).filter { name in !sides.contains { $0.has(name) } }.sorted()
  }

  private static func names(
    of set: FeatureSelection, _ before: DeclaredFeatures, _ after: DeclaredFeatures
  ) -> Set<String> {
    if set.isAll { return before.promised.union(after.promised) }
    return Set(set.names).union(set.usesDefault ? ["default"] : [])
  }
}
