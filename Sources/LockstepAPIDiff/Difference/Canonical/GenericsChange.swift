/// How the generic parameters of a type or a trait changed, seen by those who name it.
package struct GenericsChange: Sendable {
  /// The parameters of one kind, counted.
  package struct Count: Hashable, Sendable {
    /// How many there are.
    package var all = 0
    /// How many have to be given.
    package var required = 0
  }

  /// The lifetimes, before and after.
  package var lifetimes = (before: 0, after: 0)
  /// The types, before and after.
  package var types = (before: Count(), after: Count())
  /// The constants, before and after.
  package var constants = (before: Count(), after: Count())

  /// Counts the parameters of both sides.
  package init(before: RustGenerics, after: RustGenerics) {
    (lifetimes.before, types.before, constants.before) = Self.counts(before)
    (lifetimes.after, types.after, constants.after) = Self.counts(after)
  }

  private static func counts(_ generics: RustGenerics) -> (Int, Count, Count) {
    var result = (0, Count(), Count())
    for parameter in generics.declared {
      let required = parameter.hasDefault ? 0 : 1
      switch parameter.kind {
      case .lifetime: result.0 += 1
      case .type:
        result.1.all += 1
        result.1.required += required
      case .constant:
        result.2.all += 1
        result.2.required += required
      }
    }
    return result
  }

  /// Whether there is another number of parameters of any kind.
  package var isOfOtherNumber: Bool {
    lifetimes.before != lifetimes.after || types.before.all != types.after.all
      || constants.before.all != constants.after.all
  }

  /// Whether somebody who names the item has to write it in another way.
  package var isReshaping: Bool {
    lifetimes.before != lifetimes.after || types.after.required > types.before.required
      || types.after.all < types.before.all
      || constants.after.required > constants.before.required
      || constants.after.all < constants.before.all
  }
}
