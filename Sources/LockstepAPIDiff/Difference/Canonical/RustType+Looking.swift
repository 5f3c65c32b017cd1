extension RustType {
  /// Every type in the type, itself first, as deep as types are rewritten.
  func visit(depth: Int = 0, _ body: (RustType) -> Void) {
    guard depth < Canonicalizer.deepest else { return }
    body(self)
    func inner(_ type: RustType) { type.visit(depth: depth + 1, body) }
    switch self {
    case .generic, .primitive, .inferred: break
    case .pattern(let base, _): inner(base)
    case .tuple(let elements): elements.forEach(inner)
    case .slice(let element), .array(let element, _): inner(element)
    case .reference(let target, _, _), .pointer(let target, _): inner(target)
    case .path(let path): path.arguments.visit(depth: depth + 1, body)
    case .functionPointer(let function):
      function.inputs.forEach { inner($0.type) }
      function.output.map(inner)
    case .dynamic(let traits, _):
      for trait in traits { trait.path.arguments.visit(depth: depth + 1, body) }
    case .opaque(let bounds):
      for case .trait(let bound) in bounds { bound.path.arguments.visit(depth: depth + 1, body) }
    case .associated(let value):
      inner(value.owner)
      value.trait?.arguments.visit(depth: depth + 1, body)
    }
  }

  /// Whether a generic parameter, or an array's length, of this name is in the type.
  func mentions(_ name: String) -> Bool {
    var found = false
    visit {
      switch $0 {
      case .generic(name), .array(_, name): found = true
      default: break
      }
    }
    return found
  }

  /// Whether no generic parameter is in the type.
  var isConcrete: Bool {
    var found = true
    visit { if case .generic = $0 { found = false } }
    return found
  }

  /// Whether a parameter or a lifetime of this name is in the type.
  func mentionsOrLives(_ name: String) -> Bool {
    name.first == "'" ? lifetimes.contains(name) : mentions(name)
  }

  /// The lifetimes of the references and paths in the type, in their order.
  var lifetimes: [String] {
    var found: [String] = []
    visit {
      switch $0 {
      case .reference(_, let name?, _): found.append(name)
      case .path(let path):
        if case .angle(let arguments, _) = path.arguments {
          for case .lifetime(let name) in arguments { found.append(name) }
        }
      case .opaque(let bounds):
        for bound in bounds {
          switch bound {
          case .outlives(let name): found.append(name)
          case .trait(let value):
            if case .angle(let arguments, _) = value.path.arguments {
              for case .lifetime(let name) in arguments { found.append(name) }
            }
          case .captures: break
          }
        }
      default: break
      }
    }
    return found
  }

  /// The type with every lifetime made the same.
  var erasingLifetimes: RustType {
    let names = Set(lifetimes)
    return replacing(Dictionary(uniqueKeysWithValues: names.map { ($0, .generic("'_")) }))
  }
}

extension RustArguments {
  /// Every type in the arguments.
  func visit(depth: Int = 0, _ body: (RustType) -> Void) {
    switch self {
    case .none, .returnTypeNotation: break
    case .angle(let arguments, let constraints):
      for case .type(let type) in arguments { type.visit(depth: depth, body) }
      for constraint in constraints {
        if case .type(let type) = constraint.kind { type.visit(depth: depth, body) }
      }
    case .parenthesized(let inputs, let output):
      inputs.forEach { $0.visit(depth: depth, body) }
      output?.visit(depth: depth, body)
    }
  }
}
