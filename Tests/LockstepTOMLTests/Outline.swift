import LockstepTOML

/// Writes values briefly, for expectations: `{"a": [1, "x"]}`.
enum Outline {
  static func of(_ value: TOMLValue) -> String {
    switch value {
    case .string(let text): "\"\(text)\""
    case .integer(let number): "\(number)"
    case .float(let number): "\(number)"
    case .boolean(let truth): "\(truth)"
    case .offsetDateTime(let time): "\(time)"
    case .localDateTime(let time): "\(time)"
    case .localDate(let date): "\(date)"
    case .localTime(let time): "\(time)"
    case .array(let values): "[" + values.map { of($0) }.joined(separator: ", ") + "]"
    case .table(let table):
      "{" + table.map { "\"\($0.key)\": \(of($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
