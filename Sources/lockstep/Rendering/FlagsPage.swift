internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

/// The review of the features: a table of all, then what is worth a sentence about each.
struct FlagsPage {
  let review: FlagsReview

  /// How many places a feature lists at most.
  static let most = 20

  var text: String {
    guard !review.features.isEmpty else {
      return ([heading, "it has no features"] + deprecated + conditional).joined(separator: "\n")
        + "\n"
    }
    var table = Table(indent: 0)
    table.add("FEATURE", "CLASS", "SINCE", "ENABLED BY", "TESTED", "ADVICE")
    for feature in review.features {
      table.add(
        label(feature), Self.words(feature), Self.since(feature), Self.users(feature),
        Self.tested(feature), feature.advice.action.rawValue)
    }
    var lines = [heading, "", table.text, ""]
    for feature in review.features { lines += details(of: feature) }
    lines += deprecated + conditional
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Words

  var heading: String {
    var text = review.candidate
    if let baseline = review.baseline { text += ", after \(baseline)" }
    for (package, features) in review.defaults.sorted(by: { $0.key < $1.key }) {
      let names = features.isEmpty ? "none" : features.map(printable).joined(separator: ", ")
      text += "\n\(package): on by default: \(names)"
    }
    let isAsked =
      review.features.contains { $0.feature == .legacy } || !review.deprecations.isEmpty
    guard isAsked else { return text }
    return text + "\nwhat is deprecated stays for \(review.cycle)" + cycleSource
  }

  private var cycleSource: String {
    switch review.cycleSource {
    case .metadata: ", as the manifest says"
    case .configuration: ", as lockstep.toml says"
    case .name, .nothing: ", which is usual"
    }
  }

  /// A feature's name, with the package's where there are several.
  func label(_ feature: FeatureReview) -> String {
    let name = printable(feature.name)
    return review.defaults.count > 1 ? "\(feature.package)/\(name)" : name
  }

  /// `preview (by its name)`
  static func words(_ feature: FeatureReview) -> String {
    switch feature.source {
    case .metadata: "\(feature.feature.rawValue) (manifest)"
    case .configuration: "\(feature.feature.rawValue) (lockstep.toml)"
    case .name: "\(feature.feature.rawValue) (its name)"
    case .nothing: feature.feature.rawValue
    }
  }

  static func since(_ feature: FeatureReview) -> String {
    let introduced = feature.introduced?.description ?? "unreleased"
    guard feature.feature == .legacy else { return introduced }
    return "\(introduced), legacy \(feature.legacySince?.description ?? "unreleased")"
  }

  /// The first names, or how many there are.
  static func users(_ feature: FeatureReview) -> String {
    let users = feature.users
    if users.isEmpty { return "—" }
    if users.count <= 3 { return users.map(\.description).joined(separator: ", ") }
    return "\(users.count) dependents"
  }

  static func tested(_ feature: FeatureReview) -> String {
    if feature.testing.alone { return "alone" }
    return feature.testing.isTested ? "with others" : "no"
  }

  /// What the sources call deprecated.
  private var deprecated: [String] {
    guard !review.deprecations.isEmpty else { return [] }
    var table = Table()
    for item in review.deprecations {
      table.add(
        printable(item.name), printable("\(item.place.path):\(item.place.line)"),
        item.sentence(review.cycle))
    }
    return ["deprecated in the sources:", table.text, ""]
  }

  /// The dependents that take the foundation only with a feature of their own.
  private var conditional: [String] {
    guard !review.conditional.isEmpty else { return [] }
    var table = Table()
    for use in review.conditional {
      table.add(
        use.repository.description, "\(use.place.path):\(use.place.line)",
        "with `\(printable(use.own))`, which is \(use.isActive ? "on" : "off")")
    }
    return ["only with a feature of their own take it:", table.text]
  }

  private func details(of feature: FeatureReview) -> [String] {
    var lines = ["\(label(feature)): \(feature.advice.action.rawValue)"]
    lines += feature.advice.reasons.map { "  \($0)" }
    lines += Self.relations(feature).map { "  \($0)" }
    var table = Table(indent: 4)
    for enabler in feature.enablers.prefix(Self.most) {
      table.add(
        enabler.repository.description,
        printable("\(enabler.place.path):\(enabler.place.line)"),
        enabler.isActive ? enabler.sentence : "could: " + enabler.sentence)
    }
    if !feature.enablers.isEmpty { lines += ["  places:", table.text] }
    let more = feature.enablers.count - Self.most
    if more > 0 { lines.append("    … and \(more) more, which `--format json` lists") }
    return lines + [""]
  }

  /// What it switches on and what switches it on.
  static func relations(_ feature: FeatureReview) -> [String] {
    var lines: [String] = []
    let names = feature.implies.map { "`\(printable($0))`" }
    let dependencies = feature.dependencies.map { "the dependency `\(printable($0))`" }
    if !(names + dependencies).isEmpty {
      lines.append("switches on \((names + dependencies).joined(separator: ", "))")
    }
    if !feature.impliedBy.isEmpty {
      let by = feature.impliedBy.map { "`\(printable($0))`" }.joined(separator: ", ")
      lines.append("switched on by \(by)")
    }
    return lines
  }
}
