/// How a rule is found in a comparison.
struct Strategy: Sendable {
  /// Every place where the rule applies.
  let find: @Sendable (Comparison) -> [Sighting]

  typealias Condition = @Sendable (Match, Comparison) -> Bool
  typealias FunctionCondition = @Sendable (Match, RustFunction, RustFunction) -> Bool

  /// Items of these parts that are gone.
  static func missing(_ roles: Role..., where condition: @escaping Condition = { _, _ in true })
    -> Strategy
  {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.missing[$0] ?? [] }, comparison, condition)
    }
  }

  /// Items of these parts that are new.
  static func added(_ roles: Role..., where condition: @escaping Condition = { _, _ in true })
    -> Strategy
  {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.added[$0] ?? [] }, comparison, condition)
    }
  }

  /// Items of these parts that are `#[doc(hidden)]` now.
  static func hidden(_ roles: Role..., where condition: @escaping Condition = { _, _ in true })
    -> Strategy
  {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.hidden[$0] ?? [] }, comparison, condition)
    }
  }

  /// Parts of enums that were `#[doc(hidden)]`, and no longer are.
  static func revealed(_ roles: Role...) -> Strategy {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.revealed[$0] ?? [] }, comparison) { _, _ in true }
    }
  }

  /// Items of these parts that are on both sides.
  static func pairs(_ roles: Role..., where condition: @escaping Condition) -> Strategy {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.pairs[$0] ?? [] }, comparison, condition)
    }
  }

  /// Functions of these parts that are on both sides.
  static func functions(_ roles: Role..., where condition: @escaping FunctionCondition) -> Strategy
  {
    Strategy { comparison in
      sightings(roles.flatMap { comparison.pairs[$0] ?? [] }, comparison) { match, _ in
        guard case .function(let old)? = match.before?.kind,
          case .function(let new)? = match.after?.kind
        else { return false }
        return condition(match, old, new)
      }
    }
  }

  /// Functions of these parts whose signature changed in some way.
  static func signatures(
    _ roles: Role..., where condition: @escaping @Sendable (Match, FunctionChange) -> Bool,
    detail: @escaping @Sendable (Match, FunctionChange) -> String = { _, _ in "" }
  ) -> Strategy {
    Strategy { comparison in
      roles.flatMap { comparison.pairs[$0] ?? [] }.compactMap { match in
        guard let change = match.function, condition(match, change) else { return nil }
        return sighting(match, detail(match, change))
      }
    }
  }

  /// Implementations of traits.
  static func implementations(
    _ state: ImplementationMatch.State,
    where condition: @escaping @Sendable (ImplementationMatch, Comparison) -> Bool = { _, _ in
      true
    }
  ) -> Strategy {
    Strategy { comparison in
      comparison.implementations.filter { $0.state == state && condition($0, comparison) }.map {
        Sighting(
          path: $0.path, before: $0.before.map { .implementation($0) },
          after: $0.after.map { .implementation($0) },
          detail: [$0.traitName, $0.detail].filter { !$0.isEmpty }.joined(separator: ": "))
      }
    }
  }

  /// Implementations of auto traits, those of one type together: one field decides on several.
  static func autoTraits(_ state: ImplementationMatch.State) -> Strategy {
    Strategy { comparison in
      let matches = comparison.implementations.filter { $0.state == state && $0.isAuto }
      return Dictionary(grouping: matches, by: \.path).values.compactMap { group in
        guard let first = group.first else { return nil }
        return Sighting(
          path: first.path, before: first.before.map { .implementation($0) },
          after: first.after.map { .implementation($0) },
          detail: Set(group.map(\.traitName)).sorted().joined(separator: ", "))
      }
    }
  }

  /// What the manifests say: a name, and what there was and is.
  static func manifest(
    _ look: @escaping @Sendable (PackageFacts, PackageFacts) -> [ManifestChange]
  ) -> Strategy {
    Strategy { comparison in
      look(comparison.before.package, comparison.after.package).map {
        Sighting(
          path: $0.name, before: $0.before.map { .text($0) }, after: $0.after.map { .text($0) },
          detail: $0.detail)
      }
    }
  }

  private static func sightings(
    _ matches: [Match], _ comparison: Comparison, _ condition: Condition
  ) -> [Sighting] {
    matches.filter { condition($0, comparison) }.map { sighting($0, detail(of: $0)) }
  }

  private static func detail(of match: Match) -> String {
    match.foundAt.map { "; it is `\($0)` now" } ?? ""
  }

  private static func sighting(_ match: Match, _ detail: String) -> Sighting {
    Sighting(
      path: match.path, before: match.before.map { .item($0.id) },
      after: match.after.map { .item($0.id) }, detail: detail)
  }
}

/// One change of a manifest.
struct ManifestChange: Sendable {
  /// What changed: a feature, a field.
  var name: String
  /// What there was.
  var before: String?
  /// What there is.
  var after: String?
  /// More, for the message.
  var detail = ""
}

extension ImplementationMatch {
  /// The trait as the source has it.
  var traitName: String { value.trait.map { "`\($0.written)`" } ?? "" }
}
