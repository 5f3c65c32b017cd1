/// Compares what a type or a trait is made of, with its parameters taken for the same by their
/// place, or by their names where they only changed places.
struct OwnerComparison {
  let owner: Match.Owner
  let identities: Identities
  let traits: TraitKnowledge
  /// What became of the parameters.
  private(set) var delta: GenericsDelta

  init(_ owner: Match.Owner, identities: Identities, traits: TraitKnowledge) {
    self.owner = owner
    self.identities = identities
    self.traits = traits
    let old = owner.before.generics ?? RustGenerics()
    let new = owner.after.generics ?? RustGenerics()
    delta = GenericsDelta(counts: GenericsChange(before: old, after: new))
    guard !(old.isEmpty && new.isEmpty), !(old == new && identities.isSteady(old)) else { return }
    findReordering(old, new)
    findDefaults(old, new)
    guard !delta.counts.isReshaping else { return }
    var left = environment(.before)
    var right = environment(.after)
    let change = FunctionChange.compare(
      left.facts(of: old), right.facts(of: new), [:], given: [], traits)
    (delta.addedFacts, delta.removedFacts) = (change.added, change.removed)
  }

  /// A canonicalizer in which the owner's parameters have the names that both sides share.
  func environment(_ side: Identities.Side) -> Canonicalizer {
    environment(side, byName: delta.hasReorderedTypes || delta.hasReorderedConstants)
  }

  private func environment(_ side: Identities.Side, byName: Bool) -> Canonicalizer {
    var canonical = Canonicalizer(identities: identities, side: side)
    let item = side == .before ? owner.before : owner.after
    let known = owner.before.generics?.declared ?? []
    var counts = (lifetimes: 0, types: 0, constants: 0)
    for parameter in item.generics?.declared ?? [] {
      switch parameter.kind {
      case .lifetime:
        canonical.lifetimes[parameter.name] = "'$" + String(counts.lifetimes)
        counts.lifetimes += 1
      case .type(_, let value):
        let limit = known.count { if case .type = $0.kind { true } else { false } }
        let number = byName ? parameter.name : String(counts.types)
        if counts.types >= limit, let value {
          canonical.types[parameter.name] = canonical.type(value)
        } else {
          canonical.types[parameter.name] = .generic("$" + number)
        }
        counts.types += 1
      case .constant(_, let value):
        let limit = known.count { if case .constant = $0.kind { true } else { false } }
        let number = byName ? parameter.name : String(counts.constants)
        if counts.constants >= limit, let value {
          canonical.constants[parameter.name] = canonical.constant(value)
        } else {
          canonical.constants[parameter.name] = "$c" + number
        }
        counts.constants += 1
      }
    }
    return canonical
  }

  /// Whether two types, one of each side, are different; never where the parameters had to change,
  /// because that is told once.
  func areTypesDifferent(_ old: RustType, _ new: RustType) -> Bool {
    guard !delta.counts.isReshaping else { return false }
    if old == new, owner.hasSameGenerics, identities.isSteady(old) { return false }
    var left = environment(.before)
    var right = environment(.after)
    return left.type(old) != right.type(new)
  }

  /// The signature of an item of the trait.
  func signature(_ function: RustFunction, _ side: Identities.Side) -> Signature {
    Signature(function, in: environment(side))
  }

  /// What bounds of an item of the trait ask in addition, and no longer.
  func bounds(
    _ old: [RustBound], _ new: [RustBound], of generics: (before: RustGenerics, after: RustGenerics)
  ) -> (added: [BoundFact], removed: [BoundFact]) {
    var left = environment(.before, of: generics.before)
    var right = environment(.after, of: generics.after)
    let subject = RustType.generic("$item")
    let first = Set(left.bounds(old).map { BoundFact(subject, $0) })
    let second = Set(right.bounds(new).map { BoundFact(subject, $0) })
    let sized = BoundFact(subject, .trait(.sized))
    return FunctionChange.compare(
      first.union(old.isMaybeUnsized ? [] : [sized]),
      second.union(new.isMaybeUnsized ? [] : [sized]), [:], given: [], traits)
  }

