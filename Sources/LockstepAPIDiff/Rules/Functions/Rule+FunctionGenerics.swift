import LockstepCore

extension Rule {
  /// The parameters in angle brackets of functions and what is asked of them.
  static let functionGenerics: [Rule] =
    parameters("function", "function", "function", .function)
    + parameters("method", "inherent_method", "method", .method)
    + parameters("trait_method", "trait_method", "trait method", .traitMethod)
    + bounds("function", "function", .function) + bounds("method", "method", .method)
    + [
      Rule(
        "trait_method_generic_bound_added", .major,
        "the trait method `{item}` asks more of its parameters: {detail}",
        why: "Calls with parameters that do not meet it do not compile.",
        see: CargoBook.traitItemSignature,
        .signatures(.traitMethod) { match, change in
          !match.felt(change.addedFacts).isEmpty && change.isCallable
        } detail: { match, change in
          match.felt(change.addedFacts).names
        }),
      Rule(
        "trait_method_generic_bound_removed", .major,
        "the trait method `{item}` asks less of its parameters: {detail}",
        why: "Implementations that still ask for it do not compile.",
        see: CargoBook.traitItemSignature,
        .signatures(.traitMethod) { match, change in
          match.isOfOpenTrait && !change.removedFacts.isEmpty && change.isCallable
        } detail: { _, change in
          change.removedFacts.names
        }),
      Rule(
        "inherent_impl_bound_added", .major,
        "the method `{item}` asks more of the type that it is called on: {detail}",
        why: "Calls on types with parameters that do not meet it do not compile.",
        see: CargoBook.boundsTighten,
        .signatures(.method) { _, change in
          !change.addedOuterFacts.isEmpty
        } detail: { _, change in
          change.addedOuterFacts.names
        }),
      Rule(
        "inherent_impl_bound_removed", .minor,
        "the method `{item}` asks less of the type that it is called on: {detail}",
        why: "It can be called on more types.", see: CargoBook.boundsLoosen,
        .signatures(.method) { _, change in
          change.addedOuterFacts.isEmpty && !change.removedOuterFacts.isEmpty
        } detail: { _, change in
          change.removedOuterFacts.names
        }),
    ]

  private static func parameters(
    _ prefix: String, _ order: String, _ noun: String, _ role: Role
  ) -> [Rule] {
    [
      Rule(
        "\(prefix)_requires_different_generic_type_params", .major,
        "the \(noun) `{item}` has another number of type parameters",
        why: "Calls that name the types, and implementations, have to name another number of them.",
        see: CargoBook.functionParameter,
        .signatures(role) { match, change in
          change.hasOtherTypeParameters || match.hasOtherCount(\.typeCount)
        }),
      Rule(
        "\(prefix)_requires_different_const_generic_params", .major,
        "the \(noun) `{item}` has another number of constant parameters",
        why: "Calls that name them, and implementations, have to name another number of them.",
        see: CargoBook.functionParameter,
        .signatures(role) { match, change in
          change.hasOtherConstantParameters || match.hasOtherCount(\.constantCount)
        }),
      Rule(
        "\(order)_generic_type_reordered", .major,
        "the type parameters of the \(noun) `{item}` stand in another order",
        why: "Calls that name the types name the wrong ones.", see: CargoBook.functionParameter,
        .signatures(role) { _, change in change.hasReorderedTypes }),
      Rule(
        "\(order)_const_generic_reordered", .major,
        "the constant parameters of the \(noun) `{item}` stand in another order",
        why: "Calls that name them name the wrong ones.", see: CargoBook.functionParameter,
        .signatures(role) { _, change in change.hasReorderedConstants }),
    ]
  }

  private static func bounds(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "\(prefix)_generic_bound_added", .major,
        "the \(noun) `{item}` asks more of its parameters: {detail}",
        why: "Calls with types that do not meet it do not compile.", see: CargoBook.boundsTighten,
        .signatures(role) { _, change in
          !change.addedFacts.isEmpty && change.isCallable
        } detail: { _, change in
          change.addedFacts.names
        }),
      Rule(
        "\(prefix)_generic_bound_removed", .minor,
        "the \(noun) `{item}` asks less of its parameters: {detail}",
        why: "It can be called with more types.", see: CargoBook.boundsLoosen,
        .signatures(role) { _, change in
          change.addedFacts.isEmpty && !change.removedFacts.isEmpty && change.isCallable
        } detail: { _, change in
          change.removedFacts.names
        }),
    ]
  }
}

extension FunctionChange {
  /// Whether its arguments and parameters can be compared one by one.
  var isCallable: Bool { !hasOtherCount && !hasOtherTypeParameters && !hasOtherConstantParameters }
}

extension Match {
  /// What callers notice of what a trait's method asks in addition: `Self: Sized` takes a method
  /// from trait objects, and nobody has one of a trait that allows none.
  fileprivate func felt(_ facts: [BoundFact]) -> [BoundFact] {
    guard case .trait(let value)? = owner?.before.kind, !value.isObjectSafe else { return facts }
    return facts.filter { !($0.isSized && $0.subject == .generic("Self")) }
  }
}

extension [BoundFact] {
  /// The bounds, for a message.
  var names: String { Set(map(\.text)).sorted().joined(separator: ", ") }
}

extension RustFunction {
  /// How many type parameters callers can name.
  var typeCount: Int {
    generics.declared.count { if case .type = $0.kind { true } else { false } }
  }

  /// How many constants callers can name.
  var constantCount: Int {
    generics.declared.count { if case .constant = $0.kind { true } else { false } }
  }
}

extension Match {
  /// Whether a method that dependents implement has another number of something, whoever infers it.
  func hasOtherCount(_ count: (RustFunction) -> Int) -> Bool {
    guard role == .traitMethod, isOfOpenTrait, let functions else { return false }
    return count(functions.before) != count(functions.after)
  }
}
