import LockstepCore
package import LockstepGit

extension GitHubForge {
  package func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch? {
    let request = request("read a branch", path, "GET", "/branches/\(escape(name))")
    let reply = try await transport.send(request)
    if reply.status == 404 {
      // No branch, or no repository, which is an error.
      _ = try await repository(path)
      return nil
    }
    let answer = GitHubAnswer(try transport.require(reply, request).json, request, transport)
    // The branch is told by its new name where it was renamed; that is another branch to us.
    guard try answer.text("name") == name else { return nil }
    return ForgeBranch(
      name: name, head: try answer.commit("commit", "sha"),
      isProtected: try answer.boolean("protected"))
  }

  package func createBranch(
    _ name: String, at commit: ObjectID, in path: ForgePath
  ) async throws {
    let request = request(
      "make a branch", path, "POST", "/git/refs",
      body: ["ref": .string("refs/heads/\(name)"), "sha": .string("\(commit)")], cost: .change)
    let reply = try await change(request, in: path)
    if reply.status == 422, try await branch(name, in: path) != nil {
      throw transport.error(.alreadyExists, request, "")
    }
    try transport.require(reply, request)
  }

  package func deleteBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    let request = request(
      "remove a branch", path, "DELETE", "/git/refs/heads/\(escape(name))", cost: .change)
    guard let found = try await branch(name, in: path) else {
      throw transport.error(.notFound, request, "")
    }
    // GitHub removes whatever is there, so this look comes as late as it can.
    guard found.head == head else {
      throw transport.error(.stale(actual: found.head), request, "")
    }
    let reply = try await change(request, in: path)
    if reply.status == 422 {
      let isThere = try await branch(name, in: path) != nil
      throw transport.error(
        isThere && found.isProtected ? .protected : isThere ? .refused : .notFound, request,
        "")
    }
    try transport.require(reply, request)
  }

  package func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit? {
    let request = request("read a commit", path, "GET", "/git/commits/\(id)")
    let reply = try await transport.send(request)
    if reply.status == 404 { return nil }
    let answer = GitHubAnswer(try transport.require(reply, request).json, request, transport)
    return ForgeCommit(
      id: try answer.commit("sha"),
      parents: try answer.list("parents").map {
        try GitHubAnswer($0, request, transport).commit("sha")
      }, tree: try answer.commit("tree", "sha"), message: try answer.text("message"))
  }

  package func createCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    // GraphQL's commits are signed by GitHub, but know files without a mode alone.
    let isPlain = draft.changes.allSatisfy { change in
      if case .write(_, _, let mode) = change { mode == .regular } else { true }
    }
    return isPlain
      ? try await commitByGraphQL(draft, in: path) : try await commitByParts(draft, in: path)
  }

  private func commitByGraphQL(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    var additions: [JSONValue] = []
    var deletions: [JSONValue] = []
    for change in draft.changes {
      switch change {
      case .write(let path, let bytes, _):
        additions.append(["path": .string(path), "contents": .string(Base64.encode(bytes))])
      case .delete(let path): deletions.append(["path": .string(path)])
      }
    }
    let answer: GitHubAnswer
    do {
      answer = try await mutate(
        "make a commit", path, "createCommitOnBranch", "CreateCommitOnBranchInput",
        [
          "branch": [
            "repositoryNameWithOwner": .string("\(path)"), "branchName": .string(draft.branch),
          ],
          "expectedHeadOid": .string("\(draft.expectedHead)"),
          "message": [
            "headline": .string(draft.headline), "body": .string(draft.markedBody),
          ],
          "fileChanges": ["additions": .array(additions), "deletions": .array(deletions)],
        ], selecting: "commit { oid }", cost: .graphChange)
    } catch let error as ForgeError {
      throw await explained(error, draft, path)
    }
    return try answer.commit("commit", "oid")
  }

  /// Looks what lies behind a refusal, which GitHub tells in prose alone.
  private func explained(
    _ error: ForgeError, _ draft: CommitProposal, _ path: ForgePath
  ) async -> ForgeError {
    guard [.refused, .forbidden, .stale(actual: nil)].contains(error.kind) else { return error }
    // The looks are only there to say it better.
    guard let facts = try? await repository(path),
      let found = try? await branch(draft.branch, in: path)
    else { return error }
    func with(_ kind: ForgeError.Kind) -> ForgeError {
      ForgeError(
        forge: name, task: error.task, place: error.place, kind: kind, detail: error.detail)
    }
    if facts.isArchived { return with(.archived) }
    if found.head != draft.expectedHead { return with(.stale(actual: found.head)) }
    return found.isProtected && error.kind == .refused ? with(.protected) : error
  }

  /// Makes a commit of blobs, a tree and the commit itself, and moves the branch to it without force.
  ///
  /// Whatever is made before the branch moves is unreachable and goes by itself.
  private func commitByParts(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    let task = "make a commit"
    func ask(_ tail: String, _ method: String, _ body: JSONValue, _ cost: ForgeCost) async throws
      -> GitHubAnswer
    {
      let request = request(task, path, method, tail, body: body, cost: cost)
      return GitHubAnswer(
        try transport.require(try await change(request, in: path), request).json, request,
        transport)
    }
    let look = request(task, path)
    guard let found = try await branch(draft.branch, in: path) else {
      throw transport.error(.notFound, look, "")
    }
    guard found.head == draft.expectedHead else {
      throw transport.error(.stale(actual: found.head), look, "")
    }
    guard let parent = try await commit(found.head, in: path), let base = parent.tree else {
      throw transport.error(.notFound, look, "")
    }
    var entries: [JSONValue] = []
    for change in draft.changes {
      switch change {
      case .write(let file, let bytes, let mode):
        let blob = try await ask(
          "/git/blobs", "POST",
          ["content": .string(Base64.encode(bytes)), "encoding": "base64"], .change)
        entries.append([
          "path": .string(file), "mode": .string(mode.rawValue), "type": "blob",
          "sha": .string(try blob.text("sha")),
        ])
      case .delete(let file):
        entries.append([
          "path": .string(file), "mode": "100644", "type": "blob", "sha": nil,
        ])
      }
    }
    let tree = try await ask(
      "/git/trees", "POST", ["base_tree": .string("\(base)"), "tree": .array(entries)], .change)
    let made = try await ask(
      "/git/commits", "POST",
      [
        "message": .string(draft.message), "tree": .string(try tree.text("sha")),
        "parents": [.string("\(found.head)")],
      ], .content)
    let id = try made.commit("sha")
    do {
      _ = try await ask(
        "/git/refs/heads/\(escape(draft.branch))", "PATCH",
        ["sha": .string("\(id)"), "force": false], .change)
    } catch let error as ForgeError {
      throw await explained(error, draft, path)
    }
    return id
  }
}
