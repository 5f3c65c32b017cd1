extension VersionReader {
  /// Reads a complete requirement that fills the whole text; `*` gives no terms.
  mutating func requirement() throws(RequirementSyntaxError) -> [RequirementTerm] {
    do throws(VersionProblem) {
      return try terms()
    } catch {
      throw RequirementSyntaxError(
        text: text(0..<bytes.count), column: column(of: error.offset), problem: error.message)
    }
  }

  private mutating func terms() throws(VersionProblem) -> [RequirementTerm] {
    skipSpaces()
    if skipWildcard() {
      skipSpaces()
      guard isAtEnd else {
        throw next == UInt8(ascii: ",")
          ? VersionProblem(offset: offset, message: "`*` must be the only comparator")
          : expected("the end after `*`")
      }
      return []
    }
    offset = 0
    var result: [RequirementTerm] = []
    repeat {
      guard result.count < Requirement.mostComparators else {
        throw VersionProblem(
          offset: offset,
          message: "there are more than \(Requirement.mostComparators) comparators")
      }
      result.append(try term())
    } while skip(UInt8(ascii: ","))
    guard isAtEnd else { throw expected("`,` or the end") }
    return result
  }

  private mutating func term() throws(VersionProblem) -> RequirementTerm {
    let start = offset
    skipSpaces()
    let written = sign()
    skipSpaces()
    let numbersStart = offset
    if isWildcard(next) {
      throw VersionProblem(
        offset: offset,
        message: written == nil
          ? "`*` must be the only comparator" : "a wildcard cannot follow an operator")
    }
    var comparator = Requirement.Comparator(
      operation: written ?? .caret, major: try number("major number"), minor: nil, patch: nil,
      prerelease: [])
    let majorEnd = offset
    let numbersEnd =
      skip(UInt8(ascii: ".")) ? try minorAndPatch(into: &comparator, after: majorEnd) : majorEnd
    if numbersEnd < offset, written == nil { comparator.operation = .exact }
    let end = offset
    skipSpaces()
    return RequirementTerm(
      comparator: comparator, lead: text(start..<numbersStart),
      numbers: text(numbersStart..<numbersEnd), wildcards: text(numbersEnd..<end),
      tail: text(end..<offset))
  }

  /// Reads what follows the first dot, and returns the offset where the numbers end; what was read
  /// behind it is wildcards.
  private mutating func minorAndPatch(
    into comparator: inout Requirement.Comparator, after majorEnd: Int
  ) throws(VersionProblem) -> Int {
    if skipWildcard() {
      guard skip(UInt8(ascii: ".")) else { return majorEnd }
      guard skipWildcard() else {
        throw VersionProblem(offset: offset, message: "only a wildcard can follow a wildcard")
      }
      return majorEnd
    }
    comparator.minor = try number("minor number")
    let minorEnd = offset
    guard skip(UInt8(ascii: ".")) else { return minorEnd }
    if skipWildcard() { return minorEnd }
    comparator.patch = try number("patch number")
    comparator.prerelease = try prerelease()
    _ = try buildMetadata()
    return offset
  }

  /// Reads an operator where one comes next.
  private mutating func sign() -> Requirement.Comparator.Operator? {
    if skip(UInt8(ascii: "=")) { return .exact }
    if skip(UInt8(ascii: "^")) { return .caret }
    if skip(UInt8(ascii: "~")) { return .tilde }
    if skip(UInt8(ascii: ">")) { return skip(UInt8(ascii: "=")) ? .greaterOrEqual : .greater }
    if skip(UInt8(ascii: "<")) { return skip(UInt8(ascii: "=")) ? .lessOrEqual : .less }
    return nil
  }

  private func isWildcard(_ byte: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "x"), UInt8(ascii: "X"): true
    default: false
    }
  }

  private mutating func skipWildcard() -> Bool {
    guard isWildcard(next) else { return false }
    offset += 1
    return true
  }
}
