internal import LockstepCore

extension Version {
  /// Reads a version from the command line; what is none is a mistake of usage.
  static func argument(_ text: String) throws -> Version {
    do {
      return try Version(parsing: text)
    } catch {
      throw ExplainedFailure(error.explanation, exitStatus: .usage)
    }
  }
}
