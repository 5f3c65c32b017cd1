import LockstepCore

/// Pull requests.
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
    try open(exchange, &repository, fields: ("head", "base", "body"), view: view) {
      switch $0 {
      case .exists: fail(409, "pull request already exists for these targets")
      case .missingHead, .missingBase: fail(404, "not found")
      default: fail(422, "There are no changes between the base and the head")
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
}
