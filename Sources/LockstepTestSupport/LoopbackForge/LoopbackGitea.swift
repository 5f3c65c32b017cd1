import LockstepCore

/// Gitea's and Forgejo's REST interface, version 1, as far as it is used.
enum LoopbackGitea: LoopbackForgeService {
  typealias Repository = LoopbackForgeRepository

  static var depth: Int { 3 }

  static func answer(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard exchange.headers["authorization"] != nil else { throw fail(401, "token is required") }
    let parts = exchange.parts
    if parts.count == 3, parts[0] == "orgs" || parts[0] == "users", parts[2] == "repos" {
      guard let found = owned(by: parts[1], repositories, exchange, words, view: view) else {
        throw words.missing
      }
      return found
    }
    return try inRepository(
      exchange, &repositories, missing: words.missing, archived: fail(423, "repo is archived"),
      route: route)
  }

  private static let words = LoopbackForgeWords(
    number: "number", text: "body", open: "open", page: ("limit", 50), labelsAreObjects: true,
    labelsHaveNumbers: true, releasesByTag: false, edited: 201, missing: fail(404, "not found"),
    duplicate: fail(409, "Release already exists"), withoutTag: .made)

  private static func route(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    switch (exchange.method, parts.first ?? "", parts.dropFirst().first ?? "") {
    case ("GET", "", _): return LoopbackForgeAnswer(200, view(repository))
    case (_, "branches", _): return try branches(exchange, parts, &repository)
    case ("GET", "git", "commits") where parts.count == 3:
      return LoopbackForgeAnswer(200, try commit(parts[2], repository))
    case ("GET", "git", "refs") where parts.count == 4 && parts[2] == "tags":
      guard let target = repository.tags[parts[3]] else { throw fail(404, "not found") }
      return LoopbackForgeAnswer(
        200, [["ref": .string("refs/tags/\(parts[3])"), "object": ["sha": .string(target)]]])
    case ("GET", "git", "trees") where parts.count == 3:
      return try tree(exchange, parts[2], repository)
    case (_, "contents", _): return try contents(exchange, parts, &repository)
    case ("GET", "commits", _) where parts.count == 3:
      return try statuses(exchange, parts, repository)
    case (_, "pulls", _): return try pulls(exchange, parts, &repository)
    case (_, "releases", _): return try releases(exchange, parts, &repository, words)
    case (_, "labels", _): return try labels(exchange, &repository, words)
    case (_, "issues", _): return try issues(exchange, parts, &repository, words)
    default: throw fail(404, "not found")
    }
  }

  static func fail(_ status: Int, _ message: String) -> LoopbackForgeAnswer {
    LoopbackForgeAnswer(
      status, ["message": .string(message), "url": "https://gitea.example.invalid/api/swagger"])
  }

  static func fault(_ kind: String, retryAfter: Int?) -> LoopbackForgeAnswer {
    switch kind {
    case "unauthorized": return fail(401, "invalid username, password or token")
    case "forbidden": return fail(403, "token does not have at least one of required scope(s)")
    case "not_found": return fail(404, "not found")
    case "conflict": return fail(409, "conflict")
    case "validation": return fail(422, "[Fault]: injected")
    case "bad_gateway": return LoopbackForgeAnswer(502)
    case "unavailable": return LoopbackForgeAnswer(503)
    case "gateway_timeout": return LoopbackForgeAnswer(504)
    case "rate_limit", "rate_limit_primary", "rate_limit_secondary":
      var answer = LoopbackForgeAnswer(429)
      answer.headers["retry-after"] = "\(retryAfter ?? 30)"
      return answer
    default: return fail(500, "internal server error")
    }
  }

  private static func view(_ repository: Repository) -> JSONValue {
    [
      "id": .integer(Int64(repository.id)), "name": .string(repository.name),
      "full_name": .string(repository.path), "empty": .boolean(repository.branches.isEmpty),
      "default_branch": .string(repository.defaultBranch),
      "private": .boolean(repository.isPrivate), "archived": .boolean(repository.isArchived),
      "fork": false, "allow_merge_commits": true, "allow_squash_merge": true, "allow_rebase": true,
      "clone_url": .string("https://gitea.example.invalid/\(repository.path).git"),
      "ssh_url": .string("git@gitea.example.invalid:\(repository.path).git"),
      "html_url": .string("https://gitea.example.invalid/\(repository.path)"),
    ]
  }

  // MARK: branches, commits, files

  private static func branch(_ name: String, _ tip: String, _ repository: Repository) -> JSONValue {
    let isProtected = repository.protected.contains(name)
    return [
      "name": .string(name), "commit": ["id": .string(tip)], "protected": .boolean(isProtected),
      "user_can_push": .boolean(!isProtected),
    ]
  }

