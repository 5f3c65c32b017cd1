/// Finds out which traits can be implemented outside the crate.
struct SealFinder {
  private let surface: Surface
  private var known: [ItemID: Sealing] = [:]
  private var asking: Set<ItemID> = []

  init(_ surface: Surface) { self.surface = surface }

  /// Whether a trait of this crate can be implemented outside.
  mutating func sealing(of id: ItemID) -> Sealing {
    if let found = known[id] { return found }
    // Traits that need each other in a circle are judged by what else they need.
    guard case .trait(let value) = surface[id].kind, asking.insert(id).inserted else {
      return .open
    }
    defer { asking.remove(id) }
    var found = Sealing.open
    if isImplementedForAll(id, value) {
      found = .sealed(because: "it is implemented for everything that could implement it")
    }
    for candidate in [supertraits(of: value), items(of: value)] {
      switch (found, candidate) {
      case (_, .sealed): found = candidate
      case (.open, .sealedByHidden): found = candidate
      default: break
      }
      if case .sealed = found { break }
    }
    known[id] = found
    return found
  }

  /// Whether the crate implements the trait for everything that has its supertraits, so that any
  /// other implementation would be a second one: an extension trait.
  private func isImplementedForAll(_ id: ItemID, _ value: RustTrait) -> Bool {
    guard value.generics.declared.isEmpty else { return false }
    return surface.implementations(of: id).contains { implementation in
      guard !implementation.isNegative, implementation.trait?.item == id,
        case .generic(let name) = implementation.type,
        implementation.generics.declared.count == 1,
        case .type(var bounds, _)? = implementation.generics.declared.first?.kind
      else { return false }
      for predicate in implementation.generics.predicates {
        guard case .bound(.generic(name), let asked, _) = predicate else { return false }
        bounds += asked
      }
      return bounds.allSatisfy { bound in
        if case .trait(let asked) = bound, asked.modifier == .maybe { return true }
        return value.supertraits.contains(bound)
      }
    }
  }

  private mutating func supertraits(of value: RustTrait) -> Sealing {
    var result = Sealing.open
    for case .trait(let bound) in value.supertraits where bound.modifier == .none {
      guard let id = bound.path.item, case .trait = surface[id].kind else { continue }
      let name = "`\(surface[id].path)`"
      if !surface.isPublic(id) {
        if isGivenToAll(id) { continue }
        return .sealed(because: "its supertrait \(name) cannot be named outside the crate")
      }
      switch sealing(of: id) {
      case .sealed: return .sealed(because: "its supertrait \(name) is sealed")
      case .sealedByHidden(let reason): result = .sealedByHidden(because: reason)
      case .open:
        if !surface.isPromised(id), !isGivenToAll(id) {
          result = .sealedByHidden(because: "its supertrait \(name) is hidden")
        }
      }
    }
    return result
  }

  /// Whether a trait is implemented for everything that meets bounds which anybody can meet.
  private mutating func isGivenToAll(_ id: ItemID) -> Bool {
    for implementation in surface.implementations(of: id)
    where implementation.isBlanket && !implementation.isNegative {
      let bounds =
        implementation.generics.parameters.flatMap { parameter -> [RustBound] in
          guard case .type(let bounds, _) = parameter.kind else { return [] }
          return bounds
        }
        + implementation.generics.predicates.flatMap { predicate -> [RustBound] in
          guard case .bound(_, let bounds, _) = predicate else { return [] }
          return bounds
        }
      let canBeMet = bounds.allSatisfy { bound in
        guard case .trait(let bound) = bound, let needed = bound.path.item else { return true }
        return surface.isPublic(needed) && sealing(of: needed) == .open
      }
      if canBeMet { return true }
    }
    return false
  }

  private func items(of value: RustTrait) -> Sealing {
    var result = Sealing.open
    for item in surface.items(value.items) {
      let isRequired: Bool
      switch item.kind {
      case .function(let function):
        isRequired = !function.hasBody
        if isRequired, let type = unnameable(in: function) {
          return .sealed(
            because: "its method `\(item.name)` names `\(type)`, which nobody outside can")
        }
      case .associatedConstant(_, let value): isRequired = value == nil
      case .associatedType(_, _, let type): isRequired = type == nil
      default: isRequired = false
      }
      if isRequired, item.attributes.isDocHidden, result == .open {
        result = .sealedByHidden(because: "its required item `\(item.name)` is hidden")
      }
    }
    return result
  }

  /// The first type in a signature that no path outside the crate leads to.
  private func unnameable(in function: RustFunction) -> String? {
    var found: String?
    let types = function.inputs.map(\.type) + (function.output.map { [$0] } ?? [])
    for type in types {
      type.forEachPath { path in
        if found == nil, let id = path.item, !surface.isPublic(id) { found = path.written }
      }
    }
    return found
  }
}

extension Surface {
  /// Notes on each trait whether it is sealed.
  mutating func sealTraits() {
    var finder = SealFinder(self)
    for number in items.indices {
      guard case .trait(var value) = items[number].kind else { continue }
      value.sealing = finder.sealing(of: items[number].id)
      items[number].kind = .trait(value)
    }
  }
}
