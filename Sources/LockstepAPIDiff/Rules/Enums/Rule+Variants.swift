import LockstepCore

extension Rule {
  /// Variants of enums.
  static let variants: [Rule] = [
    Rule(
      "enum_variant_added", .major, "the variant `{item}` is new in an enum that is exhaustive",
      why: "A `match` without `_` does not cover it.", see: CargoBook.enumVariantNew,
      .added(.variant) { match, _ in match.isOfExhaustiveEnum }),
    Rule(
      "non_exhaustive_enum_variant_added", .minor, "the variant `{item}` is new",
      why: "The enum is `#[non_exhaustive]`: every `match` has a `_`.",
      see: CargoBook.enumVariantNew, .added(.variant) { match, _ in !match.isOfExhaustiveEnum }),
    Rule(
      "enum_variant_missing", .major, "the variant `{item}` is gone",
      why: "Code that names it does not compile.", see: CargoBook.itemRemove,
      .missing(.variant) { match, _ in match.owner != nil }),
    Rule(
      "enum_variant_no_longer_importable", .major,
      "the variant can no longer be used as `{item}`{detail}",
      why: "Whoever names the variant by this path, without its enum, does not compile.",
      see: CargoBook.itemRemove, .missing(.variant) { match, _ in match.owner == nil }),
    Rule(
      "enum_unit_variant_changed_kind", .major, "the variant `{item}` has fields or braces now",
      why: "Its name alone is no value and no pattern any more.", see: CargoBook.enumFieldsNew,
      .pairs(.variant) { match, _ in
        match.changesVariantShape(from: .unit) && !match.wasNonExhaustive
      }),
    Rule(
      "enum_tuple_variant_changed_kind", .major, "the tuple variant `{item}` is written otherwise",
      why: "It is built and matched in another way.", see: CargoBook.enumFieldsNew,
      .pairs(.variant) { match, _ in
        match.changesVariantShape(from: .tuple) && !match.wasNonExhaustive
      }),
    Rule(
      "enum_non_exhaustive_tuple_variant_changed_kind", .major,
      "the `#[non_exhaustive]` tuple variant `{item}` is written otherwise",
      why: "It is matched in another way.", see: CargoBook.enumFieldsNew,
      .pairs(.variant) { match, _ in
        match.changesVariantShape(from: .tuple) && match.wasNonExhaustive
      }),
    Rule(
      "enum_struct_variant_changed_kind", .major,
      "the variant `{item}` has no named fields any more",
      why: "It is built and matched in another way.", see: CargoBook.enumFieldsNew,
      .pairs(.variant) { match, _ in match.changesVariantShape(from: .named) }),
    Rule(
      "partial_ord_enum_variants_reordered", .major,
      "the variants of `{item}` stand in another order, and the derived `PartialOrd` with them",
      why: "Comparisons give other answers.", see: CargoBook.partialOrd,
      .pairs(.enumeration) { match, comparison in
        match.derivesOrder(comparison) && match.hasReorderedVariants(comparison)
      }),
  ]
}

extension Match {
  /// Whether a `match` had to cover the variants of the owner, and still has to.
  var isOfExhaustiveEnum: Bool {
    guard let owner else { return false }
    return !owner.before.attributes.isNonExhaustive && !owner.after.attributes.isNonExhaustive
  }

  /// Whether the baseline's item was `#[non_exhaustive]`.
  var wasNonExhaustive: Bool { before?.attributes.isNonExhaustive == true }

  /// Whether a variant that had this shape has another.
  func changesVariantShape(from shape: RustShape) -> Bool {
    guard case .variant(let old)? = before?.kind, case .variant(let new)? = after?.kind else {
      return false
    }
    if shape == .named, old.fields.isEmpty, new.fields.isEmpty { return false }
    return old.shape == shape && new.shape != shape
  }

  /// Whether both sides derive `PartialOrd`.
  func derivesOrder(_ comparison: Comparison) -> Bool {
    guard let before, let after else { return false }
    return comparison.before.derivesOrder(before.id) && comparison.after.derivesOrder(after.id)
  }

  /// Whether variants that are on both sides stand in another order.
  func hasReorderedVariants(_ comparison: Comparison) -> Bool {
    guard case .enumeration(let old)? = before?.kind, case .enumeration(let new)? = after?.kind
    else { return false }
    return isReordered(
      comparison.before.items(old.variants), comparison.after.items(new.variants))
  }
}

extension Surface {
  /// Whether a derive made the `PartialOrd` of a type.
  func derivesOrder(_ id: ItemID) -> Bool {
    implementations(of: id).contains {
      $0.trait?.resolved == "core::cmp::PartialOrd" && $0.attributes.isDerived
    }
  }
}

/// Whether what both lists have stands in another order in the second.
func isReordered(_ old: [RustItem], _ new: [RustItem]) -> Bool {
  let (first, second) = (Set(old.map(\.name)), Set(new.map(\.name)))
  return old.map(\.name).filter(second.contains) != new.map(\.name).filter(first.contains)
}