  private static func commit(
    _ name: String, _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> JSONValue {
    guard let id = repository.resolve(name), let commit = repository.commits[id] else {
      throw fail(404, "not found")
    }
    return [
      "sha": .string(id), "parents": .array(commit.parents.map { ["sha": .string($0)] }),
      "commit": ["message": .string(commit.message), "tree": ["sha": .string(commit.tree)]],
    ]
  }

  private static func branches(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    if exchange.method == "POST" {
      let name = try exchange.required("new_branch_name")
      let source =
        exchange.text("old_ref_name") ?? exchange.text("old_branch_name")
        ?? repository.defaultBranch
      guard let tip = repository.resolve(source) else {
        throw fail(404, "The old branch does not exist")
      }
      guard repository.branches[name] == nil else { throw fail(409, "The branch already exists.") }
      repository.branches[name] = tip
      return LoopbackForgeAnswer(201, branch(name, tip, repository))
    }
    let name = parts.dropFirst().joined(separator: "/")
    guard let tip = repository.branches[name] else {
      throw fail(404, "branch does not exist [name: \(name)]")
    }
    guard exchange.method == "DELETE" else {
      return LoopbackForgeAnswer(200, branch(name, tip, repository))
    }
    guard !repository.protected.contains(name), name != repository.defaultBranch else {
      throw fail(403, "branch protected")
    }
    repository.branches[name] = nil
    return LoopbackForgeAnswer(204)
  }

  private static func tree(
    _ exchange: LoopbackForgeExchange, _ name: String, _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let id = repository.resolve(name) ?? repository.commits.values.first { $0.tree == name }?.id
    guard let id, let commit = repository.commits[id] else {
      throw fail(400, "sha not found: \(name)")
    }
    let entries = commit.files.sorted { $0.key < $1.key }.map { path, file -> JSONValue in
      [
        "path": .string(path), "mode": .string(file.mode), "type": "blob",
        "sha": .string(file.id),
      ]
    }
    return LoopbackForgeAnswer(
      200, ["sha": .string(commit.tree), "truncated": false, "tree": .array(entries)])
  }

  private static func contents(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let path = parts.dropFirst().joined(separator: "/")
    guard exchange.method == "POST" else {
      guard let tip = repository.resolve(exchange.query["ref"] ?? repository.defaultBranch),
        let file = repository.commits[tip]?.files[path]
      else { throw fail(404, "object does not exist [id: , rel_path: \(path)]") }
      return LoopbackForgeAnswer(
        200,
        [
          "path": .string(path), "type": "file", "sha": .string(file.id), "encoding": "base64",
          "content": .string(Base64.encoded(file.bytes)),
        ])
    }
    let branch = exchange.text("branch") ?? repository.defaultBranch
    let new = exchange.text("new_branch") ?? branch
    guard let tip = repository.branches[branch] else {
      throw fail(404, "branch does not exist [name: \(branch)]")
    }
    if new != branch, repository.branches[new] != nil {
      throw fail(422, "branch already exists [name: \(new)]")
    }
    guard !repository.protected.contains(new) else { throw fail(403, "branch \(new) is protected") }
    var changes: [String: Repository.File?] = [:]
    for file in exchange.body["files"]?.array ?? [] {
      let path = file["path"]?.string ?? ""
      let isThere = repository.commits[tip]?.files[path]
      let operation = file["operation"]?.string
      if operation == "create" {
        guard isThere == nil else {
          throw fail(422, "repository file already exists [path: \(path)]")
        }
      } else {
        guard let isThere else {
          throw fail(404, "object does not exist [id: , rel_path: \(path)]")
        }
        guard file["sha"]?.string == isThere.id else {
          throw fail(422, "sha does not match [given: …, expected: \(isThere.id)]")
        }
      }
      let bytes = Base64.decoded(file["content"]?.string ?? "")
      changes[path] =
        operation == "delete"
        ? .some(nil) : Repository.File(bytes: bytes, mode: isThere?.mode ?? "100644")
    }
    let id = repository.commit(
      changes, onto: tip, branch: new, message: try exchange.required("message"))
    return LoopbackForgeAnswer(201, ["commit": ["sha": .string(id)], "files": []])
  }

  private static func statuses(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard let id = repository.resolve(parts[1]) else { throw fail(404, "not found") }
    let states = (repository.statuses[id] ?? [:]).sorted { $0.key < $1.key }
    let statuses = states.enumerated().map { index, state -> JSONValue in
      [
        "id": .integer(Int64(index + 1)), "context": .string(state.key),
        "status": .string(state.value),
      ]
    }
    if parts[2] == "statuses" { return exchange.page(statuses, size: "limit", most: 50) }
    return LoopbackForgeAnswer(
      200,
      [
        "sha": .string(id), "state": .string(repository.verdict(of: id) ?? ""),
        "total_count": .integer(Int64(statuses.count)), "statuses": .array(statuses),
      ])
  }
}
