package import LockstepCore

/// The release that requirements are brought to.
package struct ReleaseTarget: Hashable, Sendable {
  /// The released version.
  package var version: Version
  /// The tag at the released commit, `v2.0.5`; nil where there is none.
  package var tag: String?
  /// The released commit's full id in hexadecimal; nil where nothing is taken from git.
  package var commit: String?
  /// The address of the foundation's repository in a form that the ecosystem takes, for
  /// requirements that have no git address of their own yet.
  package var repository: String?

  /// Creates a target.
  package init(
    version: Version, tag: String? = nil, commit: String? = nil, repository: String? = nil
  ) {
    self.version = version
    self.tag = tag
    self.commit = commit
    self.repository = repository
  }

  /// The reference that stands still: the tag, else the commit.
  package var fixedReference: GitReference? {
    tag.map(GitReference.tag) ?? commit.map(GitReference.rev)
  }
}
