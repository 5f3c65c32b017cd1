import LockstepCore

extension Rule {
  /// How types change with their parameters.
  static let variances: [Rule] = [
    Rule(
      "type_generic_variance_changed", .major,
      "the type `{item}` no longer changes with its parameters as it did: {detail}",
      why: "A value with a longer lifetime in its place was taken where a shorter one is wanted, "
        + "and is not any more. Private fields decide, also those of `PhantomData`.",
      see: CargoBook.variance,
      Strategy { comparison in
        let matches = [Role.structure, .enumeration, .union].flatMap {
          comparison.pairs[$0] ?? []
        }.filter { $0.isOfComparableParameters }
        guard !matches.isEmpty else { return [] }
        let old = Variances(of: comparison.before)
        let new = Variances(of: comparison.after)
        return matches.compactMap { match in
          guard let before = match.before, let after = match.after else { return nil }
          let lost = zip(zip(old[before.id], new[after.id]), after.generics?.declared ?? [])
            .filter { !$0.0.0.isKept(by: $0.0.1) }
          if lost.isEmpty { return nil }
          let detail = lost.map { change, parameter in
            "`\(parameter.name)` was \(change.0.word) and is \(change.1.word)"
          }
          return Sighting(
            path: match.path, before: .item(before.id), after: .item(after.id),
            detail: detail.joined(separator: ", "))
        }
      })
  ]
}

extension Match {
  /// Whether the item's parameters are those that it had, place by place.
  fileprivate var isOfComparableParameters: Bool {
    guard !hasOtherKind || after?.kind.isNominalType == true,
      before?.generics?.declared.isEmpty == false, let counts = generics?.counts,
      generics?.hasReorderedTypes == false
    else { return false }
    return !counts.isReshaping
  }
}
