extension RustdocDecoder {
  /// Guards a reader that calls itself: rustdoc's output is no reason to run out of stack.
  private mutating func nested<Value>(
    _ read: (inout RustdocDecoder) throws(RustdocError) -> Value
  ) throws(RustdocError) -> Value {
    guard depth < JSONReader.depthLimit else { throw .nestedTooDeeply(offset: json.position) }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  /// Reads a list.
  mutating func list<Value>(
    _ read: (inout RustdocDecoder) throws(RustdocError) -> Value
  ) throws(RustdocError) -> [Value] {
    var values: [Value] = []
    try json.beginArray()
    while try json.nextElement() { values.append(try read(&self)) }
    return values
  }

  /// Reads a value or `null`.
  mutating func optional<Value>(
    _ read: (inout RustdocDecoder) throws(RustdocError) -> Value
  ) throws(RustdocError) -> Value? {
    try json.null() ? nil : try read(&self)
  }

  /// Reads a type.
  mutating func type() throws(RustdocError) -> RustType {
    try nested { (decoder) throws(RustdocError) in try decoder.typeUnguarded() }
  }

  private mutating func typeUnguarded() throws(RustdocError) -> RustType {
    if try json.peek() == UInt8(ascii: "\"") {
      guard try json.string() == "infer" else { throw json.unexpected("an unknown type") }
      return .inferred
    }
    var type: RustType?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "resolved_path": type = .path(try path())
      case "generic": type = .generic(try json.string())
      case "primitive": type = .primitive(try json.string())
      case "tuple": type = .tuple(try list { (it) throws(RustdocError) in try it.type() })
      case "slice": type = .slice(try self.type())
      case "array": type = try array()
      case "borrowed_ref": type = try reference()
      case "raw_pointer": type = try pointer()
      case "function_pointer": type = .functionPointer(try functionPointer())
      case "dyn_trait": type = try dynamic()
      case "impl_trait": type = .opaque(try bounds())
      case "qualified_path": type = .associated(try associated())
      case "pat": type = try pattern()
      default: throw json.unexpected("an unknown type `\(key)`")
      }
    }
    guard let type else { throw json.unexpected("a type without content") }
    return type
  }

  private mutating func array() throws(RustdocError) -> RustType {
    var element = RustType.inferred
    var length = ""
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": element = try type()
      case "len": length = try json.string()
      default: try json.skip()
      }
    }
    return .array(element, length: length)
  }

  private mutating func reference() throws(RustdocError) -> RustType {
    var target = RustType.inferred
    var lifetime: String?
    var isMutable = false
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": target = try type()
      case "lifetime": lifetime = try json.optionalString()
      case "is_mutable": isMutable = try json.boolean()
      default: try json.skip()
      }
    }
    return .reference(target, lifetime: lifetime, isMutable: isMutable)
  }

  private mutating func pointer() throws(RustdocError) -> RustType {
    var target = RustType.inferred
    var isMutable = false
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": target = try type()
      case "is_mutable": isMutable = try json.boolean()
      default: try json.skip()
      }
    }
    return .pointer(target, isMutable: isMutable)
  }

  private mutating func functionPointer() throws(RustdocError) -> RustFunction {
    var function = RustFunction(hasBody: false)
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "sig": try signature(into: &function)
      case "header": try header(into: &function)
      case "generic_params": function.generics.parameters = try parameters()
      default: try json.skip()
      }
    }
    return function
  }

  private mutating func dynamic() throws(RustdocError) -> RustType {
    var traits: [RustTraitBound] = []
    var lifetime: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "traits": traits = try list { (it) throws(RustdocError) in try it.traitBound() }
      case "lifetime": lifetime = try json.optionalString()
      default: try json.skip()
      }
    }
    return .dynamic(traits, lifetime: lifetime)
  }

  private mutating func pattern() throws(RustdocError) -> RustType {
    var base = RustType.inferred
    var text = ""
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": base = try type()
      case "__pat_unstable_do_not_use": text = try json.string()
      default: try json.skip()
      }
    }
    return .pattern(base, text)
  }

  private mutating func associated() throws(RustdocError) -> RustAssociated {
    var result = RustAssociated(owner: .inferred, trait: nil, name: "")
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "name": result.name = try json.string()
      case "args": result.arguments = try arguments()
      case "self_type": result.owner = try type()
      case "trait": result.trait = try optional { (it) throws(RustdocError) in try it.path() }
      default: try json.skip()
      }
    }
    // `T::Item` has a trait without a name where the compiler did not need to look for one.
    if result.trait?.written.isEmpty == true, result.trait?.resolved.isEmpty == true {
      result.trait = nil
    }
    return result
  }

  /// Reads a path; up to format 38 its text was called `name`.
  mutating func path() throws(RustdocError) -> RustPath {
    var path = RustPath(written: "", resolved: "")
    var id: UInt32?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "path", "name": path.written = try json.string()
      case "id": id = try json.id()
      case "args": path.arguments = try arguments()
      default: try json.skip()
      }
    }
    // What a macro of the standard library names is written from the library's own point of view.
    if path.written.hasPrefix("$crate::"), let name = path.written.split(separator: ":").last {
      path.written = String(name)
    }
    path.resolved = path.written
    guard let id else { return path }
    path.resolved = try resolved(id, written: path.written)
    path.item = item(id)
    return path
  }

  /// Reads the arguments of a path, which may be missing.
  mutating func arguments() throws(RustdocError) -> RustArguments {
    try nested { (decoder) throws(RustdocError) in try decoder.argumentsUnguarded() }
  }

  private mutating func argumentsUnguarded() throws(RustdocError) -> RustArguments {
    if try json.null() { return .none }
    if try json.peek() == UInt8(ascii: "\"") {
      _ = try json.string()
      return .returnTypeNotation
    }
    var result = RustArguments.none
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "angle_bracketed": result = try angle()
      case "parenthesized": result = try parenthesized()
      default: try json.skip()
      }
    }
    return result
  }

  private mutating func angle() throws(RustdocError) -> RustArguments {
    var arguments: [RustArgument] = []
    var constraints: [RustConstraint] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "args": arguments = try list { (it) throws(RustdocError) in try it.argument() }
      case "constraints", "bindings":
        constraints = try list { (it) throws(RustdocError) in try it.constraint() }
      default: try json.skip()
      }
    }
    // Formats before 51 write empty brackets where there are none.
    if arguments.isEmpty, constraints.isEmpty { return .none }
    return .angle(arguments, constraints: constraints)
  }

  private mutating func parenthesized() throws(RustdocError) -> RustArguments {
    var inputs: [RustType] = []
    var output: RustType?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "inputs": inputs = try list { (it) throws(RustdocError) in try it.type() }
      case "output": output = try optional { (it) throws(RustdocError) in try it.type() }
      default: try json.skip()
      }
    }
    return .parenthesized(inputs, output: output)
  }

  private mutating func argument() throws(RustdocError) -> RustArgument {
    if try json.peek() == UInt8(ascii: "\"") {
      _ = try json.string()
      return .inferred
    }
    var result = RustArgument.inferred
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "lifetime": result = .lifetime(try json.string())
      case "type": result = .type(try type())
      case "const": result = .constant(try constant())
      default: try json.skip()
      }
    }
    return result
  }

  /// Reads a constant: its value where there is one, else its expression.
  mutating func constant() throws(RustdocError) -> String {
    var expression = ""
    var value: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "expr": expression = try json.string()
      case "value": value = try json.optionalString()
      default: try json.skip()
      }
    }
    // `expr` is `_` where the expression is long, and the value then says more.
    return value ?? expression
  }

  private mutating func constraint() throws(RustdocError) -> RustConstraint {
    var result = RustConstraint(name: "", kind: .bounds([]))
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "name": result.name = try json.string()
      case "args": result.arguments = try arguments()
      case "binding":
        try json.beginObject()
        while let kind = try json.nextKey() {
          switch kind {
          case "equality": result.kind = try term()
          case "constraint": result.kind = .bounds(try bounds())
          default: try json.skip()
          }
        }
      default: try json.skip()
      }
    }
    return result
  }

  /// Reads what something has to be equal to.
  mutating func term() throws(RustdocError) -> RustConstraint.Kind {
    var result = RustConstraint.Kind.bounds([])
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "type": result = .type(try type())
      case "constant": result = .constant(try constant())
      default: try json.skip()
      }
    }
    return result
  }
}
