/// The generic parameters of an item, and what is asked of them.
package struct RustGenerics: Hashable, Sendable {
  /// The parameters in their order; those that the compiler made of `impl Trait` arguments too.
  package var parameters: [RustParameter]
  /// The `where` clause.
  package var predicates: [RustPredicate]

  /// Puts generics together; without arguments: none.
  package init(parameters: [RustParameter] = [], predicates: [RustPredicate] = []) {
    self.parameters = parameters
    self.predicates = predicates
  }

  /// Whether there is nothing.
  package var isEmpty: Bool { parameters.isEmpty && predicates.isEmpty }

  /// The parameters that the source declares.
  package var declared: [RustParameter] { parameters.filter { !$0.isSynthetic } }
}

/// One generic parameter.
package struct RustParameter: Hashable, Sendable {
  /// What kind of parameter it is.
  package enum Kind: Hashable, Sendable {
    /// `'a: 'b`.
    case lifetime(outlives: [String])
    /// `T: Bound = Default`.
    case type(bounds: [RustBound], default: RustType?)
    /// `const N: usize = 3`, the default as written.
    case constant(RustType, default: String?)
  }

  /// Its name, a lifetime's with the tick.
  package var name: String
  /// What kind of parameter it is.
  package var kind: Kind
  /// Whether the compiler made it of an `impl Trait` argument, whose name it then has.
  package var isSynthetic: Bool

  /// Puts a parameter together.
  package init(name: String, kind: Kind, isSynthetic: Bool = false) {
    self.name = name
    self.kind = kind
    self.isSynthetic = isSynthetic
  }

  /// Whether callers may leave it out.
  package var hasDefault: Bool {
    switch kind {
    case .lifetime: false
    case .type(_, let value): value != nil
    case .constant(_, let value): value != nil
    }
  }
}

/// One part of a `where` clause.
package enum RustPredicate: Hashable, Sendable {
  /// `for<'a> T: Bound`.
  case bound(RustType, [RustBound], quantified: [RustParameter])
  /// `'a: 'b`.
  case outlives(String, [String])
  /// `<T as Trait>::Item = U`.
  case equal(RustType, RustConstraint.Kind)
}

/// One bound.
package enum RustBound: Hashable, Sendable {
  /// `for<'a> ?Trait<'a>`.
  case `trait`(RustTraitBound)
  /// `'a`.
  case outlives(String)
  /// `use<'a, T>`.
  case captures([String])
}

/// A trait as a bound.
package struct RustTraitBound: Hashable, Sendable {
  /// What stands before the trait.
  package enum Modifier: Hashable, Sendable {
    /// Nothing.
    case none
    /// `?`.
    case maybe
    /// `~const` or `[const]`, which is unstable.
    case maybeConst
  }

  /// The trait.
  package var path: RustPath
  /// `for<'a>`.
  package var quantified: [RustParameter]
  /// What stands before the trait.
  package var modifier: Modifier

  /// Puts a bound together.
  package init(path: RustPath, quantified: [RustParameter] = [], modifier: Modifier = .none) {
    self.path = path
    self.quantified = quantified
    self.modifier = modifier
  }
}
