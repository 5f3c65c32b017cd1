package import LockstepCore

/// A repository of the fleet, and where it comes from.
package struct FleetSource: Hashable, Sendable {
  /// Its name in the fleet.
  package var name: RepositoryName
  /// Where it is.
  package var address: RemoteAddress
  /// The branch that counts; the other side's default branch when `nil`.
  package var branch: String?

  /// Describes a source.
  package init(name: RepositoryName, address: RemoteAddress, branch: String? = nil) {
    self.name = name
    self.address = address
    self.branch = branch
  }
}

/// Where a repository of the fleet stood when it was last fetched.
package struct FleetTip: Hashable, Sendable {
  /// The branch.
  package var branch: String
  /// Its commit; everything that it needs is in the store.
  package var commit: ObjectID
  /// Where it came from.
  package var address: RemoteAddress
  /// When.
  package var fetchedAt: Timestamp

  /// Describes a tip.
  package init(branch: String, commit: ObjectID, address: RemoteAddress, fetchedAt: Timestamp) {
    self.branch = branch
    self.commit = commit
    self.address = address
    self.fetchedAt = fetchedAt
  }
}

/// What became of fetching one repository.
package enum FetchOutcome: Hashable, Sendable {
  /// It is here.
  case fetched(FleetTip)
  /// It could not be fetched; what was fetched earlier is still here.
  case failed(Explanation)
}
