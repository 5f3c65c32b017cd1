import LockstepCore

/// GitLab's REST interface, version 4, as far as it is used.
enum LoopbackGitLab: LoopbackForgeService {
  typealias Repository = LoopbackForgeRepository

  static var depth: Int { 3 }

  static func answer(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard exchange.headers["private-token"] != nil || exchange.headers["authorization"] != nil
    else { throw fail(401, "401 Unauthorized") }
    let parts = exchange.parts
    if parts.count == 3, parts[0] == "groups", parts[2] == "projects" {
      guard let found = owned(by: parts[1], repositories, exchange, words, view: project) else {
        throw fail(404, "404 Group Not Found")
      }
      return found
    }
    guard parts.count >= 2, parts[0] == "projects" else { throw fail(404, "404 Not Found") }
    let key = repositories.first {
      $0.key == parts[1].lowercased() || "\($0.value.id)" == parts[1]
    }?.key
    guard let key, var repository = repositories[key] else {
      throw fail(404, "404 Project Not Found")
    }
    guard exchange.method == "GET" || !repository.isArchived else {
      throw fail(403, "403 Forbidden")
    }
    try repository.refresh()
    defer { repositories[key] = repository }
    return try route(exchange, Array(parts.dropFirst(2)), &repository)
  }

  static let words = LoopbackForgeWords(
    number: "iid", text: "description", open: "opened", page: ("per_page", 100),
    labelsAreObjects: false, releasesByTag: true, edited: 200, missing: fail(404, "404 Not Found"),
    duplicate: fail(409, "Release already exists"),
    withoutTag: .refused(fail(422, "Ref is not specified")))

  private static func route(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    switch (exchange.method, parts.first ?? "", parts.dropFirst().first ?? "") {
    case ("GET", "", _): return LoopbackForgeAnswer(200, project(repository))
    case (_, "repository", "branches"): return try branches(exchange, parts, &repository)
    case (_, "repository", "commits"): return try commits(exchange, parts, &repository)
    case ("GET", "repository", "files"): return try file(exchange, parts, repository)
    case ("GET", "repository", "tags") where parts.count == 3:
      guard let target = repository.tags[parts[2]] else { throw fail(404, "404 Tag Not Found") }
      return LoopbackForgeAnswer(200, ["name": .string(parts[2]), "target": .string(target)])
    case (_, "merge_requests", _): return try mergeRequests(exchange, parts, &repository)
    case (_, "releases", _): return try releases(exchange, parts, &repository, words)
    case (_, "issues", _): return try issues(exchange, parts, &repository, words)
    default: throw fail(404, "404 Not Found")
    }
  }

  static func fail(_ status: Int, _ message: String) -> LoopbackForgeAnswer {
    LoopbackForgeAnswer(status, ["message": .string(message)])
  }

  static func fault(_ kind: String, retryAfter: Int?) -> LoopbackForgeAnswer {
    switch kind {
    case "unauthorized": return fail(401, "401 Unauthorized")
    case "forbidden": return fail(403, "403 Forbidden")
    case "not_found": return fail(404, "404 Project Not Found")
    case "conflict": return fail(409, "409 Conflict")
    case "validation": return LoopbackForgeAnswer(400, ["error": "injected is invalid"])
    case "bad_gateway": return LoopbackForgeAnswer(502)
    case "unavailable": return LoopbackForgeAnswer(503)
    case "gateway_timeout": return LoopbackForgeAnswer(504)
    case "rate_limit", "rate_limit_primary", "rate_limit_secondary":
      var answer = LoopbackForgeAnswer(429)
      answer.headers["retry-after"] = "\(retryAfter ?? 60)"
      answer.headers["ratelimit-remaining"] = "0"
      return answer
    default: return fail(500, "500 Internal Server Error")
    }
  }

  private static func project(_ repository: Repository) -> JSONValue {
    [
      "id": .integer(Int64(repository.id)), "name": .string(repository.name),
      "path_with_namespace": .string(repository.path),
      "default_branch": .string(repository.defaultBranch),
      "http_url_to_repo": .string("https://gitlab.example.invalid/\(repository.path).git"),
      "ssh_url_to_repo": .string("git@gitlab.example.invalid:\(repository.path).git"),
      "web_url": .string("https://gitlab.example.invalid/\(repository.path)"),
      "archived": .boolean(repository.isArchived),
      "visibility": .string(repository.isPrivate ? "private" : "public"),
      "merge_method": "merge", "squash_option": "default_off",
    ]
  }

  // MARK: branches, commits, files

  private static func branch(_ name: String, _ tip: String, _ repository: Repository) -> JSONValue {
    let isProtected = repository.protected.contains(name)
    return [
      "name": .string(name), "commit": commit(tip, repository),
      "protected": .boolean(isProtected), "can_push": .boolean(!isProtected),
    ]
  }

