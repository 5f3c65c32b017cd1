extension Tree {
  /// Decodes a node's value; tables stay views.
  ///
  /// The parser has checked the text already, so decoding cannot fail: a number that were not one
  /// after all would come out as zero.
  func value(of node: Int) -> TOMLValue {
    let entry = nodes[node]
    switch entry.kind {
    case .string: return .string(string(of: entry))
    case .integer: return .integer(Decoding.integer(bytes[entry.range]) ?? 0)
    case .float: return .float(Decoding.float(bytes[entry.range]) ?? 0)
    case .boolean: return .boolean(bytes[Int(entry.start)] == Byte.t)
    case .offsetDateTime:
      return .offsetDateTime(
        TOMLOffsetDateTime(
          date: Decoding.date(bytes[entry.range]),
          time: Decoding.time(bytes[entry.range].dropFirst(11)),
          offsetMinutes: Decoding.offset(bytes[entry.range])))
    case .localDateTime:
      return .localDateTime(
        TOMLLocalDateTime(
          date: Decoding.date(bytes[entry.range]),
          time: Decoding.time(bytes[entry.range].dropFirst(11))))
    case .localDate: return .localDate(Decoding.date(bytes[entry.range]))
    case .localTime: return .localTime(Decoding.time(bytes[entry.range]))
    case .array, .tableArray:
      return .array(children(of: node).map { value(of: Int($0)) })
    case .inlineTable, .implicitTable, .headedTable, .dottedTable:
      return .table(TOMLTable(tree: self, node: node))
    }
  }

  private func string(of entry: Node) -> String {
    let quoted = QuotedRange(entry.range, in: bytes)
    if entry.isPlain { return String(decoding: bytes[quoted.content], as: UTF8.self) }
    return String(decoding: Decoding.text(bytes[quoted.content], quoted), as: UTF8.self)
  }
}

/// The parts of a string literal.
struct QuotedRange {
  /// What stands between the quotes, without the first line break of a multi-line string.
  let content: Range<Int>
  let isBasic: Bool
  let isMultiLine: Bool
  /// Whether the quotes are followed by a line break that is no part of the value.
  let hasLeadingBreak: Bool

  init(_ range: Range<Int>, in bytes: [UInt8]) {
    let first = bytes[range.lowerBound]
    isBasic = first == Byte.quote
    isMultiLine = range.count >= 6 && bytes[range.lowerBound + 1] == first
    let width = isMultiLine ? 3 : 1
    var start = range.lowerBound + width
    let end = range.upperBound - width
    if isMultiLine && start < end && bytes[start] == Byte.carriageReturn { start += 1 }
    if isMultiLine && start < end && bytes[start] == Byte.lineFeed { start += 1 }
    hasLeadingBreak = start > range.lowerBound + width
    content = start..<end
  }
}

/// Reads values out of text that the parser has accepted.
enum Decoding {
  /// Resolves escapes, line-ending backslashes and line breaks.
  static func text(_ content: ArraySlice<UInt8>, _ quoted: QuotedRange) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    var at = content.startIndex
    let end = content.endIndex
    while at < end {
      let byte = content[at]
      at += 1
      if byte == Byte.carriageReturn { continue }
      guard byte == Byte.backslash && quoted.isBasic && at < end else {
        text.append(byte)
        continue
      }
      let escape = content[at]
      at += 1
      switch escape {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "r"): text.append(0x0D)
      case Byte.quote, Byte.backslash: text.append(escape)
      case UInt8(ascii: "u"), UInt8(ascii: "U"):
        let digits = escape == UInt8(ascii: "u") ? 4 : 8
        text.append(contentsOf: scalar(content[at..<min(at + digits, end)]))
        at = min(at + digits, end)
      default:
        while at < end && Byte.isBlankOrBreak(content[at]) { at += 1 }
      }
    }
    return text
  }

  private static func scalar(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    let number = digits.reduce(UInt32(0)) { $0 << 4 | UInt32(Byte.hexValue($1) ?? 0) }
    return Unicode.Scalar(number).map { Array(String($0).utf8) } ?? []
  }

  /// Returns the integer's value; nil where it does not fit 64 bits.
  static func integer(_ literal: ArraySlice<UInt8>) -> Int64? {
    var digits = literal.filter { $0 != UInt8(ascii: "_") }[...]
    var radix: Int64 = 10
    if digits.count > 2 && digits[0] == UInt8(ascii: "0") {
      switch digits[1] {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
    }
    if radix != 10 { digits = digits.dropFirst(2) }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    var number: Int64 = 0
    for byte in digits {
      // Built up with its sign, because the smallest number has no positive counterpart.
      let digit = Int64(Byte.hexValue(byte) ?? 0)
      let (product, overflow) = number.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if overflow || carry { return nil }
      number = sum
    }
    return number
  }

  static func float(_ literal: ArraySlice<UInt8>) -> Double? {
    Double(String(decoding: literal.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
  }

  static func date(_ literal: ArraySlice<UInt8>) -> TOMLLocalDate {
    TOMLLocalDate(
      year: number(literal, 0..<4), month: number(literal, 5..<7), day: number(literal, 8..<10))
  }

  static func time(_ literal: ArraySlice<UInt8>) -> TOMLLocalTime {
    var nanosecond = 0
    if literal.count > 8 && literal[literal.startIndex + 8] == UInt8(ascii: ".") {
      let digits = literal.dropFirst(9).prefix(9).prefix { Byte.isDigit($0) }
      nanosecond = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      for _ in digits.count..<9 { nanosecond *= 10 }
    }
    return TOMLLocalTime(
      hour: number(literal, 0..<2), minute: number(literal, 3..<5), second: number(literal, 6..<8),
      nanosecond: nanosecond)
  }

  /// Reads the offset at the end of an offset date-time, in minutes.
  static func offset(_ literal: ArraySlice<UInt8>) -> Int {
    let tail = literal.suffix(6)
    switch tail.first {
    case UInt8(ascii: "+"): return number(tail, 1..<3) * 60 + number(tail, 4..<6)
    case UInt8(ascii: "-"): return -(number(tail, 1..<3) * 60 + number(tail, 4..<6))
    default: return 0
    }
  }

  private static func number(_ literal: ArraySlice<UInt8>, _ range: Range<Int>) -> Int {
    literal.dropFirst(range.lowerBound).prefix(range.count)
      .reduce(0) { $0 * 10 + Int(Byte.hexValue($1) ?? 0) }
  }
}
