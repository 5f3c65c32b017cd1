internal import LockstepCore
internal import LockstepFleet

/// Advises on a feature whose facts are all there.
///
/// Nothing is decided by it. The rules:
/// - preview: used, tested and out for two minor releases, it is promoted; used by nobody for as long as a
///   deprecation cycle, it is removed; else it is kept;
/// - experimental: used by nobody for as long as a cycle, it is removed; else it is kept;
/// - legacy: kept while its cycle runs; then removed with the next major release, or kept while somebody
///   uses it, who is named;
/// - stable: kept; where nobody has used it for twice a cycle, and nothing else leads to it, deprecated.
struct FeatureAdvisor {
  let cycle: DeprecationCycle
  /// For how many minor releases a preview has to be out before it is ready.
  static let promotion = 2

  func advice(on feature: FeatureReview) -> FeatureAdvice {
    var advice: FeatureAdvice =
      switch feature.feature {
      case .stable: stable(feature)
      case .preview: preview(feature)
      case .legacy: legacy(feature)
      case .experimental: experimental(feature)
      }
    if !feature.testing.isTested {
      advice.reasons.append("no set of the matrix tests it: add it to `features` under [gates]")
    }
    if feature.isDefault, feature.feature != .stable {
      advice.reasons.append(
        "it is on by default, which a \(feature.feature.rawValue) feature should not be")
    }
    let idle = Set(feature.enablers.lazy.filter { !$0.isActive }.map(\.repository)).sorted()
    if feature.users.isEmpty, !idle.isEmpty {
      advice.reasons.append("nobody enables it, but a feature of \(Self.list(idle)) leads to it")
    }
    return advice
  }

  private func stable(_ feature: FeatureReview) -> FeatureAdvice {
    guard feature.users.isEmpty else {
      return FeatureAdvice(action: .keep, reasons: [used(feature)])
    }
    let isReached = feature.isDefault || !feature.impliedBy.isEmpty || feature.isImplicit
    guard !isReached, feature.enablers.isEmpty, feature.minors >= max(2 * cycle.count, 2) else {
      return FeatureAdvice(
        action: .keep,
        reasons: [
          feature.isDefault ? "it is among the default features" : "nobody in the fleet enables it"
        ])
    }
    return FeatureAdvice(
      action: .deprecate,
      reasons: [
        "nobody in the fleet enables it, after \(counted(feature.minors, "minor release"))",
        "who is not in the fleet is not seen: ask before it becomes legacy",
      ])
  }

  private func preview(_ feature: FeatureReview) -> FeatureAdvice {
    guard !feature.users.isEmpty else { return unused(feature) }
    let age = counted(feature.minors, "minor release")
    guard feature.minors >= Self.promotion else {
      return FeatureAdvice(
        action: .keep,
        reasons: [
          used(feature),
          feature.introduced == nil
            ? "no release has it yet"
            : "it is out for \(age), and ready after \(Self.promotion)",
        ])
    }
    guard feature.testing.isTested else {
      return FeatureAdvice(
        action: .keep, reasons: [used(feature), "it is out for \(age), and not tested"])
    }
    return FeatureAdvice(
      action: .promote,
      reasons: [
        used(feature), "it is out for \(age)",
        "the matrix tests it, \(feature.testing.alone ? "alone too" : "with others")",
      ])
  }

  private func experimental(_ feature: FeatureReview) -> FeatureAdvice {
    guard !feature.users.isEmpty else { return unused(feature) }
    return FeatureAdvice(
      action: .keep, reasons: [used(feature), "they build on what may change at any time"])
  }

  private func unused(_ feature: FeatureReview) -> FeatureAdvice {
    guard feature.minors >= max(cycle.count, 1), feature.enablers.isEmpty else {
      return FeatureAdvice(
        action: .keep,
        reasons: [
          feature.introduced == nil
            ? "it is new: no release has it yet"
            : "nobody in the fleet enables it, after \(counted(feature.minors, "minor release"))"
        ])
    }
    return FeatureAdvice(
      action: .remove,
      reasons: [
        "nobody in the fleet enables it, after \(counted(feature.minors, "minor release"))",
        "dropping a feature is a breaking change: with the next major release",
      ])
  }

  private func legacy(_ feature: FeatureReview) -> FeatureAdvice {
    guard let since = feature.legacySince else {
      return FeatureAdvice(
        action: .keep,
        reasons: ["it is legacy from the next release on, and its cycle is \(cycle)"]
          + (feature.users.isEmpty ? [] : [used(feature)]))
    }
    guard let end = feature.cycleEnd else {
      return FeatureAdvice(
        action: .keep,
        reasons: [
          "legacy since \(since), \(feature.cyclePassed) of its cycle of \(cycle) are out"
        ] + (feature.users.isEmpty ? [] : [used(feature)]))
    }
    let past = "past its cycle of \(cycle) since \(end): legacy since \(since)"
    guard feature.users.isEmpty else {
      return FeatureAdvice(
        action: .keep,
        reasons: [past, used(feature) + ": they have to move before it can be removed"])
    }
    return FeatureAdvice(
      action: .remove,
      reasons: [past, "nobody in the fleet enables it", "remove it with the next major release"])
  }

  private func used(_ feature: FeatureReview) -> String {
    "enabled by \(Self.list(feature.users))"
  }

  /// The first few names, and how many more.
  static func list(_ names: [RepositoryName]) -> String {
    let shown = names.prefix(5).map(\.description).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
