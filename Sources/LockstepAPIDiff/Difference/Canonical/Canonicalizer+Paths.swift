extension Canonicalizer {
  /// The canonical form of a path to a type: aliases are expanded.
  mutating func pathType(_ path: RustPath) -> RustType {
    if let item = path.item,
      case .typeAlias(let generics, let target) = identities.surface(side)[item].kind
    {
      return expand(target, generics: generics, arguments: path.arguments)
    }
    if let known = knownAlias(path) { return known }
    return .path(self.path(path))
  }

  private mutating func expand(
    _ target: RustType, generics: RustGenerics, arguments: RustArguments
  ) -> RustType {
    var inner = Canonicalizer(identities: identities, side: side)
    inner.depth = depth
    inner.elidedLifetime = "'static"
    inner.bind(generics, to: filled(self.arguments(arguments, of: nil), generics, side: side))
    return inner.type(target)
  }

  /// The two aliases of the standard library that signatures name all the time.
  private mutating func knownAlias(_ path: RustPath) -> RustType? {
    let result = "core::result::Result"
    switch path.resolved {
    case "std::io::error::Result", "std::io::Result", "core::io::error::Result":
      guard case .angle(let given, _) = path.arguments, given.count == 1 else { return nil }
      let error = path.resolved.replacing("Result", with: "Error")
      return .path(
        RustPath(
          written: "Result", resolved: result,
          arguments: .angle(
            given.map { argument($0) }
              + [.type(.path(RustPath(written: "Error", resolved: error)))], constraints: [])))
    case "core::fmt::Result":
      return .path(
        RustPath(
          written: "Result", resolved: result,
          arguments: .angle(
            [
              .type(.tuple([])),
              .type(.path(RustPath(written: "Error", resolved: "core::fmt::Error"))),
            ], constraints: [])))
    default: return nil
    }
  }

  /// The canonical form of a path to a type or a trait.
  mutating func path(_ path: RustPath) -> RustPath {
    guard let item = path.item else {
      return RustPath(
        written: path.written, resolved: path.resolved,
        arguments: arguments(path.arguments, of: nil))
    }
    let name = identities.name(of: item, on: side)
    guard identities.countsArguments(of: item, on: side) else {
      return RustPath(written: name, resolved: name)
    }
    return RustPath(
      written: name, resolved: name, arguments: arguments(path.arguments, of: item))
  }

  /// The canonical form of arguments; those of one of our own items are completed.
  mutating func arguments(_ arguments: RustArguments, of item: ItemID?) -> RustArguments {
    switch arguments {
    case .none, .returnTypeNotation:
      guard let item, let generics = identities.currentGenerics(of: item, on: side) else {
        return arguments
      }
      return filled(.none, generics, side: .after)
    case .angle(let given, let constraints):
      let isElided =
        item == nil
        && given.allSatisfy { if case .lifetime(let name) = $0 { name == "'_" } else { true } }
      let kept = given.filter {
        if isElided, case .lifetime = $0 { false } else { true }
      }
      let rewritten = RustArguments.angle(
        kept.map { argument($0) },
        constraints: constraints.map { constraint($0) }.sorted { $0.name < $1.name })
      if rewritten == .angle([], constraints: []) && item == nil { return .none }
      guard let item, let generics = identities.currentGenerics(of: item, on: side) else {
        return rewritten
      }
      return filled(rewritten, generics, side: .after)
    case .parenthesized(let inputs, let result):
      return closure(inputs, result)
    }
  }

  /// The arguments of a generic associated type, none left out: `'_` is a lifetime like others.
  mutating func ownArguments(_ arguments: RustArguments) -> RustArguments {
    guard case .angle(let given, _) = arguments, !given.isEmpty else { return .none }
    return .angle(given.map { argument($0) }, constraints: [])
  }

  /// `Fn(&T) -> &U`: the lifetimes that are left out are the closure's own.
  private mutating func closure(_ inputs: [RustType], _ result: RustType?) -> RustArguments {
    let outer = (lifetimeCount, mark, elidedLifetime)
    (lifetimeCount, mark, elidedLifetime) = (0, mark + "f", nil)
    let own = inputs.map { type($0) }
    if lifetimeCount == 1 { elidedLifetime = "'" + mark + "0" }
    let output = result.flatMap { self.output(type($0)) }
    (lifetimeCount, mark, elidedLifetime) = outer
    return .parenthesized(own, output: output)
  }

  /// The canonical form of one argument.
  mutating func argument(_ argument: RustArgument) -> RustArgument {
    switch argument {
    case .lifetime(let name): return .lifetime(lifetime(name))
    case .type(let type):
      // A constant's parameter looks like a type where rustdoc cannot tell them apart.
      if case .generic(let name) = type, constants[name] != nil || pendingConstants.contains(name) {
        return .constant(constant(name))
      }
      return .type(self.type(type))
    case .constant(let text): return .constant(constant(text))
    case .inferred: return .inferred
    }
  }

  private mutating func constraint(_ constraint: RustConstraint) -> RustConstraint {
    let kind: RustConstraint.Kind =
      switch constraint.kind {
      case .type(let type): .type(self.type(type))
      case .constant(let text): .constant(constant(text))
      case .bounds(let bounds): .bounds(self.bounds(bounds))
      }
    return RustConstraint(
      name: constraint.name, arguments: arguments(constraint.arguments, of: nil), kind: kind)
  }

  /// Completes canonical arguments: lifetimes that are left out, and defaults.
  private mutating func filled(
    _ arguments: RustArguments, _ generics: RustGenerics, side: Identities.Side
  ) -> RustArguments {
    let declared = generics.declared
    guard !declared.isEmpty else { return .none }
    var given: [RustArgument] = []
    var constraints: [RustConstraint] = []
    if case .angle(let arguments, let others) = arguments {
      (given, constraints) = (arguments, others)
    }
    let lifetimes = declared.count { if case .lifetime = $0.kind { true } else { false } }
    let written = given.count { if case .lifetime = $0 { true } else { false } }
    if written == 0 {
      given.insert(contentsOf: (0..<lifetimes).map { _ in .lifetime(lifetime(nil)) }, at: 0)
    }
    while given.count < declared.count {
      var inner = Canonicalizer(identities: identities, side: side)
      inner.depth = depth + 1
      inner.selfType = selfType
      guard inner.depth < Self.deepest else { break }
      inner.bind(generics, to: .angle(given, constraints: []))
      switch declared[given.count].kind {
      case .type(_, let value?): given.append(.type(inner.type(value)))
      case .constant(_, let value?): given.append(.constant(inner.constant(value)))
      default: return .angle(given, constraints: constraints)
      }
    }
    return .angle(given, constraints: constraints)
  }

  /// Makes parameters stand for arguments, as far as there are any.
  mutating func bind(_ generics: RustGenerics, to arguments: RustArguments) {
    guard case .angle(let given, _) = arguments else { return }
    for (parameter, argument) in zip(generics.declared, given) {
      switch (parameter.kind, argument) {
      case (.lifetime, .lifetime(let name)): lifetimes[parameter.name] = name
      case (.type, .type(let type)): types[parameter.name] = type
      case (.constant, .constant(let text)): constants[parameter.name] = text
      case (.constant, .type(.generic(let name))): constants[parameter.name] = name
      default: break
      }
    }
  }
}
