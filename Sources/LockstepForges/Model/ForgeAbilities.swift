/// What a forge can do besides taking pushes.
package struct ForgeAbilities: OptionSet, Hashable, Sendable {
  /// The abilities as bits.
  package let rawValue: UInt16

  /// Wraps bits.
  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Facts of repositories, and the list of an owner's repositories.
  package static let repositories = ForgeAbilities(rawValue: 1 << 0)
  /// Searching code over an owner's repositories.
  package static let codeSearch = ForgeAbilities(rawValue: 1 << 1)
  /// Branches and commits without a clone.
  package static let commits = ForgeAbilities(rawValue: 1 << 2)
  /// Pull requests, or merge requests, and comments on them.
  package static let pullRequests = ForgeAbilities(rawValue: 1 << 3)
  /// Merging by itself once the checks are green.
  package static let autoMerge = ForgeAbilities(rawValue: 1 << 4)
  /// What automatic checks say of a commit.
  package static let checks = ForgeAbilities(rawValue: 1 << 5)
  /// Releases with notes.
  package static let releases = ForgeAbilities(rawValue: 1 << 6)
  /// Issues and comments on them.
  package static let issues = ForgeAbilities(rawValue: 1 << 7)

  /// Everything.
  package static let all: ForgeAbilities = [
    .repositories, .codeSearch, .commits, .pullRequests, .autoMerge, .checks, .releases, .issues,
  ]
}
