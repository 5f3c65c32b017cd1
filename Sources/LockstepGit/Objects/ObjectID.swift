package import LockstepCore

/// The name of a git object: 40 hexadecimal digits (SHA-1) or 64 (SHA-256).
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The bytes in order, padded with zeros; sixteen hexadecimal digits in each word.
  private let words: (UInt64, UInt64, UInt64, UInt64)
  private let isLong: Bool

  /// The name that git uses where there is no object: all zeros.
  package static let absent = ObjectID(words: (0, 0, 0, 0), isLong: false)

  private init(words: (UInt64, UInt64, UInt64, UInt64), isLong: Bool) {
    self.words = words
    self.isLong = isLong
  }

  /// Reads 40 or 64 hexadecimal digits, of either case.
  package init(parsing text: some StringProtocol) throws(ObjectIDSyntaxError) {
    guard let id = ObjectID(hexadecimal: text.utf8) else {
      throw ObjectIDSyntaxError(text: String(text.prefix(80)))
    }
    self = id
  }

  /// Reads 40 or 64 hexadecimal digits, or returns `nil`.
  package init?(hexadecimal digits: some Sequence<UInt8>) {
    self.init(values: digits.lazy.map(Self.value(ofDigit:)), perWord: 16, bits: 4)
  }

  /// Reads the 20 or 32 raw bytes that a tree object holds, or returns `nil`.
  init?(bytes: some Sequence<UInt8>) {
    self.init(values: bytes.lazy.map(UInt8?.some), perWord: 8, bits: 8)
  }

  private init?(values: some Sequence<UInt8?>, perWord: Int, bits: UInt64) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for value in values {
      guard let value, count < 4 * perWord else { return nil }
      let shifted = UInt64(value) << (64 - bits * UInt64(count % perWord + 1))
      switch count / perWord {
      case 0: words.0 |= shifted
      case 1: words.1 |= shifted
      case 2: words.2 |= shifted
      default: words.3 |= shifted
      }
      count += 1
    }
    guard count == 4 * perWord || count == 5 * perWord / 2 else { return nil }
    self.init(words: words, isLong: count == 4 * perWord)
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// All digits, in lower case.
  package var description: String {
    let digits = isLong ? 64 : 40
    return String(unsafeUninitializedCapacity: digits) { buffer in
      for index in 0..<digits {
        let word =
          switch index / 16 {
          case 0: words.0
          case 1: words.1
          case 2: words.2
          default: words.3
          }
        let value = UInt8(truncatingIfNeeded: word >> (60 - 4 * UInt64(index % 16))) & 15
        buffer[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
      }
      return digits
    }
  }

  /// The first twelve digits, for people.
  package var short: String { String(description.prefix(12)) }

  /// Whether this is git's way of saying that there is no object.
  package var isAbsent: Bool { words == (0, 0, 0, 0) }

  /// Compares all digits.
  package static func == (a: ObjectID, b: ObjectID) -> Bool {
    a.words == b.words && a.isLong == b.isLong
  }

  /// Feeds all digits.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  /// Orders by the digits.
  package static func < (a: ObjectID, b: ObjectID) -> Bool {
    a.words < b.words
  }
}

extension ObjectID: Codable {
  /// Reads the digits.
  package init(from decoder: any Decoder) throws {
    try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the digits.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A text that is not the name of a git object.
package struct ObjectIDSyntaxError: ExplainedError, Hashable {
  /// The beginning of the text.
  package var text: String

  /// Describes `text`.
  package init(text: String) {
    self.text = text
  }

  package var explanation: Explanation {
    Explanation(
      "`\(text)` is not the id of a git object",
      why: ["an id has 40 hexadecimal digits, or 64 where the repository uses SHA-256"])
  }
}
