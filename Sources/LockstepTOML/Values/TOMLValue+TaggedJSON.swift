extension TOMLValue {
  /// The value as tagged JSON, the interchange form that TOML test suites use.
  ///
  /// A scalar becomes `{"type": "integer", "value": "42"}` with its value as a string; a table
  /// becomes an object in document order, an array an array. The types are `string`, `integer`,
  /// `float`, `bool`, `datetime`, `datetime-local`, `date-local` and `time-local`.
  package var taggedJSON: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch self {
    case .string(let value): Self.tag("string", value, into: &text)
    case .integer(let value): Self.tag("integer", String(value), into: &text)
    case .float(let value): Self.tag("float", value.isNaN ? "nan" : "\(value)", into: &text)
    case .boolean(let value): Self.tag("bool", value ? "true" : "false", into: &text)
    case .offsetDateTime(let value): Self.tag("datetime", "\(value)", into: &text)
    case .localDateTime(let value): Self.tag("datetime-local", "\(value)", into: &text)
    case .localDate(let value): Self.tag("date-local", "\(value)", into: &text)
    case .localTime(let value): Self.tag("time-local", "\(value)", into: &text)
    case .array(let values):
      text += "["
      for (position, value) in values.enumerated() {
        if position > 0 { text += ", " }
        value.write(into: &text)
      }
      text += "]"
    case .table(let table):
      text += "{"
      var isFirst = true
      for (key, value) in table {
        if !isFirst { text += ", " }
        isFirst = false
        Self.quote(key, into: &text)
        text += ": "
        value.write(into: &text)
      }
      text += "}"
    }
  }

  private static func tag(_ type: String, _ value: String, into text: inout String) {
    text += "{\"type\": \"\(type)\", \"value\": "
    quote(value, into: &text)
    text += "}"
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{00}"..."\u{1F}", "\u{7F}": text += "\\u00\(hex(UInt8(scalar.value)))"
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
