/// Decodes from a `JSONValue`.
struct JSONDecoding: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else {
      throw mismatch([String: JSONValue].self, "an object")
    }
    return KeyedDecodingContainer(JSONKeyedDecoding(members: members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch([JSONValue].self, "an array") }
    return JSONUnkeyedDecoding(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    JSONSingleDecoding(decoding: self)
  }

  /// Reads any type; JSON comes out as it is.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == JSONValue.self, let value = value as? Value { return value }
    if type == String.self, let value = try string() as? Value { return value }
    return try Value(from: self)
  }

  func boolean() throws -> Bool {
    guard case .boolean(let value) = value else { throw mismatch(Bool.self, "true or false") }
    return value
  }

  func string() throws -> String {
    guard case .string(let value) = value else { throw mismatch(String.self, "a string") }
    return value
  }

  /// Reads an integer that the type can hold; `1.0` counts as one.
  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
    let result: Integer?
    switch value {
    case .integer(let value): result = Integer(exactly: value)
    case .number(let value): result = Integer(exactly: value)
    default: throw mismatch(type, "an integer")
    }
    guard let result else { throw corrupted("\(value) does not fit into \(type)") }
    return result
  }

  func floating<Floating: BinaryFloatingPoint>(_ type: Floating.Type) throws -> Floating {
    guard let number = value.number else { throw mismatch(type, "a number") }
    let result = Floating(number)
    guard result.isFinite else { throw corrupted("\(value) does not fit into \(type)") }
    return result
  }

  private func corrupted(_ problem: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: problem))
  }

  private func mismatch(_ type: Any.Type, _ wanted: String) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath, debugDescription: "expected \(wanted), found \(value.kind)")
    return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}

extension JSONValue {
  /// What this is, with its article.
  fileprivate var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
