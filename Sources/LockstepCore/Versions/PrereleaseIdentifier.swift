/// One of the dot-separated identifiers of a pre-release, such as `rc` or `1`.
///
/// Numeric identifiers compare as numbers, of any length, and come before the others, which compare
/// by their ASCII codes.
public struct PrereleaseIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// The identifier as it was written.
  public let description: String
  /// Whether it consists of digits only.
  public let isNumeric: Bool

  /// Wraps a number.
  public init(_ number: UInt64) {
    description = String(number)
    isNumeric = true
  }

  /// Checks and wraps `text`: ASCII letters, digits and hyphens, one at least, and no leading zero
  /// where there are digits only.
  public init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.allSatisfy({ $0.isIdentifierByte }) else { return nil }
    let numeric = bytes.allSatisfy { $0.isDigit }
    if numeric, bytes.count > 1, bytes.first == UInt8(ascii: "0") { return nil }
    self.init(unchecked: String(text), isNumeric: numeric)
  }

  /// Wraps what a reader has checked already.
  init(unchecked text: String, isNumeric: Bool) {
    description = text
    self.isNumeric = isNumeric
  }
}

extension PrereleaseIdentifier: Comparable {
  /// Orders as section 11.4 of the specification says.
  public static func < (a: PrereleaseIdentifier, b: PrereleaseIdentifier) -> Bool {
    guard a.isNumeric == b.isNumeric else { return a.isNumeric }
    let (first, second) = (a.description.utf8, b.description.utf8)
    // Without leading zeros the longer of two numbers is the larger.
    if a.isNumeric, first.count != second.count { return first.count < second.count }
    return first.lexicographicallyPrecedes(second)
  }
}

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// Whether this may stand in an identifier of a version.
  var isIdentifierByte: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
