import LockstepCore

extension Rule {
  /// `#[must_use]`.
  static let mustUse: [Rule] =
    mustUse("struct", "struct", .structure) + mustUse("enum", "enum", .enumeration)
    + mustUse("union", "union", .union) + mustUse("trait", "trait", .trait)
    + mustUse("function", "function", .function) + mustUse("inherent_method", "method", .method)
    + mustUse("trait_method", "trait method", .traitMethod)

  private static func mustUse(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "\(prefix)_must_use_added", .minor, "the \(noun) `{item}` is `#[must_use]` now",
        why: "Code that drops the value still compiles, with a warning.", see: CargoBook.lints,
        .pairs(role) { match, _ in
          match.before?.attributes.mustUse == nil && match.after?.attributes.mustUse != nil
        }),
      Rule(
        "\(prefix)_must_use_removed", .minor, "the \(noun) `{item}` is no longer `#[must_use]`",
        why: "Dropping the value is no longer warned of.", see: CargoBook.lints,
        .pairs(role) { match, _ in
          match.before?.attributes.mustUse != nil && match.after?.attributes.mustUse == nil
        }),
    ]
  }
}
