import LockstepCore

extension Rule {
  /// The numbers behind variants.
  static let discriminants: [Rule] = [
    undefined(
      "enum_discriminants_undefined_non_unit_variant", "a variant has fields or braces"
    ) { if case .variant(let value) = $0.kind { value.shape != .unit } else { false } },
    undefined(
      "enum_discriminants_undefined_non_exhaustive_variant", "a variant is `#[non_exhaustive]`"
    ) { $0.attributes.isNonExhaustive },
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

  private static func undefined(
    _ id: String, _ what: String, _ isCause: @escaping @Sendable (RustItem) -> Bool
  ) -> Rule {
    Rule(
      id, .major, "the values of `{item}` are no longer numbers: \(what) now",
      why: "`as` does not compile any more.", see: CargoBook.discriminants,
      .pairs(.enumeration) { match, comparison in
        guard let old = match.before, let new = match.after,
          case .enumeration(let value) = new.kind, comparison.before.isCastable(old),
          !comparison.after.isCastable(new)
        else { return false }
        return comparison.after.items(value.variants).contains(where: isCause)
      })
  }
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
    guard case .enumeration(let value) = item.kind else { return false }
    return items(value.variants).allSatisfy {
      guard case .variant(let variant) = $0.kind else { return false }
      return variant.shape == .unit && !$0.attributes.isNonExhaustive
    }
  }
}
