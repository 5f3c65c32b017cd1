/// A text that is no version.
public struct VersionSyntaxError: ExplainedError, Hashable {
  /// The text that was refused.
  public let text: String
  /// Where the problem is, from 1, in characters of the text.
  public let column: Int
  /// What is wrong there, as a clause.
  public let problem: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "`\(text.prefix(128))` is not a version", why: ["at column \(column), \(problem)"],
      hints: ["write a version as Semantic Versioning does, such as `2.1.0` or `2.1.0-rc.1`"])
  }
}

/// A version whose successor cannot be written in 64 bits.
public struct VersionOverflow: ExplainedError, Hashable {
  /// The version that has no successor of this kind.
  public let version: Version
  /// The bump that was asked for.
  public let bump: Bump

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "\(version) has no next \(bump) version",
      why: ["a number of a version cannot be larger than \(UInt64.max)"],
      hints: ["choose a larger bump"])
  }
}

/// A text that is no version requirement.
public struct RequirementSyntaxError: ExplainedError, Hashable {
  /// The text that was refused.
  public let text: String
  /// Where the problem is, from 1, in characters of the text.
  public let column: Int
  /// What is wrong there, as a clause.
  public let problem: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation(
      "`\(text.prefix(128))` is not a version requirement",
      why: ["at column \(column), \(problem)"],
      hints: ["write a requirement as Cargo does, such as `2.1`, `~2.1.3`, `=2.1.0` or `>=2, <4`"])
  }
}
