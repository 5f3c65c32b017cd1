import LockstepCore
package import LockstepGit

/// Pull requests, and what is said about them and about issues.
extension GiteaForge {
  package func pullRequests(
    from head: String, in path: ForgePath
  ) async throws -> [PullRequest] {
    // The interface cannot be asked for a branch. The newest 2,000 are looked through.
    let request = RESTRequest.get(
      parts(path, "pulls"), query: [("state", "all")], to: "look for pull requests",
      at: "\(path)")
    let answers = try await connection.list(request, most: 40).items
    return try answers.filter { answer in
      // `ref` of a branch that was removed is another name; a fork may have a branch of the same.
      answer["head"]["label"].value.string == head
        && answer["head"]["repo_id"].value == answer["base"]["repo_id"].value
    }.map(Self.pullRequest).sorted { $0.number > $1.number }
  }

  package func pullRequest(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try Self.pullRequest(
      try await connection.send(
        .get(
          parts(path, "pulls", "\(number)"), to: "look at pull request #\(number)", at: "\(path)")))
  }

  package func createPullRequest(
    _ draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = RESTRequest.change(
      "POST", parts(path, "pulls"),
      [
        "head": .string(draft.head), "base": .string(draft.base),
        "title": .string(draft.title), "body": .string(draft.markedBody),
      ], to: "open a pull request", at: "\(path)", isContent: true)
    do {
      return try Self.pullRequest(try await create(request, in: path))
    } catch let error as ForgeError where error.kind == .notFound {
      // A branch that is missing answers as a repository does.
      _ = try await repository(path)
      throw connection.error(request, .refused, "one of the branches does not exist")
    }
  }

  package func updatePullRequest(
    _ number: Int, to draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = edit(
      number, ["title": .string(draft.title), "body": .string(draft.markedBody)],
      to: "update pull request #\(number)", in: path)
    return try Self.pullRequest(try await change(request, in: path))
  }

  package func close(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    let request = edit(
      number, ["state": "closed"], to: "close pull request #\(number)", in: path)
    return try await close(number, in: path, by: request, read: Self.pullRequest)
  }

  private func edit(
    _ number: Int, _ body: JSONValue, to task: String, in path: ForgePath
  ) -> RESTRequest {
    .change("PATCH", parts(path, "pulls", "\(number)"), body, to: task, at: "\(path)")
  }

  package func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID {
    let request = mergeRequest(
      number, at: head, by: method, waiting: false, to: "merge pull request #\(number)", in: path)
    try await sendMerge(request, number, at: head, in: path)
    let merged = try await pullRequest(number, in: path)
    guard merged.state == .merged, let commit = merged.mergeCommit else {
      throw connection.error(request, .uncertain, "the pull request is \(merged.state.rawValue)")
    }
    return commit
  }

  package func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws {
    let task = "let pull request #\(number) merge by itself"
    let request = mergeRequest(number, at: head, by: method, waiting: true, to: task, in: path)
    guard try await demandWaiting(number, at: head, in: path, for: request) else { return }
    do {
      try await sendMerge(request, number, at: head, in: path)
    } catch let error as ForgeError where error.kind == .alreadyExists {
      // It waits already.
    }
  }

  private func mergeRequest(
    _ number: Int, at head: ObjectID, by method: MergeMethod, waiting: Bool, to task: String,
    in path: ForgePath
  ) -> RESTRequest {
    // Releases before 2026 and Forgejo know only the spelling with a capital.
    var body: [String: JSONValue] = [
      "Do": .string(method.rawValue), "head_commit_id": .string("\(head)"),
    ]
    if waiting { body["merge_when_checks_succeed"] = true }
    return .change(
      "POST", parts(path, "pulls", "\(number)", "merge"), .object(body), to: task, at: "\(path)")
  }

  /// Sends a merge; one that is refused is looked at to tell why.
  private func sendMerge(
    _ request: RESTRequest, _ number: Int, at head: ObjectID, in path: ForgePath
  ) async throws {
    do {
      _ = try await connection.send(request)
    } catch let error as ForgeError where [.refused, .conflict, .protected].contains(error.kind) {
      let pull = try await pullRequest(number, in: path)
      throw connection.error(
        request, try await obstacle(pull, expecting: head, after: error.kind, in: path),
        error.detail)
    }
  }

  /// Why a pull request could not be merged.
  private func obstacle(
    _ pull: PullRequest, expecting head: ObjectID, after kind: ForgeError.Kind, in path: ForgePath
  ) async throws -> ForgeError.Kind {
    guard pull.state == .open else { return .conflict }
    guard pull.headCommit == head else { return .stale(actual: pull.headCommit) }
    if pull.isMergeable == false { return .conflict }
    switch kind {
    case .conflict: return .alreadyExists
    case .refused: return .refused
    // The same status says that the forge is still finding out whether it can be merged.
    default: return try await branch(pull.base, in: path)?.isProtected == true ? kind : .unavailable
    }
  }

  private static func pullRequest(_ answer: RESTAnswer) throws -> PullRequest {
    let isMerged = try answer["merged"].boolean()
    let isOpen = try answer["state"].text() == "open"
    return PullRequest(
      number: try answer["number"].integer(),
      state: isMerged ? .merged : isOpen ? .open : .closed, title: try answer["title"].text(),
      body: answer["body"].textOrEmpty, head: try answer["head"]["label"].text(),
      headCommit: try answer["head"]["sha"].object(), base: try answer["base"]["ref"].text(),
      isMergeable: isOpen ? answer["mergeable"].value.boolean : nil,
      mergeCommit: isMerged ? try answer["merge_commit_sha"].object() : nil,
      page: answer["html_url"].value.string)
  }
}

extension GiteaForge {
  package func comments(
    on subject: ForgeSubject, in path: ForgePath
  ) async throws -> [ForgeComment] {
    // Comes whole, without pages.
    try await connection.send(
      .get(commentParts(subject, in: path), to: "read the comments", at: "\(path)")
    ).elements().map(Self.comment)
  }

  package func createComment(
    _ text: String, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment {
    let request = RESTRequest.change(
      "POST", commentParts(subject, in: path), ["body": .string(text)], to: "comment",
      at: "\(path)", isContent: true)
    return try Self.comment(try await connection.send(request))
  }

  private func commentParts(_ subject: ForgeSubject, in path: ForgePath) -> [String] {
    switch subject {
    // Both are counted together.
    case .pullRequest(let number), .issue(let number):
      parts(path, "issues", "\(number)", "comments")
    }
  }

  private static func comment(_ answer: RESTAnswer) throws -> ForgeComment {
    ForgeComment(
      id: "\(try answer["id"].integer())", text: try answer["body"].text(),
      author: answer["user"]["login"].value.string)
  }
}
