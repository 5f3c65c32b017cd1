import LockstepCore

extension RustdocDecoder {
  /// Reads a trait.
  mutating func trait(of id: ItemID) throws(RustdocError) -> RustTrait {
    var trait = RustTrait()
    var parts: [UInt32] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "is_auto": trait.isAuto = try json.boolean()
      case "is_unsafe": trait.isUnsafe = try json.boolean()
      case "is_dyn_compatible", "is_object_safe": trait.isObjectSafe = try json.boolean()
      case "items": parts = try json.ids()
      case "generics": trait.generics = try generics()
      case "bounds": trait.supertraits = try bounds()
      default: try json.skip()
      }
    }
    // `trait A where Self: B` is `trait A: B`.
    trait.generics.predicates.removeAll { predicate in
      guard case .bound(.generic("Self"), let bounds, let quantified) = predicate,
        quantified.isEmpty
      else { return false }
      trait.supertraits += bounds.filter { !trait.supertraits.contains($0) }
      return true
    }
    for part in parts {
      if let item = try self.part(part, of: id, isOffered: { _ in true }) {
        trait.items.append(item)
      }
    }
    return trait
  }

  /// Reads the impls that a type lists, and returns the traits that it has through blanket ones.
  mutating func readImplementations(_ ids: [UInt32]) throws(RustdocError) -> [RustPath] {
    var blanket: [RustPath] = []
    for id in ids where implementationIDs[id] == nil {
      if let trait = try readImplementation(id, isStray: false), !blanket.contains(trait) {
        blanket.append(trait)
      }
    }
    return blanket
  }

  /// Traits that every type has, and of which nothing can be said.
  private static let universal: Set<String> = [
    "core::any::Any", "core::borrow::Borrow", "core::borrow::BorrowMut", "core::convert::From",
    "core::convert::Into", "core::convert::TryFrom", "core::convert::TryInto",
    "core::clone::CloneToUninit", "core::mem::SizedTypeProperties",
    "alloc::borrow::ToOwned",
  ]

  /// Where the parts of an impl stand.
  private struct Parts {
    var generics = 0
    var trait: Int?
    var type = 0
    var items: [UInt32] = []
    var isNegative = false
    var isUnsafe = false
    var isSynthetic = false
    var isBlanket = false
  }

  private mutating func implementationParts(at offset: Int) throws(RustdocError) -> Parts {
    json.position = offset
    var parts = Parts()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "is_unsafe": parts.isUnsafe = try json.boolean()
      case "is_negative", "negative": parts.isNegative = try json.boolean()
      case "is_synthetic", "synthetic": parts.isSynthetic = try json.boolean()
      case "items": parts.items = try json.ids()
      case "blanket_impl":
        parts.isBlanket = try !json.null()
        if parts.isBlanket { try json.skip() }
      case "trait":
        if try json.null() { continue }
        parts.trait = json.position
        try json.skip()
      case "generics", "for":
        _ = try json.peek()
        if key == "for" { parts.type = json.position } else { parts.generics = json.position }
        try json.skip()
      default: try json.skip()
      }
    }
    return parts
  }

  /// Reads an impl into the list. One that a type has through a blanket impl is no impl of its own:
  /// its trait is returned.
  ///
  /// A stray one is kept only where what it is for, and its trait, are of this surface or foreign.
  @discardableResult
  mutating func readImplementation(
    _ raw: UInt32, isStray: Bool
  ) throws(RustdocError) -> RustPath? {
    guard let entry = index.entries[raw], entry.kind == .implementation else { return nil }
    let head = try head(of: entry)
    let parts = try implementationParts(at: head.inner)
    if parts.isBlanket { return isStray ? nil : try blanketTrait(parts) }
    let outer = follows
    follows = false
    defer { follows = outer }
    var result = RustImplementation(
      type: .inferred, isNegative: parts.isNegative, isUnsafe: parts.isUnsafe,
      isSynthetic: parts.isSynthetic, attributes: head.attributes, place: head.place)
    json.position = parts.type
    result.type = try type()
    if let trait = parts.trait {
      json.position = trait
      result.trait = try path()
    }
    let (owner, isGone) = try self.owner(at: parts.type)
    result.owner = owner
    if isGone || isStray && parts.isSynthetic { return nil }
    if let trait = parts.trait, result.trait?.item == nil, try isLocalPath(at: trait) { return nil }
    // What an impl for everything asks for tells for whom it is, a private trait too.
    follows = (outer || result.type.isBlanketTarget) && !parts.isSynthetic
    json.position = parts.generics
    result.generics = try generics()
    result.isBlanket = result.type.isBlanketTarget
    let id = ImplementationID(UInt32(implementations.count))
    implementationIDs[raw] = id
    implementations.append(result)
    implementations[Int(id.number)].items = try implementationItems(parts, of: owner, in: id)
    return nil
  }

  private mutating func blanketTrait(_ parts: Parts) throws(RustdocError) -> RustPath? {
    guard let trait = parts.trait else { return nil }
    let outer = follows
    follows = false
    defer { follows = outer }
    json.position = trait
    let path = try path()
    return Self.universal.contains(path.resolved) ? nil : path
  }

  /// Inherent impls offer what is public; of a trait's the types and constants tell something, the
  /// functions are the trait's.
  private mutating func implementationItems(
    _ parts: Parts, of owner: ItemID?, in id: ImplementationID
  ) throws(RustdocError) -> [ItemID] {
    var list: [ItemID] = []
    for raw in parts.items {
      guard let entry = index.entries[raw] else { continue }
      if parts.trait != nil {
        guard entry.kind != .function else { continue }
        if let item = try part(raw, of: owner, in: id, isOffered: { _ in false }) {
          list.append(item)
        }
      } else if try self.head(of: entry).visibility == .public,
        let item = try part(raw, of: owner, in: id, isOffered: { $0 == .public })
      {
        list.append(item)
      }
    }
    return list
  }

  /// The item that an impl is for, and whether that is one of this crate which is not in the
  /// surface.
  private mutating func owner(
    at offset: Int
  ) throws(RustdocError) -> (owner: ItemID?, isGone: Bool) {
    json.position = offset
    while try json.peek() == UInt8(ascii: "{") {
      try json.beginObject()
      switch try json.nextKey() {
      case "borrowed_ref", "raw_pointer":
        try json.beginObject()
        while let key = try json.nextKey(), key != "type" { try json.skip() }
      case "slice": continue
      case "resolved_path":
        _ = try json.peek()
        guard let id = try pathID(at: json.position) else { return (nil, false) }
        return (itemIDs[id], isLocal(id) && itemIDs[id] == nil)
      default: return (nil, false)
      }
    }
    return (nil, false)
  }

  private mutating func isLocalPath(at offset: Int) throws(RustdocError) -> Bool {
    try pathID(at: offset).map(isLocal) ?? false
  }

  private mutating func pathID(at offset: Int) throws(RustdocError) -> UInt32? {
    json.position = offset
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == "id" { return try json.id() }
      try json.skip()
    }
    return nil
  }
}

extension RustType {
  /// Whether an impl for this type is one for everything: for a parameter, or a reference to one.
  var isBlanketTarget: Bool {
    switch self {
    case .generic: true
    case .reference(let target, _, _), .pointer(let target, _): target.isBlanketTarget
    default: false
    }
  }
}