  /// What a generic associated type asks of its own parameters and of `Self` in addition, and no
  /// longer; nothing where it has another number of parameters.
  func ownFacts(
    _ old: RustGenerics, _ new: RustGenerics
  ) -> (added: [BoundFact], removed: [BoundFact]) {
    guard !(old.isEmpty && new.isEmpty), !delta.counts.isReshaping else { return ([], []) }
    var left = environment(.before, of: old)
    var right = environment(.after, of: new)
    let (first, second) = (left.facts(of: old), right.facts(of: new))
    func lacking(_ facts: Set<BoundFact>, in others: Set<BoundFact>) -> [BoundFact] {
      facts.filter { fact in
        !others.contains {
          $0.subject == fact.subject
            && ($0 == fact || fact.value == nil && traits.follows(fact.bound, from: $0.bound))
        }
      }
    }
    return (lacking(second, in: first), lacking(first, in: second))
  }

  /// The surroundings of a generic associated type: its own parameters have numbers.
  private func environment(_ side: Identities.Side, of generics: RustGenerics) -> Canonicalizer {
    var canonical = environment(side)
    for (place, parameter) in generics.declared.enumerated() {
      switch parameter.kind {
      case .lifetime: canonical.lifetimes[parameter.name] = "'$g\(place)"
      case .type: canonical.types[parameter.name] = .generic("$g\(place)")
      case .constant: canonical.constants[parameter.name] = "$g\(place)"
      }
    }
    return canonical
  }

  /// Whether the owner, an alias, stands for another type.
  var isAliasOfAnother: Bool {
    guard case .typeAlias(_, let old) = owner.before.kind,
      case .typeAlias(_, let new) = owner.after.kind
    else { return false }
    return areTypesDifferent(old, new)
  }

  // MARK: Parameters

  private mutating func findReordering(_ old: RustGenerics, _ new: RustGenerics) {
    func names(_ generics: RustGenerics, constants: Bool) -> [String] {
      generics.declared.compactMap {
        switch $0.kind {
        case .lifetime: nil
        case .type: constants ? nil : $0.name
        case .constant: constants ? $0.name : nil
        }
      }
    }
    func isPermuted(constants: Bool) -> Bool {
      let (first, second) = (names(old, constants: constants), names(new, constants: constants))
      return first != second && first.count == second.count && Set(first) == Set(second)
    }
    let (types, constants) = (isPermuted(constants: false), isPermuted(constants: true))
    guard types || constants, !isSameByPlace else { return }
    (delta.hasReorderedTypes, delta.hasReorderedConstants) = (types, constants)
  }

  /// Whether everything inside is the same when parameters are told by their places: then they
  /// only have other names.
  private var isSameByPlace: Bool {
    var left = environment(.before, byName: false)
    var right = environment(.after, byName: false)
    let (before, after) = (identities.surface(.before), identities.surface(.after))
    let later = Dictionary(
      after.items(owner.after.parts).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for item in before.items(owner.before.parts) {
      switch (item.kind, later[item.name]?.kind) {
      case (.field(let first), .field(let second)):
        if left.type(first) != right.type(second) { return false }
      case (.function(let first), .function(let second)):
        if !Signature(first, in: left).isSame(as: Signature(second, in: right)) { return false }
      default: continue
      }
    }
    return true
  }

  private mutating func findDefaults(_ old: RustGenerics, _ new: RustGenerics) {
    guard !delta.hasReorderedTypes, !delta.hasReorderedConstants else { return }
    var left = environment(.before)
    var right = environment(.after)
    for (first, second) in zip(old.declared, new.declared) {
      switch (first.kind, second.kind) {
      case (.type(_, let was?), .type(_, let now?)):
        if left.type(was) != right.type(now) { delta.changedDefaults.append(second.name) }
      case (.constant(_, let was?), .constant(_, let now?)):
        if left.constant(was) != right.constant(now) { delta.changedDefaults.append(second.name) }
      case (.type(_, nil), .type(_, _?)), (.constant(_, nil), .constant(_, _?)):
        delta.addedDefaults.append(second.name)
      default: continue
      }
    }
  }
}

extension RustItem {
  /// What an item is made of: fields, the items of a trait.
  var parts: [ItemID] {
    switch kind {
    case .structure(let value): value.fields
    case .union(let value): value.fields
    case .trait(let value): value.items
    case .variant(let value): value.fields
    default: []
    }
  }
}

extension [RustBound] {
  /// Whether `?Sized` is among them.
  var isMaybeUnsized: Bool {
    contains { if case .trait(let value) = $0 { value.modifier == .maybe } else { false } }
  }
}
