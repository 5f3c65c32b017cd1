/// A value of a document, decoded.
package enum TOMLValue: Equatable, Sendable {
  /// The text, with escapes resolved; a line break inside a multi-line string is always LF,
  /// so that a value does not depend on how the file was checked out.
  case string(String)
  case integer(Int64)
  case float(Double)
  case boolean(Bool)
  case offsetDateTime(TOMLOffsetDateTime)
  case localDateTime(TOMLLocalDateTime)
  case localDate(TOMLLocalDate)
  case localTime(TOMLLocalTime)
  /// An array, or an array of tables.
  case array([TOMLValue])
  /// A table of any spelling; its values are decoded when they are asked for.
  case table(TOMLTable)
}

extension TOMLValue {
  /// The text of a string; nil for any other type.
  package var asString: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The number of an integer; nil for any other type, floats included.
  package var asInteger: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number of a float; nil for any other type, integers included.
  package var asFloat: Double? {
    if case .float(let value) = self { value } else { nil }
  }

  /// The truth value of a boolean; nil for any other type.
  package var asBoolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// The elements of an array or of an array of tables; nil for any other type.
  package var asArray: [TOMLValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The table; nil for any other type.
  package var asTable: TOMLTable? {
    if case .table(let value) = self { value } else { nil }
  }

  /// Names the value's type for messages, with its article: "a string", "an integer".
  package var typeName: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .offsetDateTime: "an offset date-time"
    case .localDateTime: "a local date-time"
    case .localDate: "a local date"
    case .localTime: "a local time"
    case .array: "an array"
    case .table: "a table"
    }
  }
}
