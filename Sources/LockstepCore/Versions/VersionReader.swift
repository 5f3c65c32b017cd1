/// A problem found at one position of a version or requirement.
struct VersionProblem: Error {
  /// The offset in UTF-8 at which it was found.
  var offset: Int
  /// What is wrong, as a clause.
  var message: String
}

/// Reads versions, requirements and their parts from left to right.
///
/// Throws `VersionProblem` from the parts; the complete productions turn it into the error of their
/// subject.
struct VersionReader {
  /// The text in UTF-8.
  let bytes: [UInt8]
  /// The offset of the next byte.
  var offset = 0

  init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
  }

  /// The next byte, or `nil` at the end.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Whether everything was read.
  var isAtEnd: Bool { offset == bytes.count }

  /// The text in a range of offsets.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// Steps over `byte` where it comes next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  /// Steps over spaces. Cargo knows no other white space here.
  mutating func skipSpaces() {
    while next == UInt8(ascii: " ") { offset += 1 }
  }

  /// The problem that something else was expected here.
  func expected(_ what: String) -> VersionProblem {
    guard next != nil else {
      return VersionProblem(offset: offset, message: "expected \(what), found the end")
    }
    let rest = String(decoding: bytes[offset...], as: UTF8.self)
    let found = rest.first.map { printable(String($0)) } ?? ""
    return VersionProblem(offset: offset, message: "expected \(what), found `\(found)`")
  }

  /// Reads a decimal number without leading zeros.
  mutating func number(_ what: String) throws(VersionProblem) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    while let byte = next, byte.isDigit {
      let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tenfold.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      guard !over, !overflow else {
        throw VersionProblem(
          offset: start, message: "the \(what) is larger than \(UInt64.max)")
      }
      value = sum
      offset += 1
    }
    guard offset > start else { throw expected("the \(what)") }
    guard offset == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw VersionProblem(offset: start, message: "the \(what) has a leading zero")
    }
    return value
  }

  /// Reads dot-separated identifiers of a pre-release (after `-`) or of build metadata (after `+`).
  private mutating func identifiers(
    _ what: String, leadingZeros: Bool
  ) throws(VersionProblem) -> [PrereleaseIdentifier] {
    var result: [PrereleaseIdentifier] = []
    repeat {
      let start = offset
      var numeric = true
      while let byte = next, byte.isIdentifierByte {
        numeric = numeric && byte.isDigit
        offset += 1
      }
      guard offset > start else { throw expected("an identifier of the \(what)") }
      if numeric, !leadingZeros, offset > start + 1, bytes[start] == UInt8(ascii: "0") {
        throw VersionProblem(
          offset: start, message: "a numeric identifier of the \(what) has a leading zero")
      }
      result.append(
        PrereleaseIdentifier(unchecked: text(start..<offset), isNumeric: numeric))
    } while skip(UInt8(ascii: "."))
    return result
  }

  /// Reads `-rc.1` where it comes next.
  mutating func prerelease() throws(VersionProblem) -> [PrereleaseIdentifier] {
    guard skip(UInt8(ascii: "-")) else { return [] }
    return try identifiers("pre-release", leadingZeros: false)
  }

  /// Reads `+build.5` where it comes next.
  mutating func buildMetadata() throws(VersionProblem) -> [String] {
    guard skip(UInt8(ascii: "+")) else { return [] }
    return try identifiers("build metadata", leadingZeros: true).map(\.description)
  }

  /// Reads a complete version that fills the whole text.
  mutating func version() throws(VersionSyntaxError) -> Version {
    do throws(VersionProblem) {
      let major = try number("major number")
      guard skip(UInt8(ascii: ".")) else { throw expected("`.` and the minor number") }
      let minor = try number("minor number")
      guard skip(UInt8(ascii: ".")) else { throw expected("`.` and the patch number") }
      let patch = try number("patch number")
      let prerelease = try prerelease()
      let build = try buildMetadata()
      guard isAtEnd else { throw expected("the end of the version") }
      return Version(major, minor, patch, prerelease: prerelease, build: build)
    } catch {
      throw VersionSyntaxError(
        text: text(0..<bytes.count), column: column(of: error.offset), problem: error.message)
    }
  }

  /// The column, from 1 and in characters, of an offset.
  func column(of offset: Int) -> Int {
    text(0..<offset).count + 1
  }
}
