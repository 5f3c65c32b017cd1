import LockstepCore

extension RustdocDecoder {
  /// Reads an item that a module holds, with its parts.
  mutating func read(_ raw: UInt32) throws(RustdocError) {
    guard let entry = index.entries[raw], let id = itemIDs[raw] else { return }
    let head = try head(of: entry)
    let own = paths[raw] ?? []
    let definition = try summary(raw)?.path ?? ""
    // The parts need the item's place and paths, so it is put down before they are read.
    items[Int(id.number)] = RustItem(
      id: id, name: head.name ?? "", kind: .module, paths: own, definition: definition,
      visibility: head.visibility, attributes: head.attributes, isDocumented: head.isDocumented,
      place: head.place)
    let kind = try kind(entry.kind, at: head.inner, of: id)
    items[Int(id.number)]?.kind = kind
  }

  private mutating func kind(
    _ kind: RustdocIndex.Kind, at offset: Int, of id: ItemID
  ) throws(RustdocError) -> RustKind {
    json.position = offset
    switch kind {
    case .module: return .module
    case .function: return .function(try function())
    case .structure: return .structure(try structure(of: id))
    case .enumeration: return .enumeration(try enumeration(of: id))
    case .union: return .union(try union(of: id))
    case .trait: return .trait(try trait(of: id))
    case .macro: return .macro(source: try json.string())
    case .field: return .field(try type())
    case .externType: return .externType([])
    case .procMacro: return try proceduralMacro()
    case .typeAlias, .traitAlias: return try alias()
    case .constant: return try constantItem()
    case .staticVariable: return try staticItem()
    case .associatedConstant, .associatedType: return try associatedItem(kind)
    case .variant: return .variant(RustVariant(shape: .unit))
    case .primitive, .use, .externCrate, .implementation, .unknown: return .primitive
    }
  }

  private mutating func proceduralMacro() throws(RustdocError) -> RustKind {
    var kind = ProceduralMacroKind.functionLike
    var helpers: [String] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "kind":
        switch try json.string() {
        case "attr": kind = .attribute
        case "derive": kind = .derive
        default: kind = .functionLike
        }
      case "helpers": helpers = try json.strings()
      default: try json.skip()
      }
    }
    return .proceduralMacro(kind, helpers: helpers)
  }

  private mutating func alias() throws(RustdocError) -> RustKind {
    var generics = RustGenerics()
    var type: RustType?
    var bounds: [RustBound] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try self.type()
      case "generics": generics = try self.generics()
      case "params": bounds = try self.bounds()
      default: try json.skip()
      }
    }
    if let type { return .typeAlias(generics, type) }
    return .traitAlias(generics, bounds)
  }

  private mutating func constantItem() throws(RustdocError) -> RustKind {
    var type = RustType.inferred
    var value = ""
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try self.type()
      case "const": value = try constant()
      default: try json.skip()
      }
    }
    return .constant(type, value: value)
  }

  private mutating func staticItem() throws(RustdocError) -> RustKind {
    var type = RustType.inferred
    var isMutable = false
    var isUnsafe = false
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try self.type()
      case "is_mutable": isMutable = try json.boolean()
      case "is_unsafe": isUnsafe = try json.boolean()
      default: try json.skip()
      }
    }
    return .staticVariable(type, isMutable: isMutable, isUnsafe: isUnsafe)
  }

  private mutating func associatedItem(
    _ kind: RustdocIndex.Kind
  ) throws(RustdocError) -> RustKind {
    var generics = RustGenerics()
    var bounds: [RustBound] = []
    var type: RustType?
    var value: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try optional { (it) throws(RustdocError) in try it.type() }
      case "generics": generics = try self.generics()
      case "bounds": bounds = try self.bounds()
      // A type's default was called so before format 35; a constant's is `value`.
      case "default" where kind == .associatedType:
        type = try optional { (it) throws(RustdocError) in try it.type() }
      case "value", "default": value = try json.optionalString()
      default: try json.skip()
      }
    }
    if kind == .associatedType {
      return .associatedType(generics, bounds: bounds, type: type)
    }
    return .associatedConstant(type ?? .inferred, value: value)
  }

  /// Reads a part of an item: a field, a variant, a function of an impl or a trait.
  mutating func part(
    _ raw: UInt32, of parent: ItemID?, in implementation: ImplementationID? = nil,
    isOffered: (RustVisibility) -> Bool
  ) throws(RustdocError) -> ItemID? {
    guard let entry = index.entries[raw], itemIDs[raw] == nil else { return itemIDs[raw] }
    let head = try head(of: entry)
    let id = place(raw)
    var part = RustItem(
      id: id, name: head.name ?? "", kind: .module, parent: parent, implementation: implementation,
      visibility: head.visibility, attributes: head.attributes, isDocumented: head.isDocumented,
      place: head.place)
    let isOffered = isOffered(head.visibility)
    let owner = parent.flatMap { items[Int($0.number)] }
    if isOffered, let owner { part.paths = owner.paths(of: part) }
    if let owner { part.definition = "\(owner.definition)::\(part.name)" }
    if let more = paths[raw] {
      part.paths += more.filter { way in !part.paths.contains { $0.path == way.path } }
      part.paths.sort(by: RustdocReach.isBetter)
    }
    items[Int(id.number)] = part
    let outer = follows
    follows = follows && isOffered
    defer { follows = outer }
    part.kind =
      entry.kind == .variant
      ? .variant(try variant(at: head.inner, of: id))
      : try kind(entry.kind, at: head.inner, of: id)
    items[Int(id.number)]?.kind = part.kind
    return id
  }
}

extension RustItem {
  /// The public paths of a part of this item.
  func paths(of part: RustItem) -> [PublicPath] {
    paths.map { way in
      PublicPath(
        "\(way.path)::\(part.name)", isHidden: way.isHidden || part.attributes.isDocHidden,
        isDeprecated: way.isDeprecated || part.attributes.deprecation != nil)
    }
  }
}
