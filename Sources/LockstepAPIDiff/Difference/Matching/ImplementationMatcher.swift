/// Pairs implementations of traits by what they say of which type.
struct ImplementationMatcher {
  let identities: Identities
  let traits: TraitKnowledge

  /// One implementation, ready to be compared.
  fileprivate struct Entry {
    var id: ImplementationID
    var value: RustImplementation
    var trait: RustPath
    var type: RustType
    var facts: Set<BoundFact>
    var canonical: Canonicalizer
    /// The item of the candidate that the type is.
    var owner: ItemID?
    /// Only those with one key, and the general one, can say the same.
    var key: Key { Key(trait: trait.resolved, type: type.head) }
  }

  /// A trait and the outermost name of a type; no name stands for every type.
  fileprivate struct Key: Hashable {
    var trait: String
    var type: String?

    /// The key of implementations for every type; `nil` where this is it.
    var general: Key? { type == nil ? nil : Key(trait: trait, type: nil) }
  }

  init(identities: Identities, traits: TraitKnowledge) {
    self.identities = identities
    self.traits = traits
  }

  /// What came, went and changed.
  func run() -> [ImplementationMatch] {
    let changed = ChangedImplementations(identities)
    if changed.isEmpty { return [] }
    var names = changed.traits
    names.formUnion(names.compactMap { Self.reverses[$0] })
    let old = entries(.before, of: names)
    let new = entries(.after, of: names)
    let later = Dictionary(grouping: new.filter { !$0.value.isNegative }, by: \.key)
    let earlier = Dictionary(grouping: old.filter { !$0.value.isNegative }, by: \.key)
    var result: [ImplementationMatch] = []
    for entry in old where !entry.value.isNegative && changed.before.contains(entry.id) {
      let general = entry.key.general.flatMap { later[$0] } ?? []
      let candidates = (later[entry.key] ?? []) + general
      if !isTurnedRound(entry, later) { result += compare(entry, with: candidates) }
    }
    for entry in new where !entry.value.isNegative && changed.after.contains(entry.id) {
      let known = (earlier[entry.key] ?? []) + (entry.key.general.flatMap { earlier[$0] } ?? [])
      // Where the type itself became more general, its implementations did with it.
      let isWidened = isWidened(entry.owner)
      let isKnown = known.contains {
        covers($0, entry) != nil || (isWidened && covers(entry, $0) != nil)
      }
      if isKnown || isBlanketly(entry, .before) || isOfKnownTypes(entry, earlier) { continue }
      result.append(match(.added, entry, before: nil))
    }
    return result
  }

  private func entries(_ side: Identities.Side, of names: Set<String>) -> [Entry] {
    let surface = identities.surface(side)
    return surface.implementations.indices.compactMap { place in
      guard let trait = surface.implementations[place].trait,
        names.contains(identities.name(of: trait, on: side)),
        !Self.ignored.contains(trait.resolved)
      else { return nil }
      let value = surface.implementations[place]
      if let item = trait.item, !isShared(item, side) { return nil }
      if let item = value.owner, !isShared(item, side) || !isStillType(item, side) { return nil }
      guard isNameable(value, side) else { return nil }
      var canonical = Canonicalizer(identities: identities, side: side)
      let facts = canonical.enter(value)
      guard let type = canonical.selfType else { return nil }
      canonical.mark = "%"
      var path = canonical.path(trait)
      // `PartialEq` is `PartialEq<Self>`.
      if case .angle([.type(type)], let constraints) = path.arguments, constraints.isEmpty,
        trait.item == nil
      {
        path.arguments = .none
      }
      return Entry(
        id: ImplementationID(UInt32(place)), value: value, trait: path, type: type, facts: facts,
        canonical: canonical,
        owner: value.owner.flatMap { identities.counterpart(of: $0, on: side) })
    }
  }

  /// Whether an item is promised on both sides; what came or went altogether takes its
  /// implementations along.
  private func isShared(_ item: ItemID, _ side: Identities.Side) -> Bool {
    guard identities.surface(side).isPromised(item) else { return false }
    return side == .before
      ? identities.counterpart(of: item, on: .before) != nil
      : identities.hasCounterpart(item)
  }

