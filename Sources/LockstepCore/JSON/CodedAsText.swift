extension Decoder {
  /// Decodes one string and hands it to `parse`; what that throws becomes a `DecodingError`.
  package func decodeText<Value>(_ parse: (String) throws -> Value) throws -> Value {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    do {
      return try parse(text)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath, debugDescription: Explanation(of: error).sentence,
          underlyingError: error))
    }
  }
}

extension Encoder {
  /// Encodes one string.
  package func encodeText(_ text: String) throws {
    var container = singleValueContainer()
    try container.encode(text)
  }
}

extension Explanation {
  /// What happened and the nearest cause, for a place inside another explanation.
  var sentence: String {
    why.first.map { "\(what): \($0)" } ?? what
  }
}
