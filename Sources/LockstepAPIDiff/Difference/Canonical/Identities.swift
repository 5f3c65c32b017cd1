/// What the items of two surfaces are called when their signatures are compared: two items that a
/// dependent takes for the same bear the same name, wherever each is defined.
///
/// One object for a comparison, because it is handed to whoever compares anything.
package final class Identities: Sendable {
  /// Which of the two surfaces.
  package enum Side: Hashable, Sendable {
    /// The last release.
    case before
    /// What is proposed as the next.
    case after
  }

  /// The baseline's items that have a counterpart, by their counterparts.
  private let counterparts: [ItemID: ItemID]
  /// The same the other way round.
  private let originals: [ItemID: ItemID]
  private let before: Surface
  private let after: Surface
  /// Types and traits whose number of parameters changed: their arguments are left out of every
  /// comparison, because the change of the parameters is told once, where they are declared.
  private let reshaped: Set<ItemID>
  /// The values of constants with a name of their own, by their names, of either side.
  private let values: (before: [String: String], after: [String: String])
  /// Whether no constant that a type can name changed, and the edition neither.
  let isFixed: Bool
  /// The baseline's aliases that stand for something else now.
  let shifted: Set<ItemID>

  /// Takes in which item of `before` is which of `after`.
  package init(before: Surface, after: Surface, counterparts: [ItemID: ItemID]) {
    self.before = before
    self.after = after
    self.counterparts = counterparts
    values = (before.constantValues, after.constantValues)
    originals = Dictionary(counterparts.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    isFixed = values.before == values.after && before.package.edition == after.package.edition
    shifted = before.shiftedAliases(in: after)
    var reshaped: Set<ItemID> = []
    for (old, new) in counterparts {
      guard let first = before[old].generics, let second = after[new].generics else { continue }
      if GenericsChange(before: first, after: second).isReshaping { reshaped.insert(new) }
    }
    self.reshaped = reshaped
  }

  /// What a constant that is written as an argument, `N` or `{ limits::N }`, is as a number; the
  /// text itself where it names no public constant.
  func value(of text: String, on side: Side) -> String {
    guard text.last != nil, text.first?.isNumber != true else { return text }
    let path = text.filter { !"{} ".contains($0) }
    let name = path.split(separator: ":").last.map(String.init) ?? path
    return (side == .before ? values.before : values.after)[name] ?? text
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

  /// The name of a trait, or of a type of another crate.
  func name(of path: RustPath, on side: Side) -> String {
    path.item.map { name(of: $0, on: side) } ?? path.resolved
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

extension Surface {
  /// The numbers that public constants are, by the constants' names; a name that two constants with
  /// different values bear is left out.
  fileprivate var constantValues: [String: String] {
    var found: [String: String] = [:]
    var unclear: Set<String> = []
    for item in items {
      let value: String
      switch item.kind {
      case .constant(.primitive, let text): value = text
      case .associatedConstant(.primitive, let text?): value = text
      default: continue
      }
      let number = value.prefix { $0.isNumber || $0 == "_" || $0 == "-" }.filter { $0 != "_" }
      guard let first = number.last, first.isNumber else { continue }
      if let known = found.updateValue(number, forKey: item.name), known != number {
        unclear.insert(item.name)
      }
    }
    return found.filter { !unclear.contains($0.key) }
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
