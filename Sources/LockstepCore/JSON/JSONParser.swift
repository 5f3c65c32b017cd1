/// Parses one JSON text by recursive descent, bounded by `JSONValue.deepest`.
struct JSONParser {
  let bytes: [UInt8]
  var offset = 0
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Parses the whole text.
  mutating func document() throws(JSONSyntaxError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw problem("there is a byte order mark") }
    skipSpace()
    let value = try value()
    skipSpace()
    guard offset == bytes.count else { throw expected("the end") }
    return value
  }

  /// The next byte, or `nil` at the end.
  var next: UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  /// The problem that something else was expected here.
  func expected(_ what: String) -> JSONSyntaxError {
    guard next != nil else { return problem("expected \(what), found the end") }
    let rest = String(decoding: bytes[offset...].prefix(16), as: UTF8.self)
    let found = rest.first.map { printable(String($0)) } ?? ""
    return problem("expected \(what), found `\(found)`")
  }

  /// A problem at the current offset, or at another one.
  func problem(_ message: String, at other: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(at: other ?? offset, of: bytes, problem: message)
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONSyntaxError) -> JSONValue {
    guard let next else { throw expected("a value") }
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw expected("a value")
    }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    let end = offset + word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { expected in
      end <= bytes.count && bytes[offset..<end].elementsEqual(expected)
    }
    guard matches else { throw expected("a value") }
    offset = end
    return value
  }

  private mutating func enter() throws(JSONSyntaxError) {
    depth += 1
    guard depth <= JSONValue.deepest else {
      throw problem("the nesting is deeper than \(JSONValue.deepest) levels")
    }
    offset += 1
    skipSpace()
  }

  private mutating func leave() {
    depth -= 1
    offset += 1
  }

  private mutating func array() throws(JSONSyntaxError) -> JSONValue {
    try enter()
    var elements: [JSONValue] = []
    while next != UInt8(ascii: "]") {
      if !elements.isEmpty {
        guard next == UInt8(ascii: ",") else { throw expected("`,` or `]`") }
        offset += 1
        skipSpace()
      }
      elements.append(try value())
      skipSpace()
    }
    leave()
    return .array(elements)
  }

  private mutating func object() throws(JSONSyntaxError) -> JSONValue {
    try enter()
    var members: [(key: String, value: JSONValue)] = []
    while next != UInt8(ascii: "}") {
      if !members.isEmpty {
        guard next == UInt8(ascii: ",") else { throw expected("`,` or `}`") }
        offset += 1
        skipSpace()
      }
      guard next == UInt8(ascii: "\"") else { throw expected("a key in quotation marks") }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw expected("`:`") }
      offset += 1
      skipSpace()
      members.append((key, try value()))
      skipSpace()
    }
    leave()
    // A dictionary that knows its size beforehand is filled without ever being rehashed.
    var object = Dictionary<String, JSONValue>(minimumCapacity: members.count)
    for member in members { object[member.key] = member.value }
    return .object(object)
  }
}
