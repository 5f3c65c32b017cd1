extension RustdocDecoder {
  /// Reads generics.
  mutating func generics() throws(RustdocError) -> RustGenerics {
    var generics = RustGenerics()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "params": generics.parameters = try parameters()
      case "where_predicates":
        generics.predicates = try list { (it) throws(RustdocError) in try it.predicate() }
      default: try json.skip()
      }
    }
    return generics
  }

  /// Reads generic parameters.
  mutating func parameters() throws(RustdocError) -> [RustParameter] {
    try list { (it) throws(RustdocError) in try it.parameter() }
  }

  private mutating func parameter() throws(RustdocError) -> RustParameter {
    var result = RustParameter(name: "", kind: .lifetime(outlives: []))
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "name": result.name = try json.string()
      case "kind":
        try json.beginObject()
        while let kind = try json.nextKey() {
          switch kind {
          case "lifetime": result.kind = .lifetime(outlives: try outlives())
          case "type": try typeParameter(into: &result)
          case "const": result.kind = try constParameter()
          default: throw json.unexpected("an unknown generic parameter `\(kind)`")
          }
        }
      default: try json.skip()
      }
    }
    return result
  }

  private mutating func outlives() throws(RustdocError) -> [String] {
    var result: [String] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == "outlives" { result = try json.strings() } else { try json.skip() }
    }
    return result
  }

  private mutating func typeParameter(into result: inout RustParameter) throws(RustdocError) {
    var bounds: [RustBound] = []
    var value: RustType?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "bounds": bounds = try self.bounds()
      case "default": value = try optional { (it) throws(RustdocError) in try it.type() }
      case "is_synthetic": result.isSynthetic = try json.boolean()
      default: try json.skip()
      }
    }
    result.kind = .type(bounds: bounds, default: value)
  }

  private mutating func constParameter() throws(RustdocError) -> RustParameter.Kind {
    var type = RustType.inferred
    var value: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try self.type()
      case "default": value = try json.optionalString()
      default: try json.skip()
      }
    }
    return .constant(type, default: value)
  }

  private mutating func predicate() throws(RustdocError) -> RustPredicate {
    var result: RustPredicate?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "bound_predicate": result = try boundPredicate()
      case "lifetime_predicate": result = try lifetimePredicate()
      case "eq_predicate": result = try equalPredicate()
      default: throw json.unexpected("an unknown where clause `\(key)`")
      }
    }
    guard let result else { throw json.unexpected("an empty where clause") }
    return result
  }

  private mutating func boundPredicate() throws(RustdocError) -> RustPredicate {
    var type = RustType.inferred
    var bounds: [RustBound] = []
    var quantified: [RustParameter] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": type = try self.type()
      case "bounds": bounds = try self.bounds()
      case "generic_params": quantified = try parameters()
      default: try json.skip()
      }
    }
    return .bound(type, bounds, quantified: quantified)
  }

  private mutating func lifetimePredicate() throws(RustdocError) -> RustPredicate {
    var lifetime = ""
    var outlives: [String] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "lifetime": lifetime = try json.string()
      case "outlives": outlives = try json.strings()
      default: try json.skip()
      }
    }
    return .outlives(lifetime, outlives)
  }

  private mutating func equalPredicate() throws(RustdocError) -> RustPredicate {
    var left = RustType.inferred
    var right = RustConstraint.Kind.bounds([])
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "lhs": left = try type()
      case "rhs": right = try term()
      default: try json.skip()
      }
    }
    return .equal(left, right)
  }

  /// Reads bounds.
  mutating func bounds() throws(RustdocError) -> [RustBound] {
    try list { (it) throws(RustdocError) in try it.bound() }
  }

  private mutating func bound() throws(RustdocError) -> RustBound {
    var result: RustBound?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "trait_bound": result = .trait(try traitBound())
      case "outlives": result = .outlives(try json.string())
      case "use": result = .captures(try list { (it) throws(RustdocError) in try it.capture() })
      default: throw json.unexpected("an unknown bound `\(key)`")
      }
    }
    guard let result else { throw json.unexpected("an empty bound") }
    return result
  }

  /// Reads a captured name: a mere string up to format 40.
  private mutating func capture() throws(RustdocError) -> String {
    if try json.peek() == UInt8(ascii: "\"") { return try json.string() }
    var name = ""
    try json.beginObject()
    while try json.nextKey() != nil { name = try json.string() }
    return name
  }

  /// Reads a trait with what is quantified before it: a bound, or a part of a trait object.
  mutating func traitBound() throws(RustdocError) -> RustTraitBound {
    var result = RustTraitBound(path: RustPath(written: "", resolved: ""))
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "trait": result.path = try path()
      case "generic_params": result.quantified = try parameters()
      case "modifier":
        switch try json.string() {
        case "maybe": result.modifier = .maybe
        case "maybe_const": result.modifier = .maybeConst
        default: result.modifier = .none
        }
      default: try json.skip()
      }
    }
    return result
  }
}
