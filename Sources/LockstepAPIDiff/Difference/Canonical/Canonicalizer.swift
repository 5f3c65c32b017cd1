/// Rewrites types so that what a dependent takes for the same is equal: parameters are named by
/// their place, lifetimes are spelt out and numbered, aliases are expanded, defaults filled in, and
/// items bear the names that ``Identities`` gives them.
struct Canonicalizer {
  /// What items are called.
  let identities: Identities
  /// The surface that the types are of.
  let side: Identities.Side
  /// What generic parameters stand for.
  var types: [String: RustType] = [:]
  /// What parameters that are constants stand for.
  var constants: [String: String] = [:]
  /// What lifetimes are called.
  var lifetimes: [String: String] = [:]
  /// What `Self` stands for; itself where there is nothing.
  var selfType: RustType?
  /// The parameters that get their number when they are first met.
  var pendingTypes: Set<String> = []
  /// The constants that get their number when they are first met.
  var pendingConstants: Set<String> = []
  /// What every number is written behind: `#` for a function's own, `%` for an impl's.
  var mark = "#"
  /// Whether `impl Trait` is a parameter without a name, as it is in arguments.
  var takesOpaqueForParameter = false
  /// The bounds of the parameters that `impl Trait` made.
  var opaqueBounds: [(RustType, [RustBound])] = []
  /// The lifetime of a reference without one; `nil`: one of its own.
  var elidedLifetime: String?
  /// How many parameters have a number.
  var typeCount = 0
  /// How many constants have a number.
  var constantCount = 0
  /// How many lifetimes have a number.
  var lifetimeCount = 0
  /// How deep a type is; bounded, because a surface comes from outside.
  var depth = 0

  /// The deepest type that is rewritten; what lies below is kept as it is.
  static let deepest = 96

  init(identities: Identities, side: Identities.Side) {
    self.identities = identities
    self.side = side
  }

  /// The type in canonical form.
  mutating func type(_ type: RustType) -> RustType {
    guard depth < Self.deepest else { return type }
    depth += 1
    defer { depth -= 1 }
    switch type {
    case .path(let path): return pathType(path)
    case .generic(let name): return generic(name)
    case .primitive, .inferred: return type
    case .tuple(let elements): return .tuple(elements.map { self.type($0) })
    case .slice(let element): return .slice(self.type(element))
    case .array(let element, let length):
      return .array(self.type(element), length: constant(length))
    case .reference(let target, let name, let isMutable):
      let own = lifetime(name)
      return .reference(referenced(target, for: own), lifetime: own, isMutable: isMutable)
    case .pointer(let target, let isMutable):
      return .pointer(self.type(target), isMutable: isMutable)
    case .functionPointer(let function): return .functionPointer(pointer(function))
    case .dynamic(let traits, let name): return dynamic(traits, name, usually: "'static")
    case .opaque(let bounds): return opaque(bounds)
    case .associated(let value): return associated(value)
    case .pattern(let base, let text): return .pattern(self.type(base), text)
    }
  }

  private mutating func generic(_ name: String) -> RustType {
    if name == "Self" { return selfType ?? .generic(name) }
    if let known = types[name] { return known }
    guard pendingTypes.remove(name) != nil else { return .generic(name) }
    let number = RustType.generic(mark + String(typeCount))
    typeCount += 1
    types[name] = number
    return number
  }

  /// What a constant stands for: a parameter's number, the value of a public constant, else the text
  /// as it is.
  mutating func constant(_ text: String) -> String {
    if let known = constants[text] { return known }
    guard pendingConstants.remove(text) != nil else { return identities.value(of: text, on: side) }
    let number = mark + "c" + String(constantCount)
    constantCount += 1
    constants[text] = number
    return number
  }

  /// The name of a lifetime; one that is left out is a new one, or the one that elision gives.
  mutating func lifetime(_ name: String?) -> String {
    guard let name, name != "'_" else {
      return elidedLifetime ?? freshLifetime()
    }
    if name == "'static" { return name }
    if let known = lifetimes[name] { return known }
    let fresh = freshLifetime()
    lifetimes[name] = fresh
    return fresh
  }

  /// A lifetime that was not there before.
  mutating func freshLifetime() -> String {
    defer { lifetimeCount += 1 }
    return "'" + mark + String(lifetimeCount)
  }

  private mutating func referenced(_ target: RustType, for outer: String) -> RustType {
    guard case .dynamic(let traits, let name) = target else { return type(target) }
    return dynamic(traits, name, usually: outer)
  }

  /// A trait object lives as long as the reference around it, and without one for `'static`, unless
  /// it says otherwise.
  private mutating func dynamic(
    _ traits: [RustTraitBound], _ name: String?, usually: String
  ) -> RustType {
    var own: String?
    if let name, name != "'_" {
      let named = lifetime(name)
      own = named == usually ? nil : named
    }
    let sorted = traits.map { traitBound($0) }.sorted { $0.path.resolved < $1.path.resolved }
    return .dynamic(sorted, lifetime: own)
  }

  private mutating func opaque(_ bounds: [RustBound]) -> RustType {
    guard takesOpaqueForParameter else { return .opaque(self.bounds(bounds)) }
    let number = RustType.generic(mark + String(typeCount))
    typeCount += 1
    opaqueBounds.append((number, bounds))
    return number
  }

  private mutating func associated(_ value: RustAssociated) -> RustType {
    .associated(
      RustAssociated(
        owner: type(value.owner), trait: value.trait.map { path($0) }, name: value.name,
        arguments: ownArguments(value.arguments)))
  }

  /// A function pointer: its own lifetimes are numbered anew, so that names do not count.
  private mutating func pointer(_ function: RustFunction) -> RustFunction {
    var result = function
    let outer = (lifetimes, lifetimeCount, mark, elidedLifetime, takesOpaqueForParameter)
    for parameter in function.generics.parameters { lifetimes[parameter.name] = nil }
    (lifetimeCount, mark, elidedLifetime, takesOpaqueForParameter) = (0, mark + "f", nil, false)
    result.generics = RustGenerics()
    result.inputs = function.inputs.map { .init("_", type($0.type)) }
    if lifetimeCount == 1 { elidedLifetime = "'" + mark + "0" }
    result.output = function.output.flatMap { output(type($0)) }
    (lifetimes, lifetimeCount, mark, elidedLifetime, takesOpaqueForParameter) = outer
    return result
  }

  /// `()` written out is `()` left out.
  func output(_ type: RustType) -> RustType? { type == .tuple([]) ? nil : type }
}
