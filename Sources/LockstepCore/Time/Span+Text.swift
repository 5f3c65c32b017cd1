extension Span: CustomStringConvertible {
  /// The span in words that parse back to it.
  ///
  /// One unit where less than a hundred of it make the span exactly (`36 hours`, `2 weeks`), else
  /// several from the longest down (`5 days 3 hours`). A negative span has a minus sign in front.
  public var description: String {
    guard seconds != 0 else { return "0 seconds" }
    let sign = seconds < 0 ? "-" : ""
    let length = seconds.magnitude
    for unit in Unit.allCases where length.isMultiple(of: unit.seconds.magnitude) {
      let count = length / unit.seconds.magnitude
      if count < 100 { return sign + unit.text(count) }
    }
    var rest = length
    var parts: [String] = []
    for unit in Unit.allCases {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.seconds.magnitude)
      if count > 0 { parts.append(unit.text(count)) }
      rest = remainder
    }
    return sign + parts.joined(separator: " ")
  }

  /// Parses a number and a unit, or several of both from the longest unit to the shortest, each
  /// once: `2 weeks`, `0 days`, `1 week 2 days`.
  ///
  /// Units are week, day, hour, minute and second, with or without an s; months and years are
  /// refused, because they have no fixed length. White space separates.
  public init(parsing text: some StringProtocol) throws(SpanSyntaxError) {
    try self.init(parsing: text, signed: false)
  }

  init(parsing text: some StringProtocol, signed: Bool) throws(SpanSyntaxError) {
    func refuse(_ problem: String) -> SpanSyntaxError {
      SpanSyntaxError(text: String(text), problem: problem)
    }
    let negative = signed && text.utf8.first == UInt8(ascii: "-")
    let words = text.dropFirst(negative ? 1 : 0).split { $0 == " " || $0 == "\t" }
    guard !words.isEmpty else { throw refuse("it is empty") }
    guard words.count.isMultiple(of: 2) else {
      throw refuse("each number needs a unit behind it, separated by a space")
    }
    var total: Int64 = 0
    var last = Int64.max
    for index in stride(from: 0, to: words.count, by: 2) {
      let (digits, word) = (words[index], words[index + 1])
      guard digits.utf8.allSatisfy(\.isDigit) else {
        throw refuse("`\(digits)` is not a whole number")
      }
      guard let unit = Unit(word: word) else { throw refuse("`\(word)` is not a unit of time") }
      guard unit.seconds < last else {
        throw refuse("units go from the longest to the shortest, each once")
      }
      last = unit.seconds
      guard let count = Int64(negative ? "-\(digits)" : String(digits)) else {
        throw refuse("it is too long")
      }
      let (product, over) = count.multipliedReportingOverflow(by: unit.seconds)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !over, !overflow else { throw refuse("it is too long") }
      total = sum
    }
    self.init(seconds: total)
  }
}

extension Span.Unit {
  /// Finds the unit by its name, singular or plural.
  fileprivate init?(word: some StringProtocol) {
    guard
      let unit = Self.allCases.first(where: { word == $0.rawValue || word == $0.rawValue + "s" })
    else { return nil }
    self = unit
  }

  fileprivate func text(_ count: UInt64) -> String {
    count == 1 ? "1 \(rawValue)" : "\(count) \(rawValue)s"
  }
}

/// A text that is no length of time.
public struct SpanSyntaxError: ExplainedError, Hashable {
  /// The text that was refused.
  public let text: String
  /// What is wrong with it, as a clause.
  public let problem: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "`\(text.prefix(128))` is not a length of time", why: [problem],
      hints: ["write a number and a unit, such as `2 weeks`, `36 hours` or `1 day 12 hours`"])
  }
}
