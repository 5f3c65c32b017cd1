extension RustdocDecoder {
  /// Reads a function.
  mutating func function() throws(RustdocError) -> RustFunction {
    var function = RustFunction()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "sig": try signature(into: &function)
      case "generics": function.generics = try generics()
      case "header": try header(into: &function)
      case "has_body": function.hasBody = try json.boolean()
      default: try json.skip()
      }
    }
    return function
  }

  /// Reads the arguments and the result.
  mutating func signature(into function: inout RustFunction) throws(RustdocError) {
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "inputs": function.inputs = try list { (it) throws(RustdocError) in try it.input() }
      case "output": function.output = try optional { (it) throws(RustdocError) in try it.type() }
      case "is_c_variadic": function.isVariadic = try json.boolean()
      default: try json.skip()
      }
    }
    if function.output == .tuple([]) { function.output = nil }
  }

  private mutating func input() throws(RustdocError) -> RustFunction.Argument {
    try json.beginArray()
    guard try json.nextElement() else { throw json.unexpected("an argument without a name") }
    let name = try json.string()
    guard try json.nextElement() else { throw json.unexpected("an argument without a type") }
    let type = try type()
    while try json.nextElement() { try json.skip() }
    return RustFunction.Argument(name, type)
  }

  /// Reads `const`, `async`, `unsafe` and the ABI.
  mutating func header(into function: inout RustFunction) throws(RustdocError) {
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "is_const": function.isConst = try json.boolean()
      case "is_async": function.isAsync = try json.boolean()
      case "is_unsafe": function.isUnsafe = try json.boolean()
      case "abi": function.abi = try abi()
      default: try json.skip()
      }
    }
  }

  private mutating func abi() throws(RustdocError) -> String {
    if try json.peek() == UInt8(ascii: "\"") { return try json.string() }
    var name = ""
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == "Other" {
        let text = try json.string()
        name = text.filter { $0 != "\"" }
        continue
      }
      name = key == "C" ? key : key.lowercased()
      try json.beginObject()
      while let field = try json.nextKey() {
        guard field == "unwind" else {
          try json.skip()
          continue
        }
        if try json.boolean() { name += "-unwind" }
      }
    }
    return name
  }
}
