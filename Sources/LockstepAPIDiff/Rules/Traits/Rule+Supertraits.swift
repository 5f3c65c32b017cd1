import LockstepCore

extension Rule {
  /// What a trait asks of those who implement it.
  static let supertraits: [Rule] = [
    Rule(
      "trait_added_supertrait", .major, "the trait `{item}` asks for more of its implementors",
      why: "Types that implement it and lack what is new do not compile.",
      see: CargoBook.boundsTighten,
      .pairs(.trait) { match, comparison in
        guard case .trait(let old)? = match.before?.kind, old.sealing.isOpen else { return false }
        return comparison.supertraitChange(match)?.added == true
      }),
    Rule(
      "trait_removed_supertrait", .major, "the trait `{item}` asks for less of its implementors",
      why: "Generic code that relies on what it asked for does not compile.",
      see: CargoBook.boundsLoosen,
      .pairs(.trait) { match, comparison in comparison.supertraitChange(match)?.removed == true }),
    Rule(
      "trait_unsafe_added", .major, "the trait `{item}` is `unsafe` now",
      why: "Implementations have to say `unsafe`.", see: CargoBook.traitItemSignature,
      .pairs(.trait) { match, _ in
        guard let (old, new) = match.traits else { return false }
        return !old.isUnsafe && new.isUnsafe && old.sealing.isOpen
      }),
    Rule(
      "trait_unsafe_removed", .major, "the trait `{item}` is no longer `unsafe`",
      why: "Implementations that say `unsafe` do not compile.", see: CargoBook.traitItemSignature,
      .pairs(.trait) { match, _ in
        guard let (old, new) = match.traits else { return false }
        return old.isUnsafe && !new.isUnsafe && old.sealing.isOpen
      }),
    Rule(
      "trait_no_longer_dyn_compatible", .major, "`dyn {item}` is no longer allowed",
      why: "Trait objects of it do not compile.", see: CargoBook.traitObjectSafety,
      .pairs(.trait) { match, _ in
        guard let (old, new) = match.traits else { return false }
        return old.isObjectSafe && !new.isObjectSafe
      }),
  ]
}

extension Match {
  /// The trait on either side.
  var traits: (before: RustTrait, after: RustTrait)? {
    guard case .trait(let old)? = before?.kind, case .trait(let new)? = after?.kind else {
      return nil
    }
    return (old, new)
  }
}

extension Comparison {
  /// Whether supertraits that dependents see were added, removed.
  func supertraitChange(_ match: Match) -> (added: Bool, removed: Bool)? {
    guard let (old, new) = match.traits, let before = match.before, let after = match.after,
      match.generics?.counts.isReshaping != true
    else { return nil }
    let owner = OwnerComparison(
      Match.Owner(before: before, after: after), identities: identities, traits: traits)
    var left = owner.environment(.before)
    var right = owner.environment(.after)
    let was = left.bounds(old.supertraits.filter { self.before.isSeen($0) })
    let now = right.bounds(new.supertraits.filter { self.after.isSeen($0) })
    let added = now.contains { want in !was.contains { traits.follows(want, from: $0) } }
    let removed = was.contains { want in !now.contains { traits.follows(want, from: $0) } }
    return (added, removed)
  }
}

extension Surface {
  /// Whether dependents can name what a bound asks for; what seals a trait is nobody's business.
  func isSeen(_ bound: RustBound) -> Bool {
    guard case .trait(let value) = bound, let item = value.path.item else { return true }
    return isPromised(item)
  }
}
