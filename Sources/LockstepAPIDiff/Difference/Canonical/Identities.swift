/// What the items of two surfaces are called when their signatures are compared: two items that a
/// dependent takes for the same bear the same name, wherever each is defined.
package struct Identities: Sendable {
  /// Which of the two surfaces.
  package enum Side: Hashable, Sendable {
    /// The last release.
    case before
    /// What is proposed as the next.
    case after
  }

  /// The baseline's items that have a counterpart, by their counterparts.
  private var counterparts: [ItemID: ItemID]
  /// The same the other way round.
  private let originals: [ItemID: ItemID]
  private let before: Surface
  private let after: Surface
  /// Types and traits whose number of parameters changed: their arguments are left out of every
  /// comparison, because the change of the parameters is told once, where they are declared.
  private var reshaped: Set<ItemID> = []

  /// Takes in which item of `before` is which of `after`.
  package init(before: Surface, after: Surface, counterparts: [ItemID: ItemID]) {
    self.before = before
    self.after = after
    self.counterparts = counterparts
    originals = Dictionary(counterparts.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for (old, new) in counterparts {
      guard let first = before[old].generics, let second = after[new].generics else { continue }
      if GenericsChange(before: first, after: second).isReshaping { reshaped.insert(new) }
    }
  }

  /// The surface of one side.
  func surface(_ side: Side) -> Surface { side == .before ? before : after }

  /// The item of the candidate that `item` of `side` is.
  func counterpart(of item: ItemID, on side: Side) -> ItemID? {
    side == .before ? counterparts[item] : item
  }

  /// Whether an item of the candidate is one of the baseline.
  func hasCounterpart(_ item: ItemID) -> Bool { originals[item] != nil }

  /// The item of the baseline that an item of the candidate is.
  func original(of item: ItemID) -> ItemID? { originals[item] }

  /// The name under which an item takes part in a comparison.
  func name(of item: ItemID, on side: Side) -> String {
    if let new = counterpart(of: item, on: side) {
      return after.isPublic(new) ? after[new].path : "~" + after[new].name
    }
    return before.isPublic(item) ? before[item].path : "~" + before[item].name
  }

  /// Whether the arguments of an item count.
  func countsArguments(of item: ItemID, on side: Side) -> Bool {
    guard let new = counterpart(of: item, on: side) else { return true }
    return !reshaped.contains(new)
  }

  /// The parameters that an item has now: those of its counterpart, where it has one.
  func currentGenerics(of item: ItemID, on side: Side) -> RustGenerics? {
    if let new = counterpart(of: item, on: side) { return after[new].generics }
    return before[item].generics
  }
}

extension RustItem {
  /// The generics that the item declares; `nil` for what cannot have any.
  var generics: RustGenerics? {
    switch kind {
    case .structure(let value): value.generics
    case .enumeration(let value): value.generics
    case .union(let value): value.generics
    case .trait(let value): value.generics
    case .traitAlias(let generics, _), .typeAlias(let generics, _): generics
    case .function(let value): value.generics
    case .associatedType(let generics, _, _): generics
    default: nil
    }
  }
}
