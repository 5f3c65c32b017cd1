import LockstepCore

/// Merge requests.
extension LoopbackGitLab {
  private static func view(_ pull: Repository.Pull, _ repository: Repository) -> JSONValue {
    let canMerge = repository.merged(pull) != nil
    let verdict = repository.verdict(of: pull.headCommit)
    let isHeld = repository.protected.contains(pull.base)
    let detail =
      !pull.isOpen
      ? "not_open"
      : !canMerge
        ? "conflict"
        : isHeld && verdict == "pending"
          ? "ci_still_running" : isHeld && verdict == "failure" ? "ci_must_pass" : "mergeable"
    return [
      "iid": .integer(Int64(pull.number)), "title": .string(pull.title),
      "description": .string(pull.body),
      "state": .string(pull.isMerged ? "merged" : pull.isOpen ? "opened" : "closed"),
      "source_branch": .string(pull.head), "target_branch": .string(pull.base),
      "source_project_id": .integer(Int64(repository.id)),
      "target_project_id": .integer(Int64(repository.id)), "sha": .string(pull.headCommit),
      "merge_when_pipeline_succeeds": .boolean(pull.autoMerge != nil),
      "detailed_merge_status": .string(detail), "has_conflicts": .boolean(!canMerge),
      "merge_commit_sha": pull.mergeCommit.map { .string($0) } ?? .null,
      "squash_commit_sha": .null,
      "web_url": .string(
        "https://gitlab.example.invalid/\(repository.path)/-/merge_requests/\(pull.number)"),
    ]
  }

  static func mergeRequests(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard parts.count > 1 else {
      return exchange.method == "POST"
        ? try open(exchange, &repository) : list(exchange, repository)
    }
    guard let number = Int(parts[1]), let pull = repository.pulls[number] else {
      throw fail(404, "404 Not found")
    }
    if parts.count == 3, parts[2] == "notes" {
      return try comments(exchange, on: number, &repository, words)
    }
    if parts.count == 3, parts[2] == "merge" { return try merge(exchange, pull, &repository) }
    if exchange.method == "PUT" {
      repository.pulls[number]?.title = exchange.text("title") ?? pull.title
      repository.pulls[number]?.body = exchange.text("description") ?? pull.body
      if exchange.text("state_event") == "close" { repository.pulls[number]?.isOpen = false }
    }
    return LoopbackForgeAnswer(200, view(repository.pulls[number] ?? pull, repository))
  }

  private static func list(
    _ exchange: LoopbackForgeExchange, _ repository: Repository
  ) -> LoopbackForgeAnswer {
    let found = repository.pulls.values.filter { pull in
      exchange.query["source_branch"].map { $0 == pull.head } ?? true
    }
    return exchange.page(
      found.sorted { $0.number > $1.number }.map { view($0, repository) }, size: "per_page",
      most: 100)
  }

  private static func open(
    _ exchange: LoopbackForgeExchange, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    try open(
      exchange, &repository, fields: ("source_branch", "target_branch", "description"), view: view
    ) {
      $0 == .exists
        ? fail(409, "Another open merge request already exists for this source branch")
        : fail(400, "The branch does not exist or has no changes")
    }
  }

  private static func merge(
    _ exchange: LoopbackForgeExchange, _ pull: Repository.Pull, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let method = exchange.body["squash"]?.boolean == true ? "squash" : "merge"
    let waits =
      exchange.body["auto_merge"]?.boolean ?? exchange.body["merge_when_pipeline_succeeds"]?.boolean
    guard pull.isOpen else { throw fail(405, "405 Method Not Allowed") }
    if let sha = exchange.text("sha"), sha != pull.headCommit {
      throw fail(409, "SHA does not match HEAD of source branch: \(pull.headCommit)")
    }
    if waits == true, repository.verdict(of: pull.headCommit) == "pending" {
      repository.pulls[pull.number]?.autoMerge = method
    } else {
      do {
        try repository.merge(pull.number, method: method, expected: nil)
      } catch {
        throw error == .conflict
          ? fail(422, "Branch cannot be merged") : fail(405, "405 Method Not Allowed")
      }
    }
    return LoopbackForgeAnswer(200, view(repository.pulls[pull.number] ?? pull, repository))
  }
}
