import LockstepCore

extension Rule {
  /// Implementations of traits.
  static let implementations: [Rule] = [
    Rule(
      "auto_trait_impl_removed", .major, "`{item}` no longer is {detail}",
      why: "Code that needs it, threads above all, does not compile.", see: CargoBook.autoTraits,
      .autoTraits(.removed)),
    Rule(
      "auto_trait_impl_bound_added", .major, "`{item}` is not always what it was: {detail}",
      why:
        "With parameters that do not meet what is asked now, code that needs it does not compile.",
      see: CargoBook.autoTraits, .autoTraits(.tightened)),
    Rule(
      "auto_trait_impl_added", .minor, "`{item}` is {detail} now",
      why: "It can be used in more places.", see: CargoBook.autoTraits,
      .autoTraits(.added)),
    Rule(
      "derive_trait_impl_removed", .major,
      "`{item}` no longer implements {detail}, which was derived",
      why: "Code that uses the trait on it does not compile.", see: CargoBook.itemRemove,
      .implementations(.removed) { match, _ in !match.isAuto && match.value.attributes.isDerived }),
    Rule(
      "trait_impl_removed", .major, "`{item}` no longer implements {detail}",
      why: "Code that uses the trait on it does not compile.", see: CargoBook.itemRemove,
      .implementations(.removed) { match, _ in
        // Without a destructor of its own a type can do more, not less.
        !match.isAuto && !match.value.attributes.isDerived && !match.value.isBlanket
          && match.trait != "core::ops::drop::Drop"
      }),
    Rule(
      "blanket_trait_impl_removed", .major,
      "{detail} is no longer implemented for everything that meets a condition",
      why: "Types that had the trait through it lack it.", see: CargoBook.itemRemove,
      .implementations(.removed) { match, _ in match.value.isBlanket }),
    Rule(
      "blanket_trait_impl_added", .major,
      "{detail} is implemented for everything that meets a condition",
      why: "It stands in the way of implementations that dependents have of the same trait.",
      see:
        "https://rust-lang.github.io/rfcs/1105-api-evolution.html#implementing-a-non-fundamental-trait",
      .implementations(.added) { match, comparison in comparison.isForAnybody(match.value) }),
    Rule(
      "blanket_trait_impl_bound_removed", .major,
      "{detail} is no longer asked of what the trait is implemented for",
      why: "The impl covers more types now, and stands in the way of implementations that "
        + "dependents have of the same trait.",
      see:
        "https://rust-lang.github.io/rfcs/1105-api-evolution.html#implementing-a-non-fundamental-trait",
      .implementations(.relaxed) { match, comparison in
        !match.isAuto && match.isWidening(comparison)
      }),
    Rule(
      "trait_impl_added", .minor, "`{item}` implements {detail} now",
      why: "By convention it is no breaking change, though inference may have to choose now.",
      see: CargoBook.itemNew,
      .implementations(.added) { match, comparison in
        !match.isAuto && !match.isSpecial(comparison)
          && !comparison.isForAnybody(match.value)
      }),
    Rule(
      "copy_impl_added", .minor, "`{item}` is `Copy` now",
      why: "Closures without `move` borrow it where they took it, which a few notice.",
      see: CargoBook.itemNew,
      .implementations(.added) { match, _ in match.trait == "core::marker::Copy" }),
    Rule(
      "drop_impl_added", .major, "`{item}` has a destructor of its own now",
      why: "Its fields can no longer be moved out of it.",
      see: "https://doc.rust-lang.org/error_codes/E0509.html",
      .implementations(.added) { match, comparison in match.isBreakingDrop(comparison) }),
    Rule(
      "trait_impl_bound_added", .major,
      "`{item}` implements a trait under one more condition: {detail}",
      why: "With parameters that do not meet it, code that uses the trait does not compile.",
      see: CargoBook.boundsTighten, .implementations(.tightened) { match, _ in !match.isAuto }),
    Rule(
      "trait_impl_bound_removed", .minor,
      "`{item}` implements a trait under fewer conditions: {detail}",
      why: "More types have the trait.", see: CargoBook.boundsLoosen,
      .implementations(.relaxed) { match, comparison in
        !match.isAuto && !match.isWidening(comparison)
      }),
    Rule(
      "auto_trait_impl_bound_removed", .minor, "`{item}` is {detail} under fewer conditions",
      why: "It can be used in more places.", see: CargoBook.autoTraits, .autoTraits(.relaxed)),
    Rule(
      "trait_impl_associated_type_changed", .major,
      "`{item}` implements a trait with another associated type: {detail}",
      why: "Code that uses what the trait gives gets another type.",
      see: CargoBook.generalizeDifferent, .implementations(.otherTypes)),
    Rule(
      "sized_impl_removed", .major, "`{item}` no longer is `Sized`",
      why: "Its values cannot be held by name, passed or returned any more.",
      see: CargoBook.itemRemove,
      .pairs(.structure) { match, comparison in
        guard let old = match.before, let new = match.after else { return false }
        return comparison.before.isSized(old) && !comparison.after.isSized(new)
      }),
  ]
}

