/// One comparator together with the way in which it was written.
struct RequirementTerm: Hashable, Sendable {
  /// What it means.
  var comparator: Requirement.Comparator
  /// Everything before the numbers: spaces and the operator.
  var lead: String
  /// The dots and wildcards after the numbers, such as `.*`; empty without wildcards.
  var wildcards: String
  /// The numbers, pre-release and build metadata as written.
  var numbers: String
  /// The spaces behind.
  var tail: String

  /// The term as it stands in its requirement.
  var text: String { lead + numbers + wildcards + tail }

  init(
    comparator: Requirement.Comparator, lead: String, numbers: String, wildcards: String,
    tail: String
  ) {
    self.comparator = comparator
    self.lead = lead
    self.numbers = numbers
    self.wildcards = wildcards
    self.tail = tail
  }

  /// Writes `version` in full after `sign`.
  init(_ operation: Requirement.Comparator.Operator, _ version: Version, sign: String) {
    self.init(
      comparator: Requirement.Comparator(
        operation: operation, major: version.major, minor: version.minor, patch: version.patch,
        prerelease: version.prerelease),
      lead: sign, numbers: version.precedenceText, wildcards: "", tail: "")
  }
}
