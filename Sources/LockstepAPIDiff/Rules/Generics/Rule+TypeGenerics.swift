import LockstepCore

extension Rule {
  /// Parameters of types.
  static let typeGenerics: [Rule] = generics(
    "type", "type", .structure, .enumeration, .union, .typeAlias)

  /// Parameters of traits.
  static let traitGenerics: [Rule] = generics("trait", "trait", .trait)

  private static func generics(_ prefix: String, _ noun: String, _ roles: Role...) -> [Rule] {
    counts(prefix, noun, roles) + orders(prefix, noun, roles) + defaults(prefix, noun, roles)
      + bounds(prefix, noun, roles)
  }

  private static func rule(
    _ roles: [Role], _ condition: @escaping @Sendable (GenericsDelta) -> Bool
  ) -> Strategy {
    Strategy { comparison in
      roles.flatMap {
        Strategy.pairs($0) { match, _ in match.generics.map(condition) ?? false }.find(comparison)
      }
    }
  }

  private static func counts(_ prefix: String, _ noun: String, _ roles: [Role]) -> [Rule] {
    let link = prefix == "trait" ? CargoBook.traitParameter : CargoBook.parameterDefault
    return [
      Rule(
        "\(prefix)_requires_more_generic_type_params", .major,
        "the \(noun) `{item}` has to be given more type parameters",
        why: "Whoever names it with what it took does not compile.", see: link,
        rule(roles) { $0.counts.types.after.required > $0.counts.types.before.required }),
      Rule(
        "\(prefix)_allows_fewer_generic_type_params", .major,
        "the \(noun) `{item}` can be given fewer type parameters",
        why: "Whoever names it with all that it took does not compile.", see: link,
        rule(roles) { $0.counts.types.after.all < $0.counts.types.before.all }),
      Rule(
        "\(prefix)_requires_more_const_generic_params", .major,
        "the \(noun) `{item}` has to be given more constants",
        why: "Whoever names it with what it took does not compile.", see: link,
        rule(roles) { $0.counts.constants.after.required > $0.counts.constants.before.required }),
      Rule(
        "\(prefix)_allows_fewer_const_generic_params", .major,
        "the \(noun) `{item}` can be given fewer constants",
        why: "Whoever names it with all that it took does not compile.", see: link,
        rule(roles) { $0.counts.constants.after.all < $0.counts.constants.before.all }),
      Rule(
        "\(prefix)_mismatched_generic_lifetimes", .major,
        "the \(noun) `{item}` has another number of lifetimes",
        why: "Whoever names it with its lifetimes does not compile.", see: link,
        rule(roles) { $0.counts.lifetimes.after != $0.counts.lifetimes.before }),
    ]
  }

  private static func orders(_ prefix: String, _ noun: String, _ roles: [Role]) -> [Rule] {
    [
      Rule(
        "\(prefix)_generic_type_reordered", .major,
        "the type parameters of the \(noun) `{item}` stand in another order",
        why: "Whoever names it names the wrong ones.", see: CargoBook.generalizeDifferent,
        rule(roles) { $0.hasReorderedTypes }),
      Rule(
        "\(prefix)_const_generic_reordered", .major,
        "the constant parameters of the \(noun) `{item}` stand in another order",
        why: "Whoever names it names the wrong ones.", see: CargoBook.generalizeDifferent,
        rule(roles) { $0.hasReorderedConstants }),
    ]
  }

  private static func defaults(_ prefix: String, _ noun: String, _ roles: [Role]) -> [Rule] {
    let link = prefix == "trait" ? CargoBook.traitParameterDefault : CargoBook.parameterDefault
    return [
      Rule(
        "\(prefix)_generic_param_with_default_added", .minor,
        "the \(noun) `{item}` has a new parameter with a default",
        why: "Whoever leaves it out means what they meant.", see: link,
        rule(roles) {
          !$0.counts.isReshaping
            && ($0.counts.types.after.all > $0.counts.types.before.all
              || $0.counts.constants.after.all > $0.counts.constants.before.all)
        }),
      Rule(
        "\(prefix)_generic_default_changed", .major,
        "a parameter of the \(noun) `{item}` has another default",
        why: "Whoever leaves it out means another type than the code that was there.",
        see: CargoBook.generalizeDifferent,
        rule(roles) { !$0.counts.isReshaping && !$0.changedDefaults.isEmpty }),
      Rule(
        "\(prefix)_generic_default_added", .minor,
        "a parameter of the \(noun) `{item}` has a default now",
        why: "It can be left out.", see: link,
        rule(roles) { !$0.counts.isReshaping && !$0.addedDefaults.isEmpty }),
    ]
  }

  private static func bounds(_ prefix: String, _ noun: String, _ roles: [Role]) -> [Rule] {
    [
      Rule(
        "\(prefix)_generic_bound_added", .major,
        "the \(noun) `{item}` asks more of its parameters",
        why: "Whoever names it with a type that does not meet it does not compile.",
        see: CargoBook.boundsTighten, rule(roles) { !$0.addedFacts.isEmpty }),
      Rule(
        "\(prefix)_generic_bound_removed", .minor,
        "the \(noun) `{item}` asks less of its parameters",
        why: "It can be named with more types.", see: CargoBook.boundsLoosen,
        rule(roles) { $0.addedFacts.isEmpty && !$0.removedFacts.isEmpty }),
    ]
  }
}
