import LockstepCore

extension Rule {
  /// Fields of unions.
  static let unions: [Rule] = [
    Rule(
      "union_field_missing", .major, "the union's field `{item}` is gone, or no longer public",
      why: "Code that names it does not compile.", see: CargoBook.itemRemove,
      .missing(.unionField)),
    Rule(
      "union_field_type_changed", .major, "the union's field `{item}` has another type",
      why: "Code that names it means other bytes, or does not compile.", see: CargoBook.typeLayout,
      .pairs(.unionField) { match, _ in match.hasOtherType }),
    Rule(
      "union_field_added_with_all_pub_fields", .major,
      "the field `{item}` is new in a `repr(C)` union whose fields are all public",
      why: "Size and alignment of the union were known, and can be others now.",
      see: CargoBook.typeLayout,
      .added(.unionField) { match, comparison in
        match.isOfReprC && match.ownerOpenness(comparison) == .open
      }),
    Rule(
      "union_field_added_with_non_pub_fields", .minor,
      "the field `{item}` is new in a `repr(C)` union with fields that are not public",
      why:
        "Size and alignment may change; they were not promised to those who see no private field.",
      see: CargoBook.typeLayout,
      .added(.unionField) { match, comparison in
        match.isOfReprC && match.ownerOpenness(comparison) != .open
      }),
    Rule(
      "union_field_added", .minor, "the union's field `{item}` is new",
      why: "A union is built with one field, so nobody lacks it.", see: CargoBook.itemNew,
      .added(.unionField) { match, _ in !match.isOfReprC && match.isOpenField }),
  ]
}

extension Match {
  /// Whether the owner is laid out as in C, on both sides.
  var isOfReprC: Bool {
    owner?.before.attributes.representation?.kind == .c
      && owner?.after.attributes.representation?.kind == .c
  }

  /// Who can see the owner's fields.
  func ownerOpenness(_ comparison: Comparison) -> FieldOpenness? {
    owner.map { comparison.before.openness(of: $0.before) }
  }
}
