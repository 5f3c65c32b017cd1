import LockstepCore

/// The trees of many commits, each tree read once however many commits share it.
struct TreeWalk: Sendable {
  /// How deep folders may lie in each other.
  static let deepest = 128
  /// How many files one commit may have.
  static let largest = 2_000_000

  /// The commits' root trees.
  private(set) var roots: [ObjectID: ObjectID] = [:]
  private var trees: [ObjectID: [TreeEntry]] = [:]
  /// Trees that are still to be read.
  private(set) var wanted: [ObjectID] = []
  private var seen: Set<ObjectID> = []

  /// Takes in the root tree of a commit.
  mutating func add(root: ObjectContent, of commit: ObjectID) throws(RepositoryError) {
    roots[commit] = root.id
    seen.insert(root.id)
    try add(root)
  }

  /// Takes in a tree that was wanted.
  mutating func add(_ content: ObjectContent) throws(RepositoryError) {
    guard trees[content.id] == nil else { return }
    let idLength = content.id.description.utf8.count / 2
    guard content.kind == .tree,
      let entries = TreeEntry.entries(ofRaw: content.bytes, idLength: idLength)
    else {
      throw RepositoryError(
        kind: .damaged, action: "read the tree \(content.id.short)", place: "the object store",
        reasons: ["it is not a tree that git would have written"])
    }
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
    var open: [(entries: [TreeEntry], next: Int, prefix: String)] = [(trees[root] ?? [], 0, "")]
    while let folder = open.last {
      guard folder.next < folder.entries.count else {
        open.removeLast()
        continue
      }
      open[open.count - 1].next += 1
      let entry = folder.entries[folder.next]
      visited += 1
      guard visited <= Self.largest, open.count <= Self.deepest else {
        throw RepositoryError(
          kind: .damaged, action: "list the files of \(commit.short)", place: "the object store",
          reasons: [
            "it has more than \(Self.largest) files, or folders deeper than \(Self.deepest)"
          ])
      }
      let path = folder.prefix + entry.name
      if entry.isTree {
        open.append((trees[entry.id] ?? [], 0, path + "/"))
      } else if wanted(path) {
        files.append(TreeFile(path: path, mode: entry.mode, id: entry.id))
      }
    }
    return files
  }
}

extension GitRepository {
  /// Lists the files of many commits, those whose path is wanted.
  ///
  /// The trees of all commits are read together, one `cat-file --batch` for each depth; a tree that
  /// several of them share is read once. A commit that does not exist here is left out.
  package func files(
    in commits: [ObjectID], where wanted: @Sendable (String) -> Bool
  ) async throws -> [ObjectID: [TreeFile]] {
    var walk = TreeWalk()
    let roots = try await read(names: commits.map { "\($0)^{tree}" })
    for (commit, root) in zip(commits, roots) {
      if let root { try walk.add(root: root, of: commit) }
    }
    for _ in 0..<TreeWalk.deepest where !walk.wanted.isEmpty {
      let ids = walk.takeWanted()
      for (id, content) in zip(ids, try await read(ids.map { .object($0) })) {
        guard let content else {
          throw RepositoryError(
            kind: .damaged, action: "read the tree \(id.short)", place: gitDirectory,
            reasons: ["the object is missing"])
        }
        try walk.add(content)
      }
    }
    var files: [ObjectID: [TreeFile]] = [:]
    for commit in commits where walk.roots[commit] != nil && files[commit] == nil {
      files[commit] = try walk.files(of: commit, where: wanted)
    }
    return files
  }
}
