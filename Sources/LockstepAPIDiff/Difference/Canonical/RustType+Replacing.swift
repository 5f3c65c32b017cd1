extension RustType {
  /// The type with other types in the place of generic parameters, given by their names.
  func replacing(_ parameters: [String: RustType], depth: Int = 0) -> RustType {
    guard depth < Canonicalizer.deepest else { return self }
    func inner(_ type: RustType) -> RustType { type.replacing(parameters, depth: depth + 1) }
    switch self {
    case .generic(let name): return parameters[name] ?? self
    case .primitive, .inferred, .pattern: return self
    case .tuple(let elements): return .tuple(elements.map(inner))
    case .slice(let element): return .slice(inner(element))
    case .array(let element, let length):
      if case .primitive(let value)? = parameters[length] {
        return .array(inner(element), length: value)
      }
      return .array(inner(element), length: length)
    case .reference(let target, let lifetime, let isMutable):
      return .reference(
        inner(target), lifetime: lifetime.map { parameters.lifetime($0) }, isMutable: isMutable)
    case .pointer(let target, let isMutable): return .pointer(inner(target), isMutable: isMutable)
    case .path(let path): return .path(path.replacing(parameters, depth: depth + 1))
    case .functionPointer(var function):
      function.inputs = function.inputs.map { .init($0.name, inner($0.type)) }
      function.output = function.output.map(inner)
      return .functionPointer(function)
    case .dynamic(let traits, let lifetime):
      return .dynamic(
        traits.map { $0.replacing(parameters, depth: depth + 1) }, lifetime: lifetime)
    case .opaque(let bounds):
      return .opaque(bounds.map { $0.replacing(parameters, depth: depth + 1) })
    case .associated(var value):
      value.owner = inner(value.owner)
      value.trait = value.trait?.replacing(parameters, depth: depth + 1)
      return .associated(value)
    }
  }
}

extension [String: RustType] {
  /// The lifetime that stands in the place of `name`.
  func lifetime(_ name: String) -> String {
    if case .generic(let other)? = self[name] { other } else { name }
  }
}

extension RustPath {
  /// The path with other types in the place of generic parameters.
  func replacing(_ parameters: [String: RustType], depth: Int = 0) -> RustPath {
    var result = self
    switch arguments {
    case .angle(let given, let constraints):
      result.arguments = .angle(
        given.map {
          switch $0 {
          case .type(let type): return .type(type.replacing(parameters, depth: depth))
          case .constant(let text):
            if case .primitive(let value)? = parameters[text] { return .constant(value) }
            return $0
          case .lifetime(let name): return .lifetime(parameters.lifetime(name))
          case .inferred: return $0
          }
        },
        constraints: constraints.map {
          guard case .type(let type) = $0.kind else { return $0 }
          return RustConstraint(
            name: $0.name, arguments: $0.arguments,
            kind: .type(type.replacing(parameters, depth: depth)))
        })
    case .parenthesized(let inputs, let output):
      result.arguments = .parenthesized(
        inputs.map { $0.replacing(parameters, depth: depth) },
        output: output?.replacing(parameters, depth: depth))
    case .none, .returnTypeNotation: break
    }
    return result
  }
}

extension RustTraitBound {
  /// The bound with other types in the place of generic parameters.
  func replacing(_ parameters: [String: RustType], depth: Int = 0) -> RustTraitBound {
    RustTraitBound(
      path: path.replacing(parameters, depth: depth), quantified: quantified, modifier: modifier)
  }
}

extension RustBound {
  /// The bound with other types in the place of generic parameters.
  func replacing(_ parameters: [String: RustType], depth: Int = 0) -> RustBound {
    guard case .trait(let value) = self else { return self }
    return .trait(value.replacing(parameters, depth: depth))
  }
}
