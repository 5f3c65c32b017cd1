import LockstepCore

/// Reading JSON that somebody else wrote: what is missing or of another type is absent.
extension Optional<JSONValue> {
  var text: String? {
    if case .string(let value)? = self { value } else { nil }
  }

  var flag: Bool? {
    if case .boolean(let value)? = self { value } else { nil }
  }

  var number: Int? {
    if case .integer(let value)? = self { Int(value) } else { nil }
  }

  var items: [JSONValue] {
    if case .array(let value)? = self { value } else { [] }
  }

  var members: [String: JSONValue] {
    if case .object(let value)? = self { value } else { [:] }
  }

  /// The strings of an array; other items are left out.
  var texts: [String] { items.compactMap { Optional($0).text } }
}
