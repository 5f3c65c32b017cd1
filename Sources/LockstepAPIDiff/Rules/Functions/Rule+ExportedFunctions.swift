import LockstepCore

extension Rule {
  /// Functions that only the linker finds: they have a symbol, and no public path.
  static let exportedFunctions: [Rule] = [
    exported(
      "exported_function_changed_abi", "has another ABI",
      "Foreign callers pass and take values in the old way."
    ) { old, new, _ in old.abi.withoutUnwind != new.abi.withoutUnwind },
    exported(
      "exported_function_abi_no_longer_unwind", "no longer lets a panic through",
      "A panic that was caught outside ends the process now."
    ) { old, new, _ in old.abi.isUnwinding && new.abi == old.abi.withoutUnwind },
    exported(
      "exported_function_abi_now_unwind", "lets a panic through now",
      "Foreign callers that do not expect it are in undefined territory."
    ) { old, new, _ in new.abi.isUnwinding && old.abi == new.abi.withoutUnwind },
    exported(
      "exported_function_parameter_count_changed", "takes another number of arguments",
      "Foreign callers pass the old ones, and nothing warns them."
    ) { _, _, change in change?.hasOtherCount == true },
    exported(
      "exported_function_parameter_type_changed", "takes other types",
      "Foreign callers pass the old ones, and nothing warns them."
    ) { _, _, change in
      change.map { !$0.changedInputs.isEmpty || !$0.generalizedInputs.isEmpty } == true
    },
    exported(
      "exported_function_return_type_changed", "returns another type",
      "Foreign callers take the result for the old one, and nothing warns them."
    ) { _, _, change in change.map { $0.output == .changed || $0.output == .narrowed } == true },
    exported(
      "exported_function_now_returns_unit", "no longer returns anything",
      "Foreign callers read what nobody wrote."
    ) { _, _, change in change?.output == .removed },
    exported(
      "exported_function_return_value_added", "returns something now",
      "Foreign callers were compiled for nothing, and whoever has to free it does not know."
    ) { _, _, change in change?.output == .added },
    exportedFeatures("exported_function_target_feature_added", "requires a target feature now") {
      $0.oldTargetFeatures.isEmpty && !$0.newTargetFeatures.isEmpty
    },
    exportedFeatures(
      "exported_function_requires_more_target_features", "requires more target features"
    ) {
      !$0.oldTargetFeatures.isEmpty
        && !$0.newTargetFeatures.subtracting($0.impliedTargetFeatures).isEmpty
    },
  ]

  private static func exported(
    _ id: String, _ what: String, _ why: String,
    _ condition: @escaping @Sendable (RustFunction, RustFunction, FunctionChange?) -> Bool
  ) -> Rule {
    Rule(
      id, .major, "the function behind the symbol `{item}` \(what)", why: why,
      see: CargoBook.exportName,
      Strategy { comparison in
        comparison.exportedPairs.filter { match in
          match.functions.map { condition($0.before, $0.after, match.function) } ?? false
        }.map(\.sighting)
      })
  }

  private static func exportedFeatures(
    _ id: String, _ what: String, _ condition: @escaping @Sendable (Match) -> Bool
  ) -> Rule {
    Rule(
      id, .major, "the function behind the symbol `{item}` \(what)",
      why: "Foreign callers run it on machines without the feature.", see: CargoBook.targetFeature,
      Strategy { comparison in comparison.exportedPairs.filter(condition).map(\.sighting) })
  }
}

extension Match {
  fileprivate var sighting: Sighting {
    Sighting(
      path: path, before: before.map { .item($0.id) }, after: after.map { .item($0.id) })
  }
}

extension Comparison {
  /// The functions that bear the same symbol on both sides, where no public path tells of them.
  fileprivate var exportedPairs: [Match] {
    let later = Dictionary(
      after.symbols.map { ($0.symbol, $0.item) }, uniquingKeysWith: { first, _ in first })
    return before.symbols.compactMap { item, symbol in
      guard !before.isReachable(item), let new = later[symbol] else { return nil }
      var match = Match(.function, symbol, before: before[item], after: after[new])
      if let functions = match.functions {
        let old = Signature(
          functions.before, implementation: nil, identities: identities, side: .before)
        let now = Signature(
          functions.after, implementation: nil, identities: identities, side: .after)
        if !old.isSame(as: now) {
          match.function = FunctionChange(from: old, to: now, outer: [:], traits)
        }
      }
      return match
    }
  }
}
