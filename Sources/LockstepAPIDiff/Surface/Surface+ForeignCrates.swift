extension Surface {
  /// The crates whose items signatures of the promised API name, or that it re-exports.
  var foreignCrates: Set<String> { Set(foreignMentions.keys) }

  /// The crates whose items signatures of the promised API name, or that it re-exports, each with the
  /// first public path that does so.
  package var foreignMentions: [String: String] {
    var found: [String: String] = [:]
    func note(_ crate: some StringProtocol, by item: String) {
      let crate = String(crate)
      if found[crate].map({ item < $0 }) ?? true { found[crate] = item }
    }
    for item in items where isPromised(item.id) {
      let path = item.path
      for crate in Self.crates(namedBy: item.kind) { note(crate, by: path) }
    }
    for value in implementations where !value.isSynthetic {
      guard let trait = value.trait, let owner = value.owner, isPromised(owner) else { continue }
      let path = self[owner].path
      for crate in Self.crates(in: trait) { note(crate, by: path) }
    }
    return found
  }

  /// The crates that an item's declaration names, without what its members do.
  private static func crates(namedBy kind: RustKind) -> Set<String> {
    var found: Set<String> = []
    func add(_ type: RustType) { found.formUnion(crates(in: type)) }
    func add(_ path: RustPath) { found.formUnion(crate(of: path).map { [$0] } ?? []) }
    switch kind {
    case .function(let value):
      value.inputs.forEach { add($0.type) }
      value.output.map(add)
      for parameter in value.generics.parameters {
        if case .type(let bounds, _) = parameter.kind {
          for case .trait(let bound) in bounds { add(bound.path) }
        }
      }
    case .field(let type), .constant(let type, _), .staticVariable(let type, _, _),
      .typeAlias(_, let type), .associatedConstant(let type, _):
      add(type)
    case .trait(let value):
      for case .trait(let bound) in value.supertraits { add(bound.path) }
    case .reexport(let value):
      let path = value.definition ?? value.source
      path.split(separator: ":").first.map { _ = found.insert(String($0)) }
    default: break
    }
    return found
  }

  private static func crates(in trait: RustPath) -> Set<String> {
    var found = Set(crate(of: trait).map { [$0] } ?? [])
    if case .angle(let arguments, _) = trait.arguments {
      for case .type(let type) in arguments { found.formUnion(crates(in: type)) }
    }
    return found
  }

  private static func crates(in type: RustType) -> Set<String> {
    var found: Set<String> = []
    func add(_ path: RustPath) { found.formUnion(crate(of: path).map { [$0] } ?? []) }
    type.visit { part in
      switch part {
      case .path(let path): add(path)
      case .dynamic(let traits, _): traits.forEach { add($0.path) }
      case .opaque(let bounds):
        for case .trait(let bound) in bounds { add(bound.path) }
      default: break
      }
    }
    return found
  }

  /// The crate that a path leads into; `nil` where it is this one.
  private static func crate(of path: RustPath) -> String? {
    path.item == nil ? path.resolved.split(separator: ":").first.map(String.init) : nil
  }
}
