/// A line of a document by which Lockstep finds its way: an HTML comment that no reader sees.
///
/// It begins in the first column and is the whole line: `<!-- lockstep:place name="why" -->`. Values
/// are percent-encoded where they could end the comment, so that an item may be called anything.
struct LivingMarker: Hashable, Sendable {
  /// What a marker says.
  enum Kind: String, Hashable, Sendable {
    /// The section of one subject begins.
    case change
    /// It ends.
    case changeEnd = "end-change"
    /// Text begins that is written anew each time.
    case generated
    /// It ends.
    case generatedEnd = "end-generated"
    /// What follows is for people to write.
    case place
  }

  var kind: Kind
  /// The values by their names, in the order in which they are written.
  var fields: [(name: String, value: String)] = []

  /// What a line holds that nobody has filled in yet, in prose or in a comment of an example.
  static let empty = "lockstep:empty"

  /// A line that says what people have not written yet.
  static func emptyLine(_ ask: String) -> String { "*Not written yet: \(ask)* <!-- \(empty) -->" }

  /// A place for people to write, with what is asked of them.
  static func emptyPlace(_ name: String, _ ask: String) -> String {
    "\(LivingMarker(.place, [("name", name)]).line)\n\(emptyLine(ask))\n"
  }

  private static let opening = "<!-- lockstep:"
  private static let closing = " -->"

  init(_ kind: Kind, _ fields: [(name: String, value: String)] = []) {
    self.kind = kind
    self.fields = fields
  }

  /// Reads a line; `nil` where it is no marker.
  init?(line: Substring) {
    var text = line.withoutLineEnd
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    guard text.hasPrefix(Self.opening), text.hasSuffix(Self.closing),
      text.utf8.count > Self.opening.utf8.count + Self.closing.utf8.count
    else { return nil }
    var rest = text.dropFirst(Self.opening.count).dropLast(Self.closing.count)
    let word = rest.prefix { $0 != " " }
    guard let kind = Kind(rawValue: String(word)) else { return nil }
    self.kind = kind
    rest = rest.dropFirst(word.count)
    while !rest.isEmpty {
      guard let field = Self.field(&rest) else { return nil }
      fields.append(field)
    }
  }

  /// Takes ` name="value"` off the front.
  private static func field(_ rest: inout Substring) -> (name: String, value: String)? {
    rest = rest.drop { $0 == " " }
    let name = rest.prefix { $0 != "=" }
    guard !name.isEmpty, rest.dropFirst(name.count).hasPrefix("=\"") else { return nil }
    let tail = rest.dropFirst(name.count + 2)
    guard let end = tail.firstIndex(of: "\"") else { return nil }
    rest = tail[tail.index(after: end)...]
    return (String(name), decoded(tail[..<end]))
  }

  /// The value called `name`, where there is one.
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The line, without its end.
  var line: String {
    Self.opening + kind.rawValue
      + fields.map { " \($0.name)=\"\(Self.encoded($0.value))\"" }.joined() + Self.closing
  }

  static func == (left: LivingMarker, right: LivingMarker) -> Bool { left.line == right.line }

  func hash(into hasher: inout Hasher) { hasher.combine(line) }

  /// Neither a quote nor anything that ends a comment (`--`, `>`) stays as it is.
  private static func encoded(_ value: String) -> String {
    var text = ""
    var last = UInt8(ascii: "-")
    for byte in value.utf8 {
      defer { last = byte }
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "-") where last != UInt8(ascii: "-"): text += "-"
      case _ where "_:., ()[]&*+='#<;/$!?@".utf8.contains(byte):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return text
  }

  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
