extension Parser {
  /// Skips a local date, a local date-time or an offset date-time.
  mutating func skipDate() throws(Refusal) -> Node.Kind {
    let year = digits(4)
    at += 5
    let month = try skipField(1...12, "a month of two digits, 01 to 12")
    guard peek() == Byte.minus else { throw Refusal(at, "`-` and the day") }
    at += 1
    let last = Self.days(inMonth: month, ofYear: year)
    _ = try skipField(1...last, "a day of two digits, 01 to \(last)")
    let delimiter = peek()
    guard
      delimiter | 0x20 == Byte.t || delimiter == Byte.space && Byte.isDigit(peek(1))
    else { return .localDate }
    at += 1
    try skipTime()
    return try skipOffset() ? .offsetDateTime : .localDateTime
  }

  /// Skips `hh:mm:ss`, with a fraction where there is one.
  mutating func skipTime() throws(Refusal) {
    _ = try skipField(0...23, "an hour of two digits, 00 to 23")
    try skipColon("the minute")
    _ = try skipField(0...59, "a minute of two digits, 00 to 59")
    try skipColon("the second")
    // RFC 3339 has leap seconds; which days have one cannot be known here.
    _ = try skipField(0...60, "a second of two digits, 00 to 60")
    guard peek() == Byte.dot else { return }
    at += 1
    guard Byte.isDigit(peek()) else { throw Refusal(at, "a digit of the second's fraction") }
    while Byte.isDigit(peek()) { at += 1 }
  }

  private mutating func skipOffset() throws(Refusal) -> Bool {
    switch peek() {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      at += 1
      return true
    case Byte.plus, Byte.minus:
      at += 1
      _ = try skipField(0...23, "an offset's hour of two digits, 00 to 23")
      try skipColon("the offset's minute")
      _ = try skipField(0...59, "an offset's minute of two digits, 00 to 59")
      return true
    default: return false
    }
  }

  private mutating func skipColon(_ what: String) throws(Refusal) {
    guard peek() == Byte.colon else { throw Refusal(at, "`:` and \(what)") }
    at += 1
  }

  private mutating func skipField(
    _ range: ClosedRange<Int>, _ expected: String
  ) throws(Refusal) -> Int {
    guard Byte.isDigit(peek()), Byte.isDigit(peek(1)), range.contains(digits(2)) else {
      throw Refusal(at, expected)
    }
    let number = digits(2)
    at += 2
    return number
  }

  private func digits(_ count: Int) -> Int {
    (0..<count).reduce(0) { $0 * 10 + Int(peek($1) &- Byte.zero) }
  }

  private static func days(inMonth month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
