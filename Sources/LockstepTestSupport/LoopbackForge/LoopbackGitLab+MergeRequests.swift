import LockstepCore

/// Merge requests, releases and issues.
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
      return try notes(exchange, number, &repository)
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
    let head = try exchange.required("source_branch")
    let base = try exchange.required("target_branch")
    let title = try exchange.required("title")
    do {
      let pull = try repository.open(
        head: head, base: base, title: title, body: exchange.text("description") ?? "")
      return LoopbackForgeAnswer(201, view(pull, repository))
    } catch {
      throw error == .exists
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

  private static func notes(
    _ exchange: LoopbackForgeExchange, _ number: Int, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ comment: Repository.Comment) -> JSONValue {
      [
        "id": .integer(Int64(comment.id)), "body": .string(comment.text), "system": false,
        "author": ["username": "lockstep-bot"],
      ]
    }
    guard exchange.method == "POST" else {
      return exchange.page(
        repository.comments.filter { $0.subject == number }.map(view), size: "per_page", most: 100)
    }
    let comment = Repository.Comment(
      id: repository.comments.count + 1, subject: number, text: try exchange.required("body"))
    repository.comments.append(comment)
    return LoopbackForgeAnswer(201, view(comment))
  }

  static func releases(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ release: Repository.Release) -> JSONValue {
      [
        "tag_name": .string(release.tag), "name": .string(release.title),
        "description": .string(release.notes),
      ]
    }
    if exchange.method == "POST" {
      let tag = try exchange.required("tag_name")
      guard !repository.releases.contains(where: { $0.tag == tag }) else {
        throw fail(409, "Release already exists")
      }
      guard repository.tags[tag] != nil || exchange.text("ref") != nil else {
        throw fail(422, "Ref is not specified")
      }
      let release = Repository.Release(
        id: repository.releases.count + 1, tag: tag, title: exchange.text("name") ?? tag,
        notes: exchange.text("description") ?? "", isPrerelease: false)
      repository.releases.append(release)
      return LoopbackForgeAnswer(201, view(release))
    }
    guard parts.count == 2,
      let index = repository.releases.firstIndex(where: { $0.tag == parts[1] })
    else { throw fail(404, "404 Not Found") }
    if exchange.method == "PUT" {
      repository.releases[index].title = exchange.text("name") ?? repository.releases[index].title
      repository.releases[index].notes =
        exchange.text("description") ?? repository.releases[index].notes
    }
    return LoopbackForgeAnswer(200, view(repository.releases[index]))
  }

  static func issues(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ issue: Repository.Issue) -> JSONValue {
      [
        "iid": .integer(Int64(issue.number)), "title": .string(issue.title),
        "description": .string(issue.body), "labels": .array(issue.labels.map(JSONValue.string)),
        "state": .string(issue.isOpen ? "opened" : "closed"),
        "created_at": "2026-01-01T00:00:00.000Z", "web_url": "https://gitlab.example.invalid/issue",
      ]
    }
    let labels = exchange.text("labels").map { $0.split(separator: ",").map(String.init) }
    if parts.count == 3, parts[2] == "notes", let number = Int(parts[1]) {
      return try notes(exchange, number, &repository)
    }
    if exchange.method == "POST" {
      let issue = Repository.Issue(
        number: repository.nextNumber(), title: try exchange.required("title"),
        body: exchange.text("description") ?? "", labels: labels ?? [])
      repository.issues[issue.number] = issue
      return LoopbackForgeAnswer(201, view(issue))
    }
    guard parts.count == 2, let number = Int(parts[1]) else {
      let wanted = exchange.query["state"] ?? "all"
      let named = (exchange.query["labels"] ?? "").split(separator: ",").map(String.init)
      let found = repository.issues.values.filter { issue in
        (wanted == "all" || issue.isOpen == (wanted == "opened"))
          && named.allSatisfy { issue.labels.contains($0) }
      }
      return exchange.page(
        found.sorted { $0.number > $1.number }.map(view), size: "per_page", most: 100)
    }
    guard var issue = repository.issues[number] else { throw fail(404, "404 Not found") }
    if exchange.method == "PUT" {
      issue.title = exchange.text("title") ?? issue.title
      issue.body = exchange.text("description") ?? issue.body
      issue.labels = labels ?? issue.labels
      if let event = exchange.text("state_event") { issue.isOpen = event == "reopen" }
      repository.issues[number] = issue
    }
    return LoopbackForgeAnswer(200, view(issue))
  }
}
