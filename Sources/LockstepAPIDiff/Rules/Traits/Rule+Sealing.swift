import LockstepCore

extension Rule {
  /// Whether dependents can implement a trait.
  static let sealing: [Rule] = [
    sealing(
      "trait_newly_sealed", .major, "can no longer be implemented outside its crate",
      "Implementations outside do not compile, or use what is not promised."
    ) { $0 == .open && $1 != .open },
    sealing(
      "pub_api_sealed_trait_became_unconditionally_sealed", .minor,
      "can no longer be implemented outside its crate by any means",
      "Who implemented it used something `#[doc(hidden)]`, which was not promised."
    ) { $0 == .hidden && $1 == .sealed },
    sealing(
      "pub_api_sealed_trait_became_unsealed", .minor, "can be implemented outside its crate now",
      "From now on every change of what it asks for is a breaking one."
    ) { $0 == .hidden && $1 == .open },
    sealing(
      "unconditionally_sealed_trait_became_unsealed", .minor,
      "can be implemented outside its crate now",
      "From now on every change of what it asks for is a breaking one."
    ) { $0 == .sealed && $1 == .open },
    sealing(
      "unconditionally_sealed_trait_became_pub_api_sealed", .minor,
      "can be implemented outside its crate by means that are not promised",
      "Crates that belong together can implement it now."
    ) { $0 == .sealed && $1 == .hidden },
  ]

  /// How a trait is sealed, the reason left out.
  private enum Seal: Hashable, Sendable {
    case open, sealed, hidden

    init(_ sealing: Sealing) {
      switch sealing {
      case .open: self = .open
      case .sealed: self = .sealed
      case .sealedByHidden: self = .hidden
      }
    }
  }

  private static func sealing(
    _ id: String, _ bump: Bump, _ what: String, _ why: String,
    _ condition: @escaping @Sendable (Seal, Seal) -> Bool
  ) -> Rule {
    Rule(
      id, bump, "the trait `{item}` \(what)", why: why, see: CargoBook.sealed,
      .pairs(.trait) { match, _ in
        guard let (old, new) = match.traits else { return false }
        return condition(Seal(old.sealing), Seal(new.sealing))
      })
  }
}
