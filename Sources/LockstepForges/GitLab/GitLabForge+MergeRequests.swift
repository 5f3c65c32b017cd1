import LockstepCore
package import LockstepGit

/// Merge requests, and what is said about them and about issues.
extension GitLabForge {
  package func pullRequests(
    from head: String, in path: ForgePath
  ) async throws -> [PullRequest] {
    let request = RESTRequest.get(
      project(path, "merge_requests"),
      query: [
        ("source_branch", head), ("state", "all"), ("order_by", "created_at"), ("sort", "desc"),
      ], to: "look for merge requests", at: "\(path)")
    let answers = try await connection.all(request)
    return try answers.filter { answer in
      // A fork may have a branch of the same name.
      answer["source_project_id"].value == answer["target_project_id"].value
    }.map(Self.pullRequest)
  }

  package func pullRequest(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try Self.pullRequest(
      try await connection.send(
        .get(
          project(path, "merge_requests", "\(number)"), to: "look at merge request !\(number)",
          at: "\(path)")))
  }

  package func createPullRequest(
    _ draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = RESTRequest.change(
      "POST", project(path, "merge_requests"),
      [
        "source_branch": .string(draft.head), "target_branch": .string(draft.base),
        "title": .string(draft.title), "description": .string(draft.markedBody),
      ], to: "open a merge request", at: "\(path)", isContent: true)
    return try Self.pullRequest(try await create(request, in: path))
  }

  package func updatePullRequest(
    _ number: Int, to draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = edit(
      number, ["title": .string(draft.title), "description": .string(draft.markedBody)],
      to: "update merge request !\(number)", in: path)
    return try Self.pullRequest(try await change(request, in: path))
  }

  package func close(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    let request = edit(
      number, ["state_event": "close"], to: "close merge request !\(number)", in: path)
    return try await close(number, in: path, by: request, read: Self.pullRequest)
  }

  private func edit(
    _ number: Int, _ body: JSONValue, to task: String, in path: ForgePath
  ) -> RESTRequest {
    .change(
      "PUT", project(path, "merge_requests", "\(number)"), body, to: task, at: "\(path)")
  }

  package func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID {
    let request = mergeRequest(
      number, at: head, by: method, waiting: false, to: "merge merge request !\(number)", in: path)
    if method == .rebase, try await !repository(path).mergeMethods.contains(.rebase) {
      throw connection.error(request, .unsupported, "the project merges by merge commits")
    }
    let merged = try await sendMerge(request, number, at: head, in: path)
    guard merged.state == .merged, let commit = merged.mergeCommit else {
      // It is being merged in the background.
      throw connection.error(request, .uncertain, "the merge request is \(merged.state.rawValue)")
    }
    return commit
  }

  package func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws {
    let task = "let merge request !\(number) merge by itself"
    let request = mergeRequest(number, at: head, by: method, waiting: true, to: task, in: path)
    guard try await demandWaiting(number, at: head, in: path, for: request) else { return }
    _ = try await sendMerge(request, number, at: head, in: path)
  }

  private func mergeRequest(
    _ number: Int, at head: ObjectID, by method: MergeMethod, waiting: Bool, to task: String,
    in path: ForgePath
  ) -> RESTRequest {
    var body: [String: JSONValue] = [
      "sha": .string("\(head)"), "squash": .boolean(method == .squash),
    ]
    if waiting {
      // The first is the name since 17.11, the second the one before.
      body["auto_merge"] = true
      body["merge_when_pipeline_succeeds"] = true
    }
    return .change(
      "PUT", project(path, "merge_requests", "\(number)", "merge"), .object(body), to: task,
      at: "\(path)")
  }

  /// Sends a merge; one that is refused is looked at to tell why.
  private func sendMerge(
    _ request: RESTRequest, _ number: Int, at head: ObjectID, in path: ForgePath
  ) async throws -> PullRequest {
    do {
      return try Self.pullRequest(try await change(request, in: path))
    } catch let error as ForgeError {
      guard [.refused, .conflict, .protected].contains(error.kind) else { throw error }
      let answer = try await connection.send(
        .get(
          project(path, "merge_requests", "\(number)"), to: request.task, at: "\(path)"))
      throw connection.error(
        request, try Self.obstacle(in: answer, expecting: head), error.detail)
    }
  }

  /// Why a merge request could not be merged.
  private static func obstacle(
    in answer: RESTAnswer, expecting head: ObjectID
  ) throws -> ForgeError.Kind {
    let pull = try pullRequest(answer)
    guard pull.state == .open else { return .conflict }
    guard pull.headCommit == head else { return .stale(actual: pull.headCommit) }
    switch answer["detailed_merge_status"].textOrEmpty {
    case "conflict", "broken_status", "need_rebase", "commits_status": return .conflict
    case "checking", "unchecked", "preparing", "approvals_syncing": return .unavailable
    case "mergeable": return .refused
    case "": return pull.isMergeable == false ? .conflict : .protected
    default: return .protected
    }
  }

  static func pullRequest(_ answer: RESTAnswer) throws -> PullRequest {
    let state: PullRequest.State
    switch try answer["state"].text() {
    case "merged": state = .merged
    // "locked" is one that is being merged.
    case "opened", "locked": state = .open
    default: state = .closed
    }
    let head = try answer["sha"].object()
    let status = answer["detailed_merge_status"].textOrEmpty
    let isKnown = !["", "checking", "unchecked", "preparing"].contains(status)
    let conflicts = answer["has_conflicts"].value.boolean
    let merged = [answer["merge_commit_sha"], answer["squash_commit_sha"]]
      .first { !$0.isAbsent }
    return PullRequest(
      number: try answer["iid"].integer(), state: state, title: try answer["title"].text(),
      body: answer["description"].textOrEmpty, head: try answer["source_branch"].text(),
      headCommit: head, base: try answer["target_branch"].text(),
      isMergeable: state == .open && isKnown ? conflicts.map { !$0 } : nil,
      hasAutoMerge: state == .open
        && answer["merge_when_pipeline_succeeds"].value.boolean == true,
      // A fast-forward makes no commit: the head itself is on the base then.
      mergeCommit: state == .merged ? try merged?.object() ?? head : nil,
      page: answer["web_url"].value.string)
  }
}

extension GitLabForge {
  package func comments(
    on subject: ForgeSubject, in path: ForgePath
  ) async throws -> [ForgeComment] {
    let request = RESTRequest.get(
      notes(on: subject, in: path),
      query: [("sort", "asc"), ("order_by", "created_at")], to: "read the comments",
      at: "\(path)")
    return try await connection.all(request)
      .filter { $0["system"].value.boolean != true }.map(Self.comment)
  }

  package func createComment(
    _ text: String, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment {
    let request = RESTRequest.change(
      "POST", notes(on: subject, in: path), ["body": .string(text)], to: "comment",
      at: "\(path)", isContent: true)
    return try Self.comment(try await change(request, in: path))
  }

  private func notes(on subject: ForgeSubject, in path: ForgePath) -> [String] {
    switch subject {
    case .pullRequest(let number): project(path, "merge_requests", "\(number)", "notes")
    case .issue(let number): project(path, "issues", "\(number)", "notes")
    }
  }

  private static func comment(_ answer: RESTAnswer) throws -> ForgeComment {
    ForgeComment(
      id: "\(try answer["id"].integer())", text: try answer["body"].text(),
      author: answer["author"]["username"].value.string)
  }
}
