package import LockstepCore
internal import LockstepFleet

extension FlagsReview {
  /// The result of `lockstep flags --format json`.
  package var json: JSONValue {
    [
      "schema": "lockstep.flags/1", "candidate": .string(candidate), "commit": Self.text(commit),
      "baseline": Self.text(baseline?.description),
      "deprecation_cycle": [
        "count": .integer(Int64(cycle.count)), "unit": .string(cycle.unit.rawValue),
        "source": .string(cycleSource.rawValue),
      ],
      "defaults": .object(defaults.mapValues { .array($0.map(JSONValue.string)) }),
      "features": .array(features.map(\.json)),
      "deprecations": .array(
        deprecations.map { item in
          [
            "item": .string(item.name), "file": .string(item.place.path),
            "line": .integer(Int64(item.place.line)),
            "since": Self.text(item.since?.description),
            "passed": .integer(Int64(item.cyclePassed)),
            "past_cycle": .boolean(item.cycleEnd != nil),
            "ended_with": Self.text(item.cycleEnd?.description),
          ]
        }),
      "conditional": .array(
        conditional.map { use in
          [
            "name": .string(use.repository.description), "package": .string(use.package),
            "manifest": .string(use.place.path), "line": .integer(Int64(use.place.line)),
            "own_feature": .string(use.own), "active": .boolean(use.isActive),
          ]
        }),
      "remarks": .array(remarks.map(JSONValue.string)),
    ]
  }

  static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

extension FeatureReview {
  fileprivate var json: JSONValue {
    let legacy: JSONValue =
      feature == .legacy
      ? [
        "since": FlagsReview.text(legacySince?.description),
        "passed": .integer(Int64(cyclePassed)), "past_cycle": .boolean(cycleEnd != nil),
        "ended_with": FlagsReview.text(cycleEnd?.description),
      ] : .null
    return [
      "package": .string(package), "name": .string(name), "class": .string(feature.rawValue),
      "class_source": .string(source.rawValue), "manifest": FlagsReview.text(place?.path),
      "line": place.map { .integer(Int64($0.line)) } ?? .null,
      "introduced": FlagsReview.text(introduced?.description),
      "minor_releases": .integer(Int64(minors)), "legacy": legacy,
      "default": .boolean(isDefault), "implicit": .boolean(isImplicit),
      "implies": .array(implies.map(JSONValue.string)),
      "optional_dependencies": .array(dependencies.map(JSONValue.string)),
      "implied_by": .array(impliedBy.map(JSONValue.string)),
      "users": .array(users.map { .string($0.description) }),
      "enabled_by": .array(enablers.map(\.json)),
      "matrix": [
        "tested": .boolean(testing.isTested), "alone": .boolean(testing.alone),
        "sets": .array(testing.sets.map(JSONValue.string)),
      ],
      "advice": [
        "action": .string(advice.action.rawValue),
        "reasons": .array(advice.reasons.map(JSONValue.string)),
      ],
    ]
  }
}

extension FeatureEnabler {
  fileprivate var json: JSONValue {
    [
      "name": .string(repository.description), "manifest": .string(place.path),
      "line": .integer(Int64(place.line)), "way": .string(word),
      "implied_by": FlagsReview.text(implying), "direct": .boolean(via.isEmpty),
      "via": .array(via.map { .string($0.description) }), "own_feature": FlagsReview.text(own),
      "asks": FlagsReview.text(asks), "active": .boolean(isActive),
      "development": .boolean(isDevelopment),
    ]
  }

  private var word: String {
    switch way {
    case .named: "named"
    case .defaults: "default-features"
    case .implied: "implied"
    }
  }

  private var implying: String? {
    if case .implied(let feature) = way { feature } else { nil }
  }
}

extension FeatureEnabler {
  /// How it enables the feature, in words: `names it`, `takes the default features`, `by its feature
  /// no_std`, `asks vte for no_std`.
  package var sentence: String {
    var words: String
    if let first = via.first, let asks {
      words =
        asks == "default"
        ? "takes \(first) with its default features" : "asks \(first) for `\(printable(asks))`"
    } else {
      switch way {
      case .named: words = "names it"
      case .defaults: words = "takes the default features"
      case .implied(let feature): words = "names `\(printable(feature))`, which switches it on"
      }
    }
    if let own { words += ", by its own feature `\(printable(own))`" }
    if isDevelopment { words += ", for its tests" }
    if via.count > 1 { words += " (through \(via.map(\.description).joined(separator: " → ")))" }
    return words
  }
}
