import LockstepCore

extension Rule {
  /// The numbers behind variants.
  static let discriminants: [Rule] = [
    Rule(
      "enum_no_repr_variant_discriminant_changed", .major,
      "the number behind the variant `{item}` changed",
      why: "`as` gives another number.", see: CargoBook.discriminants,
      .pairs(.variant) { match, comparison in
        match.hasOtherDiscriminant && match.isOfCastableEnum(comparison)
          && match.owner?.before.attributes.representation?.integer == nil
      }),
    Rule(
      "enum_repr_variant_discriminant_changed", .major,
      "the number behind the variant `{item}` changed, in an enum with a `repr` of its own",
      why:
        "Code that reads the number from memory, or over a foreign interface, reads another one.",
      see: CargoBook.discriminants,
      .pairs(.variant) { match, _ in
        match.hasOtherDiscriminant
          && match.owner?.before.attributes.representation?.integer != nil
          && match.owner?.after.attributes.representation?.integer != nil
      }),
  ]
}

extension Match {
  /// Whether both sides know the number, and it is another.
  var hasOtherDiscriminant: Bool {
    guard case .variant(let old)? = before?.kind, case .variant(let new)? = after?.kind,
      let was = old.discriminant, let now = new.discriminant
    else { return false }
    return was != now
  }

  /// Whether `as` turns the enum's values into numbers, on both sides.
  func isOfCastableEnum(_ comparison: Comparison) -> Bool {
    guard let owner else { return false }
    return comparison.before.isCastable(owner.before) && comparison.after.isCastable(owner.after)
  }
}

extension Surface {
  /// Whether `as` turns values of the enum into numbers outside its crate.
  func isCastable(_ item: RustItem) -> Bool {
    guard case .enumeration(let value) = item.kind, !item.attributes.isNonExhaustive else {
      return false
    }
    return items(value.variants).allSatisfy {
      guard case .variant(let variant) = $0.kind else { return false }
      return variant.shape == .unit && !$0.attributes.isNonExhaustive
    }
  }
}
