package import LockstepCore

/// How a requirement is to be changed.
///
/// Every edit keeps the form in which the requirement is written, changes nothing but its bytes,
/// and is without effect where the requirement already says what is asked for.
package enum RequirementEdit: Hashable, Sendable {
  /// When a rollout raises a requirement that admits the release already.
  package enum Raising: String, Hashable, Sendable, Codable {
    case whenNeeded = "when-needed"
    case always
  }

  /// What takes the place of a path into another repository.
  package enum PathReplacement: Hashable, Sendable {
    /// A registry: its name, nil for the default one.
    case registry(name: String?)
    /// A git repository, by its address; the release's tag or commit is named with it.
    case git(url: String)
  }

  /// Brings the requirement to a release: a registry's requirement is raised in its own style, a
  /// git tag or revision is replaced; branches and paths stay.
  case raise(to: ReleaseTarget, when: Raising = .whenNeeded)
  /// Narrows the requirement to exactly one release. A path inside the repository stays; one that
  /// leaves it needs a replacement.
  case pin(to: ReleaseTarget, replacingPath: PathReplacement? = nil)
  /// Puts back what `original`, the same manifest's bytes before the rollout, says of the
  /// dependency, and raises that only where it excludes the release.
  case restore(to: ReleaseTarget, original: [UInt8])
  /// Sets the version requirement, whatever it was.
  case requirement(Requirement)
  /// Asks for exactly these features of the dependency, and for its default ones or not.
  case features([String], defaults: Bool)
  /// Puts back what `original`, the same manifest's bytes before, asked of the features, where they are
  /// still those that `names` and `defaults` gave it.
  case restoreFeatures(original: [UInt8], names: [String], defaults: Bool)
  /// Takes the dependency from git.
  case git(url: String, reference: GitReference, requirement: Requirement? = nil)
}
