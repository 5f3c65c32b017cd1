import LockstepCore

extension Rule {
  /// What functions take and give.
  static let functionSignatures: [Rule] =
    arity("function_parameter_count_changed", "function", .function)
    + arity("method_parameter_count_changed", "method", .method)
    + inputs("function", "function", .function) + inputs("method", "method", .method)
    + outputs("function", "function", "function", .function)
    + outputs("method", "inherent_method", "method", .method)
    + [
      variadic("function_variadic_changed", .function)
    ]

  private static func arity(_ id: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        id, .major, "the \(noun) `{item}` takes another number of arguments",
        why: "Every call has to be rewritten.", see: CargoBook.arity,
        .signatures(role) { match, change in change.hasOtherCount && match.hasSameReceiver })
    ]
  }

  private static func inputs(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "\(prefix)_parameter_type_changed", .major,
        "the \(noun) `{item}` takes other types{detail}",
        why: "Calls that pass what it took do not compile.", see: CargoBook.functionMismatch,
        .signatures(role) { _, change in
          !change.changedInputs.isEmpty
        } detail: { match, change in
          match.names(of: change.changedInputs)
        }),
      Rule(
        "\(prefix)_generalized", .minor, "the \(noun) `{item}` takes more than before{detail}",
        why: "Whatever it took it takes still; only inference can need a hint.",
        see: CargoBook.functionGeneralize,
        .signatures(role) { _, change in
          change.changedInputs.isEmpty && !change.generalizedInputs.isEmpty
        } detail: { match, change in
          match.names(of: change.generalizedInputs)
        }),
    ]
  }

  private static func outputs(_ prefix: String, _ unit: String, _ noun: String, _ role: Role)
    -> [Rule]
  {
    [
      Rule(
        "\(prefix)_return_type_changed", .major, "the \(noun) `{item}` returns another type",
        why: "Code that uses the result as what it was does not compile.",
        see: CargoBook.functionMismatch,
        .signatures(role) { match, change in
          change.output == .changed && !change.hasOtherTypeParameters && match.isAsyncAsBefore
        }),
      Rule(
        "\(prefix)_return_type_narrowed", .minor,
        "the \(noun) `{item}` promises more of its result",
        why: "The result can do whatever it could.", see: CargoBook.functionGeneralize,
        .signatures(role) { _, change in change.output == .narrowed }),
      Rule(
        "\(unit)_now_returns_unit", .major, "the \(noun) `{item}` no longer returns anything",
        why: "Code that uses the result does not compile.", see: CargoBook.functionMismatch,
        .signatures(role) { match, change in change.output == .removed && match.isAsyncAsBefore }),
      Rule(
        "\(unit)_return_value_added", .major, "the \(noun) `{item}` returns something now",
        why: "Where `()` is expected, at the end of a block or of a closure, it does not compile.",
        see: CargoBook.functionMismatch,
        .signatures(role) { match, change in change.output == .added && match.isAsyncAsBefore }),
      Rule(
        "\(prefix)_impl_trait_captures_more", .major,
        "the result of the \(noun) `{item}` holds on to more lifetimes",
        why: "What was passed stays borrowed as long as the result lives.",
        see: CargoBook.opaqueCapture, .signatures(role) { _, change in change.capturesMore }),
    ]
  }

  private static func variadic(_ id: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the function `{item}` is declared with or without `...` otherwise than before",
      why: "Calls pass other arguments.", see: CargoBook.arity,
      .functions(role) { $1.isVariadic != $2.isVariadic })
  }
}

extension Match {
  /// The function on either side.
  var functions: (before: RustFunction, after: RustFunction)? {
    guard case .function(let old)? = before?.kind, case .function(let new)? = after?.kind else {
      return nil
    }
    return (old, new)
  }

  /// Whether both take `self`, or both do not.
  var hasSameReceiver: Bool {
    guard let functions else { return false }
    return (functions.before.receiver == .none) == (functions.after.receiver == .none)
  }

  /// Whether both are `async`, or both are not.
  var isAsyncAsBefore: Bool { functions.map { $0.before.isAsync == $0.after.isAsync } ?? false }

  /// The names of arguments, for a message.
  func names(of places: [Int]) -> String {
    guard let function = functions?.after else { return "" }
    let arguments = Array(function.arguments)
    let names = places.filter { arguments.indices.contains($0) }.map { "`\(arguments[$0].name)`" }
    return names.isEmpty ? "" : ": " + names.joined(separator: ", ")
  }
}