extension ImplementationMatch {
  /// Whether the trait is one that types have without asking.
  var isAuto: Bool {
    [
      "core::marker::Send", "core::marker::Sync", "core::marker::Unpin",
      "core::panic::unwind_safe::UnwindSafe", "core::panic::unwind_safe::RefUnwindSafe",
    ].contains(trait)
  }

  /// Whether a rule of its own tells of the new implementation.
  func isSpecial(_ comparison: Comparison) -> Bool {
    trait == "core::marker::Copy" || isBreakingDrop(comparison)
  }

  /// Whether it is for all types with a property, of which more have it now.
  func isWidening(_ comparison: Comparison) -> Bool {
    // Types without a size are hardly anybody's own.
    guard let after else { return false }
    return comparison.isForAnybody(comparison.after[after]) && detail != "`Sized`"
  }

  /// Whether it is a destructor for something that could be taken apart.
  func isBreakingDrop(_ comparison: Comparison) -> Bool {
    guard trait == "core::ops::drop::Drop", let owner else { return false }
    switch owner.kind {
    case .enumeration(let value):
      return comparison.after.items(value.variants).contains { !$0.parts.isEmpty }
    default: return comparison.after.hasPublicFields(owner)
    }
  }
}

extension Comparison {
  /// Whether an implementation of the candidate is for all types with a property that a dependent's
  /// type can have, of a trait that dependents could implement.
  func isForAnybody(_ implementation: RustImplementation) -> Bool {
    implementation.isBlanket && isOpenTrait(implementation)
      && after.innerBound(of: implementation) == nil
  }

  /// Whether dependents can implement the trait of an implementation; a foreign one they can.
  func isOpenTrait(_ implementation: RustImplementation) -> Bool {
    guard let item = implementation.trait?.item, case .trait(let value) = after[item].kind else {
      return true
    }
    if let old = identities.original(of: item), case .trait(let was) = before[old].kind {
      return was.sealing.isOpen
    }
    return value.sealing.isOpen
  }
}

extension Surface {
  /// A trait that an implementation for all types asks for, and that no type outside can have.
  func innerBound(of implementation: RustImplementation) -> ItemID? {
    guard implementation.isBlanket, case .generic(let name) = implementation.type else {
      return nil
    }
    var bounds: [RustBound] = []
    for parameter in implementation.generics.declared where parameter.name == name {
      if case .type(let asked, _) = parameter.kind { bounds += asked }
    }
    for case .bound(.generic(name), let asked, _) in implementation.generics.predicates {
      bounds += asked
    }
    for case .trait(let bound) in bounds {
      guard let item = bound.path.item, case .trait(let trait) = self[item].kind else { continue }
      let isGivenAway = implementations(of: item).contains(where: \.isBlanket)
      if !isGivenAway, !isPublic(item) || !trait.sealing.isOpen { return item }
    }
    return nil
  }

  /// Whether a struct's values have a size that is known: its last field decides.
  func isSized(_ item: RustItem) -> Bool {
    guard let last = item.parts.last, case .field(let type) = self[last].kind else { return true }
    switch type {
    case .slice, .dynamic, .primitive("str"): return false
    case .generic(let name):
      for parameter in item.generics?.declared ?? [] where parameter.name == name {
        if case .type(let bounds, _) = parameter.kind { return !bounds.isMaybeUnsized }
      }
      return true
    default: return true
    }
  }
}
