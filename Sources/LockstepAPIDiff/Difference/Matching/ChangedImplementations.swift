/// The implementations of traits that are not, to the letter, on both sides: few of the thousands that
/// a crate has, and only they have to be compared.
struct ChangedImplementations {
  /// Those of the baseline.
  private(set) var before: Set<ImplementationID> = []
  /// Those of the candidate.
  private(set) var after: Set<ImplementationID> = []
  /// The traits that they are of, by canonical names.
  private(set) var traits: Set<String> = []

  /// Whether there are none.
  var isEmpty: Bool { before.isEmpty && after.isEmpty }

  /// What the same implementation is found by.
  private struct Key: Hashable {
    var trait: String
    var type: String?
  }

  init(_ identities: Identities) {
    let (old, new) = (identities.surface(.before), identities.surface(.after))
    var waiting: [Key: [Int]] = [:]
    for place in new.implementations.indices {
      guard let key = Self.key(new.implementations[place]) else { continue }
      waiting[key, default: []].append(place)
    }
    for place in old.implementations.indices {
      guard let key = Self.key(old.implementations[place]) else { continue }
      let twin = waiting[key]?.firstIndex {
        Self.isSame(old, place, new, $0, identities)
      }
      if let twin {
        waiting[key]?.remove(at: twin)
      } else {
        before.insert(ImplementationID(UInt32(place)))
        note(old.implementations[place], identities, .before)
      }
    }
    for place in waiting.values.joined() {
      after.insert(ImplementationID(UInt32(place)))
      note(new.implementations[place], identities, .after)
    }
  }

  private mutating func note(
    _ value: RustImplementation, _ identities: Identities, _ side: Identities.Side
  ) {
    if let trait = value.trait { traits.insert(identities.name(of: trait, on: side)) }
  }

  private static func key(_ value: RustImplementation) -> Key? {
    value.trait.map { Key(trait: $0.resolved, type: value.type.head) }
  }

  private static func isSame(
    _ old: Surface, _ one: Int, _ new: Surface, _ other: Int, _ identities: Identities
  ) -> Bool {
    let (left, right) = (old.implementations[one], new.implementations[other])
    guard left.type == right.type, left.trait == right.trait, left.generics == right.generics,
      left.isNegative == right.isNegative, left.isBlanket == right.isBlanket,
      left.isSynthetic == right.isSynthetic, left.items.count == right.items.count
    else { return false }
    return identities.isSteady(left)
      && zip(left.items, right.items).allSatisfy {
        old[$0].name == new[$1].name && old[$0].kind == new[$1].kind
          && identities.isSteady(old[$0].kind)
      }
  }
}
