extension RustdocDecoder {
  /// Reads a list of attributes: texts up to format 53, values from 54 on.
  mutating func attributes(adding known: RustAttributes) throws(RustdocError) -> RustAttributes {
    var attributes = known
    try json.beginArray()
    while try json.nextElement() {
      if try json.peek() == UInt8(ascii: "{") {
        try structured(into: &attributes)
      } else {
        AttributeText(try json.string()).add(to: &attributes)
      }
    }
    attributes.targetFeatures.sort()
    return attributes
  }

  private mutating func structured(into attributes: inout RustAttributes) throws(RustdocError) {
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "must_use": attributes.mustUse = .init(reason: try mustUseReason())
      case "export_name": attributes.exportName = try json.string()
      case "link_section": attributes.linkSection = try json.string()
      case "repr": attributes.representation = try representation()
      case "target_feature": attributes.targetFeatures += try enabledFeatures()
      case "other": AttributeText(try json.string()).add(to: &attributes)
      default: try json.skip()
      }
    }
  }

  private mutating func mustUseReason() throws(RustdocError) -> String? {
    var reason: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == "reason" { reason = try json.optionalString() } else { try json.skip() }
    }
    return reason
  }

  private mutating func enabledFeatures() throws(RustdocError) -> [String] {
    var features: [String] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == "enable" { features = try json.strings() } else { try json.skip() }
    }
    return features
  }

  private mutating func representation() throws(RustdocError) -> RustAttributes.Representation {
    var representation = RustAttributes.Representation()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "kind":
        switch try json.string() {
        case "c": representation.kind = .c
        case "transparent": representation.kind = .transparent
        case "simd": representation.kind = .simd
        default: representation.kind = .rust
        }
      case "align": representation.align = try json.null() ? nil : try json.integer()
      case "packed": representation.packed = try json.null() ? nil : try json.integer()
      case "int": representation.integer = try json.optionalString()
      default: try json.skip()
      }
    }
    return representation
  }
}