  /// Whether dependents can name the type and the trait with its arguments; what a crate does for
  /// its private types is its own business.
  private func isNameable(_ value: RustImplementation, _ side: Identities.Side) -> Bool {
    let surface = identities.surface(side)
    var found = true
    func look(_ type: RustType) {
      guard case .path(let path) = type else { return }
      if let item = path.item {
        found = found && surface.isPublic(item)
      } else if !path.resolved.contains("::") || path.resolved.hasPrefix(surface.crate + "::") {
        found = false
      }
    }
    value.type.visit(look)
    value.trait?.arguments.visit(look)
    return found
  }

  /// Whether an item is of a kind that has implementations on both sides, and promised.
  private func isStillType(_ item: ItemID, _ side: Identities.Side) -> Bool {
    let old = side == .before ? item : identities.original(of: item)
    guard let old, let new = identities.counterpart(of: old, on: .before) else { return false }
    let (before, after) = (identities.surface(.before), identities.surface(.after))
    guard before.isPromised(old), after.isPromised(new) else { return false }
    return before[old].kind.word == after[new].kind.word
      || (before[old].kind.isNominalType && after[new].kind.isNominalType)
  }

  /// Whether a type of the candidate has parameters that it did not have.
  private func isWidened(_ owner: ItemID?) -> Bool {
    guard let owner, let old = identities.original(of: owner) else { return false }
    let before = identities.surface(.before)[old].generics?.declared.count ?? 0
    return (identities.surface(.after)[owner].generics?.declared.count ?? 0) > before
  }

  /// Traits that nobody can name on stable Rust.
  private static let ignored: Set<String> = [
    "core::marker::StructuralPartialEq", "core::marker::Freeze", "core::marker::UnsafeUnpin",
    "core::clone::TrivialClone",
  ]

  /// What the parameters of `general` stand for, so that it says what `special` says.
  private func covers(_ general: Entry, _ special: Entry) -> [String: RustType]? {
    var unifier = Unifier(marks: ["%"])
    guard unifier.match(general.type, special.type) else { return nil }
    return unifier.match(general.trait, special.trait) ? unifier.bindings : nil
  }

  /// `Sized` comes last, then the alphabet decides, so that every run names the same bound.
  private static func isWeightier(_ left: BoundFact, _ right: BoundFact) -> Bool {
    left.isSized != right.isSized ? right.isSized : left.text < right.text
  }

  /// Whether `impl Into<T> for S` became `impl From<S> for T`, which gives the former.
  private func isTurnedRound(_ entry: Entry, _ later: [Key: [Entry]]) -> Bool {
    guard let reverse = Self.reverses[entry.trait.resolved],
      case .angle(let given, _) = entry.trait.arguments, given.count == 1,
      case .type(let target) = given[0]
    else { return false }
    let wanted = RustPath(
      written: "", resolved: reverse, arguments: .angle([.type(entry.type)], constraints: []))
    return (later[Key(trait: reverse, type: target.head)] ?? []).contains { candidate in
      var unifier = Unifier(marks: ["%"])
      return unifier.match(candidate.type, target) && unifier.match(candidate.trait, wanted)
    }
  }

  private static let reverses = [
    "core::convert::Into": "core::convert::From",
    "core::convert::TryInto": "core::convert::TryFrom",
  ]

  /// Whether an impl for everything with a trait that stays in the crate is only for types that had
  /// an impl of their own.
  private func isOfKnownTypes(_ entry: Entry, _ earlier: [Key: [Entry]]) -> Bool {
    let surface = identities.surface(.after)
    guard let bound = surface.innerBound(of: entry.value), case .generic(let name) = entry.type
    else { return false }
    let types = surface.implementations.filter { $0.trait?.item == bound && !$0.isNegative }
    return !types.isEmpty
      && types.allSatisfy { value in
        var canonical = Canonicalizer(identities: identities, side: .after)
        _ = canonical.enter(value)
        guard let type = canonical.selfType, type.head != nil else { return false }
        var special = entry
        special.type = type
        special.trait = entry.trait.replacing([name: type])
        return (earlier[special.key] ?? []).contains { covers($0, special) != nil }
      }
  }

  private func isBlanketly(_ entry: Entry, _ side: Identities.Side) -> Bool {
    guard let owner = entry.value.owner else { return false }
    let other: Identities.Side = side
    let item: ItemID? =
      other == .after
      ? identities.counterpart(of: owner, on: .before) : identities.original(of: owner)
    guard let item else { return false }
    return identities.surface(other)[item].blanketTraits.contains {
      let name = $0.item.map { identities.name(of: $0, on: other) } ?? $0.resolved
      return name == entry.trait.resolved
    }
  }

