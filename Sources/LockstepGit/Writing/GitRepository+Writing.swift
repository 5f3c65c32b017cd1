import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Writes commits, with their trees and blobs, and touches no reference; returns their ids in
  /// order.
  ///
  /// One `fast-import` writes all of them; those that are to be signed are then made again by
  /// `commit-tree -S`, one after the other. With `durable` everything is on the disk when this
  /// returns. Few objects become loose ones, which git tidies up when it likes; more than a hundred
  /// become one pack.
  package func write(_ drafts: [CommitDraft], durable: Bool = false) async throws -> [ObjectID] {
    guard !drafts.isEmpty else { return [] }
    let trees = try await rootTrees(of: drafts)
    var stream = FastImportStream()
    for (index, draft) in drafts.enumerated() {
      try stream.append(
        draft, parents: try parents(of: draft, at: index), tree: try root(of: draft, trees: trees))
    }
    stream.finish()

    var command = Command(
      ["fast-import", "--quiet", "--done", "--date-format=raw"], to: "write commits")
    command.input = .bytes(stream.bytes)
    if durable { command.settings = GitEnvironment.durableArguments }
    let bytes = try await output(command)
    let ids = bytes.split(separator: 10).compactMap { ObjectID(hexadecimal: $0) }
    guard ids.count == drafts.count else { throw unreadable("the ids of new commits") }
    guard drafts.contains(where: \.sign) else { return ids }
    return try await sign(drafts, unsigned: ids, durable: durable)
  }

  /// The parents in the stream of the draft at `index`.
  private func parents(
    of draft: CommitDraft, at index: Int
  ) throws(RepositoryError) -> [FastImportStream.Parent] {
    var parents: [FastImportStream.Parent] = []
    for parent in draft.parents {
      switch parent {
      // `fast-import` takes zeros for "no parent".
      case .commit(let id) where id.isAbsent:
        throw RepositoryError(
          action: "write commits", place: gitDirectory,
          reasons: ["draft \(index) names a parent that cannot exist"])
      case .commit(let id): parents.append(.commit(id))
      case .draft(-1): if index > 0 { parents.append(.draft(index - 1)) }
      case .draft(let other) where (0..<index).contains(other): parents.append(.draft(other))
      case .draft(let other):
        throw RepositoryError(
          action: "write commits", place: gitDirectory,
          reasons: ["draft \(index) names draft \(other) as a parent, which is not before it"])
      }
    }
    return parents
  }

  private func root(
    of draft: CommitDraft, trees: [ObjectID: ObjectID]
  ) throws(RepositoryError) -> FastImportStream.Root {
    switch draft.tree {
    case .firstParent: return .ofFirstParent
    case .empty: return .empty
    case .tree(let id): return .tree(id)
    case .commit(let id):
      if draft.parents.first == .commit(id) { return .ofFirstParent }
      guard let tree = trees[id] else {
        throw RepositoryError(
          kind: .damaged, action: "write a commit", place: gitDirectory,
          reasons: ["\(id), whose tree it was to have, is not there"])
      }
      return .tree(tree)
    }
  }

  /// The trees of the commits that drafts start from, where those are not their first parents.
  private func rootTrees(of drafts: [CommitDraft]) async throws -> [ObjectID: ObjectID] {
    var commits: Set<ObjectID> = []
    for draft in drafts {
      guard case .commit(let id) = draft.tree, draft.parents.first != .commit(id) else { continue }
      commits.insert(id)
    }
    guard !commits.isEmpty else { return [:] }
    let order = commits.sorted()
    var command = Command(
      ["cat-file", "--batch-check=%(objectname)", "--buffer"], to: "look up trees")
    command.input = .bytes(Array(order.map { "\($0)^{tree}\n" }.joined().utf8))
    let lines = try await output(command).split(separator: 10)
    var trees: [ObjectID: ObjectID] = [:]
    for (commit, line) in zip(order, lines) { trees[commit] = ObjectID(hexadecimal: line) }
    return trees
  }

  /// Makes the drafts that are to be signed again, with a signature, and whatever follows them.
  private func sign(
    _ drafts: [CommitDraft], unsigned: [ObjectID], durable: Bool
  ) async throws -> [ObjectID] {
    var final = unsigned
    for (index, draft) in drafts.enumerated() {
      let parents = try parents(of: draft, at: index).map { parent in
        switch parent {
        case .commit(let id): id
        case .draft(let other): final[other]
        }
      }
      let moved = try self.parents(of: draft, at: index).contains { parent in
        guard case .draft(let other) = parent else { return false }
        return final[other] != unsigned[other]
      }
      guard draft.sign || moved else { continue }
      var arguments = ["commit-tree"]
      if draft.sign { arguments.append("-S") }
      for parent in parents { arguments += ["-p", parent.description] }
      arguments += ["-F", "-", "\(unsigned[index])^{tree}"]
      var command = Command(arguments, to: draft.sign ? "sign a commit" : "write a commit")
      command.input = .bytes(
        Array(draft.message.utf8) + (draft.message.hasSuffix("\n") ? [] : [10]))
      command.environment = draft.environment
      if durable { command.settings = GitEnvironment.durableArguments }
      let bytes = try await output(command)
      guard let id = ObjectID(hexadecimal: bytes.prefix { $0 != 10 }) else {
        throw unreadable("the id of a new commit")
      }
      final[index] = id
    }
    return final
  }

  /// Writes an annotated tag object for `target` and returns its id; no reference is made.
  package func writeTag(
    name: String, target: ObjectID, message: String, tagger: Signature
  ) async throws -> ObjectID {
    _ = try RefName.tag(name)
    let text = """
      object \(target)
      type commit
      tag \(name)
      tagger \(tagger.line)

      \(message)\(message.hasSuffix("\n") ? "" : "\n")
      """
    var command = Command(["mktag"], to: "write the tag \(name)")
    command.input = .bytes(Array(text.utf8))
    command.settings = GitEnvironment.durableArguments
    let bytes = try await output(command)
    guard let id = ObjectID(hexadecimal: bytes.prefix { $0 != 10 }) else {
      throw unreadable("the id of a new tag")
    }
    return id
  }

  /// Writes a blob and returns its id.
  package func writeBlob(_ bytes: [UInt8]) async throws -> ObjectID {
    var command = Command(["hash-object", "-w", "--stdin", "--no-filters"], to: "write a blob")
    command.input = .bytes(bytes)
    let output = try await output(command)
    guard let id = ObjectID(hexadecimal: output.prefix { $0 != 10 }) else {
      throw unreadable("the id of a new blob")
    }
    return id
  }

  /// Merges two commits without a working tree; the tree of a clean merge is written.
  package func merge(ours: ObjectID, theirs: ObjectID) async throws -> MergeResult {
    let command = Command(
      [
        "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours.description,
        theirs.description,
      ], to: "merge \(theirs.short) into \(ours.short)")
    let result = try await run(command)
    guard result.exitCode == 0 || result.exitCode == 1, !result.timedOut else {
      throw failure(result, of: command)
    }
    let fields = result.output.split(separator: 0)
    guard let first = fields.first, let tree = ObjectID(hexadecimal: first) else {
      throw unreadable("the result of a merge")
    }
    if result.exitCode == 0 { return .clean(tree) }
    let paths = Set(fields.dropFirst().map { String(decoding: $0, as: UTF8.self) })
    return .conflicts(paths.sorted())
  }

  /// Merges two commits as if `base` were their only common ancestor.
  ///
  /// That is how a change is taken back (`base` the change, `theirs` its parent) or carried over
  /// (`base` the change's parent, `theirs` the change) without a working tree.
  package func merge(
    base: ObjectID, ours: ObjectID, theirs: ObjectID
  ) async throws -> MergeResult {
    // git 2.39 cannot be given a base, so both sides are made its children.
    let nobody = Signature(
      name: "lockstep", email: "lockstep@invalid", at: Timestamp(secondsSince1970: 0))
    let sides = try await write(
      [ours, theirs].map { side in
        CommitDraft(
          parents: [base], tree: .commit(side), message: "side of a merge", author: nobody,
          committer: nobody)
      })
    return try await merge(ours: sides[0], theirs: sides[1])
  }
}

extension CommitDraft {
  /// The variables that `commit-tree` reads.
  fileprivate var environment: [String: String] {
    [
      "GIT_AUTHOR_NAME": Signature.clean(author.name),
      "GIT_AUTHOR_EMAIL": Signature.clean(author.email),
      "GIT_AUTHOR_DATE": "@\(max(0, author.at.secondsSince1970)) +0000",
      "GIT_COMMITTER_NAME": Signature.clean(committer.name),
      "GIT_COMMITTER_EMAIL": Signature.clean(committer.email),
      "GIT_COMMITTER_DATE": "@\(max(0, committer.at.secondsSince1970)) +0000",
    ]
  }
}
