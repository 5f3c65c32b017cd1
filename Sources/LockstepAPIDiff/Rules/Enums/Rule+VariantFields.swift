import LockstepCore

extension Rule {
  /// Fields of variants.
  static let variantFields: [Rule] =
    fields("struct", .structVariantField) + fields("tuple", .tupleVariantField)

  private static func fields(_ shape: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "enum_\(shape)_variant_field_added", .major, "the field `{item}` is new in its variant",
        why: "The variant cannot be built without it, and patterns without `..` lack it.",
        see: CargoBook.enumFieldsNew,
        .added(role) { match, _ in !match.isOfNonExhaustiveVariant }),
      Rule(
        "enum_non_exhaustive_\(shape)_variant_field_added", .minor,
        "the field `{item}` is new in its `#[non_exhaustive]` variant",
        why: "Nobody outside builds the variant, and every pattern has `..`.",
        see: CargoBook.enumFieldsNew,
        .added(role) { match, _ in match.isOfNonExhaustiveVariant }),
      Rule(
        "enum_\(shape)_variant_field_missing", .major,
        "the field `{item}` is gone from its variant",
        why: "Code that names it does not compile.", see: CargoBook.itemRemove, .missing(role)),
      Rule(
        "enum_\(shape)_variant_field_type_changed", .major, "the field `{item}` has another type",
        why: "Code that reads or sets it as what it was does not compile.",
        see: CargoBook.generalizeDifferent, .pairs(role) { match, _ in match.hasOtherType }),
    ]
  }
}

extension Match {
  /// Whether nobody outside can build the variant, before and now.
  var isOfNonExhaustiveVariant: Bool {
    // A variant that becomes `#[non_exhaustive]` is told by that.
    owner?.after.attributes.isNonExhaustive == true
  }
}
