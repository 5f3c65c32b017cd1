/// Pairs what items are made of, and works out what became of each pair.
struct MemberMatcher {
  let identities: Identities
  let traits: TraitKnowledge
  private(set) var missing: [Match] = []
  private(set) var added: [Match] = []
  private(set) var hidden: [Match] = []
  /// What was there, but `#[doc(hidden)]`, and is promised now.
  private(set) var revealed: [Match] = []
  private(set) var pairs: [Match] = []

  var before: Surface { identities.surface(.before) }
  var after: Surface { identities.surface(.after) }

  init(identities: Identities, traits: TraitKnowledge) {
    self.identities = identities
    self.traits = traits
  }

  /// Takes in a pair of items that stand in modules.
  mutating func take(_ match: Match) {
    guard let old = match.before, let new = match.after, old.kind.word == new.kind.word else {
      pairs.append(match)
      return
    }
    var match = match
    let owner = Match.Owner(before: old, after: new)
    switch (old.kind, new.kind) {
    case (.structure, .structure), (.enumeration, .enumeration), (.union, .union),
      (.trait, .trait):
      let comparison = OwnerComparison(owner, identities: identities, traits: traits)
      match.generics = comparison.delta
      pairs.append(match)
      takeParts(of: owner, match.path, comparison)
    case (.function(let first), .function(let second)):
      match.function = change(from: (old, first), to: (new, second))
      keep(match)
    case (.constant(let first, _), .constant(let second, _)),
      (.staticVariable(let first, _, _), .staticVariable(let second, _, _)):
      match.hasOtherType = !isSame(first, second)
      pairs.append(match)
    case (.typeAlias, .typeAlias):
      let comparison = OwnerComparison(owner, identities: identities, traits: traits)
      match.generics = comparison.delta
      match.hasOtherType = comparison.isAliasOfAnother
      pairs.append(match)
    default: pairs.append(match)
    }
  }

  private func isSame(_ first: RustType, _ second: RustType) -> Bool {
    if first == second, identities.isSteady(first) { return true }
    var left = Canonicalizer(identities: identities, side: .before)
    var right = Canonicalizer(identities: identities, side: .after)
    (left.elidedLifetime, right.elidedLifetime) = ("'static", "'static")
    return left.type(first) == right.type(second)
  }

  private mutating func takeParts(
    of owner: Match.Owner, _ path: String, _ comparison: OwnerComparison
  ) {
    switch (owner.before.kind, owner.after.kind) {
    case (.structure(let first), .structure(let second)):
      if first.shape == second.shape {
        fields(first.fields, second.fields, .structField, owner, path, comparison)
      }
    case (.union(let first), .union(let second)):
      fields(first.fields, second.fields, .unionField, owner, path, comparison)
    case (.enumeration(let first), .enumeration(let second)):
      variants(first.variants, second.variants, owner, path, comparison)
    case (.trait(let first), .trait(let second)):
      traitItems(first.items, second.items, owner, path)
      return
    default: return
    }
    inherentItems(owner, path)
  }

  /// Notes a pair, unless nothing about it can have changed: most of a crate never does.
  private mutating func keep(_ match: Match) {
    if match.isUntouched { return }
    pairs.append(match)
  }

  /// Sorts one member in: gone, hidden, or still there.
  private mutating func place(_ match: Match, partner: RustItem?) -> Match? {
    var match = match
    guard let partner else {
      missing.append(match)
      return nil
    }
    match.after = partner
    if partner.attributes.isDocHidden {
      hidden.append(match)
      return nil
    }
    return match
  }

  // MARK: Fields and variants

