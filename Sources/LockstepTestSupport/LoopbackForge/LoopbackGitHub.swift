import LockstepCore

/// GitHub's REST interface of 2022-11-28, and the two mutations of GraphQL, as far as they are used.
enum LoopbackGitHub: LoopbackForgeService {
  typealias Repository = LoopbackForgeRepository

  static var depth: Int { 1 }

  static func answer(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard exchange.headers["authorization"] != nil else { throw fail(401, "Bad credentials") }
    guard exchange.headers["user-agent"] != nil else { throw fail(403, "User-Agent is missing") }
    let parts = exchange.parts
    if parts == ["graphql"] { return try mutate(exchange, &repositories) }
    if parts.count == 3, parts[0] == "orgs", parts[2] == "repos" {
      guard let found = owned(by: parts[1], repositories, exchange, words, view: view) else {
        throw words.missing
      }
      return found
    }
    return try inRepository(
      exchange, &repositories, missing: words.missing,
      archived: fail(403, "Repository was archived so is read-only."), route: route)
  }

  private static let words = LoopbackForgeWords(
    number: "number", text: "body", open: "open", page: ("per_page", 100), labelsAreObjects: true,
    releasesByTag: false, edited: 200, missing: fail(404, "Not Found"),
    duplicate: fail(422, "Validation Failed", code: "already_exists"), withoutTag: .made)

  private static func route(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    switch (exchange.method, parts.first ?? "", parts.dropFirst().first ?? "") {
    case ("GET", "", _): return LoopbackForgeAnswer(200, view(repository))
    case ("GET", "branches", _): return try branch(parts, repository)
    case (_, "git", _): return try gitDatabase(exchange, parts, &repository)
    case ("GET", "contents", _): return try contents(exchange, parts, repository)
    case ("GET", "commits", _) where parts.count == 3:
      return try checks(exchange, parts, repository)
    case (_, "pulls", _): return try pulls(exchange, parts, &repository)
    case (_, "releases", _): return try releases(exchange, parts, &repository, words)
    case (_, "issues", _): return try issues(exchange, parts, &repository, words)
    default: throw fail(404, "Not Found")
    }
  }

  static func fail(_ status: Int, _ message: String, code: String? = nil) -> LoopbackForgeAnswer {
    var body: [String: JSONValue] = [
      "message": .string(message), "documentation_url": "https://docs.github.com/rest",
    ]
    if let code { body["errors"] = [["code": .string(code)]] }
    return LoopbackForgeAnswer(status, .object(body))
  }

  static func fault(_ kind: String, retryAfter: Int?) -> LoopbackForgeAnswer {
    switch kind {
    case "unauthorized": return fail(401, "Bad credentials")
    case "forbidden": return fail(403, "Resource not accessible by personal access token")
    case "not_found": return fail(404, "Not Found")
    case "conflict": return fail(409, "Conflict")
    case "validation": return fail(422, "Validation Failed", code: "invalid")
    case "bad_gateway": return LoopbackForgeAnswer(502)
    case "unavailable": return LoopbackForgeAnswer(503)
    case "gateway_timeout": return LoopbackForgeAnswer(504)
    case "rate_limit", "rate_limit_primary", "rate_limit_secondary":
      var answer = fail(403, "You have exceeded a secondary rate limit.")
      answer.headers["retry-after"] = "\(retryAfter ?? 60)"
      return answer
    default: return fail(500, "Server Error")
    }
  }

  private static func view(_ repository: Repository) -> JSONValue {
    [
      "id": .integer(Int64(repository.id)), "name": .string(repository.name),
      "full_name": .string(repository.path), "default_branch": .string(repository.defaultBranch),
      "private": .boolean(repository.isPrivate), "archived": .boolean(repository.isArchived),
      "fork": false, "allow_auto_merge": true, "allow_merge_commit": true,
      "allow_squash_merge": true, "allow_rebase_merge": true,
      "clone_url": .string("https://github.example.invalid/\(repository.path).git"),
      "ssh_url": .string("git@github.example.invalid:\(repository.path).git"),
      "html_url": .string("https://github.example.invalid/\(repository.path)"),
    ]
  }

  // MARK: branches, commits, files

  private static func branch(
    _ parts: [String], _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let name = parts.dropFirst().joined(separator: "/")
    guard let tip = repository.branches[name] else { throw fail(404, "Branch not found") }
    return LoopbackForgeAnswer(
      200,
      [
        "name": .string(name), "commit": ["sha": .string(tip)],
        "protected": .boolean(repository.protected.contains(name)),
      ])
  }

  private static func gitDatabase(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let name = parts.dropFirst(3).joined(separator: "/")
    switch (exchange.method, parts.dropFirst().first ?? "") {
    case ("GET", "commits"):
      guard parts.count == 3, let commit = repository.commits[parts[2]] else {
        throw fail(404, "Not Found")
      }
      return LoopbackForgeAnswer(
        200,
        [
          "sha": .string(commit.id), "message": .string(commit.message),
          "tree": ["sha": .string(commit.tree)],
          "parents": .array(commit.parents.map { ["sha": .string($0)] }),
        ])
    case ("GET", "ref"):
      guard parts.count > 3, parts[2] == "tags", let target = repository.tags[name] else {
        throw fail(404, "Not Found")
      }
      return LoopbackForgeAnswer(
        200, ["ref": .string("refs/tags/\(name)"), "object": ["sha": .string(target)]])
    case ("POST", "refs"):
      let ref = try exchange.required("ref")
      let branch = String(ref.dropFirst("refs/heads/".count))
      let target = try exchange.required("sha")
      guard repository.commits[target] != nil else { throw fail(422, "Object does not exist") }
      guard repository.branches[branch] == nil else { throw fail(422, "Reference already exists") }
      repository.branches[branch] = target
      return LoopbackForgeAnswer(201, ["ref": .string(ref), "object": ["sha": .string(target)]])
    case ("DELETE", "refs"):
      guard repository.branches[name] != nil else { throw fail(422, "Reference does not exist") }
      guard !repository.protected.contains(name) else { throw fail(422, "Cannot delete") }
      repository.branches[name] = nil
      return LoopbackForgeAnswer(204)
    default: throw fail(404, "Not Found")
    }
  }

  private static func contents(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let path = parts.dropFirst().joined(separator: "/")
    guard let tip = repository.resolve(exchange.query["ref"] ?? repository.defaultBranch),
      let file = repository.commits[tip]?.files[path]
    else { throw fail(404, "Not Found") }
    var answer = LoopbackForgeAnswer(200)
    answer.raw = file.bytes
    answer.headers["content-type"] = "application/vnd.github.raw+json; charset=utf-8"
    return answer
  }

  private static func checks(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard let id = repository.resolve(parts[1]) else {
      throw fail(422, "No commit found for SHA: \(parts[1])")
    }
    let states = (repository.statuses[id] ?? [:]).sorted { $0.key < $1.key }
    guard parts[2] == "check-runs" else {
      return LoopbackForgeAnswer(200, ["state": "pending", "total_count": 0, "statuses": []])
    }
    let runs = states.map { name, state -> JSONValue in
      [
        "name": .string(name), "status": state == "pending" ? "in_progress" : "completed",
        "conclusion": state == "pending" ? .null : .string(state),
      ]
    }
    return LoopbackForgeAnswer(
      200, ["total_count": .integer(Int64(runs.count)), "check_runs": .array(runs)])
  }
}
