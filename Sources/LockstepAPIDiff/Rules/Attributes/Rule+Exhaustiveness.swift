import LockstepCore

extension Rule {
  /// `#[non_exhaustive]`.
  static let exhaustiveness: [Rule] = [
    Rule(
      "struct_marked_non_exhaustive", .major, "the struct `{item}` is `#[non_exhaustive]` now",
      why: "It cannot be built with a literal outside its crate, and patterns need `..`.",
      see: CargoBook.nonExhaustive,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, match.isNewlyNonExhaustive else { return false }
        // With private fields nobody outside could do either.
        return comparison.before.isConstructible(old)
      }),
    Rule(
      "struct_no_longer_non_exhaustive", .minor,
      "the struct `{item}` is no longer `#[non_exhaustive]`",
      why: "It can be built and taken apart outside: from now on a new field breaks somebody.",
      see: CargoBook.nonExhaustive,
      .pairs(.structure) { match, comparison in
        guard let new = match.after, match.isNoLongerNonExhaustive else { return false }
        return comparison.after.isConstructible(new)
      }),
    Rule(
      "enum_marked_non_exhaustive", .major, "the enum `{item}` is `#[non_exhaustive]` now",
      why: "Every `match` outside its crate needs a `_`.", see: CargoBook.nonExhaustive,
      .pairs(.enumeration) { match, _ in match.isNewlyNonExhaustive }),
    Rule(
      "enum_no_longer_non_exhaustive", .minor, "the enum `{item}` is no longer `#[non_exhaustive]`",
      why: "A `match` can do without `_`: from now on a new variant breaks somebody.",
      see: CargoBook.nonExhaustive,
      .pairs(.enumeration) { match, _ in match.isNoLongerNonExhaustive }),
    Rule(
      "enum_variant_marked_non_exhaustive", .major,
      "the variant `{item}` is `#[non_exhaustive]` now",
      why: "It cannot be built outside its crate, and patterns need `..`.",
      see: CargoBook.nonExhaustive,
      .pairs(.variant) { match, _ in match.isNewlyNonExhaustive }),
    Rule(
      "enum_variant_no_longer_non_exhaustive", .minor,
      "the variant `{item}` is no longer `#[non_exhaustive]`",
      why: "It can be built outside: from now on a new field breaks somebody.",
      see: CargoBook.nonExhaustive,
      .pairs(.variant) { match, _ in match.isNoLongerNonExhaustive }),
  ]
}

extension Match {
  /// Whether only the candidate's item is `#[non_exhaustive]`.
  var isNewlyNonExhaustive: Bool {
    guard let before, let after, !hasOtherKind else { return false }
    return !before.attributes.isNonExhaustive && after.attributes.isNonExhaustive
  }

  /// Whether only the baseline's item is `#[non_exhaustive]`.
  var isNoLongerNonExhaustive: Bool {
    guard let before, let after, !hasOtherKind else { return false }
    return before.attributes.isNonExhaustive && !after.attributes.isNonExhaustive
  }
}
