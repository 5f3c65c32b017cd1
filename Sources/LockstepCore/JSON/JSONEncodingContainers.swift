/// Encodes the members of an object.
struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoding: JSONEncoding
  var codingPath: [any CodingKey] { encoding.codingPath }

  private func part(_ key: any CodingKey) -> JSONEncoding {
    encoding.part(encoding.slot.member(key.stringValue), key)
  }

  func encodeNil(forKey key: Key) {
    part(key).slot.write(.null)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try part(key).write(value)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    part(key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    part(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    part(JSONKey.superclass)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    part(key)
  }
}

/// Encodes the elements of an array.
struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
  let encoding: JSONEncoding
  var codingPath: [any CodingKey] { encoding.codingPath }
  var count: Int { encoding.slot.count }

  private func part() -> JSONEncoding {
    let key = JSONKey(count)
    return encoding.part(encoding.slot.element(), key)
  }

  func encodeNil() {
    part().slot.write(.null)
  }

  func encode(_ value: some Encodable) throws {
    try part().write(value)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    part().container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    part().unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    part()
  }
}

/// Encodes one value that is neither an object nor an array by itself.
struct JSONSingleEncoding: SingleValueEncodingContainer {
  let encoding: JSONEncoding
  var codingPath: [any CodingKey] { encoding.codingPath }

  func encodeNil() { encoding.slot.write(.null) }
  func encode(_ value: Bool) { encoding.slot.write(.boolean(value)) }
  func encode(_ value: String) { encoding.slot.write(.string(value)) }
  func encode(_ value: Double) throws { try encoding.writeFloating(value) }
  func encode(_ value: Float) throws { try encoding.writeFloating(Double(value)) }
  func encode(_ value: Int) throws { try encoding.writeInteger(value) }
  func encode(_ value: Int8) throws { try encoding.writeInteger(value) }
  func encode(_ value: Int16) throws { try encoding.writeInteger(value) }
  func encode(_ value: Int32) throws { try encoding.writeInteger(value) }
  func encode(_ value: Int64) throws { try encoding.writeInteger(value) }
  func encode(_ value: UInt) throws { try encoding.writeInteger(value) }
  func encode(_ value: UInt8) throws { try encoding.writeInteger(value) }
  func encode(_ value: UInt16) throws { try encoding.writeInteger(value) }
  func encode(_ value: UInt32) throws { try encoding.writeInteger(value) }
  func encode(_ value: UInt64) throws { try encoding.writeInteger(value) }
  func encode(_ value: some Encodable) throws { try encoding.write(value) }
}
