extension JSONValue: CustomStringConvertible {
  /// The value as JSON text in UTF-8, without a final line end.
  ///
  /// The same value always gives the same bytes: members are sorted by their keys' UTF-8, and
  /// nothing is escaped that need not be. `pretty` puts each element on a line of its own, indented
  /// by two spaces. JSON has no infinity and no not-a-number; they print as `null`.
  public func bytes(pretty: Bool = false) -> [UInt8] {
    var printer = JSONPrinter(pretty: pretty)
    printer.print(self, depth: 0)
    return printer.output
  }

  /// The value as JSON text on one line.
  public var description: String {
    String(decoding: bytes(), as: UTF8.self)
  }
}

/// Writes JSON text.
private struct JSONPrinter {
  let pretty: Bool
  var output: [UInt8] = []

  init(pretty: Bool) {
    self.pretty = pretty
  }

  mutating func print(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: output += "null".utf8
    case .boolean(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .number(let value): output += (value.isFinite ? value.description : "null").utf8
    case .string(let value): string(value)
    case .array(let elements):
      list(elements, between: ("[", "]"), depth: depth) { printer, element in
        printer.print(element, depth: depth + 1)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      list(sorted, between: ("{", "}"), depth: depth) { printer, member in
        printer.string(member.key)
        printer.output += (printer.pretty ? ": " : ":").utf8
        printer.print(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func list<Element>(
    _ elements: [Element], between brackets: (String, String), depth: Int,
    _ print: (inout JSONPrinter, Element) -> Void
  ) {
    output += brackets.0.utf8
    var isFirst = true
    for element in elements {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      newLine(depth + 1)
      print(&self, element)
    }
    if !elements.isEmpty { newLine(depth) }
    output += brackets.1.utf8
  }

  private mutating func newLine(_ depth: Int) {
    guard pretty else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func string(_ text: String) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for (index, byte) in bytes.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        output.append(contentsOf: bytes[start..<index])
        escape(byte)
        start = index + 1
      }
      output.append(contentsOf: bytes[start...])
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    default:
      output += (byte < 0x10 ? "u000" : "u00").utf8
      output += String(byte, radix: 16).utf8
    }
  }
}
