import LockstepCore

/// Pull requests, releases and issues.
extension LoopbackGitea {
  private static func view(_ pull: Repository.Pull, _ repository: Repository) -> JSONValue {
    func side(_ name: String, _ commit: String) -> JSONValue {
      [
        "ref": .string(name), "label": .string(name), "sha": .string(commit),
        "repo_id": .integer(Int64(repository.id)),
      ]
    }
    return [
      "number": .integer(Int64(pull.number)), "title": .string(pull.title),
      "body": .string(pull.body), "state": .string(pull.isOpen ? "open" : "closed"),
      "merged": .boolean(pull.isMerged), "mergeable": .boolean(repository.merged(pull) != nil),
      "merge_commit_sha": pull.mergeCommit.map { .string($0) } ?? .null,
      "head": side(pull.head, pull.headCommit),
      "base": side(pull.base, repository.branches[pull.base] ?? ""),
      "html_url": .string("https://gitea.example.invalid/\(repository.path)/pulls/\(pull.number)"),
    ]
  }

  static func pulls(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard parts.count > 1 else {
      guard exchange.method == "GET" else { return try open(exchange, &repository) }
      let wanted = exchange.query["state"] ?? "open"
      let found = repository.pulls.values.filter {
        wanted == "all" || $0.isOpen == (wanted == "open")
      }
      return exchange.page(
        found.sorted { $0.number > $1.number }.map { view($0, repository) }, size: "limit", most: 50
      )
    }
    guard let number = Int(parts[1]), let pull = repository.pulls[number] else {
      throw fail(404, "pull request does not exist")
    }
    if parts.count == 3, parts[2] == "merge" { return try merge(exchange, pull, &repository) }
    guard exchange.method == "PATCH" else {
      return LoopbackForgeAnswer(200, view(pull, repository))
    }
    repository.pulls[number]?.title = exchange.text("title") ?? pull.title
    repository.pulls[number]?.body = exchange.text("body") ?? pull.body
    if exchange.text("state") == "closed" { repository.pulls[number]?.isOpen = false }
    return LoopbackForgeAnswer(201, view(repository.pulls[number] ?? pull, repository))
  }

  private static func open(
    _ exchange: LoopbackForgeExchange, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let head = try exchange.required("head")
    let base = try exchange.required("base")
    let title = try exchange.required("title")
    do {
      let pull = try repository.open(
        head: head, base: base, title: title, body: exchange.text("body") ?? "")
      return LoopbackForgeAnswer(201, view(pull, repository))
    } catch {
      switch error {
      case .exists: throw fail(409, "pull request already exists for these targets")
      case .missingHead, .missingBase: throw fail(404, "not found")
      default: throw fail(422, "There are no changes between the base and the head")
      }
    }
  }

  private static func merge(
    _ exchange: LoopbackForgeExchange, _ pull: Repository.Pull, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard exchange.method == "POST" else {
      guard pull.isMerged else { throw fail(404, "not found") }
      return LoopbackForgeAnswer(204)
    }
    let method = exchange.text("Do") ?? exchange.text("do") ?? ""
    if exchange.body["merge_when_checks_succeed"]?.boolean == true,
      repository.verdict(of: pull.headCommit) == "pending"
    {
      repository.pulls[pull.number]?.autoMerge = method
      return LoopbackForgeAnswer(201)
    }
    do {
      try repository.merge(
        pull.number, method: method, expected: exchange.text("head_commit_id"),
        message: exchange.text("MergeTitleField"))
      return LoopbackForgeAnswer(200)
    } catch {
      switch error {
      case .stale: throw fail(409, "head out of date")
      case .conflict: throw fail(409, "merge conflict")
      case .notOpen:
        throw fail(405, pull.isMerged ? "The PR is already merged" : "The PR is closed")
      default: throw fail(405, "Please try again later")
      }
    }
  }

