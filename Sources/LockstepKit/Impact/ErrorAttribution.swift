internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

/// Ties compiler errors to the changes of the foundation that cause them.
///
/// An error names what it is about: in backticks in its message, under its carets, and in notes that
/// lead into the foundation's sources. A change is taken as the cause where its item is among these and
/// no other changed item fits as well; where that is not so, no cause is told rather than a wrong one.
struct ErrorAttribution: Sendable {
  /// The breaking changes.
  let findings: [Finding]

  init(_ findings: [Finding]) {
    self.findings = findings.filter { $0.bump == .major }
  }

  /// The place of an error, with the change that causes it.
  func site(of error: CompilerError) -> ImpactSite {
    ImpactSite(
      file: error.file ?? "Cargo.toml", line: error.line ?? 1, column: error.column ?? 1,
      code: error.code, message: error.message, isInTests: error.isInTestsOnly,
      change: change(behind: error))
  }

  /// The change that causes `error`.
  func change(behind error: CompilerError) -> ChangeReference? {
    let words = Words(of: error)
    var best: [Finding] = []
    var bestScore = 0
    for finding in findings {
      let score = Self.score(finding, words)
      guard score > 0, score >= bestScore else { continue }
      if score > bestScore { best = [] }
      bestScore = score
      best.append(finding)
    }
    // Several paths of one item, or several rules on it, are one cause; several items are none.
    let items = Set(best.map { Self.shortName(of: $0.item) })
    guard items.count == 1 else { return nil }
    let fitting = best.filter { Self.fits($0.kind, code: error.code) }
    let chosen = (fitting.isEmpty ? best : fitting).min {
      ($0.item.utf8.count, $0.item, $0.kind) < ($1.item.utf8.count, $1.item, $1.kind)
    }
    return chosen.map { ChangeReference(kind: $0.kind, item: $0.item) }
  }

  /// What a dependent's manifest asks for and the candidate has no longer; `nil` where nothing is.
  func missingFeatures(of dependent: Dependent) -> DependentImpact? {
    let gone = findings.filter {
      ["feature_missing", "optional_dependency_missing"].contains($0.kind)
    }
    var sites: [ImpactSite] = []
    for use in dependent.directUses {
      for feature in use.dependency.features {
        guard let finding = gone.first(where: { Self.lastName(of: $0.item) == feature })
        else { continue }
        let place = use.dependency.place
        sites.append(
          ImpactSite(
            file: place.path, line: place.line, column: place.column,
            message: "`\(use.dependency.name)` has no feature `\(feature)` any more",
            change: ChangeReference(kind: finding.kind, item: finding.item)))
      }
    }
    guard !sites.isEmpty else { return nil }
    return DependentImpact(name: dependent.name, outcome: .breaks, sites: sites)
  }

  // MARK: - Fitting

  /// How well a change's item fits what an error speaks of; 0 where it does not.
  private static func score(_ finding: Finding, _ words: Words) -> Int {
    let parts = finding.item.split(separator: ":").map(String.init)
    guard let name = parts.last else { return 0 }
    if words.definitions.contains(name), words.told.contains(name) { return 8 }
    if parts.count > 1, words.paths.contains(finding.item) { return 7 }
    let owner = parts.dropLast().last ?? ""
    let isMember = owner.first?.isUppercase == true
    if isMember {
      guard words.told.contains(name) else { return 0 }
      return words.told.contains(owner) || words.definitions.contains(owner) ? 6 : 2
    }
    if words.definitions.contains(name) { return 5 }
    if words.told.contains(name) { return 4 }
    return 0
  }

  /// What an item is called, whichever path it is found by: `Ring`, `Ring::push`.
  private static func shortName(of item: String) -> String {
    let parts = item.split(separator: ":")
    let isMember = parts.dropLast().last?.first?.isUppercase == true
    return parts.suffix(isMember ? 2 : 1).joined(separator: "::")
  }

  private static func lastName(of item: String) -> String {
    item.split(separator: ":").last.map(String.init) ?? item
  }

  /// Whether a rule tells of what a compiler code complains about.
  private static func fits(_ kind: String, code: String?) -> Bool {
    let words: [String] =
      switch code {
      case "E0747": ["const_generic"]
      case "E0107", "E0726": ["generic", "lifetime", "requires"]
      case "E0432", "E0433", "E0412", "E0425", "E0405", "E0599", "E0576": ["missing", "hidden"]
      case "E0061", "E0050", "E0057": ["parameter_count", "receiver"]
      case "E0053", "E0308", "E0631": ["type", "parameter", "return"]
      case "E0560", "E0609", "E0026", "E0027", "E0063", "E0616": ["field"]
      case "E0004": ["variant", "non_exhaustive"]
      case "E0046", "E0407", "E0437", "E0438": ["trait"]
      case "E0277", "E0271": ["impl", "bound"]
      case "E0133": ["unsafe"]
      case "E0603", "E0624": ["private", "missing", "hidden"]
      case "E0639", "E0638": ["non_exhaustive"]
      default: []
      }
    return words.contains { kind.contains($0) }
  }

  /// The names that an error speaks of.
  private struct Words {
    /// Names in backticks or under carets, and every word of what is quoted there.
    var told: Set<String> = []
    /// Whole paths among them.
    var paths: Set<String> = []
    /// Names under the carets of notes: what rustc says is defined there.
    var definitions: Set<String> = []

    init(of error: CompilerError) {
      var quotes = Self.quoted(in: error.message)
      for mention in error.mentions {
        quotes += mention.label.map(Self.quoted(in:)) ?? []
        if mention.isPrimary, mention.isNote {
          definitions.formUnion(Self.names(in: mention.text))
        } else if mention.isPrimary {
          quotes.append(mention.text)
          if ["E0107", "E0747"].contains(error.code), let owner = Self.owner(of: mention.lead) {
            quotes.append(owner)
          }
        }
      }
      for quote in quotes {
        paths.formUnion(Self.split(quote) { !$0.isName && $0 != ":" })
        told.formUnion(Self.names(in: quote))
      }
    }

    /// The path whose generic arguments the end of `text` is in: `ArrayString` of `x: ArrayString<`.
    private static func owner(of text: String) -> String? {
      var depth = 0
      var rest = text[...]
      while let character = rest.popLast() {
        if character == ">" { depth += 1 }
        guard character == "<" else { continue }
        if depth == 0 {
          let path = rest.reversed().prefix { $0.isName || $0 == ":" }
          return path.isEmpty ? nil : String(path.reversed())
        }
        depth -= 1
      }
      return nil
    }

    private static func names(in text: String) -> Set<String> { split(text) { !$0.isName } }

    private static func split(_ text: String, _ isBetween: (Character) -> Bool) -> Set<String> {
      Set(text.split(whereSeparator: isBetween).map(String.init))
    }

    private static func quoted(in text: String) -> [String] {
      let parts = text.split(separator: "`", omittingEmptySubsequences: false)
      return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }
}

extension Character {
  fileprivate var isName: Bool { isLetter || isNumber || self == "_" }
}
