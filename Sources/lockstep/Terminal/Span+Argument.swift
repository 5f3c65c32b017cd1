internal import LockstepCore

extension Span {
  /// Reads a length of time from the command line; what is none, or nothing, is a mistake of usage.
  static func argument(_ text: String, of option: String) throws -> Span {
    do {
      let span = try Span(parsing: text)
      if span > .zero { return span }
      throw ExplainedFailure("`\(option)` has to be longer than nothing", exitStatus: .usage)
    } catch let error as SpanSyntaxError {
      throw ExplainedFailure(error.explanation, exitStatus: .usage)
    }
  }
}