  private mutating func fields(
    _ old: [ItemID], _ new: [ItemID], _ role: Role, _ owner: Match.Owner, _ path: String,
    _ comparison: OwnerComparison
  ) {
    let isOfVariant = role == .tupleVariantField || role == .structVariantField
    func isOpen(_ item: RustItem) -> Bool { isOfVariant || item.visibility == .public }
    let later = Dictionary(after.items(new).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let earlier = Dictionary(before.items(old).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for item in before.items(old) where isOpen(item) && !item.attributes.isDocHidden {
      let partner = later[item.name].flatMap { isOpen($0) ? $0 : nil }
      let match = Match(role, "\(path)::\(item.name)", before: item, after: nil, owner: owner)
      guard var placed = place(match, partner: partner) else { continue }
      if case .field(let first) = item.kind, case .field(let second)? = placed.after?.kind {
        placed.hasOtherType = comparison.areTypesDifferent(first, second)
      }
      keep(placed)
    }
    for item in after.items(new) {
      let match = Match(role, "\(path)::\(item.name)", before: nil, after: item, owner: owner)
      guard let known = earlier[item.name] else {
        added.append(match)
        continue
      }
      let wasOpen = isOpen(known) && !known.attributes.isDocHidden
      if wasOpen || !isOpen(item) || item.attributes.isDocHidden { continue }
      if isOfVariant { revealed.append(match) } else { added.append(match) }
    }
  }

  private mutating func variants(
    _ old: [ItemID], _ new: [ItemID], _ owner: Match.Owner, _ path: String,
    _ comparison: OwnerComparison
  ) {
    let later = Dictionary(after.items(new).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let earlier = Dictionary(before.items(old).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for item in before.items(old) where !item.attributes.isDocHidden {
      let own = "\(path)::\(item.name)"
      let match = Match(.variant, own, before: item, after: nil, owner: owner)
      guard let placed = place(match, partner: later[item.name]), let partner = placed.after else {
        continue
      }
      pairs.append(placed)
      guard case .variant(let first) = item.kind, case .variant(let second) = partner.kind,
        first.shape == second.shape
      else { continue }
      fields(
        first.fields, second.fields,
        first.shape == .tuple ? .tupleVariantField : .structVariantField,
        Match.Owner(before: item, after: partner), own, comparison)
    }
    for item in after.items(new) {
      let match = Match(
        .variant, "\(path)::\(item.name)", before: nil, after: item, owner: owner)
      guard let known = earlier[item.name] else {
        added.append(match)
        continue
      }
      if known.attributes.isDocHidden && !item.attributes.isDocHidden { revealed.append(match) }
    }
  }

  // MARK: Items of traits

  private mutating func traitItems(
    _ old: [ItemID], _ new: [ItemID], _ owner: Match.Owner, _ path: String
  ) {
    let later = Dictionary(after.items(new).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let earlier = Set(before.items(old).filter { !$0.attributes.isDocHidden }.map(\.name))
    for item in before.items(old) {
      guard let role = Role(traitItem: item.kind), !item.attributes.isDocHidden else { continue }
      let match = Match(role, "\(path)::\(item.name)", before: item, after: nil, owner: owner)
      let partner = later[item.name].flatMap { Role(traitItem: $0.kind) == role ? $0 : nil }
      guard var placed = place(match, partner: partner), let partner = placed.after else {
        continue
      }
      compare(item, partner, of: owner, &placed)
      keep(placed)
    }
    for item in after.items(new) where !earlier.contains(item.name) {
      let wasHidden = before.items(old).contains { $0.name == item.name }
      guard let role = Role(traitItem: item.kind), !(wasHidden && item.attributes.isDocHidden)
      else { continue }
      added.append(Match(role, "\(path)::\(item.name)", before: nil, after: item, owner: owner))
    }
  }

  private func compare(
    _ item: RustItem, _ partner: RustItem, of owner: Match.Owner, _ match: inout Match
  ) {
    if item.kind == partner.kind, owner.hasSameGenerics, identities.isSteady(item.kind) { return }
    let comparison = OwnerComparison(owner, identities: identities, traits: traits)
    switch (item.kind, partner.kind) {
    case (.function(let first), .function(let second)):
      guard !comparison.delta.counts.isReshaping else { return }
      let old = comparison.signature(first, .before)
      let new = comparison.signature(second, .after)
      if !old.isSame(as: new) {
        match.function = FunctionChange(from: old, to: new, outer: [:], traits)
      }
    case (.associatedConstant(let first, _), .associatedConstant(let second, _)):
      match.hasOtherType = comparison.areTypesDifferent(first, second)
    case (.associatedType(let old, let first, _), .associatedType(let new, let second, _)):
      let change = comparison.bounds(first, second, of: (old, new))
      let (added, removed) = comparison.ownFacts(old, new)
      match.generics = GenericsDelta(
        counts: GenericsChange(before: old, after: new), addedFacts: change.added,
        removedFacts: change.removed)
      match.ownFacts = (!added.isEmpty, !removed.isEmpty)
    default: break
    }
  }

  // MARK: Inherent items

  private mutating func inherentItems(_ owner: Match.Owner, _ path: String) {
    let old = inherent(of: owner.before.id, in: before)
    let new = inherent(of: owner.after.id, in: after)
    for (name, items) in old {
      for item in items where !item.attributes.isDocHidden {
        take(item, among: new[name] ?? [], owner, "\(path)::\(name)")
      }
    }
    for (name, items) in new {
      if old[name]?.contains(where: { !$0.attributes.isDocHidden }) == true { continue }
      guard let item = items.first(where: { !$0.attributes.isDocHidden }),
        let role = Role(inherentItem: item.kind)
      else { continue }
      added.append(Match(role, "\(path)::\(name)", before: nil, after: item, owner: owner))
    }
  }

  private func inherent(of id: ItemID, in surface: Surface) -> [String: [RustItem]] {
    let items = surface.implementations(of: id).filter { $0.trait == nil }
      .flatMap { surface.items($0.items) }.filter { $0.visibility == .public }
    return Dictionary(grouping: items, by: \.name)
  }

  private mutating func take(
    _ item: RustItem, among candidates: [RustItem], _ owner: Match.Owner, _ path: String
  ) {
    guard let role = Role(inherentItem: item.kind) else { return }
    let match = Match(role, path, before: item, after: nil, owner: owner)
    var found: (RustItem, [String: RustType])?
    for candidate in candidates where Role(inherentItem: candidate.kind) == role {
      guard let outer = instance(candidate, of: item) else { continue }
      found = (candidate, outer)
      break
    }
    guard let (partner, outer) = found else {
      if !isInPrelude(item.name, of: owner.after) { missing.append(match) }
      return
    }
    guard var placed = place(match, partner: partner) else { return }
    switch (item.kind, partner.kind) {
    case (.function(let first), .function(let second)):
      placed.function = change(from: (item, first), to: (partner, second), outer)
    case (.associatedConstant(let first, _), .associatedConstant(let second, _)):
      placed.hasOtherType = !isSame(first, second)
    default: break
    }
    keep(placed)
  }

  /// What the parameters of a new item's impl stand for, so that it is for the old one's type;
  /// `nil` where it cannot be.
  private func instance(_ new: RustItem, of old: RustItem) -> [String: RustType]? {
    guard let first = old.implementation, let second = new.implementation else { return [:] }
    if before[first].generics.isEmpty, after[second].generics.isEmpty,
      before[first].type == after[second].type, identities.isSteady(before[first].type)
    {
      return [:]
    }
    var left = Canonicalizer(identities: identities, side: .before)
    var right = Canonicalizer(identities: identities, side: .after)
    _ = left.enter(before[first])
    _ = right.enter(after[second])
    guard let special = left.selfType, let general = right.selfType else { return [:] }
    var unifier = Unifier(marks: ["%"])
    return unifier.match(general, special) ? unifier.bindings : nil
  }

  /// Whether everybody can call the name without importing a trait: one of the prelude has it.
  private func isInPrelude(_ name: String, of item: RustItem) -> Bool {
    after.implementations(of: item.id).contains {
      guard let trait = $0.trait, !$0.isNegative else { return false }
      return StandardTraits.prelude[trait.resolved]?.contains(name) == true
    }
  }

  /// Whether both functions and the impls around them are the same as written, and mean the same.
  private func isWrittenAlike(
    _ old: (item: RustItem, function: RustFunction), _ new: (item: RustItem, function: RustFunction)
  ) -> Bool {
    guard old.function == new.function, identities.isSteady(old.function) else { return false }
    switch (old.item.implementation, new.item.implementation) {
    case (nil, nil): return true
    case (let first?, let second?):
      let (left, right) = (before[first], after[second])
      return left.type == right.type && left.generics == right.generics
        && identities.isSteady(left)
    default: return false
    }
  }

  private func change(
    from old: (item: RustItem, function: RustFunction),
    to new: (item: RustItem, function: RustFunction), _ outer: [String: RustType] = [:]
  ) -> FunctionChange? {
    if isWrittenAlike(old, new) { return nil }
    let first = Signature(
      old.function, implementation: old.item.implementation.map { before[$0] },
      identities: identities, side: .before)
    let second = Signature(
      new.function, implementation: new.item.implementation.map { after[$0] },
      identities: identities, side: .after)
    if first.isSame(as: second) { return nil }
    let change = FunctionChange(from: first, to: second, outer: outer, traits)
    let owner = old.item.implementation.flatMap { before[$0].owner }
    // Where the type has other parameters now, signatures change with them, which is told once.
    if let owner, !identities.countsArguments(of: owner, on: .before) {
      return change.withoutTypes
    }
    return change
  }
}

extension Role {
  /// The part of an item of a trait.
  init?(traitItem kind: RustKind) {
    switch kind {
    case .function: self = .traitMethod
    case .associatedConstant: self = .traitConstant
    case .associatedType: self = .traitType
    default: return nil
    }
  }

  /// The part of an item of an inherent impl.
  init?(inherentItem kind: RustKind) {
    switch kind {
    case .function: self = .method
    case .associatedConstant: self = .associatedConstant
    case .associatedType: self = .associatedType
    default: return nil
    }
  }
}
