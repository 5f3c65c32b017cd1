/// Whether what is written alike on both sides means the same: no alias in it stands for something
/// else now.
extension Identities {
  /// Whether the baseline's paths that `body` visits mean what they meant.
  private func isSteady(_ body: ((RustPath) -> Void) -> Void) -> Bool {
    guard isFixed else { return false }
    if shifted.isEmpty { return true }
    var isSteady = true
    body { path in
      if let item = path.item, shifted.contains(item) { isSteady = false }
    }
    return isSteady
  }

  /// Whether a type of the baseline means what it meant.
  func isSteady(_ type: RustType) -> Bool { isSteady { type.forEachPath($0) } }

  /// Whether generics of the baseline mean what they meant.
  func isSteady(_ generics: RustGenerics) -> Bool { isSteady { generics.forEachPath($0) } }

  /// Whether a signature of the baseline means what it meant.
  func isSteady(_ function: RustFunction) -> Bool { isSteady { function.forEachPath($0) } }

  /// Whether an implementation of the baseline means what it meant, its associated types left out.
  func isSteady(_ implementation: RustImplementation) -> Bool {
    isSteady { visit in
      implementation.type.forEachPath(visit)
      implementation.trait?.forEachPath(visit)
      implementation.generics.forEachPath(visit)
    }
  }

  /// Whether what an item of the baseline says means what it meant; of items with parts only what
  /// stands on the items themselves.
  func isSteady(_ kind: RustKind) -> Bool {
    switch kind {
    case .function(let function): isSteady(function)
    case .field(let type), .constant(let type, _), .staticVariable(let type, _, _),
      .associatedConstant(let type, _):
      isSteady(type)
    case .associatedType(let generics, let bounds, let type):
      isSteady { visit in
        generics.forEachPath(visit)
        bounds.forEach { $0.forEachPath(visit) }
        type?.forEachPath(visit)
      }
    default: isFixed && shifted.isEmpty
    }
  }
}

extension RustFunction {
  /// Calls `visit` with every path in the signature.
  fileprivate func forEachPath(_ visit: (RustPath) -> Void) {
    inputs.forEach { $0.type.forEachPath(visit) }
    output?.forEachPath(visit)
    generics.forEachPath(visit)
  }
}

extension RustGenerics {
  /// Calls `visit` with every path in the parameters and the `where` clause.
  fileprivate func forEachPath(_ visit: (RustPath) -> Void) {
    for parameter in parameters {
      switch parameter.kind {
      case .lifetime: break
      case .type(let bounds, let value):
        bounds.forEach { $0.forEachPath(visit) }
        value?.forEachPath(visit)
      case .constant(let type, _): type.forEachPath(visit)
      }
    }
    for predicate in predicates {
      switch predicate {
      case .outlives: break
      case .bound(let subject, let bounds, _):
        subject.forEachPath(visit)
        bounds.forEach { $0.forEachPath(visit) }
      case .equal(let subject, let other):
        subject.forEachPath(visit)
        if case .type(let type) = other { type.forEachPath(visit) }
      }
    }
  }
}

extension Surface {
  /// The aliases that stand for something else in `later`, or are gone, and those that name them.
  func shiftedAliases(in later: Surface) -> Set<ItemID> {
    let aliases = items.filter { if case .typeAlias = $0.kind { true } else { false } }
    var meanings: [String: RustKind] = [:]
    for item in later.items {
      if case .typeAlias = item.kind { meanings[item.path] = item.kind }
    }
    var found = Set(aliases.filter { meanings[$0.path] != $0.kind }.map(\.id))
    var known = -1
    while known != found.count {
      known = found.count
      for item in aliases where !found.contains(item.id) {
        guard case .typeAlias(_, let target) = item.kind else { continue }
        target.forEachPath { path in
          if let other = path.item, found.contains(other) { found.insert(item.id) }
        }
      }
    }
    return found
  }
}
