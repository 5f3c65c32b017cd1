import LockstepCore

extension Rule {
  /// Signatures of methods of traits: where dependents can implement the trait, every difference
  /// breaks them; else what breaks callers.
  static let traitMethods: [Rule] = [
    Rule(
      "trait_method_parameter_count_changed", .major,
      "the trait method `{item}` takes another number of arguments",
      why: "Calls and implementations have to be rewritten.", see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in change.hasOtherCount && match.hasSameReceiver }),
    Rule(
      "trait_method_parameter_type_changed", .major,
      "the trait method `{item}` takes other types{detail}",
      why: "Implementations have to write the very signature.", see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in
        !change.changedInputs.isEmpty
          || (match.isOfOpenTrait && !change.generalizedInputs.isEmpty)
      } detail: { match, change in
        match.names(of: (change.changedInputs + change.generalizedInputs).sorted())
      }),
    Rule(
      "sealed_trait_method_generalized", .minor,
      "the method `{item}` of a sealed trait takes more than before{detail}",
      why: "Nobody outside implements it, and whatever it took it takes still.",
      see: CargoBook.functionGeneralize,
      .signatures(.traitMethod) { match, change in
        !match.isOfOpenTrait && change.changedInputs.isEmpty && !change.generalizedInputs.isEmpty
      } detail: { match, change in
        match.names(of: change.generalizedInputs)
      }),
    Rule(
      "trait_method_return_type_changed", .major, "the trait method `{item}` returns another type",
      why: "Implementations have to write the very signature, and callers use the result.",
      see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in
        (match.isAsyncAsBefore && change.output == .changed)
          || (match.isOfOpenTrait && change.output == .narrowed)
      }),
    Rule(
      "trait_method_now_returns_unit", .major,
      "the trait method `{item}` no longer returns anything",
      why: "Callers that use the result do not compile, and neither do implementations.",
      see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in
        match.isAsyncAsBefore && change.output == .removed
      }),
    Rule(
      "trait_method_return_value_added", .major, "the trait method `{item}` returns something now",
      why: "Implementations have to return it.", see: CargoBook.traitItemSignature,
      .signatures(.traitMethod) { match, change in
        match.isAsyncAsBefore && change.output == .added
      }),
  ]
}
