import LockstepCore

extension Rule {
  /// Items that became something else under the same path.
  static let changedKinds: [Rule] = [
    Rule(
      "constructible_struct_changed_type", .major,
      "the struct `{item}`, which everybody could build with a literal, is something else now",
      why: "Literals and patterns of the struct do not compile any more.",
      see: CargoBook.itemRemove,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, match.hasOtherKind else { return false }
        return comparison.before.isConstructible(old)
      }),
    Rule(
      "struct_with_pub_fields_changed_type", .major,
      "the struct `{item}`, which has public fields, is something else now",
      why: "The fields cannot be read by name any more.", see: CargoBook.itemRemove,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, match.hasOtherKind,
          !comparison.before.isConstructible(old)
        else { return false }
        return comparison.before.hasPublicFields(old)
      }),
    Rule(
      "struct_changed_kind", .major, "the struct `{item}` is something else now",
      why: "What can be done with the name changed with its kind.", see: CargoBook.itemRemove,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, let new = match.after, match.hasOtherKind,
          !comparison.before.isConstructible(old), !comparison.before.hasPublicFields(old)
        else { return false }
        // A type whose inside nobody sees may be made of something else.
        return !new.kind.isNominalType
      }),
    Rule(
      "struct_with_no_pub_fields_changed_type", .minor,
      "the struct `{item}`, whose inside nobody saw, is another kind of type now",
      why: "Nobody could build it or take it apart, so nothing that compiles can tell; "
        + "what can be done with the new type is new.",
      see: CargoBook.structPrivateFields,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, let new = match.after, match.hasOtherKind,
          !comparison.before.isConstructible(old), !comparison.before.hasPublicFields(old)
        else { return false }
        return new.kind.isNominalType
      }),
    changed("enum_changed_kind", "enum", .enumeration),
    changed("union_changed_kind", "union", .union),
    changed("trait_changed_kind", "trait", .trait),
    changed("module_changed_kind", "module", .module),
    Rule(
      "type_alias_changed_kind", .major, "the type alias `{item}` is a type of its own now",
      why: "The alias was the type behind it; the new type is another one.",
      see: CargoBook.itemRemove,
      .pairs(.typeAlias) { match, _ in match.hasOtherKind }),
    Rule(
      "reexport_target_changed", .major, "`{item}` leads to something else now",
      why: "Whoever passes it to code that means the old one gets a mismatch.",
      see: CargoBook.itemRemove,
      .pairs(.reexport) { match, _ in
        guard case .reexport(let old)? = match.before?.kind else { return false }
        guard case .reexport(let new)? = match.after?.kind else { return true }
        if let first = old.definition, let second = new.definition { return first != second }
        return old.source != new.source
      }),
  ]

  private static func changed(_ id: String, _ noun: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` is something else now",
      why: "What can be done with the name changed with its kind.", see: CargoBook.itemRemove,
      .pairs(role) { match, _ in match.hasOtherKind })
  }
}

extension Match {
  /// Whether the path leads to another kind of item.
  var hasOtherKind: Bool {
    guard let before, let after else { return false }
    return before.kind.word != after.kind.word
  }
}

extension RustKind {
  /// Whether it is a struct, an enum or a union.
  var isNominalType: Bool {
    switch self {
    case .structure, .enumeration, .union: true
    default: false
    }
  }
}

extension Surface {
  /// Whether a struct or a union has a field that everybody sees.
  func hasPublicFields(_ item: RustItem) -> Bool {
    items(item.parts).contains { $0.visibility == .public && !$0.attributes.isDocHidden }
  }
}
