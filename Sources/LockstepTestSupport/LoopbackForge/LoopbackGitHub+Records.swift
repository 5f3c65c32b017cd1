import LockstepCore

/// Releases, issues and comments.
extension LoopbackGitHub {
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
        throw fail(422, "Validation Failed", code: "already_exists")
      }
      let release = Repository.Release(
        id: repository.releases.count + 1, tag: tag, title: exchange.text("name") ?? "",
        notes: exchange.text("body") ?? "",
        isPrerelease: exchange.body["prerelease"]?.boolean ?? false)
      repository.releases.append(release)
      return LoopbackForgeAnswer(201, view(release))
    }
    let index = repository.releases.firstIndex { release in
      parts.count == 3
        ? parts[1] == "tags" && release.tag == parts[2] : parts.last == "\(release.id)"
    }
    guard let index else { throw fail(404, "Not Found") }
    if exchange.method == "PATCH" {
      repository.releases[index].title = exchange.text("name") ?? ""
      repository.releases[index].notes = exchange.text("body") ?? ""
      repository.releases[index].isPrerelease = exchange.body["prerelease"]?.boolean ?? false
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
        "created_at": "2026-01-01T00:00:00Z", "html_url": "https://github.example.invalid/issue",
      ]
    }
    if parts.count == 3, parts[2] == "comments", let number = Int(parts[1]) {
      return try comments(exchange, number, &repository)
    }
    let labels = exchange.body["labels"]?.array?.compactMap(\.string)
    if exchange.method == "POST" {
      let issue = Repository.Issue(
        number: repository.nextNumber(), title: try exchange.required("title"),
        body: exchange.text("body") ?? "", labels: labels ?? [])
      repository.issues[issue.number] = issue
      return LoopbackForgeAnswer(201, view(issue))
    }
    guard parts.count == 2, let number = Int(parts[1]) else {
      let wanted = exchange.query["state"] ?? "open"
      let named = (exchange.query["labels"] ?? "").split(separator: ",").map(String.init)
      let found = repository.issues.values.filter { issue in
        (wanted == "all" || issue.isOpen == (wanted == "open"))
          && named.allSatisfy { issue.labels.contains($0) }
      }
      return exchange.page(
        found.sorted { $0.number > $1.number }.map(view), size: "per_page", most: 100)
    }
    guard var issue = repository.issues[number] else { throw fail(404, "Not Found") }
    if exchange.method == "PATCH" {
      issue.title = exchange.text("title") ?? issue.title
      issue.body = exchange.text("body") ?? issue.body
      issue.labels = labels ?? issue.labels
      if let state = exchange.text("state") { issue.isOpen = state == "open" }
      repository.issues[number] = issue
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
      return exchange.page(
        repository.comments.filter { $0.subject == number }.map(view), size: "per_page", most: 100)
    }
    let comment = Repository.Comment(
      id: repository.comments.count + 1, subject: number, text: try exchange.required("body"))
    repository.comments.append(comment)
    return LoopbackForgeAnswer(201, view(comment))
  }
}
