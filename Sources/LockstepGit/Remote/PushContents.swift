/// What one push brings to the other side: commits, and what the other side has already.
struct PushContents: Hashable, Sendable {
  /// The commits that references will name.
  var new: [ObjectID]
  /// Commits that the other side has, with everything that they need.
  var known: Set<ObjectID>
}

/// Finds out which objects the other side of a push lacks.
///
/// Commit by commit back to what is known, then tree by tree beside the known trees, as deep as they
/// differ. What the other side has elsewhere in its history may be sent again, which does no harm.
struct PushWalk {
  /// More commits or more objects than this are git's own business.
  private static let mostCommits = 32
  private static let mostObjects = 2_000
  private static let deepest = 64

  /// A tree to send, and the trees that the other side has in its place.
  private struct Folder {
    var tree: ObjectID
    var bases: [ObjectID]
  }

  private let known: Set<ObjectID>
  private var commits: [ObjectID]
  private var seen: Set<ObjectID>
  private var baseTrees: [ObjectID] = []
  private var newTrees: [ObjectID] = []
  private var folders: [Folder] = []
  private var depth = 0
  private var sent: Set<ObjectID> = []

  /// What is sent and was read on the way: commits and trees.
  private(set) var contents: [ObjectContent] = []
  /// The files that are sent, which are still to be read.
  private(set) var files: [ObjectID] = []
  /// Whether this is too much, or something else than commits on top of what is known.
  private(set) var hasFailed = false

  init(_ push: PushContents) {
    known = push.known
    commits = push.new.filter { !push.known.contains($0) } + push.known
    seen = Set(commits)
    hasFailed = push.known.isEmpty
  }

  /// The objects to look at next; empty where everything is found.
  var wanted: [ObjectID] {
    if hasFailed { return [] }
    return commits.isEmpty ? folders.flatMap { [$0.tree] + $0.bases } : commits
  }

  /// Takes in the objects that were ``wanted``.
  mutating func take(_ found: [ObjectID: ObjectContent]) {
    guard !hasFailed else { return }
    if commits.isEmpty {
      takeFolders(found)
    } else {
      takeCommits(found)
    }
    if contents.count + files.count > Self.mostObjects { hasFailed = true }
  }

  private mutating func takeCommits(_ found: [ObjectID: ObjectContent]) {
    let asked = commits
    commits = []
    for id in asked {
      guard let commit = found[id], commit.kind == .commit, let tree = commit.tree else {
        // A known commit that was never fetched merely tells nothing.
        if known.contains(id) { continue }
        hasFailed = true
        return
      }
      if known.contains(id) {
        baseTrees.append(tree)
        continue
      }
      newTrees.append(tree)
      contents.append(commit)
      for parent in commit.parents where seen.insert(parent).inserted { commits.append(parent) }
    }
    if contents.count > Self.mostCommits { hasFailed = true }
    guard commits.isEmpty else { return }
    folders = newTrees.filter { !baseTrees.contains($0) && sent.insert($0).inserted }.map {
      Folder(tree: $0, bases: baseTrees)
    }
  }

  private mutating func takeFolders(_ found: [ObjectID: ObjectContent]) {
    var deeper: [Folder] = []
    depth += 1
    guard depth <= Self.deepest else {
      hasFailed = true
      return
    }
    for folder in folders {
      guard let content = found[folder.tree], let entries = content.entries else {
        hasFailed = true
        return
      }
      contents.append(content)
      let bases = folder.bases.compactMap { found[$0]?.entries }.map { entries in
        Dictionary(entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      }
      for entry in entries where !entry.isSubmodule {
        let others = bases.compactMap { $0[entry.name] }
        if others.contains(where: { $0.id == entry.id }) || !sent.insert(entry.id).inserted {
          continue
        }
        if entry.isTree {
          deeper.append(Folder(tree: entry.id, bases: others.filter(\.isTree).map(\.id)))
        } else {
          files.append(entry.id)
        }
      }
    }
    folders = deeper
  }
}

extension GitRepository {
  /// Makes the packs of many pushes together, in a few processes for all of them; `nil` for a push whose
  /// contents are too much for that, or are not here.
  func packs(for pushes: [PushContents]) async throws -> [[UInt8]?] {
    var walks = pushes.map { PushWalk($0) }
    while true {
      let wanted = Set(walks.flatMap(\.wanted))
      if wanted.isEmpty { break }
      let found = try await contents(of: wanted)
      for index in walks.indices where !walks[index].wanted.isEmpty { walks[index].take(found) }
    }
    let sizes = try await sizes(of: Set(walks.flatMap { $0.hasFailed ? [] : $0.files }))
    let isSmall = walks.map { walk in
      !walk.hasFailed && walk.files.reduce(0) { $0 + (sizes[$1] ?? 0) } <= Self.largestPack
    }
    let files = try await contents(
      of: Set(zip(walks, isSmall).flatMap { walk, isSmall in isSmall ? walk.files : [] }))
    return zip(walks, isSmall).map { walk, isSmall in
      let blobs = walk.files.compactMap { files[$0] }
      guard isSmall, blobs.count == walk.files.count else { return nil }
      return PackFile.holding(walk.contents + blobs)
    }
  }

  /// The most bytes of files in a pack that is made here.
  private static let largestPack = 8 << 20

  private func contents(of ids: Set<ObjectID>) async throws -> [ObjectID: ObjectContent] {
    let found = try await read(ids.map { .object($0) })
    return Dictionary(
      found.compactMap { $0 }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func sizes(of ids: Set<ObjectID>) async throws -> [ObjectID: Int] {
    let ids = Array(ids)
    let sizes = try await sizes(of: ids.map(\.description))
    return Dictionary(
      zip(ids, sizes).compactMap { id, size in size.map { (id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}

extension ObjectContent {
  /// The tree that a raw commit names, `nil` for anything else.
  fileprivate var tree: ObjectID? {
    let start = Array("tree ".utf8)
    guard kind == .commit, bytes.starts(with: start) else { return nil }
    return ObjectID(hexadecimal: bytes.dropFirst(start.count).prefix { $0 != 10 })
  }

  /// What a raw tree holds, `nil` for anything else.
  fileprivate var entries: [TreeEntry]? {
    guard kind == .tree else { return nil }
    return TreeEntry.entries(ofRaw: bytes, idLength: id.description.utf8.count / 2)
  }
}

extension TreeEntry {
  /// Whether this is a commit of another repository, which is not sent with this one.
  fileprivate var isSubmodule: Bool { mode == "160000" }
}
