import LockstepCore

/// The trees of many commits, each tree read once however many commits share it.
struct TreeWalk: Sendable {
  /// How deep folders may lie in each other.
  static let deepest = 128
  /// How many files and folders one commit may have.
  let limit: Int

  /// The commits' root trees.
  private(set) var roots: [ObjectID: ObjectID] = [:]
  private var trees: [ObjectID: [TreeEntry]] = [:]
  /// Trees that are still to be read.
  private(set) var wanted: [ObjectID] = []
  private var seen: Set<ObjectID> = []

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes in the root tree of a commit.
  mutating func add(root: ObjectContent, of commit: ObjectID) {
    roots[commit] = root.id
    seen.insert(root.id)
    add(root)
  }

  /// Takes in a tree that was wanted; a damaged one is left out, and missed later.
  mutating func add(_ content: ObjectContent) {
    guard trees[content.id] == nil else { return }
    let idLength = content.id.description.utf8.count / 2
    guard content.kind == .tree,
      let entries = TreeEntry.entries(ofRaw: content.bytes, idLength: idLength)
    else { return }
    trees[content.id] = entries
    for entry in entries where entry.isTree && seen.insert(entry.id).inserted {
      wanted.append(entry.id)
    }
  }

  /// Hands out the trees to read next.
  mutating func takeWanted() -> [ObjectID] {
    defer { wanted = [] }
    return wanted
  }

  /// The files of `commit` whose path is wanted, in the order of the tree.
  func files(
    of commit: ObjectID, where wanted: (String) -> Bool
  ) throws(RepositoryError) -> [TreeFile] {
    guard let root = roots[commit] else { return [] }
    var files: [TreeFile] = []
    var visited = 0
    // The folders that are open, each with the place of its next entry: no recursion.
    var open = [(entries: try entries(of: root, in: commit), next: 0, prefix: "")]
    while let folder = open.last {
      guard folder.next < folder.entries.count else {
        open.removeLast()
        continue
      }
      open[open.count - 1].next += 1
      let entry = folder.entries[folder.next]
      visited += 1
      guard visited <= limit, open.count <= Self.deepest else {
        throw Self.refusal(
          of: commit,
          because: [
            "it has more than \(limit) files, or folders deeper than \(Self.deepest)"
          ])
      }
      let path = folder.prefix + entry.name
      if entry.isTree {
        open.append((try entries(of: entry.id, in: commit), 0, path + "/"))
      } else if wanted(path) {
        files.append(TreeFile(path: path, mode: entry.mode, id: entry.id))
      }
    }
    return files
  }

  private func entries(
    of tree: ObjectID, in commit: ObjectID
  ) throws(RepositoryError) -> [TreeEntry] {
    guard let entries = trees[tree] else {
      throw Self.refusal(
        of: commit, because: ["its tree \(tree.short) is missing, damaged, or too deep"])
    }
    return entries
  }

  private static func refusal(of commit: ObjectID, because reasons: [String]) -> RepositoryError {
    RepositoryError(
      kind: .damaged, action: "list the files of \(commit.short)", place: "the object store",
      reasons: reasons)
  }
}

extension GitRepository {
  /// Lists the files of many commits, those whose path is wanted; see
  /// ``fileLists(in:limit:where:)``. Throws where one of them cannot be listed.
  package func files(
    in commits: [ObjectID], where wanted: @Sendable (String) -> Bool
  ) async throws -> [ObjectID: [TreeFile]] {
    try await fileLists(in: commits, where: wanted).mapValues { try $0.get() }
  }

  /// Lists the files of many commits, those whose path is wanted, each with an outcome of its own:
  /// a tree that is damaged, or made to exhaust whoever lists it, spoils no other commit.
  ///
  /// The trees of all commits are read together, one `cat-file --batch` for each depth; a tree that
  /// several of them share is read once. A commit that does not exist here is left out; one that has
  /// more than `limit` files and folders fails.
  package func fileLists(
    in commits: [ObjectID], limit: Int = 2_000_000, where wanted: @Sendable (String) -> Bool
  ) async throws -> [ObjectID: Result<[TreeFile], RepositoryError>] {
    var walk = TreeWalk(limit: limit)
    let roots = try await read(names: commits.map { "\($0)^{tree}" })
    for (commit, root) in zip(commits, roots) {
      if let root { walk.add(root: root, of: commit) }
    }
    for _ in 0..<TreeWalk.deepest where !walk.wanted.isEmpty {
      for content in try await read(walk.takeWanted().map { .object($0) }) {
        if let content { walk.add(content) }
      }
    }
    var lists: [ObjectID: Result<[TreeFile], RepositoryError>] = [:]
    for commit in commits where walk.roots[commit] != nil && lists[commit] == nil {
      lists[commit] = Result { () throws(RepositoryError) in
        try walk.files(of: commit, where: wanted)
      }
    }
    return lists
  }
}
