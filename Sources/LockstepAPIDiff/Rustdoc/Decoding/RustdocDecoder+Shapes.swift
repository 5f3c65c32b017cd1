import LockstepCore

extension RustdocDecoder {
  /// How something with fields is written, and the fields' ids; `nil` for one that was left out.
  private struct Fields {
    var shape = RustShape.unit
    var ids: [UInt32?] = []
    var areStripped = false
  }

  private mutating func fields() throws(RustdocError) -> Fields {
    var fields = Fields()
    if try json.peek() == UInt8(ascii: "\"") {
      _ = try json.string()
      return fields
    }
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "tuple":
        fields.shape = .tuple
        try json.beginArray()
        while try json.nextElement() { fields.ids.append(try json.optionalID()) }
        fields.areStripped = fields.ids.contains { $0 == nil }
      case "plain", "struct":
        fields.shape = .named
        try json.beginObject()
        while let field = try json.nextKey() {
          switch field {
          case "fields": fields.ids = try json.ids()
          case "has_stripped_fields", "fields_stripped": fields.areStripped = try json.boolean()
          default: try json.skip()
          }
        }
      default: try json.skip()
      }
    }
    return fields
  }

  private mutating func parts(
    _ ids: [UInt32?], of parent: ItemID, isOffered: (RustVisibility) -> Bool
  ) throws(RustdocError) -> [ItemID] {
    var parts: [ItemID] = []
    for case let id? in ids {
      if let part = try part(id, of: parent, isOffered: isOffered) { parts.append(part) }
    }
    return parts
  }

  /// Reads a struct.
  mutating func structure(of id: ItemID) throws(RustdocError) -> RustStructure {
    var structure = RustStructure(shape: .unit)
    var fields = Fields()
    var implementations: [UInt32] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "kind": fields = try self.fields()
      case "generics": structure.generics = try generics()
      case "impls": implementations = try json.ids()
      default: try json.skip()
      }
    }
    structure.shape = fields.shape
    structure.hasStrippedFields = fields.areStripped
    structure.fields = try parts(fields.ids, of: id) { $0 == .public }
    structure.blanketTraits = try readImplementations(implementations)
    return structure
  }

  /// Reads a union.
  mutating func union(of id: ItemID) throws(RustdocError) -> RustUnion {
    var union = RustUnion()
    var fields: [UInt32] = []
    var implementations: [UInt32] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "fields": fields = try json.ids()
      case "has_stripped_fields", "fields_stripped": union.hasStrippedFields = try json.boolean()
      case "generics": union.generics = try generics()
      case "impls": implementations = try json.ids()
      default: try json.skip()
      }
    }
    union.fields = try parts(fields, of: id) { $0 == .public }
    union.blanketTraits = try readImplementations(implementations)
    return union
  }

  /// Reads an enum.
  mutating func enumeration(of id: ItemID) throws(RustdocError) -> RustEnumeration {
    var enumeration = RustEnumeration()
    var variants: [UInt32] = []
    var implementations: [UInt32] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "variants": variants = try json.ids()
      case "has_stripped_variants", "variants_stripped":
        enumeration.hasStrippedVariants = try json.boolean()
      case "generics": enumeration.generics = try generics()
      case "impls": implementations = try json.ids()
      default: try json.skip()
      }
    }
    enumeration.variants = try parts(variants, of: id) { _ in true }
    countDiscriminants(of: enumeration)
    enumeration.blanketTraits = try readImplementations(implementations)
    return enumeration
  }

  /// Gives each variant without a written discriminant the one after its predecessor's.
  private mutating func countDiscriminants(of enumeration: RustEnumeration) {
    guard !enumeration.hasStrippedVariants else { return }
    var next: Int128? = 0
    for id in enumeration.variants {
      guard case .variant(var variant)? = items[Int(id.number)]?.kind else { continue }
      if let written = variant.discriminant {
        next = Int128(written)
      } else {
        variant.discriminant = next.map { String($0) }
        items[Int(id.number)]?.kind = .variant(variant)
      }
      next = next.flatMap { value in
        let (sum, overflow) = value.addingReportingOverflow(1)
        return overflow ? nil : sum
      }
    }
  }

  /// Reads a variant.
  mutating func variant(at offset: Int, of id: ItemID) throws(RustdocError) -> RustVariant {
    json.position = offset
    var variant = RustVariant(shape: .unit)
    var fields = Fields()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "kind": fields = try self.fields()
      case "discriminant":
        if try json.null() { continue }
        variant.hasExplicitDiscriminant = true
        try json.beginObject()
        while let field = try json.nextKey() {
          if field == "value" {
            variant.discriminant = try json.string()
          } else {
            try json.skip()
          }
        }
      default: try json.skip()
      }
    }
    variant.shape = fields.shape
    variant.hasStrippedFields = fields.areStripped
    variant.fields = try parts(fields.ids, of: id) { _ in true }
    return variant
  }
}
