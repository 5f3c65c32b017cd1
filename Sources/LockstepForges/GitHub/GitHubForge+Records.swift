import LockstepCore
package import LockstepGit

extension GitHubForge {
  package func comments(
    on subject: ForgeSubject, in path: ForgePath
  ) async throws -> [ForgeComment] {
    let request = request(
      "read comments", path, "GET", "/issues/\(number(of: subject))/comments?per_page=100")
    guard let list = try await transport.list(request) else {
      throw transport.error(.notFound, request, "")
    }
    return try list.map { try comment(GitHubAnswer($0, request, transport)) }
  }

  package func createComment(
    _ text: String, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment {
    let request = request(
      "add a comment", path, "POST", "/issues/\(number(of: subject))/comments",
      body: ["body": .string(text)], cost: .content)
    let reply = try await change(request, in: path)
    return try comment(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func checks(of commit: ObjectID, in path: ForgePath) async throws -> ForgeChecks {
    let runs = request(
      "read checks", path, "GET", "/commits/\(commit)/check-runs?filter=latest&per_page=100")
    let contexts = request("read checks", path, "GET", "/commits/\(commit)/status?per_page=100")
    let runList: [JSONValue]
    let contextList: [JSONValue]
    do {
      guard let first = try await transport.list(runs, member: "check_runs"),
        let second = try await transport.list(contexts, member: "statuses")
      else { throw transport.error(.notFound, runs, "") }
      (runList, contextList) = (first, second)
    } catch let error as ForgeError where error.kind == .refused {
      // That the commit is not there is told as a wrong request.
      guard try await self.commit(commit, in: path) == nil else { throw error }
      throw transport.error(.notFound, runs, "there is no such commit")
    }
    let checks = try runList.map { run in
      let answer = GitHubAnswer(run, runs, transport)
      let isOver = try answer.text("status") == "completed"
      let isGood = ["success", "neutral", "skipped"].contains(run["conclusion"]?.string ?? "")
      return ForgeChecks.Check(
        name: try answer.text("name"), state: isOver ? isGood ? .green : .red : .pending,
        page: run["html_url"]?.string ?? run["details_url"]?.string)
    }
    let statuses = try contextList.map { status in
      let answer = GitHubAnswer(status, contexts, transport)
      let state: ForgeChecks.State =
        switch try answer.text("state") {
        case "success": .green
        case "pending": .pending
        default: .red
        }
      return ForgeChecks.Check(
        name: try answer.text("context"), state: state, page: status["target_url"]?.string)
    }
    return ForgeChecks(checks + statuses)
  }

  package func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease? {
    let request = request("read a release", path, "GET", "/releases/tags/\(escape(tag))")
    let reply = try await transport.send(request)
    if reply.status == 404 { return nil }
    return try release(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func createRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let task = "publish a release"
    // For a tag that is not there GitHub would make one, wherever the default branch is.
    let look = request(task, path, "GET", "/git/ref/tags/\(escape(draft.tag))")
    try await transport.fetch(look)
    let request = request(
      task, path, "POST", "/releases", body: body(of: draft), cost: .content)
    let reply = try await change(request, in: path)
    let codes = (reply.json["errors"]?.array ?? []).compactMap { $0["code"]?.string }
    if reply.status == 422, codes.contains("already_exists") {
      throw transport.error(.alreadyExists, request, "")
    }
    return try release(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = request(
      "update a release", path, "PATCH", "/releases/\(Address.escape(release.id))",
      body: body(of: draft), cost: .change)
    let reply = try await change(request, in: path)
    return try self.release(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func issues(_ query: IssueQuery, in path: ForgePath) async throws -> [ForgeIssue] {
    var members = "?state=\(query.includesClosed ? "all" : "open")&per_page=100"
    if !query.labels.isEmpty {
      members += "&labels=\(Address.escape(query.labels.joined(separator: ",")))"
    }
    if let since = query.since { members += "&since=\(Address.escape("\(since)"))" }
    let request = request("list issues", path, "GET", "/issues\(members)")
    guard let list = try await transport.list(request) else {
      throw transport.error(.notFound, request, "")
    }
    // To GitHub every pull request is an issue too.
    return try list.filter { $0["pull_request"]?.object == nil }
      .map { try issue(GitHubAnswer($0, request, transport)) }
      .sorted { $0.number > $1.number }
  }

  package func createIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue {
    let request = request(
      "open an issue", path, "POST", "/issues",
      body: [
        "title": .string(draft.title), "body": .string(draft.markedBody),
        "labels": .array(draft.labels.map(JSONValue.string)),
      ], cost: .content)
    let reply = try await change(request, in: path)
    return try issue(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func updateIssue(
    _ number: Int, to draft: IssueDraft, isOpen: Bool, in path: ForgePath
  ) async throws -> ForgeIssue {
    let request = request(
      "update an issue", path, "PATCH", "/issues/\(number)",
      body: [
        "title": .string(draft.title), "body": .string(draft.markedBody),
        "labels": .array(draft.labels.map(JSONValue.string)),
        "state": isOpen ? "open" : "closed",
      ], cost: .change)
    let reply = try await change(request, in: path)
    return try issue(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  /// To GitHub a pull request is an issue with changes: one row of numbers, one kind of comments.
  private func number(of subject: ForgeSubject) -> Int {
    switch subject {
    case .pullRequest(let number), .issue(let number): number
    }
  }

  private func body(of draft: ReleaseDraft) -> JSONValue {
    [
      "tag_name": .string(draft.tag), "name": .string(draft.title), "body": .string(draft.notes),
      "prerelease": .boolean(draft.isPrerelease), "draft": false,
    ]
  }

  private func comment(_ answer: GitHubAnswer) throws -> ForgeComment {
    ForgeComment(
      id: "\(try answer.integer("id"))", text: answer.json["body"]?.string ?? "",
      author: answer.json["user"]?["login"]?.string)
  }

  private func release(_ answer: GitHubAnswer) throws -> ForgeRelease {
    ForgeRelease(
      id: "\(try answer.integer("id"))", tag: try answer.text("tag_name"),
      title: answer.json["name"]?.string ?? "", notes: answer.json["body"]?.string ?? "",
      isPrerelease: try answer.boolean("prerelease"), page: answer.json["html_url"]?.string)
  }

  private func issue(_ answer: GitHubAnswer) throws -> ForgeIssue {
    ForgeIssue(
      number: try answer.number("number"), isOpen: try answer.text("state") == "open",
      title: try answer.text("title"), body: answer.json["body"]?.string ?? "",
      labels: (answer.json["labels"]?.array ?? []).compactMap {
        $0.string ?? $0["name"]?.string
      },
      opened: answer.json["created_at"]?.string.flatMap { try? Timestamp(parsing: $0) },
      page: answer.json["html_url"]?.string)
  }
}
