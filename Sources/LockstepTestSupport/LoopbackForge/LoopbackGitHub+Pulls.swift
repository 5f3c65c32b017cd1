import LockstepCore

/// Pull requests and GraphQL.
extension LoopbackGitHub {
  private static func view(_ pull: Repository.Pull, _ repository: Repository) -> JSONValue {
    let verdict = repository.verdict(of: pull.headCommit)
    let isHeld =
      repository.protected.contains(pull.base) && (verdict == "pending" || verdict == "failure")
    let canMerge = repository.merged(pull) != nil
    let state =
      !canMerge
      ? "dirty"
      : isHeld ? "blocked" : verdict == "pending" || verdict == "failure" ? "unstable" : "clean"
    return [
      "number": .integer(Int64(pull.number)),
      "node_id": .string("PR_\(repository.id)_\(pull.number)"), "title": .string(pull.title),
      "body": .string(pull.body), "state": .string(pull.isOpen ? "open" : "closed"),
      "merged": .boolean(pull.isMerged), "mergeable": pull.isOpen ? .boolean(canMerge) : .null,
      "mergeable_state": .string(pull.isOpen ? state : "unknown"),
      "merge_commit_sha": pull.mergeCommit.map { .string($0) } ?? .null,
      "auto_merge": pull.autoMerge.map { ["merge_method": .string($0)] } ?? .null,
      "head": ["ref": .string(pull.head), "sha": .string(pull.headCommit)],
      "base": ["ref": .string(pull.base), "sha": .string(repository.branches[pull.base] ?? "")],
      "html_url": .string("https://github.example.invalid/\(repository.path)/pull/\(pull.number)"),
    ]
  }

  static func pulls(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard parts.count > 1 else {
      guard exchange.method == "GET" else { return try open(exchange, &repository) }
      let wanted = exchange.query["state"] ?? "open"
      let head = exchange.query["head"].flatMap { $0.split(separator: ":").last.map(String.init) }
      let found = repository.pulls.values.filter { pull in
        (wanted == "all" || pull.isOpen == (wanted == "open"))
          && (head.map { $0 == pull.head } ?? true)
      }
      return exchange.page(
        found.sorted { $0.number > $1.number }.map { view($0, repository) }, size: "per_page",
        most: 100)
    }
    guard let number = Int(parts[1]), let pull = repository.pulls[number] else {
      throw fail(404, "Not Found")
    }
    if parts.count == 3, parts[2] == "merge" { return try merge(exchange, pull, &repository) }
    if exchange.method == "PATCH" {
      repository.pulls[number]?.title = exchange.text("title") ?? pull.title
      repository.pulls[number]?.body = exchange.text("body") ?? pull.body
      if exchange.text("state") == "closed" { repository.pulls[number]?.isOpen = false }
    }
    return LoopbackForgeAnswer(200, view(repository.pulls[number] ?? pull, repository))
  }

  private static func open(
    _ exchange: LoopbackForgeExchange, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    try open(exchange, &repository, fields: ("head", "base", "body"), view: view) {
      fail(422, "Validation Failed", code: $0 == .exists ? "custom" : "invalid")
    }
  }

  private static func merge(
    _ exchange: LoopbackForgeExchange, _ pull: Repository.Pull, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    do {
      let commit = try repository.merge(
        pull.number, method: exchange.text("merge_method") ?? "merge",
        expected: exchange.text("sha"))
      return LoopbackForgeAnswer(
        200, ["sha": .string(commit), "merged": true, "message": "merged"])
    } catch {
      throw error == .stale
        ? fail(409, "Head branch was modified. Review and try the merge again.")
        : fail(405, "Pull Request is not mergeable")
    }
  }

  /// GraphQL answers 200 whatever happened.
  static func mutate(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let text = exchange.text("query") ?? ""
    let input = exchange.body["variables"]?["input"] ?? .null
    if text.contains("createCommitOnBranch(") { return commit(input, &repositories) }
    if text.contains("enablePullRequestAutoMerge(") { return autoMerge(input, &repositories) }
    return refusal("NOT_IMPLEMENTED_HERE", "this mutation is not known")
  }

  private static func refusal(_ type: String, _ message: String) -> LoopbackForgeAnswer {
    LoopbackForgeAnswer(
      200,
      [
        "data": .null,
        "errors": [["type": .string(type), "message": .string(message)]],
      ])
  }

  private static func commit(
    _ input: JSONValue, _ repositories: inout Repositories
  ) -> LoopbackForgeAnswer {
    let key = (input["branch"]?["repositoryNameWithOwner"]?.string ?? "").lowercased()
    let branch = input["branch"]?["branchName"]?.string ?? ""
    guard var repository = repositories[key], let tip = repository.branches[branch] else {
      return refusal("NOT_FOUND", "there is no such branch")
    }
    if repository.isArchived { return refusal("FORBIDDEN", "Repository was archived") }
    guard input["expectedHeadOid"]?.string == tip else {
      return refusal(
        "STALE_DATA", "Expected branch to point to another commit. Pull and try again.")
    }
    guard !repository.protected.contains(branch) else {
      return refusal("UNPROCESSABLE", "Changes must be made through a pull request.")
    }
    var changes: [String: Repository.File?] = [:]
    for addition in input["fileChanges"]?["additions"]?.array ?? [] {
      let path = addition["path"]?.string ?? ""
      let mode = repository.commits[tip]?.files[path]?.mode ?? "100644"
      let bytes = Base64.decoded(addition["contents"]?.string ?? "")
      changes[path] = Repository.File(bytes: bytes, mode: mode)
    }
    for deletion in input["fileChanges"]?["deletions"]?.array ?? [] {
      let path = deletion["path"]?.string ?? ""
      guard repository.commits[tip]?.files[path] != nil else {
        return refusal("UNPROCESSABLE", "A path was requested for deletion which does not exist")
      }
      changes[path] = .some(nil)
    }
    let message = input["message"]
    let id = repository.commit(
      changes, onto: tip, branch: branch,
      message: "\(message?["headline"]?.string ?? "")\n\n\(message?["body"]?.string ?? "")")
    repositories[key] = repository
    return LoopbackForgeAnswer(
      200, ["data": ["createCommitOnBranch": ["commit": ["oid": .string(id)]]]])
  }

  private static func autoMerge(
    _ input: JSONValue, _ repositories: inout Repositories
  ) -> LoopbackForgeAnswer {
    let parts = (input["pullRequestId"]?.string ?? "").split(separator: "_")
    let key = repositories.first { parts.count == 3 && "\($0.value.id)" == parts[1] }?.key
    guard let key, let number = Int(parts[2]), var repository = repositories[key] else {
      return refusal("NOT_FOUND", "there is no such pull request")
    }
    repository.follow()
    guard let pull = repository.pulls[number], pull.isOpen else {
      return refusal("UNPROCESSABLE", "Pull request is closed")
    }
    guard input["expectedHeadOid"]?.string == pull.headCommit else {
      return refusal("UNPROCESSABLE", "Head sha didn't match expected head sha")
    }
    let verdict = repository.verdict(of: pull.headCommit)
    guard repository.protected.contains(pull.base), verdict == "pending" || verdict == "failure"
    else { return refusal("UNPROCESSABLE", "Pull request is in clean status") }
    repository.pulls[number]?.autoMerge = input["mergeMethod"]?.string?.lowercased() ?? "merge"
    repositories[key] = repository
    return LoopbackForgeAnswer(
      200,
      [
        "data": [
          "enablePullRequestAutoMerge": ["pullRequest": ["number": .integer(Int64(number))]]
        ]
      ])
  }
}
