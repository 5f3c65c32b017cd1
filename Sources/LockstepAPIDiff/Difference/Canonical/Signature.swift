/// What a caller or an implementor of a function depends on, free of everything that only looks
/// different: names of parameters and lifetimes, elision, aliases, the order of bounds.
struct Signature: Sendable {
  /// How it takes `self`.
  var receiver: RustFunction.Receiver
  /// The type of `self`, where it has one.
  var receiverType: RustType?
  /// The types of the arguments without `self`.
  var inputs: [RustType]
  /// What it returns, an `async` function once it is awaited; `nil` is `()`.
  var output: RustType?
  /// Whether it is `async`.
  var isAsync: Bool
  /// The type parameters that callers can name, in the order of declaration.
  var typeParameters: [RustType]
  /// The constants that callers can name, in the order of declaration.
  var constantParameters: [String]
  /// What is asked of the function's own parameters.
  var facts: Set<BoundFact>
  /// What is asked of the parameters of the impl around it.
  var outerFacts: Set<BoundFact>
  /// The lifetimes that an `impl Trait` in the result holds on to; `nil` where there is none.
  var captures: Set<String>?

  /// The signature of a function that stands in `implementation`, where it stands in one.
  init(
    _ function: RustFunction, implementation: RustImplementation?, identities: Identities,
    side: Identities.Side
  ) {
    var canonical = Canonicalizer(identities: identities, side: side)
    let facts = implementation.map { canonical.enter($0) } ?? []
    self.init(function, in: canonical, outerFacts: facts)
  }

  /// The signature of a function in whose surroundings `canonical` knows the parameters.
  init(
    _ function: RustFunction, in surroundings: Canonicalizer, outerFacts: Set<BoundFact> = []
  ) {
    var canonical = surroundings
    self.outerFacts = outerFacts
    let declared = function.generics.declared
    canonical.enterFunction(declared)
    receiverType = function.receiver == .none ? nil : canonical.type(function.inputs[0].type)
    receiver = Self.receiver(receiverType, of: canonical.type(.generic("Self")))
    let own = canonical.lifetimeCount
    let selfLifetime: String? =
      if case .reference(_, let name, _) = receiverType { name } else { nil }
    canonical.takesOpaqueForParameter = true
    inputs = function.arguments.map { canonical.type($0.type) }
    canonical.takesOpaqueForParameter = false
    canonical.elidedLifetime =
      selfLifetime ?? (canonical.lifetimeCount - own == 1 ? "'#" + String(own) : nil)
    let inScope = canonical.lifetimeCount
    isAsync = function.isAsync
    output = function.output.flatMap { canonical.output(canonical.type($0)) }
    let edition = canonical.identities.surface(canonical.side).package.edition
    // A future holds on to everything that was passed.
    captures =
      function.isAsync
      ? Canonicalizer.everything(inScope)
      : function.output.flatMap { canonical.captures(of: $0, edition: edition, inScope) }
    canonical.elidedLifetime = nil
    typeParameters = declared.compactMap {
      if case .type = $0.kind { canonical.type(.generic($0.name)) } else { nil }
    }
    constantParameters = declared.compactMap {
      if case .constant = $0.kind { canonical.constant($0.name) } else { nil }
    }
    facts = canonical.facts(of: function.generics)
  }

  /// How `self` is taken, however its type is written.
  private static func receiver(
    _ type: RustType?, of own: RustType
  ) -> RustFunction.Receiver {
    switch type {
    case nil: .none
    case own: .value
    case .reference(own, _, let isMutable): isMutable ? .mutableReference : .reference
    default: .other
    }
  }

  /// Whether nobody could tell the two apart.
  func isSame(as other: Signature) -> Bool {
    receiver == other.receiver && receiverType == other.receiverType && inputs == other.inputs
      && output == other.output && isAsync == other.isAsync && facts == other.facts
      && outerFacts == other.outerFacts
      && typeParameters == other.typeParameters && constantParameters == other.constantParameters
      && captures == other.captures
  }

  /// The signature with types put in the place of parameters.
  func replacing(_ parameters: [String: RustType]) -> Signature {
    guard !parameters.isEmpty else { return self }
    var result = self
    result.receiverType = receiverType?.replacing(parameters)
    result.inputs = inputs.map { $0.replacing(parameters) }
    result.output = output?.replacing(parameters)
    return result
  }
}

extension Canonicalizer {
  /// Takes in the parameters of an impl, numbered by where they stand in its type, and returns what
  /// is asked of them.
  mutating func enter(_ implementation: RustImplementation) -> Set<BoundFact> {
    mark = "%"
    pend(implementation.generics.declared)
    let own = type(implementation.type)
    if let trait = implementation.trait { _ = path(trait) }
    let facts = facts(of: implementation.generics)
    selfType = own
    mark = "#"
    (typeCount, constantCount, lifetimeCount) = (0, 0, 0)
    return facts
  }

  /// Makes a function's parameters wait for their numbers.
  mutating func enterFunction(_ declared: [RustParameter]) {
    mark = "#"
    pend(declared)
  }

  private mutating func pend(_ declared: [RustParameter]) {
    for parameter in declared {
      switch parameter.kind {
      case .lifetime: lifetimes[parameter.name] = nil
      case .type:
        types[parameter.name] = nil
        pendingTypes.insert(parameter.name)
      case .constant:
        constants[parameter.name] = nil
        pendingConstants.insert(parameter.name)
      }
    }
  }

  /// What an `impl Trait` in a result captures: what its `use<…>` says; without one everything from
  /// edition 2024 on, and before it the lifetimes that its bounds name.
  mutating func captures(of output: RustType, edition: String, _ inScope: Int) -> Set<String>? {
    guard let bounds = output.firstOpaque else { return nil }
    for case .captures(let names) in bounds {
      return Set(names.filter { $0.hasPrefix("'") }.map { lifetime($0) })
    }
    if edition >= "2024" { return Self.everything(inScope) }
    let named = RustType.opaque(self.bounds(bounds)).lifetimes
    return Set(named).intersection(Self.everything(inScope))
  }

  /// Every lifetime that the arguments have.
  static func everything(_ inScope: Int) -> Set<String> {
    Set((0..<inScope).map { "'#" + String($0) })
  }
}

extension RustType {
  /// The bounds of the `impl Trait` that the type is or, through paths, references and tuples, has.
  var firstOpaque: [RustBound]? {
    switch self {
    case .opaque(let bounds): bounds
    case .reference(let inner, _, _), .slice(let inner), .array(let inner, _),
      .pointer(let inner, _):
      inner.firstOpaque
    case .tuple(let elements): elements.lazy.compactMap(\.firstOpaque).first
    case .path(let path):
      if case .angle(let arguments, _) = path.arguments {
        arguments.lazy.compactMap {
          if case .type(let type) = $0 { type.firstOpaque } else { nil }
        }.first
      } else {
        nil
      }
    default: nil
    }
  }
}
