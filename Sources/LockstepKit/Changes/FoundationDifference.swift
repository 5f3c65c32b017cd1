package import LockstepAPIDiff
package import LockstepCore

/// What changed in the public API of the foundation between two sides, over all of its packages and
/// all feature sets that were compared.
package struct FoundationDifference: Hashable, Sendable {
  package var baseline: FoundationSide
  package var candidate: FoundationSide
  /// The changes; places are relative to the repository, or to the folder that was compared.
  package var difference: Difference
  /// The packages that were compared.
  package var packages: [String]
  /// The feature sets that were compared, as a person writes them.
  package var features: [String]
  /// What a reader should know beside the changes, a line each.
  package var remarks: [String]

  /// Puts a difference together.
  package init(
    baseline: FoundationSide, candidate: FoundationSide, difference: Difference,
    packages: [String] = [], features: [String] = [], remarks: [String] = []
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.difference = difference
    self.packages = packages
    self.features = features
    self.remarks = remarks
  }

  /// The class of the change; `nil` where it could not be decided.
  package var required: Bump? { difference.required }

  /// The version that follows from it; `nil` where it could not be decided, or the baseline has none.
  package var next: Version? { heading.next(required) }

  /// The changes that can break a user.
  package var breaking: [Finding] { difference.findings(.major) }

  /// Both sides, for whoever renders the difference.
  package var heading: DifferenceHeading {
    DifferenceHeading(
      baseline: baseline.name, candidate: candidate.name, version: baseline.version)
  }
}
