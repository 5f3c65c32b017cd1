package import LockstepCore

/// The numbers that a line's branch is named after: `2.0.x` and `release/2.0` stand for 2.0, `v2` for 2.
///
/// A branch that is named so releases these numbers and no others.
package struct LineNumbers: Hashable, Sendable, CustomStringConvertible {
  package let major: UInt64
  /// `nil` where the name says the major number alone.
  package let minor: UInt64?

  /// Reads a branch's name; `nil` where it does not say one series of numbers.
  package init?(branch name: String) {
    let last = name.split(separator: "/").last ?? ""
    let found = last.split { $0 == "-" || $0 == "_" }.compactMap(Self.numbers)
    guard found.count == 1, let numbers = found.first else { return nil }
    major = numbers[0]
    minor = numbers.count > 1 ? numbers[1] : nil
  }

  /// Whether `version` is one of them.
  package func admits(_ version: Version) -> Bool {
    version.major == major && (minor == nil || version.minor == minor)
  }

  /// `2.0.*`
  package var description: String { "\(major)." + (minor.map { "\($0)." } ?? "") + "*" }

  /// Reads `2`, `2.0`, `v2.0`, `2.x`, `2.0.x`.
  private static func numbers(_ part: Substring) -> [UInt64]? {
    let text = part.hasPrefix("v") || part.hasPrefix("V") ? part.dropFirst() : part
    var words = text.split(separator: ".", omittingEmptySubsequences: false)
    while words.count > 1, words.last == "x" || words.last == "X" { words.removeLast() }
    guard (1...3).contains(words.count), words.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) })
    else { return nil }
    let numbers = words.compactMap { UInt64($0) }
    return numbers.count == words.count ? numbers : nil
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Version {
  /// Whether two versions differ by their patch alone.
  package func isOfOneSeries(with other: Version) -> Bool {
    major == other.major && minor == other.minor
  }
}
