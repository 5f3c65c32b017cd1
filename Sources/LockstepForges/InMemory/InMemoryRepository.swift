import Crypto
package import LockstepGit

/// A repository of a forge in memory.
package struct InMemoryRepository: Sendable {
  /// A file in a commit.
  package struct File: Hashable, Sendable {
    /// Its content.
    package var bytes: [UInt8]
    /// What it is to git.
    package var mode: ForgeFileChange.Mode

    /// Describes a file.
    package init(_ bytes: [UInt8], mode: ForgeFileChange.Mode = .regular) {
      self.bytes = bytes
      self.mode = mode
    }
  }

  /// A commit with its whole tree.
  package struct Commit: Hashable, Sendable {
    /// Its parents, the first one first.
    package var parents: [ObjectID]
    /// Its message.
    package var message: String
    /// Its files by their paths.
    package var files: [String: File]
  }

  /// The branch that work goes to.
  package var defaultBranch: String
  /// The branches that take changes by green pull requests only.
  package var protected: Set<String> = []
  /// Whether it takes no changes any more.
  package var isArchived = false
  /// Whether only members see it.
  package var isPrivate = false
  /// Whether the forge merges by itself here.
  package var allowsAutoMerge = true
  /// Every commit.
  package private(set) var commits: [ObjectID: Commit] = [:]
  /// Where each branch points.
  package var branches: [String: ObjectID] = [:]
  /// Where each tag points.
  package var tags: [String: ObjectID] = [:]
  /// The pull requests by their numbers.
  package var pulls: [Int: PullRequest] = [:]
  /// The issues by their numbers.
  package var issues: [Int: ForgeIssue] = [:]
  /// The comments.
  package var comments: [ForgeSubject: [ForgeComment]] = [:]
  /// The releases by their tags.
  package var releases: [String: ForgeRelease] = [:]
  /// The checks of each commit.
  package var checks: [ObjectID: [ForgeChecks.Check]] = [:]
  private var lastNumber = 0
  private var waiting: [Int: MergeMethod] = [:]

  /// Makes a repository with a first commit of `files`.
  package init(defaultBranch: String = "main", files: [String: String]) {
    self.defaultBranch = defaultBranch
    let first = add(
      Commit(parents: [], message: "first", files: files.mapValues { File(Array($0.utf8)) }))
    branches[defaultBranch] = first
  }

  /// Somebody pushes a commit with these files onto a branch, past every protection; `nil` deletes.
  @discardableResult
  package mutating func push(
    _ changes: [String: String?], to branch: String, message: String = "somebody's work"
  ) -> ObjectID {
    var files = files(of: branch)
    for (path, text) in changes { files[path] = text.map { File(Array($0.utf8)) } }
    let parents = branches[branch].map { [$0] } ?? []
    let id = add(Commit(parents: parents, message: message, files: files))
    branches[branch] = id
    return id
  }

  /// A check of a commit says so; pull requests that waited for it are merged.
  package mutating func report(
    _ name: String, _ state: ForgeChecks.State, on commit: ObjectID
  ) {
    checks[commit, default: []].removeAll { $0.name == name }
    checks[commit, default: []].append(ForgeChecks.Check(name: name, state: state))
    followBranches()
    guard verdict(of: commit).verdict == .green else { return }
    for (number, method) in waiting.sorted(by: { $0.key < $1.key })
    where pulls[number]?.headCommit == commit {
      // One that does not go through stays open, as on a real forge.
      _ = try? merge(number, at: commit, by: method)
    }
  }

  /// The files of the commit that a branch points to.
  package func files(of branch: String) -> [String: File] {
    branches[branch].flatMap { commits[$0] }?.files ?? [:]
  }

  /// The checks of a commit, all of them taken together.
  package func verdict(of commit: ObjectID) -> ForgeChecks {
    ForgeChecks(checks[commit] ?? [])
  }

  mutating func takeNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  func has(_ subject: ForgeSubject) -> Bool {
    switch subject {
    case .pullRequest(let number): pulls[number] != nil
    case .issue(let number): issues[number] != nil
    }
  }

  func facts(at path: ForgePath) -> ForgeRepository {
    ForgeRepository(
      path: path, id: "\(path)",
      defaultBranch: branches[defaultBranch] == nil ? nil : defaultBranch,
      cloneAddress: "https://forge.example/\(path).git", isArchived: isArchived,
      isPrivate: isPrivate, allowsAutoMerge: allowsAutoMerge,
      mergeMethods: Set(MergeMethod.allCases))
  }

  /// Stores a commit under a name that follows from what it holds.
  mutating func add(_ commit: Commit) -> ObjectID {
    var hash = Insecure.SHA1()
    for parent in commit.parents { hash.update(data: Array("parent \(parent)\n".utf8)) }
    hash.update(data: Array("message \(commit.message)\n".utf8))
    for (path, file) in commit.files.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\(file.mode.rawValue) \(path) \(file.bytes.count)\n".utf8))
      hash.update(data: file.bytes)
    }
    let digits = hash.finalize().map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    let id = ObjectID(hexadecimal: digits.joined().utf8) ?? .absent
    commits[id] = commit
    return id
  }

  mutating func commit(_ draft: CommitProposal) throws -> ObjectID {
    guard let head = branches[draft.branch] else { throw InMemoryRefusal(.notFound) }
    guard head == draft.expectedHead else { throw InMemoryRefusal(.stale(actual: head)) }
    guard !protected.contains(draft.branch) else { throw InMemoryRefusal(.protected) }
    var files = files(of: draft.branch)
    var seen: Set<String> = []
    for change in draft.changes {
      guard seen.insert(change.path).inserted else { throw InMemoryRefusal(.refused) }
      switch change {
      case .write(let path, let bytes, let mode): files[path] = File(bytes, mode: mode)
      case .delete(let path):
        guard files.removeValue(forKey: path) != nil else { throw InMemoryRefusal(.refused) }
      }
    }
    let id = add(Commit(parents: [head], message: draft.message, files: files))
    branches[draft.branch] = id
    return id
  }

  mutating func wait(_ number: Int, for method: MergeMethod?) {
    waiting[number] = method
  }
}
