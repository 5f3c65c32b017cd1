/// The place of one value while it is being encoded.
///
/// A class, because `Encoder` hands out containers that write to the same place.
final class JSONSlot {
  private enum Content {
    case nothing
    case scalar(JSONValue)
    case array([JSONSlot])
    case object([String: JSONSlot])
  }

  private var content = Content.nothing

  /// What was written; an empty object where nothing was, as `Encoder` demands.
  var value: JSONValue {
    switch content {
    case .nothing: .object([:])
    case .scalar(let value): value
    case .array(let slots): .array(slots.map(\.value))
    case .object(let slots): .object(slots.mapValues(\.value))
    }
  }

  /// The number of elements written so far.
  var count: Int {
    if case .array(let slots) = content { slots.count } else { 0 }
  }

  func write(_ value: JSONValue) {
    content = .scalar(value)
  }

  func becomeObject() {
    if case .object = content { return }
    content = .object([:])
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  /// The place of member `key`, a new one unless it was written before.
  func member(_ key: String) -> JSONSlot {
    var slots: [String: JSONSlot] = [:]
    if case .object(let present) = content { slots = present }
    if let slot = slots[key] { return slot }
    let slot = JSONSlot()
    // Lets go of the storage first, so that the insertion happens in place.
    content = .nothing
    slots[key] = slot
    content = .object(slots)
    return slot
  }

  /// The place of one more element.
  func element() -> JSONSlot {
    var slots: [JSONSlot] = []
    if case .array(let present) = content { slots = present }
    content = .nothing
    let slot = JSONSlot()
    slots.append(slot)
    content = .array(slots)
    return slot
  }
}

/// Encodes into a `JSONSlot`.
struct JSONEncoding: Encoder {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.becomeObject()
    return KeyedEncodingContainer(JSONKeyedEncoding(encoding: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.becomeArray()
    return JSONUnkeyedEncoding(encoding: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONSingleEncoding(encoding: self)
  }

  /// The encoding of a part.
  func part(_ slot: JSONSlot, _ key: any CodingKey) -> JSONEncoding {
    JSONEncoding(slot: slot, codingPath: codingPath + [key])
  }

  /// Writes any value; JSON goes in as it is.
  func write(_ value: some Encodable) throws {
    switch value {
    case let value as JSONValue: slot.write(value)
    case let value as String: slot.write(.string(value))
    case let value as Double: try writeFloating(value)
    case let value as Float: try writeFloating(Double(value))
    default: try value.encode(to: self)
    }
  }

  func writeInteger(_ value: some BinaryInteger) throws {
    guard let integer = Int64(exactly: value) else {
      throw invalid(value, "\(value) does not fit into 64 bits with a sign")
    }
    slot.write(.integer(integer))
  }

  func writeFloating(_ value: Double) throws {
    guard value.isFinite else { throw invalid(value, "\(value) is no number in JSON") }
    slot.write(.number(value))
  }

  private func invalid(_ value: Any, _ problem: String) -> EncodingError {
    .invalidValue(value, EncodingError.Context(codingPath: codingPath, debugDescription: problem))
  }
}
