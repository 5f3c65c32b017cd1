import Crypto
import LockstepCore

/// What one forge of a ``LoopbackForge`` knows of one repository, and what it does with it.
struct LoopbackForgeRepository: Sendable {
  struct File: Hashable, Sendable {
    var bytes: [UInt8]
    var mode = "100644"
    /// The id of its content, as git has it.
    var id: String { loopbackID("blob \(bytes.count)\0", bytes) }
  }

  struct Commit: Sendable {
    var id: String
    var parents: [String]
    var files: [String: File]
    var message: String
    /// The id of its tree; not git's own, but as telling.
    var tree: String {
      let lines = files.sorted { $0.key < $1.key }.map {
        "\($0.value.mode) \($0.value.id) \($0.key)\n"
      }
      return loopbackID("tree", Array(lines.joined().utf8))
    }
  }

  struct Pull: Sendable {
    var number: Int
    var title: String
    var body: String
    var head: String
    var base: String
    var headCommit: String
    var isOpen = true
    var mergeCommit: String?
    var autoMerge: String?
    var isMerged: Bool { mergeCommit != nil }
  }

  struct Release: Sendable {
    var id: Int
    var tag: String
    var title: String
    var notes: String
    var isPrerelease: Bool
  }

  struct Issue: Sendable {
    var number: Int
    var title: String
    var body: String
    var labels: [String]
    var isOpen = true
  }

  struct Comment: Sendable {
    var id: Int
    var subject: Int
    var text: String
  }

  /// Why something was not done; each forge words it in its own way.
  enum Refusal: Error {
    case exists, missingHead, missingBase, noChanges, notOpen, stale, conflict, blocked, protected
    case missingFile, fileExists, fileChanged
  }

  let owner: String
  let name: String
  let id: Int
  var defaultBranch: String
  var isArchived = false
  var isPrivate = false
  var protected: Set<String> = []
  var branches: [String: String] = [:]
  var tags: [String: String] = [:]
  var commits: [String: Commit] = [:]
  var pulls: [Int: Pull] = [:]
  /// By commit, then by name: `pending`, `success` or `failure`.
  var statuses: [String: [String: String]] = [:]
  var releases: [Release] = []
  var issues: [Int: Issue] = [:]
  var comments: [Comment] = []
  /// The names of its labels, where the forge keeps them apart from issues.
  var labels: [String] = []
  /// The repository behind it; `nil` where it is a value alone.
  private var git: LoopbackGit?
  private var count = 0

  /// Shows a repository of git; it makes no commits of its own but merges.
  init(owner: String, name: String, id: Int, git: LoopbackGit) throws {
    self.owner = owner
    self.name = name
    self.id = id
    self.git = git
    defaultBranch = "main"
    try reload()
  }

  init(
    owner: String, name: String, id: Int, defaultBranch: String, files: [String: String]
  ) {
    self.owner = owner
    self.name = name
    self.id = id
    self.defaultBranch = defaultBranch
    branches[defaultBranch] = write(
      files: files.mapValues { File(bytes: Array($0.utf8)) }, parents: [], message: "first")
  }

  var path: String { "\(owner)/\(name)" }

  /// A number that nothing else in the repository has.
  mutating func nextNumber() -> Int {
    count += 1
    return count
  }

  /// The commit that a branch, a tag or an id names.
  func resolve(_ name: String) -> String? {
    branches[name] ?? tags[name] ?? (commits[name] == nil ? nil : name)
  }

  /// Writes a commit without pointing to it.
  mutating func write(files: [String: File], parents: [String], message: String) -> String {
    var commit = Commit(id: "", parents: parents, files: files, message: message)
    commit.id = loopbackID(
      "commit", Array("\(commit.tree) \(parents) \(message) \(commits.count)".utf8))
    commits[commit.id] = commit
    return commit.id
  }

  /// Commits on top of `parent` and lets `branch` point there.
  mutating func commit(
    _ changes: [String: File?], onto parent: String, branch: String, message: String
  ) -> String {
    var files = commits[parent]?.files ?? [:]
    for (path, file) in changes { files[path] = file }
    let id = write(files: files, parents: [parent], message: message)
    branches[branch] = id
    follow()
    return id
  }

  /// The commit that last changed a file, seen from `commit`.
  func lastChange(of path: String, from commit: String) -> String {
    var current = commit
    while let parent = commits[current]?.parents.first,
      commits[parent]?.files[path] == commits[current]?.files[path]
    { current = parent }
    return current
  }

  /// Whether `ancestor` is reachable from `commit`; a commit is its own ancestor.
  func isAncestor(_ ancestor: String, of commit: String) -> Bool {
    reachable(from: commit).contains(ancestor)
  }

