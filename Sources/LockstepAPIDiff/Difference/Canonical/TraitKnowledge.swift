/// What is known of traits beyond their names: which follow from which, and which types have them.
///
/// A surface knows the traits of its own crate; of the standard library's traits the ones that
/// signatures are made of are known here (from the library's documentation).
struct TraitKnowledge: Sendable {
  /// What can be said of a type and a trait.
  enum Answer: Hashable, Sendable {
    /// It has it.
    case yes
    /// It does not have it.
    case no
    /// Not known.
    case unknown
  }

  let identities: Identities
  /// Canonical traits that follow from a trait of this crate, by the name of that trait.
  private let consequences: [String: Set<String>]

  init(identities: Identities) {
    self.identities = identities
    let surface = identities.surface(.after)
    var consequences: [String: Set<String>] = [:]
    for item in surface.items {
      guard case .trait(let value) = item.kind else { continue }
      let name = identities.name(of: item.id, on: .after)
      for case .trait(let bound) in value.supertraits where bound.modifier == .none {
        let above = bound.path.item.map { identities.name(of: $0, on: .after) }
        consequences[name, default: []].insert(above ?? bound.path.resolved)
      }
    }
    for value in surface.implementations {
      // `impl<T: A> B for T`: whoever has A has B.
      guard value.isBlanket, let trait = value.trait, case .generic(let parameter) = value.type,
        value.generics.predicates.isEmpty, value.generics.declared.count == 1,
        case .type(let bounds, _)? = value.generics.declared.first?.kind, bounds.count == 1,
        value.generics.declared.first?.name == parameter, case .trait(let bound)? = bounds.first
      else { continue }
      let from = bound.path.item.map { identities.name(of: $0, on: .after) } ?? bound.path.resolved
      let to = trait.item.map { identities.name(of: $0, on: .after) } ?? trait.resolved
      consequences[from, default: []].insert(to)
    }
    self.consequences = consequences
  }

  /// Whether whoever meets `have` also meets `want`; both canonical, on the same type.
  func follows(_ want: RustBound, from have: RustBound) -> Bool {
    if want == have { return true }
    switch (want, have) {
    case (.outlives(let wanted), .outlives("'static")): return wanted.hasPrefix("'")
    case (.trait(let wanted), .trait(let given)): return follows(wanted.path, from: given.path)
    default: return false
    }
  }

  private func follows(_ want: RustPath, from have: RustPath) -> Bool {
    let weaker = reachable(from: have.resolved)
    guard weaker.contains(want.resolved) else { return false }
    if want.resolved == have.resolved { return Self.isWeaker(want.arguments, than: have.arguments) }
    if Self.carriesArguments.contains(want.resolved) {
      return Self.isWeaker(want.arguments, than: have.arguments)
    }
    return want.arguments == .none || want.arguments == have.arguments
  }

  /// Whether the first asks nothing of associated types that the second does not ask.
  private static func isWeaker(_ want: RustArguments, than have: RustArguments) -> Bool {
    if want == have { return true }
    switch (want, have) {
    case (.none, .angle(let given, _)): return given.isEmpty
    case (.angle(let wanted, let few), .angle(let given, let many)):
      return wanted == given && Set(few).isSubset(of: many)
    default: return false
    }
  }

  private func reachable(from name: String) -> Set<String> {
    var found: Set<String> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      guard found.insert(next).inserted else { continue }
      waiting += StandardTraits.consequences[next] ?? []
      waiting += consequences[next] ?? []
    }
    return found
  }

  private static let carriesArguments: Set<String> = [
    "core::ops::function::FnOnce", "core::ops::function::FnMut",
    "core::iter::traits::collect::IntoIterator", "core::iter::traits::iterator::Iterator",
    "core::iter::traits::double_ended::DoubleEndedIterator",
  ]
}
