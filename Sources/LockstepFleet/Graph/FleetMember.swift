package import LockstepCore
package import LockstepGit

/// A repository that may depend on the foundation, before anybody looked into it.
package struct FleetMember: Hashable, Sendable {
  /// How it is called.
  package var name: RepositoryName
  /// Where it is fetched from and pushed to.
  package var address: RemoteAddress
  /// A local checkout's folder, absolute, where there is one.
  package var checkout: String?
  /// The branch that counts; nil leaves it to the remote.
  package var branch: String?
  /// What the configuration says of it.
  package var settings: Configuration.DependentSettings?

  /// Creates a member.
  package init(
    name: RepositoryName, address: RemoteAddress, checkout: String? = nil, branch: String? = nil,
    settings: Configuration.DependentSettings? = nil
  ) {
    self.name = name
    self.address = address
    self.checkout = checkout
    self.branch = branch
    self.settings = settings
  }
}

/// A member with what its tip says: what a fleet is put together from.
package struct ReadMember: Hashable, Sendable {
  /// The repository.
  package var member: FleetMember
  /// The branch that was read.
  package var branch: String
  /// Its tip, as last fetched.
  package var commit: ObjectID
  /// What the tip says.
  package var facts: RepositoryFacts

  /// Creates a member that was read.
  package init(member: FleetMember, branch: String, commit: ObjectID, facts: RepositoryFacts) {
    self.member = member
    self.branch = branch
    self.commit = commit
    self.facts = facts
  }
}
