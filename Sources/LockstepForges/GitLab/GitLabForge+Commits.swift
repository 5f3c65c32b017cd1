import LockstepCore
package import LockstepGit

/// Branches, commits and files.
extension GitLabForge {
  package func file(
    _ file: String, at commit: ObjectID, in path: ForgePath
  ) async throws -> [UInt8]? {
    try await content(
      fileRequest(file, at: commit, in: path, to: "read \(file)"), at: commit, in: path)
  }

  private func fileRequest(
    _ file: String, at commit: ObjectID, in path: ForgePath, to task: String
  ) -> RESTRequest {
    .get(
      project(path, "repository", "files", file), query: [("ref", "\(commit)")], to: task,
      at: "\(path)")
  }

  package func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch? {
    let request = RESTRequest.get(
      project(path, "repository", "branches", name), to: "look at the branch \(name)",
      at: "\(path)")
    guard let answer = try await find(request, in: path) else { return nil }
    return ForgeBranch(
      name: try answer["name"].text(), head: try answer["commit"]["id"].object(),
      isProtected: try answer["protected"].boolean())
  }

  package func createBranch(
    _ name: String, at commit: ObjectID, in path: ForgePath
  ) async throws {
    let request = RESTRequest.change(
      "POST", project(path, "repository", "branches"),
      ["branch": .string(name), "ref": .string("\(commit)")], to: "make the branch \(name)",
      at: "\(path)")
    do {
      _ = try await change(request, in: path)
    } catch let error as ForgeError where error.kind == .refused {
      // One status stands for every reason: what is there tells which.
      if try await branch(name, in: path) != nil { throw connection.error(request, .alreadyExists) }
      guard try await self.commit(commit, in: path) != nil else {
        throw connection.error(request, .notFound)
      }
      throw error
    }
  }

  package func deleteBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    let request = RESTRequest.change(
      "DELETE", project(path, "repository", "branches", name), to: "remove the branch \(name)",
      at: "\(path)")
    try await removeBranch(name, at: head, in: path, by: request)
  }

  package func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit? {
    let request = RESTRequest.get(
      project(path, "repository", "commits", "\(id)"), query: [("stats", "false")],
      to: "look at the commit \(id.short)", at: "\(path)")
    return try await find(request, in: path).map(Self.commit)
  }

  private static func commit(_ answer: RESTAnswer) throws -> ForgeCommit {
    ForgeCommit(
      id: try answer["id"].object(),
      parents: try answer["parent_ids"].elements().map { try $0.object() }, tree: nil,
      message: try answer["message"].text())
  }

  package func createCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    let request = RESTRequest.change(
      "POST", project(path, "repository", "commits"), to: "commit to \(draft.branch)",
      at: "\(path)")
    return try await makeCommit(draft, in: path, by: request) { request in
      var actions: [JSONValue] = []
      for change in draft.changes {
        actions += try await self.actions(for: change, at: draft.expectedHead, in: path, request)
      }
      return [
        "branch": .string(draft.branch), "commit_message": .string(draft.message),
        "actions": .array(actions), "stats": false,
      ]
    } read: {
      try Self.commit($0)
    }
  }

  /// What GitLab is told about one file; most is one action, a change of its mode is another.
  private func actions(
    for change: ForgeFileChange, at head: ObjectID, in path: ForgePath, _ request: RESTRequest
  ) async throws -> [JSONValue] {
    let there = try await connection.find(
      fileRequest(change.path, at: head, in: path, to: request.task))
    let guarded = try there.map { try $0["last_commit_id"].text() }
    switch (change, guarded) {
    case (.delete(let file), let guarded?):
      return [
        ["action": "delete", "file_path": .string(file), "last_commit_id": .string(guarded)]
      ]
    case (.delete, nil):
      throw connection.error(request, .refused, "\(change.path) is not there")
    case (.write(_, _, .link), _):
      throw connection.error(
        request, .unsupported, "a symbolic link cannot be committed without a clone")
    case (.write(let file, let bytes, let mode), nil):
      return [
        [
          "action": "create", "file_path": .string(file), "encoding": "base64",
          "content": .string(Base64.encode(bytes)),
          "execute_filemode": .boolean(mode == .executable),
        ]
      ]
    case (.write(let file, let bytes, let mode), let guarded?):
      let wanted = mode == .executable
      let isChanged = there?["execute_filemode"].value.boolean.map { $0 != wanted } ?? false
      let update: JSONValue = [
        "action": "update", "file_path": .string(file), "encoding": "base64",
        "content": .string(Base64.encode(bytes)),
        "last_commit_id": .string(guarded),
      ]
      let switchMode: JSONValue = [
        "action": "chmod", "file_path": .string(file), "execute_filemode": .boolean(wanted),
      ]
      return isChanged ? [switchMode, update] : [update]
    }
  }

  package func checks(of commit: ObjectID, in path: ForgePath) async throws -> ForgeChecks {
    let request = RESTRequest.get(
      project(path, "repository", "commits", "\(commit)", "statuses"),
      to: "read the checks of \(commit.short)", at: "\(path)")
    return ForgeChecks(try await connection.all(request).map(Self.check))
  }

  private static func check(_ answer: RESTAnswer) throws -> ForgeChecks.Check {
    let isAllowedToFail = answer["allow_failure"].value.boolean ?? false
    let state: ForgeChecks.State
    switch try answer["status"].text() {
    case "success", "skipped": state = .green
    case "failed", "canceled": state = isAllowedToFail ? .green : .red
    // A job that waits for somebody to start it holds a pipeline up unless it may fail.
    case "manual" where isAllowedToFail: state = .green
    default: state = .pending
    }
    return ForgeChecks.Check(
      name: try answer["name"].text(), state: state, page: answer["target_url"].value.string)
  }
}