  private func reachable(from commit: String) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    var waiting = [commit]
    while !waiting.isEmpty {
      let next = waiting.removeFirst()
      guard seen.insert(next).inserted, let commit = commits[next] else { continue }
      found.append(next)
      waiting += commit.parents
    }
    return found
  }

  /// Looks at the repository behind it, and lets open pull requests follow their branches.
  mutating func refresh() throws(LoopbackForgeAnswer) {
    do {
      try reload()
    } catch {
      throw LoopbackForgeAnswer(500, ["message": .string("\(error)")])
    }
    follow()
  }

  private mutating func reload() throws {
    guard let git else { return }
    (branches, tags) = try git.references()
    // Commits stay as they are, so they are read only where there is one that is not known.
    guard !(branches.values.allSatisfy { commits[$0] != nil }) else { return }
    commits = Dictionary(
      try git.commits().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Lets open pull requests follow their branches.
  mutating func follow() {
    for (number, pull) in pulls where pull.isOpen {
      if let tip = branches[pull.head] { pulls[number]?.headCommit = tip }
    }
  }

  mutating func open(
    head: String, base: String, title: String, body: String
  ) throws(Refusal) -> Pull {
    guard let tip = branches[head] else { throw .missingHead }
    guard let target = branches[base] else { throw .missingBase }
    guard !pulls.values.contains(where: { $0.isOpen && $0.head == head && $0.base == base }) else {
      throw .exists
    }
    guard !isAncestor(tip, of: target) else { throw .noChanges }
    let pull = Pull(
      number: nextNumber(), title: title, body: body, head: head, base: base, headCommit: tip)
    pulls[pull.number] = pull
    return pull
  }

  /// What the checks of a commit say together; `nil` where there are none.
  func verdict(of commit: String) -> String? {
    guard let states = statuses[commit]?.values, !states.isEmpty else { return nil }
    if states.contains("failure") { return "failure" }
    return states.contains("pending") ? "pending" : "success"
  }

  /// The files of the base with what the head changed since they parted; `nil` on a conflict.
  func merged(_ pull: Pull) -> [String: File]? {
    if let git, let base = branches[pull.base] {
      // What git cannot tell goes together with nothing.
      return (try? git.merged(base, pull.headCommit)).flatMap { $0 } == nil ? nil : [:]
    }
    guard let base = branches[pull.base], let ours = commits[base]?.files,
      let theirs = commits[pull.headCommit]?.files
    else { return nil }
    let before = Set(reachable(from: base))
    let fork = reachable(from: pull.headCommit).first { before.contains($0) }
    let common = fork.flatMap { commits[$0]?.files } ?? [:]
    var result = ours
    for path in Set(theirs.keys).union(common.keys) where theirs[path] != common[path] {
      guard ours[path] == common[path] || ours[path] == theirs[path] else { return nil }
      result[path] = theirs[path]
    }
    return result
  }

  @discardableResult
  mutating func merge(
    _ number: Int, method: String, expected: String?, message: String? = nil
  ) throws(Refusal) -> String {
    guard let pull = pulls[number], pull.isOpen, let base = branches[pull.base] else {
      throw .notOpen
    }
    if let expected, expected != pull.headCommit { throw .stale }
    guard let files = merged(pull) else { throw .conflict }
    let verdict = verdict(of: pull.headCommit)
    if protected.contains(pull.base), verdict == "pending" || verdict == "failure" {
      throw .blocked
    }
    let parents = method == "merge" ? [base, pull.headCommit] : [base]
    let id = try write(
      files, of: pull, parents: parents, message: message ?? pull.title)
    branches[pull.base] = id
    pulls[number]?.isOpen = false
    pulls[number]?.mergeCommit = id
    pulls[number]?.autoMerge = nil
    return id
  }

  /// Writes the commit of a merge, in the repository behind it where there is one.
  private mutating func write(
    _ files: [String: File], of pull: Pull, parents: [String], message: String
  ) throws(Refusal) -> String {
    guard let git else { return write(files: files, parents: parents, message: message) }
    do {
      guard let base = parents.first, let tree = try git.merged(base, pull.headCommit) else {
        throw Refusal.conflict
      }
      let id = try git.commit(tree, onto: parents, as: pull.base, message: message)
      commits[id] = Commit(id: id, parents: parents, files: [:], message: message)
      return id
    } catch {
      throw .conflict
    }
  }

  /// Merges what waited for its checks.
  mutating func mergeWhatWaited() {
    for (number, pull) in pulls.sorted(by: { $0.key < $1.key }) {
      guard let method = pull.autoMerge, verdict(of: pull.headCommit) == "success" else { continue }
      // What cannot be merged stays open, as on the forges themselves.
      _ = try? merge(number, method: method, expected: nil)
    }
  }
}

/// The id of something, made as git makes its own.
func loopbackID(_ kind: String, _ bytes: [UInt8]) -> String {
  var hash = Insecure.SHA1()
  hash.update(data: Array(kind.utf8))
  hash.update(data: bytes)
  return hash.finalize().map { byte in
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }.joined()
}