  static func releases(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ release: Repository.Release) -> JSONValue {
      [
        "id": .integer(Int64(release.id)), "tag_name": .string(release.tag),
        "name": .string(release.title), "body": .string(release.notes),
        "prerelease": .boolean(release.isPrerelease), "draft": false,
      ]
    }
    if exchange.method == "POST" {
      let tag = try exchange.required("tag_name")
      guard !repository.releases.contains(where: { $0.tag == tag }) else {
        throw fail(409, "Release already exists")
      }
      let release = Repository.Release(
        id: repository.releases.count + 1, tag: tag, title: exchange.text("name") ?? "",
        notes: exchange.text("body") ?? "",
        isPrerelease: exchange.body["prerelease"]?.boolean ?? false)
      repository.releases.append(release)
      // As Gitea does it: a tag that is missing is made.
      if repository.tags[tag] == nil {
        repository.tags[tag] = repository.branches[repository.defaultBranch]
      }
      return LoopbackForgeAnswer(201, view(release))
    }
    let index = repository.releases.firstIndex { release in
      parts.count == 3
        ? parts[1] == "tags" && release.tag == parts[2] : parts.last == "\(release.id)"
    }
    guard let index else { throw fail(404, "not found") }
    if exchange.method == "PATCH" {
      repository.releases[index].title = exchange.text("name") ?? ""
      repository.releases[index].notes = exchange.text("body") ?? ""
    }
    return LoopbackForgeAnswer(200, view(repository.releases[index]))
  }

  static func issues(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ issue: Repository.Issue) -> JSONValue {
      [
        "number": .integer(Int64(issue.number)), "title": .string(issue.title),
        "body": .string(issue.body), "labels": .array(issue.labels.map { ["name": .string($0)] }),
        "state": .string(issue.isOpen ? "open" : "closed"),
        "created_at": "2026-01-01T00:00:00Z", "html_url": "https://gitea.example.invalid/issue",
      ]
    }
    if parts.count == 3, parts[2] == "comments", let number = Int(parts[1]) {
      return try comments(exchange, number, &repository)
    }
    if parts.count == 3, parts[2] == "labels", let number = Int(parts[1]),
      let issue = repository.issues[number]
    {
      let names = (exchange.body["labels"]?.array ?? []).compactMap(\.string)
      repository.issues[number]?.labels += names.filter { !issue.labels.contains($0) }
      return LoopbackForgeAnswer(200, .array(names.map { ["name": .string($0)] }))
    }
    if exchange.method == "POST" {
      let issue = Repository.Issue(
        number: repository.nextNumber(), title: try exchange.required("title"),
        body: exchange.text("body") ?? "", labels: [])
      repository.issues[issue.number] = issue
      return LoopbackForgeAnswer(201, view(issue))
    }
    guard parts.count == 2, let number = Int(parts[1]) else {
      let wanted = exchange.query["state"] ?? "open"
      let found = repository.issues.values.filter {
        wanted == "all" || $0.isOpen == (wanted == "open")
      }
      return exchange.page(
        found.sorted { $0.number > $1.number }.map(view), size: "limit", most: 50)
    }
    guard var issue = repository.issues[number] else { throw fail(404, "issue does not exist") }
    if exchange.method == "PATCH" {
      issue.title = exchange.text("title") ?? issue.title
      issue.body = exchange.text("body") ?? issue.body
      if let state = exchange.text("state") { issue.isOpen = state == "open" }
      repository.issues[number] = issue
      return LoopbackForgeAnswer(201, view(issue))
    }
    return LoopbackForgeAnswer(200, view(issue))
  }

  private static func comments(
    _ exchange: LoopbackForgeExchange, _ number: Int, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ comment: Repository.Comment) -> JSONValue {
      [
        "id": .integer(Int64(comment.id)), "body": .string(comment.text),
        "user": ["login": "lockstep-bot"],
      ]
    }
    guard exchange.method == "POST" else {
      return LoopbackForgeAnswer(
        200, .array(repository.comments.filter { $0.subject == number }.map(view)))
    }
    let comment = Repository.Comment(
      id: repository.comments.count + 1, subject: number, text: try exchange.required("body"))
    repository.comments.append(comment)
    return LoopbackForgeAnswer(201, view(comment))
  }
}
