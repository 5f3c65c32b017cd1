/// What a check found out. A check that could not run is never taken for one that passed.
public enum Verdict: Hashable, Sendable, CustomStringConvertible {
  /// The check ran and its condition holds.
  case passed
  /// The check ran and its condition does not hold.
  case failed
  /// The check ran, or tried to, and its evidence decides nothing.
  case inconclusive(because: String)
  /// The check did not run.
  case skipped(because: String)

  /// The bare word: `passed`, `failed`, `inconclusive` or `skipped`.
  public var word: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .inconclusive: "inconclusive"
    case .skipped: "skipped"
    }
  }

  /// Why nothing was decided; `nil` for a decided verdict, whose reason is its evidence.
  public var reason: String? {
    switch self {
    case .passed, .failed: nil
    case .inconclusive(let reason), .skipped(let reason): reason
    }
  }

  /// The word, with the reason in parentheses where there is one.
  public var description: String {
    reason.map { "\(word) (\($0))" } ?? word
  }
}

/// Coded as `{"verdict": "skipped", "because": "…"}`; `because` only where there is a reason.
extension Verdict: Codable {
  private enum CodingKeys: String, CodingKey {
    case verdict
    case because
  }

  /// Decodes a verdict; one without the reason that it owes is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .verdict) {
    case "passed": self = .passed
    case "failed": self = .failed
    case "inconclusive":
      self = .inconclusive(because: try container.decode(String.self, forKey: .because))
    case "skipped": self = .skipped(because: try container.decode(String.self, forKey: .because))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .verdict, in: container, debugDescription: "there is no verdict `\(other)`")
    }
  }

  /// Encodes the word and the reason.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(word, forKey: .verdict)
    try container.encodeIfPresent(reason, forKey: .because)
  }
}
