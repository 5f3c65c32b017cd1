/// What a manifest demands of a dependency's version, with Cargo's meaning.
///
/// The text stays as it was written; `==` and `hash` compare the comparators, in their order.
public struct Requirement: Sendable, CustomStringConvertible {
  /// The most comparators that a requirement may have, as in Cargo.
  public static let mostComparators = 32

  /// The conditions, all of which must hold; none for `*`.
  public let comparators: [Comparator]
  /// The requirement as it was written.
  public let description: String
  /// How each comparator was written.
  let terms: [RequirementTerm]

  /// Parses one comparator or several with commas between them, or `*` alone.
  ///
  /// Only spaces may stand around operators, numbers and commas. Build metadata is accepted and
  /// means nothing.
  public init(parsing text: some StringProtocol) throws(RequirementSyntaxError) {
    var reader = VersionReader(text)
    terms = try reader.requirement()
    comparators = terms.map(\.comparator)
    description = String(text)
  }

  /// Joins terms, with the gaps that they carry.
  init(_ terms: [RequirementTerm]) {
    self.terms = terms
    comparators = terms.map(\.comparator)
    description = terms.map(\.text).joined(separator: ",")
  }

  /// The requirement that admits `version` and no other: `=1.2.3`.
  ///
  /// Build metadata is left out, as requirements ignore it.
  public static func exactly(_ version: Version) -> Requirement {
    Requirement([RequirementTerm(.exact, version, sign: "=")])
  }

  /// The requirement that Cargo writes for `version`, and everything compatible with it: `1.2.3`.
  public static func compatible(with version: Version) -> Requirement {
    Requirement([RequirementTerm(.caret, version, sign: "")])
  }

  /// Whether a dependency with this requirement can resolve to `version`.
  ///
  /// A pre-release is admitted only where a comparator names a pre-release of the same three
  /// numbers, so `*` and `1` admit none.
  public func admits(_ version: Version) -> Bool {
    comparators.allSatisfy { $0.matches(version) }
      && (!version.isPrerelease || comparators.contains { $0.namesPrerelease(of: version) })
  }
}

extension Requirement: Hashable {
  /// Whether both have the same comparators in the same order.
  public static func == (a: Requirement, b: Requirement) -> Bool {
    a.comparators == b.comparators
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(comparators)
  }
}

/// Coded as its text.
extension Requirement: Codable {
  /// Decodes and parses a requirement.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText { try Requirement(parsing: $0) }
  }

  /// Encodes the text as it was written.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encodeText(description)
  }
}
