import LockstepCore
package import LockstepGit

extension GitHubForge {
  package func pullRequests(
    from head: String, in path: ForgePath
  ) async throws -> [PullRequest] {
    try await pullRequests(from: head, state: "all", in: path)
  }

  private func pullRequests(
    from head: String, state: String, in path: ForgePath
  ) async throws -> [PullRequest] {
    // GitHub ignores a head without its owner, and lists every pull request then.
    let query = Address.query([
      "head": "\(path.owner):\(head)", "state": state, "sort": "created", "direction": "desc",
      "per_page": "100",
    ])
    let request = request("look for a pull request", path, "GET", "/pulls\(query)")
    guard let list = try await transport.list(request) else {
      throw transport.error(.notFound, request, "")
    }
    return try list.map { try pull(GitHubAnswer($0, request, transport)) }
      .filter { $0.head == head }
  }

  package func pullRequest(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try await look(at: number, in: path).pull
  }

  package func createPullRequest(
    _ draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = request(
      "open a pull request", path, "POST", "/pulls",
      body: [
        "head": .string(draft.head), "base": .string(draft.base), "title": .string(draft.title),
        "body": .string(draft.markedBody),
      ], cost: .content)
    let reply = try await change(request, in: path)
    if reply.status == 422,
      try await pullRequests(from: draft.head, state: "open", in: path)
        .contains(where: { $0.base == draft.base })
    {
      throw transport.error(.alreadyExists, request, "")
    }
    return try pull(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func updatePullRequest(
    _ number: Int, to draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let request = request(
      "update a pull request", path, "PATCH", "/pulls/\(number)",
      body: ["title": .string(draft.title), "body": .string(draft.markedBody)], cost: .change)
    let reply = try await change(request, in: path)
    return try pull(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  package func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID {
    let request = request(
      "merge a pull request", path, "PUT", "/pulls/\(number)/merge",
      body: ["sha": .string("\(head)"), "merge_method": .string(method.rawValue)],
      cost: .content)
    let reply = try await change(request, in: path)
    if reply.status == 405 || reply.status == 409 {
      let found = try await look(at: number, in: path)
      throw transport.error(
        Self.obstacle(found.pull, found.mergeability, head: head), request,
        reply.json["message"]?.string ?? "")
    }
    return try GitHubAnswer(try transport.require(reply, request).json, request, transport)
      .commit("sha")
  }

  package func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws {
    let found = try await look(at: number, in: path)
    do {
      _ = try await mutate(
        "let a pull request be merged", path, "enablePullRequestAutoMerge",
        "EnablePullRequestAutoMergeInput",
        [
          "pullRequestId": .string(found.id),
          "mergeMethod": .string(method.rawValue.uppercased()),
          "expectedHeadOid": .string("\(head)"),
        ], selecting: "pullRequest { number }", cost: .graphChange)
    } catch let error as ForgeError where error.kind == .refused {
      // Why is told in prose alone, so we look.
      let now = try await look(at: number, in: path)
      let isReady = ["clean", "unstable", "has_hooks"].contains(now.mergeability)
      let kind =
        now.pull.state == .open && now.pull.headCommit == head && isReady
        ? ForgeError.Kind.nothingToWaitFor
        : now.mergeability == "blocked" && now.pull.headCommit == head
          ? .refused : Self.obstacle(now.pull, now.mergeability, head: head)
      // A repository that does not merge by itself refuses too, ready or not.
      let facts = try await repository(path)
      throw ForgeError(
        forge: name, task: error.task, place: error.place,
        kind: facts.allowsAutoMerge == false && kind == .nothingToWaitFor ? .refused : kind,
        detail: error.detail)
    }
  }

  package func close(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    let request = request(
      "close a pull request", path, "PATCH", "/pulls/\(number)", body: ["state": "closed"],
      cost: .change)
    let reply = try await change(request, in: path)
    return try pull(
      GitHubAnswer(try transport.require(reply, request).json, request, transport))
  }

  /// A pull request with what only GitHub says of it: its name in GraphQL, and whether it could be
  /// merged now.
  private func look(
    at number: Int, in path: ForgePath
  ) async throws -> (pull: PullRequest, id: String, mergeability: String) {
    let request = request("read a pull request", path, "GET", "/pulls/\(number)")
    let answer = GitHubAnswer(try await transport.fetch(request).json, request, transport)
    return (
      try pull(answer), try answer.text("node_id"),
      answer.json["mergeable_state"]?.string ?? "unknown"
    )
  }

  /// Why an open pull request was not merged.
  private static func obstacle(
    _ pull: PullRequest, _ mergeability: String, head: ObjectID
  ) -> ForgeError.Kind {
    if pull.state != .open { return .conflict }
    if pull.headCommit != head { return .stale(actual: pull.headCommit) }
    if pull.isMergeable == false || mergeability == "dirty" { return .conflict }
    // Nothing wrong with it: the base has moved under the request.
    if ["clean", "has_hooks"].contains(mergeability) { return .stale(actual: nil) }
    return .protected
  }

  private func pull(_ answer: GitHubAnswer) throws -> PullRequest {
    let json = answer.json
    let isMerged = json["merged"]?.boolean ?? (json["merged_at"]?.string != nil)
    let isOpen = try answer.text("state") == "open"
    return PullRequest(
      number: try answer.number("number"), state: isMerged ? .merged : isOpen ? .open : .closed,
      title: try answer.text("title"), body: json["body"]?.string ?? "",
      head: try answer.text("head", "ref"), headCommit: try answer.commit("head", "sha"),
      base: try answer.text("base", "ref"), isMergeable: json["mergeable"]?.boolean,
      hasAutoMerge: json["auto_merge"]?.object != nil,
      // Before the merge it names a trial of GitHub's own.
      mergeCommit: isMerged
        ? json["merge_commit_sha"]?.string.flatMap { ObjectID(hexadecimal: $0.utf8) } : nil,
      page: json["html_url"]?.string)
  }
}
