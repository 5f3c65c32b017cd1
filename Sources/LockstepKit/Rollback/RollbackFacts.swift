package import LockstepCore
package import LockstepGit

/// What an emergency is about, as the ledger keeps it.
package struct RollbackFacts: Codable, Hashable, Sendable {
  package var package: String
  package var bad: ReleasedVersion
  package var good: ReleasedVersion
  package var hotfix: ReleasedVersion
  package var branch: RefName
  /// The subjects of the commits between the good and the bad version, newest first.
  package var commits: [String]
  package var exposed: [ExposedDependent]
  /// Dependents that were pinned before, apart from this rollback, and are restored with the others;
  /// `nil` in records that knew no such pins.
  package var held: [ExposedDependent]?
  /// Dependents that cannot get the bad version.
  package var safe: [RepositoryName]
  /// Why somebody rolled back.
  package var because: String?
  /// Operations that were under way and give way.
  package var preempted: [String]
  /// The subjects of the commits that alone are taken back; `nil` where the hotfix is the good tree.
  package var reverted: [String]?
  /// What the hotfix takes back, as git says it: `v2.0.4..v2.0.5`.
  package var ranges: [String]?
  /// What says that the hotfix keeps the last good version's promises.
  package var proof: String?
  /// The branch whose `lockstep.toml` counts; `nil` where it is the line's own.
  package var configuredBy: RefName?
  /// Where the line's branch is made; `nil` where there is one.
  package var lineStart: ObjectID?
  /// The features behind which the trouble may be; `nil` where there are none.
  package var flags: [FlagSuspect]?

  /// A dependent that has the bad version, or can get it.
  package struct ExposedDependent: Codable, Hashable, Sendable {
    package var name: RepositoryName
    /// `locked`, `follows`, `can resolve`; `pinned` where it was pinned before.
    package var degree: String
    package var reason: String
    package var commit: ObjectID
    /// The commit whose requirement counts when it is restored.
    package var before: ObjectID
    /// It takes the foundation by branch or path, and is restored when the branch has the hotfix.
    package var followsBranch: Bool

    package init(
      name: RepositoryName, degree: String, reason: String, commit: ObjectID, before: ObjectID,
      followsBranch: Bool
    ) {
      self.name = name
      self.degree = degree
      self.reason = reason
      self.commit = commit
      self.before = before
      self.followsBranch = followsBranch
    }
  }

  /// What the changelog says of the hotfix.
  package var sentence: String {
    Self.sentence(bad: bad.version, good: good.version, reverted: reverted ?? [])
  }

  /// What a changelog says of a hotfix.
  static func sentence(bad: Version, good: Version, reverted: [String]) -> String {
    reverted.isEmpty
      ? "Takes \(bad) back: the code is that of \(good)."
      : "Takes back, of \(bad): \(reverted.joined(separator: "; "))."
  }

  /// Everybody who gets the hotfix and the old requirement back.
  package var restored: [ExposedDependent] { exposed + (held ?? []) }
}
