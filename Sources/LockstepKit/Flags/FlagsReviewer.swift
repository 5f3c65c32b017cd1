internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepTOML

/// Puts together what is known of one feature.
struct FlagsReviewer {
  let package: FlagsStory.Package
  let history: FeatureHistory
  let classing: FeatureClassing
  let matrix: [Configuration.FeatureSet]

  func review(of name: String, enablers: [FeatureEnabler]) -> FeatureReview {
    let graph = package.graph
    let (feature, source) = classing.feature(name, of: package.facts)
    let statement = package.facts.featureStatements[name]
    let introduced = statement?.since ?? history.introduction(of: name)
    let cycle = classing.cycle(of: package.facts).0
    let legacySince =
      feature == .legacy ? statement?.deprecatedSince ?? history.legacy(name) : nil
    let reach = graph.reach([name])
    var review = FeatureReview(
      package: package.facts.name, name: name, place: place(of: name), feature: feature,
      source: source, introduced: introduced, minors: history.minors(since: introduced),
      legacySince: legacySince,
      cycleEnd: legacySince.flatMap { cycle.end(after: $0, in: history.versions) },
      cyclePassed: legacySince.map { cycle.steps(after: $0, in: history.versions).count } ?? 0,
      isDefault: graph.defaults.contains(name), isImplicit: graph.implicit.contains(name),
      implies: reach.features.subtracting([name]).sorted(),
      dependencies: reach.dependencies.sorted(),
      impliedBy: graph.names.filter { $0 != name && graph.reach([$0]).features.contains(name) },
      enablers: enablers, testing: FeatureTesting(of: name, in: graph, matrix: matrix),
      advice: FeatureAdvice(action: .keep, reasons: []))
    review.advice = FeatureAdvisor(cycle: cycle).advice(on: review)
    return review
  }

  /// A deprecated item with what the releases say about its cycle.
  func judged(_ item: Deprecation) -> Deprecation {
    guard let since = item.since else { return item }
    var item = item
    let cycle = classing.cycle(of: package.facts).0
    item.cycleEnd = cycle.end(after: since, in: history.versions)
    item.cyclePassed = cycle.steps(after: since, in: history.versions).count
    return item
  }

  private func place(of name: String) -> SourcePlace? {
    package.document?.keyPlace(of: ["features", .key(name)]).map {
      SourcePlace(path: package.path, line: $0.line, column: $0.column)
    }
  }
}
