extension RustType {
  /// Calls `visit` with every path in the type, outer ones first; a bound's traits are paths too.
  package func forEachPath(_ visit: (RustPath) -> Void) {
    switch self {
    case .path(let path): path.forEachPath(visit)
    case .tuple(let types): types.forEach { $0.forEachPath(visit) }
    case .slice(let type), .array(let type, _), .reference(let type, _, _), .pointer(let type, _),
      .pattern(let type, _):
      type.forEachPath(visit)
    case .functionPointer(let function):
      function.inputs.forEach { $0.type.forEachPath(visit) }
      function.output?.forEachPath(visit)
    case .dynamic(let traits, _): traits.forEach { $0.path.forEachPath(visit) }
    case .opaque(let bounds): bounds.forEach { $0.forEachPath(visit) }
    case .associated(let value):
      value.owner.forEachPath(visit)
      value.trait?.forEachPath(visit)
      value.arguments.forEachPath(visit)
    case .generic, .primitive, .inferred: break
    }
  }
}

extension RustPath {
  /// Calls `visit` with this path and every one in its arguments.
  package func forEachPath(_ visit: (RustPath) -> Void) {
    visit(self)
    arguments.forEachPath(visit)
  }
}

extension RustBound {
  /// Calls `visit` with every path in the bound.
  package func forEachPath(_ visit: (RustPath) -> Void) {
    if case .trait(let bound) = self { bound.path.forEachPath(visit) }
  }
}

extension RustArguments {
  /// Calls `visit` with every path in the arguments.
  package func forEachPath(_ visit: (RustPath) -> Void) {
    switch self {
    case .none, .returnTypeNotation: break
    case .parenthesized(let inputs, let output):
      inputs.forEach { $0.forEachPath(visit) }
      output?.forEachPath(visit)
    case .angle(let arguments, let constraints):
      for case .type(let type) in arguments { type.forEachPath(visit) }
      for constraint in constraints {
        switch constraint.kind {
        case .type(let type): type.forEachPath(visit)
        case .bounds(let bounds): bounds.forEach { $0.forEachPath(visit) }
        case .constant: break
        }
      }
    }
  }
}
