import LockstepCore

extension Rule {
  /// Items of traits that come and go.
  static let traitItems: [Rule] =
    items(
      "method", "trait_method", missing: "trait_method_missing", .traitMethod,
      addedDefault: "trait_method_default_impl_added",
      removedDefault: "trait_method_default_impl_removed")
    + items(
      "constant", "trait_associated_const", missing: "trait_removed_associated_constant",
      .traitConstant, addedDefault: "trait_associated_const_default_added",
      removedDefault: "trait_associated_const_default_removed")
    + items(
      "associated type", "trait_associated_type", missing: "trait_removed_associated_type",
      .traitType, addedDefault: "trait_associated_type_default_added",
      removedDefault: "trait_associated_type_default_removed")
    + [
      Rule(
        "trait_associated_const_type_changed", .major, "the constant `{item}` has another type",
        why: "Implementations give the old type, and uses take it.",
        see: CargoBook.traitItemSignature,
        .pairs(.traitConstant) { match, _ in match.hasOtherType }),
      Rule(
        "dyn_compatible_trait_associated_type_added", .major,
        "trait objects have to say what the new associated type `{item}` is",
        why: "`dyn Trait` without it does not compile, though nobody outside has to implement it.",
        see: CargoBook.traitObjectSafety,
        .added(.traitType) { match, _ in
          (!match.isOfOpenTrait || match.isProvided(match.after)) && match.isNamedByObjects
        }),
      Rule(
        "trait_associated_type_generics_changed", .major,
        "the associated type `{item}` takes other parameters, or asks something else of them",
        why: "Implementations have to declare the very parameters, and uses have to give them.",
        see: CargoBook.traitItemSignature,
        .pairs(.traitType) { match, _ in
          if let counts = match.generics?.counts, counts.isOfOtherNumber { return true }
          return match.ownFacts.added || (match.isOfOpenTrait && match.ownFacts.removed)
        }),
      Rule(
        "trait_associated_type_bound_added", .major,
        "more is asked of the associated type `{item}`",
        why: "Implementations whose type does not meet it do not compile.",
        see: CargoBook.traitItemSignature,
        .pairs(.traitType) { match, _ in
          match.isOfOpenTrait && match.generics?.addedFacts.isEmpty == false
        }),
      Rule(
        "trait_associated_type_bound_removed", .major,
        "less is asked of the associated type `{item}`",
        why: "Generic code that relies on it does not compile.", see: CargoBook.traitItemSignature,
        .pairs(.traitType) { match, _ in match.generics?.removedFacts.isEmpty == false }),
    ]

  private static func items(
    _ noun: String, _ prefix: String, missing: String, _ role: Role, addedDefault: String,
    removedDefault: String
  ) -> [Rule] {
    [
      Rule(
        "\(prefix)_added", .major,
        "the \(noun) `{item}` is new, and implementations have to have it",
        why: "Implementations outside the crate lack it.", see: CargoBook.traitItemRequired,
        .added(role) { match, _ in match.isOfOpenTrait && !match.isProvided(match.after) }),
      Rule(
        "\(prefix)_with_default_added", .minor,
        "the \(noun) `{item}` is new, and no implementation outside the crate needs it",
        why: "It has a default, or the trait is sealed. A method of the same name of another trait "
          + "can become ambiguous, which is acceptable by convention.",
        see: CargoBook.traitItemProvided,
        .added(role) { match, _ in
          (!match.isOfOpenTrait || match.isProvided(match.after)) && !match.isNamedByObjects
        }),
      Rule(
        missing, .major, "the \(noun) `{item}` is gone",
        why: "Uses and implementations of it do not compile.", see: CargoBook.itemRemove,
        .missing(role)),
      Rule(
        addedDefault, .minor, "the \(noun) `{item}` has a default now",
        why: "Implementations can leave it out.", see: CargoBook.traitItemProvided,
        .pairs(role) { match, _ in
          !match.isProvided(match.before) && match.isProvided(match.after)
        }),
      Rule(
        removedDefault, .major, "the \(noun) `{item}` has no default any more",
        why: "Implementations that left it out do not compile.", see: CargoBook.traitItemRequired,
        .pairs(role) { match, _ in
          match.isOfOpenTrait && match.isProvided(match.before) && !match.isProvided(match.after)
        }),
    ]
  }
}

extension Match {
  /// Whether a new associated type has to be named wherever the trait is used as an object.
  var isNamedByObjects: Bool {
    guard let owner, case .trait(let old) = owner.before.kind,
      case .trait(let new) = owner.after.kind, old.isObjectSafe, new.isObjectSafe,
      case .associatedType(let generics, _, _)? = after?.kind
    else { return false }
    return !generics.predicates.contains {
      guard case .bound(.generic("Self"), let bounds, _) = $0 else { return false }
      return bounds.contains(.trait(.sized))
    }
  }

  /// Whether implementations may leave an item of a trait out.
  func isProvided(_ item: RustItem?) -> Bool {
    switch item?.kind {
    case .function(let value): value.hasBody
    case .associatedConstant(_, let value): value != nil
    case .associatedType(_, _, let type): type != nil
    default: false
    }
  }
}
