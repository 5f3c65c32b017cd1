extension Canonicalizer {
  /// Bounds in canonical form and in one order; what `?Sized` takes away is not among them, and
  /// neither is what a `use<…>` captures.
  mutating func bounds(_ bounds: [RustBound]) -> [RustBound] {
    var result: [RustBound] = []
    for bound in bounds {
      switch bound {
      case .trait(let value) where value.modifier == .none: result.append(.trait(traitBound(value)))
      case .trait, .captures: continue
      case .outlives(let name): result.append(.outlives(lifetime(name)))
      }
    }
    return result.sorted { Self.key($0) < Self.key($1) }
  }

  private static func key(_ bound: RustBound) -> String {
    switch bound {
    case .trait(let value): value.path.resolved
    case .outlives(let name): name
    case .captures: ""
    }
  }

  /// One trait as a bound; the lifetimes of a `for<…>` are numbered.
  mutating func traitBound(_ bound: RustTraitBound) -> RustTraitBound {
    let outer = lifetimes
    for (place, parameter) in bound.quantified.enumerated() {
      lifetimes[parameter.name] = "'" + mark + "f" + String(place)
    }
    defer { lifetimes = outer }
    return RustTraitBound(path: path(bound.path), modifier: bound.modifier)
  }

  /// Everything that generics ask, one fact for each bound, `Sized` spelt out.
  mutating func facts(of generics: RustGenerics) -> Set<BoundFact> {
    var facts: Set<BoundFact> = []
    var sized: Set<RustType> = []
    var unsized: Set<RustType> = []
    for parameter in generics.declared {
      switch parameter.kind {
      case .lifetime(let longer):
        let own = lifetime(parameter.name)
        for name in longer {
          facts.insert(BoundFact(.generic(own), .outlives(lifetime(name))))
        }
      case .type(let bounds, _):
        let own = type(.generic(parameter.name))
        sized.insert(own)
        add(bounds, of: own, to: &facts, unsized: &unsized)
      case .constant(let value, _):
        facts.insert(
          BoundFact(.generic(constant(parameter.name)), .outlives("const"), value: type(value)))
      }
    }
    for (own, bounds) in opaqueBounds {
      sized.insert(own)
      add(bounds, of: own, to: &facts, unsized: &unsized)
    }
    for predicate in generics.predicates { add(predicate, to: &facts, unsized: &unsized) }
    for own in sized.subtracting(unsized) { facts.insert(BoundFact(own, .trait(.sized))) }
    return facts
  }

  private mutating func add(
    _ bounds: [RustBound], of subject: RustType, to facts: inout Set<BoundFact>,
    unsized: inout Set<RustType>
  ) {
    if bounds.contains(where: {
      if case .trait(let value) = $0 { value.modifier == .maybe } else { false }
    }) {
      unsized.insert(subject)
    }
    var plain: [RustBound] = []
    for bound in bounds {
      let (rest, inner) = bound.takingOutInnerBounds
      plain.append(rest)
      guard case .trait(let value) = rest, depth < Self.deepest else { continue }
      for constraint in inner {
        guard case .bounds(let asked) = constraint.kind else { continue }
        // `T: Iterator<Item: Clone>` is `T: Iterator, T::Item: Clone`.
        let item = RustType.associated(
          RustAssociated(
            owner: subject, trait: path(value.path.withoutConstraints), name: constraint.name,
            arguments: ownArguments(constraint.arguments)))
        depth += 1
        add(asked, of: item, to: &facts, unsized: &unsized)
        depth -= 1
      }
    }
    for bound in self.bounds(plain) { facts.insert(BoundFact(subject, bound)) }
  }

  private mutating func add(
    _ predicate: RustPredicate, to facts: inout Set<BoundFact>, unsized: inout Set<RustType>
  ) {
    switch predicate {
    case .bound(let subject, let bounds, let quantified):
      let outer = lifetimes
      for (place, parameter) in quantified.enumerated() {
        lifetimes[parameter.name] = "'" + mark + "w" + String(place)
      }
      add(bounds, of: type(subject), to: &facts, unsized: &unsized)
      lifetimes = outer
    case .outlives(let name, let longer):
      let own = lifetime(name)
      for other in longer { facts.insert(BoundFact(.generic(own), .outlives(lifetime(other)))) }
    case .equal(let subject, .type(let other)):
      facts.insert(BoundFact(type(subject), .outlives("="), value: type(other)))
    case .equal: break
    }
  }
}

extension RustBound {
  /// The bound without what it asks of associated types in its angle brackets, and that.
  fileprivate var takingOutInnerBounds: (RustBound, [RustConstraint]) {
    guard case .trait(var value) = self,
      case .angle(let given, let constraints) = value.path.arguments
    else { return (self, []) }
    let inner = constraints.filter { if case .bounds = $0.kind { true } else { false } }
    if inner.isEmpty { return (self, []) }
    value.path.arguments = .angle(given, constraints: constraints.filter { !inner.contains($0) })
    return (.trait(value), inner)
  }
}

extension RustPath {
  /// The path without what it says of associated types.
  fileprivate var withoutConstraints: RustPath {
    var result = self
    if case .angle(let given, _) = arguments {
      result.arguments = given.isEmpty ? .none : .angle(given, constraints: [])
    }
    return result
  }
}

/// One thing that generics ask of one type.
struct BoundFact: Hashable, Sendable {
  /// The type, in canonical form.
  var subject: RustType
  /// What is asked, in canonical form.
  var bound: RustBound
  /// The other side of an equality, or the type of a constant.
  var value: RustType?

  init(_ subject: RustType, _ bound: RustBound, value: RustType? = nil) {
    self.subject = subject
    self.bound = bound
    self.value = value
  }

  /// The fact with other types in the place of generic parameters.
  func replacing(_ parameters: [String: RustType]) -> BoundFact {
    BoundFact(
      subject.replacing(parameters), bound.replacing(parameters),
      value: value?.replacing(parameters))
  }

  /// Whether one of these facts says as much.
  func follows(from facts: Set<BoundFact>, _ traits: TraitKnowledge) -> Bool {
    facts.contains {
      $0 == self
        || ($0.subject == subject && value == nil && traits.follows(bound, from: $0.bound))
    }
  }

  /// Whether the fact is the `Sized` that everybody gets without asking.
  var isSized: Bool { bound == .trait(.sized) }
}

extension RustTraitBound {
  /// `Sized`.
  static let sized = RustTraitBound(
    path: RustPath(written: "Sized", resolved: "core::marker::Sized"))
}
