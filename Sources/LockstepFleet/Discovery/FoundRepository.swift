package import LockstepGit

/// A repository that somebody else than the search over folders has found: a forge.
package struct FoundRepository: Hashable, Sendable {
  /// Its own name.
  package var name: String
  /// The organisation or group that it belongs to, which tells two of one name apart.
  package var owner: String
  /// Where it is fetched from and pushed to.
  package var address: RemoteAddress
  /// The branch that work goes to.
  package var branch: String

  /// Describes a repository.
  package init(name: String, owner: String, address: RemoteAddress, branch: String) {
    self.name = name
    self.owner = owner
    self.address = address
    self.branch = branch
  }
}
