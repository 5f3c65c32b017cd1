import LockstepCore

extension Rule {
  /// Fields of structs.
  static let structFields: [Rule] = [
    Rule(
      "constructible_struct_adds_field", .major,
      "the field `{item}` is new in a struct that everybody could build with a literal",
      why: "Literals lack the field, and patterns without `..` do too.",
      see: CargoBook.structPublicField,
      .added(.structField) { match, comparison in
        match.isFirstBreakOfConstructible(comparison) && match.isOpenField
      }),
    Rule(
      "constructible_struct_adds_private_field", .major,
      "the private field `{item}` is new in a struct that everybody could build with a literal",
      why: "Nobody outside can build the struct with a literal any more.",
      see: CargoBook.structPrivateField,
      .added(.structField) { match, comparison in
        match.isFirstBreakOfConstructible(comparison) && !match.isOpenField
      }),
    Rule(
      "struct_pub_field_missing", .major, "the field `{item}` is gone, or no longer public",
      why: "Code that reads it does not compile.", see: CargoBook.itemRemove,
      .missing(.structField)),
    Rule(
      "struct_pub_field_type_changed", .major, "the field `{item}` has another type",
      why: "Code that reads or sets it as what it was does not compile.",
      see: CargoBook.generalizeDifferent,
      .pairs(.structField) { match, _ in match.hasOtherType }),
    Rule(
      "struct_pub_field_added", .minor, "the field `{item}` is new, or was not public before",
      why: "Nobody could build the struct with a literal, so nobody lacks it.",
      see: CargoBook.structPrivateFields,
      .added(.structField) { match, comparison in
        guard match.isOpenField, let owner = match.owner else { return false }
        return !comparison.before.isConstructible(owner.before)
      }),
  ]
}

extension Match {
  /// Whether everybody sees the new field.
  var isOpenField: Bool {
    guard let after else { return false }
    return after.visibility == .public && !after.attributes.isDocHidden
  }

  /// Whether the struct could be built by everybody, and still would without this field.
  func isFirstBreakOfConstructible(_ comparison: Comparison) -> Bool {
    guard let owner else { return false }
    return comparison.before.isConstructible(owner.before)
      && !owner.after.attributes.isNonExhaustive
  }
}
