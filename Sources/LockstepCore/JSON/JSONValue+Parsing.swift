extension JSONValue {
  /// The depth of nesting beyond which a text is refused.
  public static let deepest = 256

  /// Parses a JSON text in UTF-8 that fills `bytes`.
  ///
  /// Strict as RFC 8259: no comments, no trailing commas, no byte order mark, no lone surrogates,
  /// no invalid UTF-8. Of members with equal keys the last counts. Integers beyond 64 bits become
  /// the nearest `number`; numbers too large for a `Double` are refused.
  public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

  /// Parses a JSON text.
  public init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }
}

/// A text that is no JSON.
public struct JSONSyntaxError: ExplainedError, Hashable {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in characters.
  public let column: Int
  /// What is wrong there, as a clause.
  public let problem: String

  init(at offset: Int, of bytes: [UInt8], problem: String) {
    let before = bytes[..<min(offset, bytes.count)]
    line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    column = String(decoding: before[start...], as: UTF8.self).count + 1
    self.problem = problem
  }

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "the text is not valid JSON", why: ["at line \(line), column \(column), \(problem)"])
  }
}
