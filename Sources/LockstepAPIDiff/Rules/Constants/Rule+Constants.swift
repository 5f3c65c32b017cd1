import LockstepCore

extension Rule {
  /// Constants, statics and type aliases.
  static let constants: [Rule] = [
    Rule(
      "const_type_changed", .major, "the constant `{item}` has another type",
      why: "Uses as what it was do not compile.", see: CargoBook.constants,
      .pairs(.constant) { match, _ in match.hasOtherType }),
    Rule(
      "const_changed_kind", .major, "the constant `{item}` is no constant any more",
      why: "It cannot be used in patterns, array lengths and other constants any more.",
      see: CargoBook.constants, .pairs(.constant) { match, _ in match.hasOtherKind }),
    Rule(
      "static_type_changed", .major, "the static `{item}` has another type",
      why: "Uses as what it was do not compile.", see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in match.hasOtherType }),
    Rule(
      "static_changed_kind", .major, "the static `{item}` is no static any more",
      why: "It has no address that stays the same any more.", see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in match.hasOtherKind }),
    Rule(
      "function_changed_kind", .major, "the function `{item}` is something else now",
      why: "Calls do not compile, or do another thing.", see: CargoBook.itemRemove,
      .pairs(.function) { match, _ in match.hasOtherKind }),
    Rule(
      "pub_static_mut_now_immutable", .major, "the static `{item}` cannot be changed any more",
      why: "Code that changes it does not compile.", see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in
        guard let (old, new) = match.statics else { return false }
        return old.isMutable && !new.isMutable
      }),
    Rule(
      "pub_static_now_mutable", .major, "the static `{item}` is `mut` now",
      why: "Every use needs an `unsafe` block.", see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in
        guard let (old, new) = match.statics else { return false }
        return !old.isMutable && new.isMutable
      }),
    Rule(
      "static_became_unsafe", .major, "the static `{item}` is `unsafe` now",
      why: "Every use needs an `unsafe` block.", see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in
        guard let (old, new) = match.statics else { return false }
        return !old.isUnsafe && new.isUnsafe
      }),
    Rule(
      "static_no_longer_unsafe", .minor, "the static `{item}` is no longer `unsafe`",
      why: "An `unsafe` block around it may become superfluous, which is a warning.",
      see: CargoBook.statics,
      .pairs(.staticVariable) { match, _ in
        guard let (old, new) = match.statics else { return false }
        return old.isUnsafe && !new.isUnsafe
      }),
    Rule(
      "type_alias_type_changed", .major, "the type alias `{item}` stands for another type",
      why: "Whoever uses the alias for the type that it was gets a mismatch.",
      see: CargoBook.itemRemove, .pairs(.typeAlias) { match, _ in match.hasOtherType }),
  ]
}

extension Match {
  /// What is said of a static, on either side.
  var statics: (before: StaticFacts, after: StaticFacts)? {
    guard case .staticVariable(_, let wasMutable, let wasUnsafe)? = before?.kind,
      case .staticVariable(_, let isMutable, let isUnsafe)? = after?.kind
    else { return nil }
    return (
      StaticFacts(isMutable: wasMutable, isUnsafe: wasUnsafe),
      StaticFacts(isMutable: isMutable, isUnsafe: isUnsafe)
    )
  }
}

/// What is said of a static beside its type.
struct StaticFacts: Hashable {
  /// `static mut`.
  var isMutable: Bool
  /// An `unsafe static` of an `extern` block.
  var isUnsafe: Bool
}
