package import LockstepCore
package import LockstepEcosystems
package import LockstepGit

/// What became of one dependent in a preparation.
package struct PreparedDependent: Codable, Hashable, Sendable {
  /// Where it ends up.
  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// A commit is written and builds; it can be pushed.
    case ready
    /// Nothing has to change, and it builds.
    case upToDate = "up-to-date"
    /// No lock protects it: it has the release already, and builds.
    case floats
    /// It takes whatever lies beside it, by path, and builds.
    case follows
    /// It is on a newer version, or on another line of the foundation; it is left alone.
    case ahead
    /// Others have to release first.
    case waits
    /// It takes another dependent as that one stands, whose pull request is not merged yet.
    case waitsForMerge = "waits-for-merge"
    /// It does not build with the release, but did before.
    case regressed
    /// It did not build before either; it is left alone.
    case brokenBefore = "broken-before"
    /// The last good version does not build with its present code.
    case cannotPin = "cannot-pin"
    /// Its code uses what is behind the feature that was to be switched off.
    case needsFlag = "needs-flag"
    /// Nothing was learnt; `reason` says why.
    case unknown
  }

  /// What its outcome rests on.
  package enum Proof: String, Codable, Hashable, Sendable, CaseIterable {
    /// A fleet run has built and tested this very tree with this release.
    case fleetRun = "tested by the fleet run"
    /// It was built and tested now.
    case tests = "tested now"
    /// It was prepared and built when its update went out, and its branch has not moved since.
    case wayBack = "prepared before"
  }

  package var name: RepositoryName
  package var outcome: Outcome
  package var reason: String?
  package var branch: String
  /// Its tip, on which everything was prepared.
  package var before: ObjectID
  /// The commit that would be pushed.
  package var after: ObjectID?
  package var changes: [EditedManifest.Change]
  /// Lock files that move.
  package var locks: [String]
  /// `nil` where it was only built, or not even that.
  package var proof: Proof?
  /// Whether a build has shown that it works with the version that it is about; `nil` where none has.
  package var built: Bool?

  package init(
    name: RepositoryName, outcome: Outcome, reason: String? = nil, branch: String,
    before: ObjectID, after: ObjectID? = nil, changes: [EditedManifest.Change] = [],
    locks: [String] = [], proof: Proof? = nil, built: Bool? = nil
  ) {
    self.name = name
    self.outcome = outcome
    self.reason = reason
    self.branch = branch
    self.before = before
    self.after = after
    self.changes = changes
    self.locks = locks
    self.proof = proof
    self.built = built
  }
}
