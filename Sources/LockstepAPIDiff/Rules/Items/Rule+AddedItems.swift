import LockstepCore

extension Rule {
  /// Items that are new; each counts as a minor change.
  static let addedItems: [Rule] = [
    added("module_added", "module", .added(.module)),
    added("trait_added", "trait", .added(.trait)),
    added("trait_alias_added", "trait alias", .added(.traitAlias)),
    added("type_alias_added", "type alias", .added(.typeAlias)),
    added("function_added", "function", .added(.function)),
    added("pub_const_added", "constant", .added(.constant)),
    added("pub_static_added", "static", .added(.staticVariable)),
    added("union_added", "union", .added(.union)),
    added("reexport_added", "re-export", .added(.reexport)),
    added("declarative_macro_added", "macro", .added(.macro)),
    added(
      "proc_macro_added", "procedural macro",
      .added(.functionLikeMacro, .attributeMacro, .deriveMacro)),
    added(
      "non_exhaustive_struct_added", "`#[non_exhaustive]` struct",
      .added(.structure) { match, _ in match.isNonExhaustive }),
    added(
      "exhaustive_struct_added", "struct",
      .added(.structure) { match, comparison in
        !match.isNonExhaustive && comparison.openness(of: match) == .open
      }),
    added(
      "exhaustive_struct_with_private_fields_added", "struct",
      .added(.structure) { match, comparison in
        !match.isNonExhaustive && comparison.openness(of: match) == .hasPrivate
      }),
    added(
      "exhaustive_struct_with_doc_hidden_fields_added", "struct",
      .added(.structure) { match, comparison in
        !match.isNonExhaustive && comparison.openness(of: match) == .hasHidden
      }),
    added(
      "exhaustive_enum_added", "enum", .added(.enumeration) { match, _ in !match.isNonExhaustive }),
    added(
      "non_exhaustive_enum_added", "`#[non_exhaustive]` enum",
      .added(.enumeration) { match, _ in match.isNonExhaustive }),
  ]

  private static func added(_ id: String, _ noun: String, _ strategy: Strategy) -> Rule {
    Rule(
      id, .minor, "the \(noun) `{item}` is new",
      why: "Nobody can have used it. A glob import may meet a name of its own, "
        + "which is no breaking change by convention.",
      see: CargoBook.itemNew, strategy)
  }
}

/// Who can see a struct's fields.
enum FieldOpenness: Hashable {
  /// Everybody all of them.
  case open
  /// Not everybody: some are private.
  case hasPrivate
  /// Everybody, but some are `#[doc(hidden)]`.
  case hasHidden
}

extension Match {
  /// Whether the candidate's item, else the baseline's, is `#[non_exhaustive]`.
  var isNonExhaustive: Bool { (after ?? before)?.attributes.isNonExhaustive == true }
}

extension Comparison {
  /// Who can see the fields of a new struct.
  func openness(of match: Match) -> FieldOpenness {
    guard let item = match.after else { return .open }
    return after.openness(of: item)
  }
}

extension Surface {
  /// Who can see the fields of a struct, a union.
  func openness(of item: RustItem) -> FieldOpenness {
    let stripped: Bool
    switch item.kind {
    case .structure(let value): stripped = value.hasStrippedFields
    case .union(let value): stripped = value.hasStrippedFields
    default: return .open
    }
    let fields = items(item.parts)
    if stripped || fields.contains(where: { $0.visibility != .public }) { return .hasPrivate }
    return fields.contains { $0.attributes.isDocHidden } ? .hasHidden : .open
  }

  /// Whether everybody can build the struct with a literal, and take it apart completely.
  func isConstructible(_ item: RustItem) -> Bool {
    !item.attributes.isNonExhaustive && openness(of: item) == .open
  }
}
