/// Something of the foundation whose uses are looked for.
package struct WantedItem: Hashable, Sendable {
  /// What of its uses breaks.
  package enum Manner: Hashable, Sendable {
    /// Every path that leads to it: it is gone, or something else now.
    case named
    /// Every use as a value: a function that is called otherwise, a constant of another type.
    case called
    /// Naming it with what stands in its angle brackets; `whenBare` also without any.
    case parameterised(whenBare: Bool)
    /// Calls with a dot, or by its path.
    case method
    /// Reading it, setting it, and naming it in literals and patterns.
    case field
    /// Implementing the trait.
    case implemented
    /// The function of this trait, where an implementation writes it, and its calls.
    case implementedMethod
    /// Literals, and patterns without `..`.
    case built
    /// A `match` that has no arm for everything else.
    case matched
    /// Nothing that a source shows: where it is named at all, only a build can tell.
    case mentioned
  }

  /// Its public paths, each from the crate's name on: `["core_types", "Node", "id"]`.
  package var paths: [[String]]
  package var manner: Manner

  /// Names an item by all paths that lead to it.
  package init(paths: [[String]], manner: Manner) {
    self.paths = paths
    self.manner = manner
  }
}
