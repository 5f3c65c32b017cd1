import LockstepCore

extension Rule {
  /// The order of fields, where it is known outside.
  static let fieldOrders: [Rule] = [
    Rule(
      "repr_c_plain_struct_fields_reordered", .major,
      "the fields of the `repr(C)` struct `{item}` stand in another order",
      why: "They lie elsewhere in memory, and foreign code reads the wrong ones.",
      see: CargoBook.reprCShuffle,
      .pairs(.structure) { match, comparison in
        match.isReprC && match.hasReorderedFields(comparison)
      }),
    Rule(
      "repr_c_enum_struct_variant_fields_reordered", .major,
      "the fields of the variant `{item}` of a `repr(C)` enum stand in another order",
      why: "They lie elsewhere in memory, and foreign code reads the wrong ones.",
      see: CargoBook.reprCShuffle,
      .pairs(.variant) { match, comparison in
        match.isOfReprC && match.hasReorderedFields(comparison)
      }),
    Rule(
      "partial_ord_struct_fields_reordered", .major,
      "the fields of `{item}` stand in another order, and the derived `PartialOrd` with them",
      why: "Comparisons give other answers.", see: CargoBook.partialOrd,
      .pairs(.structure) { match, comparison in
        match.derivesOrder(comparison) && match.hasReorderedFields(comparison)
      }),
    Rule(
      "partial_ord_enum_struct_variant_fields_reordered", .major,
      "the fields of the variant `{item}` stand in another order, and the derived `PartialOrd` with "
        + "them",
      why: "Comparisons give other answers.", see: CargoBook.partialOrd,
      .pairs(.variant) { match, comparison in
        guard let owner = match.owner, match.hasReorderedFields(comparison) else { return false }
        return comparison.before.derivesOrder(owner.before.id)
          && comparison.after.derivesOrder(owner.after.id)
      }),
  ]
}

extension Match {
  /// Whether both sides are laid out as in C.
  var isReprC: Bool {
    guard let representations else { return false }
    return representations.before.kind == .c && representations.after.kind == .c
  }

  /// Whether named fields that dependents see stand in another order.
  func hasReorderedFields(_ comparison: Comparison) -> Bool {
    guard let before, let after else { return false }
    func isSeen(_ item: RustItem) -> Bool {
      item.visibility != .restricted && !item.attributes.isDocHidden
    }
    return isReordered(
      comparison.before.items(before.parts).filter(isSeen),
      comparison.after.items(after.parts).filter(isSeen))
  }
}
