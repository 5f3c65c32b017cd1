package import LockstepCore
package import LockstepGit

/// What one step of a plan does to the world, as data.
///
/// A plan is stored in the ledger and read back after a crash, possibly on another machine; so an action
/// names everything that it needs and holds nothing that lives in a process.
package enum Action: Codable, Hashable, Sendable {
  /// A place in the process that the configuration leaves empty.
  case notConfigured(NotConfigured)
  /// Stops where the ledger holds a verdict against the candidate.
  case gates(GateCheck)
  /// Stops while the notice is running.
  case notice(NoticeCheck)
  /// Stops while approvals are missing.
  case approvals(ApprovalCheck)
  /// Moves references of the foundation's remote.
  case push(PushSet)
  /// Packages and verifies the candidate and compares its digests with the plan's.
  case package(PackageSet)
  /// Holds a hotfix that is new code to its gates.
  case examine(Examination)
  /// Tags the candidate and brings it to its branch, in one atomic push.
  case land(Landing)
  /// Publishes the packages to the registry.
  case publish(PackageSet)
  /// Brings the page of a version to the foundation's forge.
  case notes(ReleaseNotes)
  /// Withdraws published versions from the registry, or takes that back.
  case yank(Yank)
  /// Writes, locks and builds the commits of a group of dependents.
  case prepare(Preparation)
  /// Pushes the commits that an earlier step prepared.
  case deliver(Delivery)
  /// Stops while pull requests wait for their checks or for somebody to merge them.
  case proposals(ProposalWait)
  /// Closes pull requests that brought what is taken back.
  case withdraw(Withdrawal)
  /// Stops where an earlier preparation shows more regressions than the policy allows.
  case judge(Judgement)
  /// Prepares how those that a wave was pushed to would go back.
  case waysBack(WaysBackOrder)
  /// Lets time pass in which what went out is watched.
  case soak(Soak)
  /// Builds and tests the whole fleet as it stands now.
  case validate(Validation)
  /// Measures a version against an earlier one.
  case measure(Measurement)
  /// Brings a commit to its branch, by fast-forward or by a merge.
  case bringBack(BringBack)
  /// Ends an operation only when it has reached everybody.
  case settle(Settlement)
  /// Tells people how an operation went.
  case tell(Telling)
}

/// A part of the process that has its place in every plan but nothing to do yet.
package struct NotConfigured: Codable, Hashable, Sendable {
  /// What is not configured, for instance `quality gates`.
  package var subject: String

  package init(subject: String) {
    self.subject = subject
  }
}

/// References of the foundation's remote that move together.
package struct PushSet: Codable, Hashable, Sendable {
  package var updates: [RefUpdate]
  package var purpose: String

  package init(updates: [RefUpdate], purpose: String) {
    self.updates = updates
    self.purpose = purpose
  }
}

