package import LockstepGit

/// How the commits of a pull request come onto its base.
package enum MergeMethod: String, Hashable, Sendable, CaseIterable {
  /// By a merge commit.
  case merge
  /// As one new commit.
  case squash
  /// Each as a new commit on top.
  case rebase
}

/// What a forge knows of a repository.
package struct ForgeRepository: Hashable, Sendable {
  /// Where it is; the present name of a repository that was renamed.
  package var path: ForgePath
  /// The forge's own name for it, which survives renaming.
  package var id: String
  /// The branch that work goes to; `nil` in an empty repository.
  package var defaultBranch: String?
  /// The address to clone it from over HTTPS.
  package var cloneAddress: String
  /// The address to clone it from over SSH, where the forge says one.
  package var sshAddress: String?
  /// The page for people, where the forge says one.
  package var page: String?
  /// Whether it takes no changes any more.
  package var isArchived: Bool
  /// Whether only members see it.
  package var isPrivate: Bool
  /// Whether it is a fork of another one.
  package var isFork: Bool
  /// Whether the forge merges by itself here; `nil` where it does not say.
  package var allowsAutoMerge: Bool?
  /// How pull requests may be merged; empty where the forge does not say.
  package var mergeMethods: Set<MergeMethod>

  /// Describes a repository.
  package init(
    path: ForgePath, id: String, defaultBranch: String?, cloneAddress: String,
    sshAddress: String? = nil, page: String? = nil, isArchived: Bool = false,
    isPrivate: Bool = false, isFork: Bool = false, allowsAutoMerge: Bool? = nil,
    mergeMethods: Set<MergeMethod> = []
  ) {
    self.path = path
    self.id = id
    self.defaultBranch = defaultBranch
    self.cloneAddress = cloneAddress
    self.sshAddress = sshAddress
    self.page = page
    self.isArchived = isArchived
    self.isPrivate = isPrivate
    self.isFork = isFork
    self.allowsAutoMerge = allowsAutoMerge
    self.mergeMethods = mergeMethods
  }
}

/// A branch on a forge.
package struct ForgeBranch: Hashable, Sendable {
  /// Its name, without `refs/heads/`.
  package var name: String
  /// The commit that it points to.
  package var head: ObjectID
  /// Whether rules protect it; which ones is more than a token without administration may see.
  package var isProtected: Bool

  /// Describes a branch.
  package init(name: String, head: ObjectID, isProtected: Bool) {
    self.name = name
    self.head = head
    self.isProtected = isProtected
  }
}

/// What is searched for in the files of an owner's repositories.
package struct CodeQuery: Hashable, Sendable {
  /// The organisation, group or user.
  package var owner: String
  /// The text that a file must hold, as words; quotation marks in it are dropped.
  package var text: String
  /// The name that a file must have, where it matters: `Cargo.toml`.
  package var fileName: String?

  /// Describes a query.
  package init(owner: String, text: String, fileName: String? = nil) {
    self.owner = owner
    self.text = text
    self.fileName = fileName
  }
}

/// What a search over code found.
package struct CodeSearchResult: Hashable, Sendable {
  /// One file.
  package struct Hit: Hashable, Sendable {
    /// The repository.
    package var repository: ForgePath
    /// The file in it.
    package var file: String

    /// Describes a file.
    package init(repository: ForgePath, file: String) {
      self.repository = repository
      self.file = file
    }
  }

  /// The files that were found.
  package var hits: [Hit]
  /// Whether these are all: a forge stops after so many, or after so long, and an index lags.
  package var isComplete: Bool

  /// Describes a result.
  package init(hits: [Hit], isComplete: Bool) {
    self.hits = hits
    self.isComplete = isComplete
  }
}