  private func compare(_ entry: Entry, with candidates: [Entry]) -> [ImplementationMatch] {
    var found: (Entry, [String: RustType])?
    for candidate in candidates {
      guard let bindings = covers(candidate, entry) else { continue }
      // One that is for the very same type goes before a more general one.
      if found == nil || candidate.type == entry.type { found = (candidate, bindings) }
    }
    guard let (candidate, bindings) = found else {
      return isBlanketly(entry, .after) ? [] : [match(.removed, entry, before: entry.id)]
    }
    // Where the type has other parameters now, they are what changed.
    if let owner = entry.value.owner, !identities.countsArguments(of: owner, on: .before) {
      return []
    }
    var result: [ImplementationMatch] = []
    let change = FunctionChange.compare(
      entry.counted, candidate.counted, bindings, given: [], traits)
    if let fact = change.added.first {
      result.append(match(.tightened, entry, before: entry.id, candidate.id, detail: fact.text))
    } else if let fact = change.removed.min(by: Self.isWeightier) {
      result.append(match(.relaxed, entry, before: entry.id, candidate.id, detail: fact.text))
    }
    if let name = otherType(entry, candidate, bindings) {
      result.append(match(.otherTypes, entry, before: entry.id, candidate.id, detail: name))
    }
    return result
  }

  /// The name of an associated type that is another.
  private func otherType(
    _ old: Entry, _ new: Entry, _ bindings: [String: RustType]
  ) -> String? {
    let (before, after) = (identities.surface(.before), identities.surface(.after))
    for item in before.items(old.value.items) {
      guard case .associatedType(_, _, let was?) = item.kind else { continue }
      for other in after.items(new.value.items) where other.name == item.name {
        guard case .associatedType(_, _, let now?) = other.kind else { continue }
        var (left, right) = (old.canonical, new.canonical)
        if left.type(was) != right.type(now).replacing(bindings) { return item.name }
      }
    }
    return nil
  }

  private func match(
    _ state: ImplementationMatch.State, _ entry: Entry, before: ImplementationID?,
    _ after: ImplementationID? = nil, detail: String = ""
  ) -> ImplementationMatch {
    let owner = entry.owner.map { identities.surface(.after)[$0] }
    let trait = entry.value.trait?.item.map {
      identities.name(of: $0, on: before == nil ? .after : .before)
    }
    return ImplementationMatch(
      state: state, path: owner?.path ?? trait ?? entry.trait.resolved, before: before,
      after: before == nil ? entry.id : after, value: entry.value, trait: entry.trait.resolved,
      owner: owner, detail: detail)
  }
}

extension ImplementationMatcher.Entry {
  /// What counts of the bounds: for what the compiler inferred, only what is asked of parameters.
  fileprivate var counted: Set<BoundFact> {
    guard value.isSynthetic else { return facts }
    return facts.filter { if case .generic = $0.subject { true } else { false } }
  }
}

extension RustType {
  /// The outermost name of a type; `nil` for a parameter, which stands for every type.
  var head: String? {
    switch self {
    case .path(let path): path.resolved
    case .generic, .associated: nil
    case .primitive(let name): name
    case .tuple(let elements): "(\(elements.count))"
    case .slice: "[]"
    case .array: "[;]"
    case .reference(_, _, let isMutable): isMutable ? "&mut" : "&"
    case .pointer(_, let isMutable): isMutable ? "*mut" : "*const"
    case .functionPointer: "fn"
    case .dynamic: "dyn"
    case .opaque, .pattern, .inferred: "_"
    }
  }
}

extension RustItem {
  /// Traits that a type has through an impl for everything that meets a condition.
  var blanketTraits: [RustPath] {
    switch kind {
    case .structure(let value): value.blanketTraits
    case .enumeration(let value): value.blanketTraits
    case .union(let value): value.blanketTraits
    default: []
    }
  }
}

extension BoundFact {
  /// The bound for people; the trait alone, because parameters bear numbers here.
  var text: String {
    switch bound {
    case .trait(let value): "`\(value.path.resolved.split(separator: ":").last ?? "")`"
    case .outlives(let name): "`\(name)`"
    case .captures: ""
    }
  }
}