/// The packages of one version: what is packaged, verified and published.
package struct PackageSet: Codable, Hashable, Sendable {
  /// One package of the foundation's repository.
  package struct Member: Codable, Hashable, Sendable {
    package var name: String
    /// The SHA-256 digest of its package file, as the plan has measured it.
    package var digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  package var version: Version
  package var commit: ObjectID
  /// The folder of the workspace in the repository, empty for its root.
  package var folder: String
  /// In the order in which they are published: a package comes after those that it needs.
  package var members: [Member]
  /// The lock file that it is packaged with, where the commit holds none.
  package var lock: String?
  /// The registry's setting, as the configuration writes it.
  package var registry: String

  package init(
    version: Version, commit: ObjectID, folder: String, members: [Member], lock: String?,
    registry: String
  ) {
    self.version = version
    self.commit = commit
    self.folder = folder
    self.members = members
    self.lock = lock
    self.registry = registry
  }
}

/// The tag of a version, and the way of its commit to its branch.
package struct Landing: Codable, Hashable, Sendable {
  package var version: Version
  /// The commit that is released.
  package var commit: ObjectID
  package var tag: RefName
  package var tagObject: ObjectID
  /// The branch that takes the commit in; `nil` where only the tag is pushed.
  package var branch: RefName?
  /// The branch on which the candidate waited; it goes when the tag is there.
  package var candidateBranch: RefName?

  package init(
    version: Version, commit: ObjectID, tag: RefName, tagObject: ObjectID, branch: RefName?,
    candidateBranch: RefName?
  ) {
    self.version = version
    self.commit = commit
    self.tag = tag
    self.tagObject = tagObject
    self.branch = branch
    self.candidateBranch = candidateBranch
  }
}

/// Published versions that are withdrawn from the registry.
package struct Yank: Codable, Hashable, Sendable {
  package var packages: [String]
  package var version: Version
  package var registry: String
  /// Takes an earlier withdrawal back.
  package var undone: Bool

  package init(packages: [String], version: Version, registry: String, undone: Bool = false) {
    self.packages = packages
    self.version = version
    self.registry = registry
    self.undone = undone
  }
}

/// The delivery of what the step `source` has prepared.
package struct Delivery: Codable, Hashable, Sendable {
  package var source: String
  /// What that step was to prepare; done again where its commits are on another machine.
  package var preparation: Preparation

  package init(source: String, preparation: Preparation) {
    self.source = source
    self.preparation = preparation
  }
}

/// The decision whether the next wave may start.
package struct Judgement: Codable, Hashable, Sendable {
  /// The preparation that is looked at.
  package var source: String
  /// What the operation goes on with, for the message: `wave 2`, `its end`.
  package var subject: String
  /// The rollout that people may pause, and let go on past a halt; `nil` where nobody may.
  package var operation: String?
  /// The step that waited for pull requests; `nil` where none was proposed.
  package var proposals: String?

  package init(
    source: String, subject: String, operation: String? = nil, proposals: String? = nil
  ) {
    self.source = source
    self.subject = subject
    self.operation = operation
    self.proposals = proposals
  }
}

/// The dependents whose ways back are prepared once they have the release, or can get it.
package struct WaysBackOrder: Codable, Hashable, Sendable {
  /// The version that went out.
  package var bad: ReleasedVersion
  /// The version that they would go back to.
  package var good: ReleasedVersion
  /// The foundation's branch that the release is on.
  package var branch: RefName?
  package var repositories: [RepositoryName]

  package init(
    bad: ReleasedVersion, good: ReleasedVersion, branch: RefName?, repositories: [RepositoryName]
  ) {
    self.bad = bad
    self.good = good
    self.branch = branch
    self.repositories = repositories
  }
}

/// A time in which a part of the fleet has the release before the next part gets it.
package struct Soak: Codable, Hashable, Sendable {
  package var span: Span
  /// The number of the wave that is watched.
  package var wave: Int
  /// The rollout that people may pause.
  package var operation: String

  package init(span: Span, wave: Int, operation: String) {
    self.span = span
    self.wave = wave
    self.operation = operation
  }
}

/// The deliveries of an operation, whose leftovers are tried again when it is resumed.
package struct Settlement: Codable, Hashable, Sendable {
  /// A preparation and the delivery that follows it.
  package struct Group: Codable, Hashable, Sendable {
    /// The step that prepared.
    package var source: String
    /// The step that pushed.
    package var delivery: String
    package var preparation: Preparation

    package init(source: String, delivery: String, preparation: Preparation) {
      self.source = source
      self.delivery = delivery
      self.preparation = preparation
    }
  }

  /// In the order of the plan; the last one that a dependent is in counts for it.
  package var groups: [Group]
  /// The steps that waited for pull requests; `nil` where nothing was proposed.
  package var waits: [String]?

  package init(groups: [Group], waits: [String]? = nil) {
    self.groups = groups
    self.waits = waits
  }
}

/// A version of the foundation as its dependents can take it.
package struct ReleasedVersion: Codable, Hashable, Sendable {
  package var version: Version
  /// The tag's short name, for instance `v2.1.0`.
  package var tag: String
  package var commit: ObjectID

  package init(version: Version, tag: String, commit: ObjectID) {
    self.version = version
    self.tag = tag
    self.commit = commit
  }
}

/// What is to become of a group of dependents.
package struct Preparation: Codable, Hashable, Sendable {
  /// Which way the dependents go.
  package enum Mode: Codable, Hashable, Sendable {
    /// To a release: requirements are raised where they exclude it.
    case update
    /// To exactly the last good version.
    case pin
    /// Back to the requirement that stood before, raised only where that excludes the hotfix.
    ///
    /// `before` names the commit whose manifests are the model.
    case restore(before: [RepositoryName: ObjectID])
    /// Stays on the release, without one feature of it.
    case withoutFlag(String)
    /// Asks for that feature again, as the commit did that `before` names.
    case withFlag(String, before: [RepositoryName: ObjectID])
  }

  package var mode: Mode
  /// Where they go.
  package var release: ReleasedVersion
  /// What a dependent that no lock protects was on before; a failure is compared with it.
  package var baseline: ReleasedVersion?
  package var repositories: [RepositoryName]
  /// Dependents that belong to it only where their pull request turned out to be merged when it was to
  /// be withdrawn; `nil` where there are none.
  package var ifMerged: [RepositoryName]?
  /// Dependents that belong to it only where the same operation could not pin them; `nil` where there are
  /// none.
  package var ifUnpinned: [RepositoryName]?
  /// The features that earlier operations took from dependents and that come back with it; `nil` where
  /// there are none.
  package var takenFlags: [RepositoryName: [TakenFlag]]?

  package init(
    mode: Mode, release: ReleasedVersion, baseline: ReleasedVersion?,
    repositories: [RepositoryName], ifMerged: [RepositoryName]? = nil,
    ifUnpinned: [RepositoryName]? = nil
  ) {
    self.mode = mode
    self.release = release
    self.baseline = baseline
    self.repositories = repositories
    self.ifMerged = ifMerged
    self.ifUnpinned = ifUnpinned
  }

  /// The same for `names` alone, whatever has turned out.
  func only(_ names: [RepositoryName]) -> Preparation {
    var preparation = self
    preparation.repositories = names
    preparation.ifMerged = nil
    preparation.ifUnpinned = nil
    return preparation
  }
}

/// A feature of the foundation that was taken from a dependent.
package struct TakenFlag: Codable, Hashable, Sendable {
  package var flag: String
  /// The version that it does without the feature of.
  package var release: ReleasedVersion
  /// The commit whose manifests ask for it.
  package var before: ObjectID
}