  private static func commit(_ id: String, _ repository: Repository) -> JSONValue {
    let commit = repository.commits[id]
    return [
      "id": .string(id), "message": .string(commit?.message ?? ""),
      "parent_ids": .array((commit?.parents ?? []).map(JSONValue.string)),
    ]
  }

  private static func branches(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    if exchange.method == "POST" {
      let name = try exchange.required("branch")
      guard repository.branches[name] == nil else { throw fail(400, "Branch already exists") }
      guard let tip = repository.resolve(try exchange.required("ref")) else {
        throw fail(400, "Invalid reference name: \(exchange.text("ref") ?? "")")
      }
      repository.branches[name] = tip
      return LoopbackForgeAnswer(201, branch(name, tip, repository))
    }
    guard parts.count == 3, let tip = repository.branches[parts[2]] else {
      throw fail(404, "404 Branch Not Found")
    }
    guard exchange.method == "DELETE" else {
      return LoopbackForgeAnswer(200, branch(parts[2], tip, repository))
    }
    guard !repository.protected.contains(parts[2]), parts[2] != repository.defaultBranch else {
      throw fail(400, "Protected branch")
    }
    repository.branches[parts[2]] = nil
    return LoopbackForgeAnswer(204)
  }

  private static func commits(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    if exchange.method == "POST" { return try makeCommit(exchange, &repository) }
    guard parts.count >= 3, let id = repository.resolve(parts[2]) else {
      throw fail(404, "404 Commit Not Found")
    }
    guard parts.count == 4, parts[3] == "statuses" else {
      return LoopbackForgeAnswer(200, commit(id, repository))
    }
    let words = ["pending": "running", "failure": "failed"]
    let statuses = (repository.statuses[id] ?? [:]).sorted { $0.key < $1.key }
    return exchange.page(
      statuses.map { name, state in
        [
          "name": .string(name), "status": .string(words[state] ?? state),
          "allow_failure": false, "sha": .string(id),
        ]
      }, size: "per_page", most: 100)
  }

  private static func makeCommit(
    _ exchange: LoopbackForgeExchange, _ repository: inout Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let branch = try exchange.required("branch")
    let message = try exchange.required("commit_message")
    let start = exchange.text("start_sha") ?? exchange.text("start_branch")
    let isForced = exchange.body["force"]?.boolean ?? false
    guard !repository.protected.contains(branch) else {
      throw fail(400, "You are not allowed to push into this branch")
    }
    if repository.branches[branch] != nil, start != nil, !isForced {
      throw fail(400, "A branch called '\(branch)' already exists.")
    }
    guard let parent = repository.resolve(start ?? branch) else {
      throw fail(400, "You can only create or edit files when you are on a branch")
    }
    var changes: [String: Repository.File?] = [:]
    for action in exchange.body["actions"]?.array ?? [] {
      let path = action["file_path"]?.string ?? ""
      let isThere = repository.commits[parent]?.files[path]
      if let seen = action["last_commit_id"]?.string,
        seen != repository.lastChange(of: path, from: parent)
      {
        throw fail(400, "The file has changed since you started editing it.")
      }
      let content = action["content"]?.string ?? ""
      let bytes =
        action["encoding"]?.string == "base64" ? Base64.decoded(content) : Array(content.utf8)
      switch (action["action"]?.string, isThere) {
      case ("create", nil):
        let isProgram = action["execute_filemode"]?.boolean ?? false
        changes[path] = Repository.File(bytes: bytes, mode: isProgram ? "100755" : "100644")
      case ("update", let file?): changes[path] = Repository.File(bytes: bytes, mode: file.mode)
      case ("delete", _?): changes[path] = .some(nil)
      case ("chmod", let file?):
        let isProgram = action["execute_filemode"]?.boolean ?? false
        let now = (changes[path] ?? file) ?? file
        changes[path] = Repository.File(bytes: now.bytes, mode: isProgram ? "100755" : "100644")
      case ("create", _): throw fail(400, "A file with this name already exists")
      default: throw fail(400, "A file with this name doesn't exist")
      }
    }
    let id = repository.commit(changes, onto: parent, branch: branch, message: message)
    return LoopbackForgeAnswer(201, commit(id, repository))
  }

  private static func file(
    _ exchange: LoopbackForgeExchange, _ parts: [String], _ repository: Repository
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard parts.count == 3, let tip = repository.resolve(exchange.query["ref"] ?? ""),
      let file = repository.commits[tip]?.files[parts[2]]
    else { throw fail(404, "404 File Not Found") }
    return LoopbackForgeAnswer(
      200,
      [
        "file_path": .string(parts[2]), "encoding": "base64", "blob_id": .string(file.id),
        "content": .string(Base64.encoded(file.bytes)), "commit_id": .string(tip),
        "last_commit_id": .string(repository.lastChange(of: parts[2], from: tip)),
        "execute_filemode": .boolean(file.mode == "100755"),
      ])
  }
}
