extension JSONValue {
  /// Encodes a value as JSON, without going through text.
  ///
  /// Throws `JSONEncodingError` where the value has no form in JSON: a number that is not finite,
  /// an unsigned integer beyond the signed 64 bits.
  public init(encoding value: some Encodable) throws {
    let slot = JSONSlot()
    do {
      try JSONEncoding(slot: slot, codingPath: []).write(value)
    } catch let error as EncodingError {
      throw JSONEncodingError(error)
    }
    self = slot.value
  }

  /// Decodes a value of the given type.
  ///
  /// Throws `JSONDecodingError`, which says where in the JSON what was expected. Members that the
  /// type does not know are ignored.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try JSONDecoding(value: self, codingPath: []).read(type)
    } catch let error as DecodingError {
      throw JSONDecodingError(error, of: type)
    }
  }
}

/// Coded as the JSON that it is.
extension JSONValue: Codable {
  /// Decodes any JSON.
  public init(from decoder: any Decoder) throws {
    if let decoding = decoder as? JSONDecoding {
      self = decoding.value
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Encodes the JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

/// A value that has no form in JSON.
public struct JSONEncodingError: ExplainedError, Hashable {
  /// Where in the value it was found, as `steps[3].action`; empty for the value itself.
  public let path: String
  /// What is wrong there, as a clause.
  public let problem: String

  init(_ error: EncodingError) {
    switch error {
    case .invalidValue(_, let context):
      path = text(of: context.codingPath)
      problem = context.debugDescription
    @unknown default:
      path = ""
      problem = String(describing: error)
    }
  }

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "a value cannot be written as JSON",
      why: [path.isEmpty ? problem : "at `\(path)`: \(problem)"])
  }
}

/// JSON that is not of the form that was expected.
public struct JSONDecodingError: ExplainedError, Hashable {
  /// The type that was expected.
  public let type: String
  /// Where in the JSON the problem is, as `steps[3].action`; empty for the whole.
  public let path: String
  /// What is wrong there, as a clause.
  public let problem: String

  init(_ error: DecodingError, of type: Any.Type) {
    self.type = String(describing: type)
    switch error {
    case .keyNotFound(let key, let context):
      path = text(of: context.codingPath)
      problem = "there is no member `\(key.stringValue)`"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      path = text(of: context.codingPath)
      problem = context.debugDescription
    @unknown default:
      path = ""
      problem = String(describing: error)
    }
  }

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "the JSON is not what was expected (\(type))",
      why: [path.isEmpty ? problem : "at `\(path)`: \(problem)"])
  }
}

/// Writes a coding path as programmers do: `steps[3].action`.
private func text(of path: [any CodingKey]) -> String {
  var result = ""
  for key in path {
    if let index = key.intValue {
      result += "[\(index)]"
    } else {
      result += result.isEmpty ? key.stringValue : ".\(key.stringValue)"
    }
  }
  return result
}
