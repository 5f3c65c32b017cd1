import LockstepCore

extension Rule {
  /// `const`, `unsafe`, `async`, `extern` and the symbol of functions.
  static let functionQualifiers: [Rule] =
    qualifiers("function", "function", .function)
    + qualifiers("inherent_method", "method", .method)
    + traitQualifiers
    + [
      exportName("function_export_name_changed", "function", .function),
      exportName("method_export_name_changed", "method", .method),
    ]

  private static func qualifiers(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "\(prefix)_const_removed", .major, "the \(noun) `{item}` is no longer `const`",
        why: "It cannot be called in constants, statics and array lengths any more.",
        see: CargoBook.constFunction, .functions(role) { $1.isConst && !$2.isConst }),
      Rule(
        "\(prefix)_now_const", .minor, "the \(noun) `{item}` is `const` now",
        why: "It can be called in constants.", see: CargoBook.constFunction,
        .functions(role) { !$1.isConst && $2.isConst }),
      Rule(
        "\(prefix)_unsafe_added", .major, "the \(noun) `{item}` is `unsafe` now",
        why: "Calls need an `unsafe` block.", see: CargoBook.unsafeToSafe,
        .functions(role) { !$1.isUnsafe && $2.isUnsafe }),
      Rule(
        "\(prefix)_no_longer_unsafe", .minor, "the \(noun) `{item}` is no longer `unsafe`",
        why: "An `unsafe` block around it may become superfluous, which is a warning.",
        see: CargoBook.unsafeToSafe, .functions(role) { $1.isUnsafe && !$2.isUnsafe }),
      Rule(
        "\(prefix)_now_async", .major, "the \(noun) `{item}` is `async` now",
        why: "It returns a future that has to be awaited.", see: CargoBook.functionMismatch,
        .signatures(role) { match, change in match.isNowAsync && change.isOfOtherAsync }),
      Rule(
        "\(prefix)_no_longer_async", .major, "the \(noun) `{item}` is no longer `async`",
        why: "What it returns cannot be awaited any more.", see: CargoBook.functionMismatch,
        .signatures(role) { match, change in !match.isNowAsync && change.isOfOtherAsync }),
    ] + abis(prefix, noun, role)
  }

  private static func abis(_ prefix: String, _ noun: String, _ role: Role) -> [Rule] {
    [
      Rule(
        "\(prefix)_changed_abi", .major, "the ABI of the \(noun) `{item}` changed",
        why:
          "It does not fit function pointers of the old ABI, and foreign callers call it wrongly.",
        see: CargoBook.abi,
        .functions(role) { $1.abi.withoutUnwind != $2.abi.withoutUnwind }),
      Rule(
        "\(prefix)_abi_no_longer_unwind", .major,
        "a panic no longer leaves the \(noun) `{item}`: its ABI is not `-unwind` any more",
        why: "A panic that was caught outside ends the process now.", see: CargoBook.abi,
        .functions(role) { $1.abi.isUnwinding && $2.abi == $1.abi.withoutUnwind }),
      Rule(
        "\(prefix)_abi_now_unwind", .major,
        "a panic can leave the \(noun) `{item}` now: its ABI is `-unwind`",
        why: "Callers that rely on it not to unwind are wrong now.", see: CargoBook.abi,
        .functions(role) { $2.abi.isUnwinding && $1.abi == $2.abi.withoutUnwind }),
    ]
  }

  /// In a trait either direction breaks: who implements has to write the very signature.
  private static let traitQualifiers: [Rule] =
    [
      Rule(
        "trait_method_unsafe_added", .major, "the trait method `{item}` is `unsafe` now",
        why: "Calls need an `unsafe` block, and implementations have to say `unsafe`.",
        see: CargoBook.traitItemSignature,
        .functions(.traitMethod) { !$1.isUnsafe && $2.isUnsafe }),
      Rule(
        "trait_method_unsafe_removed", .major, "the trait method `{item}` is no longer `unsafe`",
        why: "Implementations that say `unsafe` do not compile.",
        see: CargoBook.traitItemSignature,
        .functions(.traitMethod) { $0.isOfOpenTrait && $1.isUnsafe && !$2.isUnsafe }),
      Rule(
        "sealed_trait_method_no_longer_unsafe", .minor,
        "the method `{item}` of a sealed trait is no longer `unsafe`",
        why: "An `unsafe` block around it may become superfluous, which is a warning.",
        see: CargoBook.unsafeToSafe,
        .functions(.traitMethod) { !$0.isOfOpenTrait && $1.isUnsafe && !$2.isUnsafe }),
      Rule(
        "trait_method_now_async", .major, "the trait method `{item}` is `async` now",
        why: "It returns a future, and implementations have to.", see: CargoBook.traitItemSignature,
        .signatures(.traitMethod) { match, change in match.isNowAsync && change.isOfOtherAsync }),
      Rule(
        "trait_method_no_longer_async", .major, "the trait method `{item}` is no longer `async`",
        why: "What it returns cannot be awaited, and implementations must not be `async`.",
        see: CargoBook.traitItemSignature,
        .signatures(.traitMethod) { match, change in
          !match.isNowAsync && change.isOfOtherAsync
        }),
    ] + abis("trait_method", "trait method", .traitMethod)

  private static func exportName(_ id: String, _ noun: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the symbol of the \(noun) `{item}` changed",
      why: "Other languages, and Rust code with an `extern` block, find it by its symbol.",
      see: CargoBook.exportName,
      .pairs(role) { match, _ in
        guard let old = match.before, let new = match.after,
          let symbol = old.attributes.symbol(named: old.name)
        else { return false }
        return new.attributes.symbol(named: new.name) != symbol
      })
  }
}

extension Match {
  /// Whether the candidate's function is `async`.
  fileprivate var isNowAsync: Bool { functions?.after.isAsync == true }
}

extension FunctionChange {
  /// Whether the function became `async`, or no longer is, and callers can tell: a function that
  /// returns an `impl Future` is no other.
  fileprivate var isOfOtherAsync: Bool {
    hasOtherAsync && (hasOtherCount || (output != .same && output != .narrowed))
  }
}

extension String {
  /// Whether an ABI lets panics through.
  var isUnwinding: Bool { hasSuffix("-unwind") }

  /// The ABI that does not let panics through.
  var withoutUnwind: String { isUnwinding ? String(dropLast("-unwind".count)) : self }
}
