import LockstepCore

/// How a forge names what all of them have: releases, issues and comments.
struct LoopbackForgeWords: Sendable {
  /// What happens to a release whose tag is not there.
  enum WithoutTag: Sendable {
    case refused(LoopbackForgeAnswer)
    /// The tag is made where the default branch points.
    case made
  }

  /// The number of an issue.
  var number: String
  /// The text of an issue, the notes of a release.
  var text: String
  /// The state of an open issue.
  var open: String
  /// How many elements of a list are wanted, and how many come at most.
  var page: (name: String, most: Int)
  /// Whether a label is an object with a name.
  var labelsAreObjects: Bool
  /// Whether an issue takes labels by their numbers, and only those that the repository has.
  var labelsHaveNumbers = false
  /// Whether a release is named by its tag, else by its number.
  var releasesByTag: Bool
  /// The status after an issue was edited.
  var edited: Int
  /// The answer where there is no such thing.
  var missing: LoopbackForgeAnswer
  /// The answer where a release is there already.
  var duplicate: LoopbackForgeAnswer
  /// What happens to a release without its tag.
  var withoutTag: WithoutTag
}

/// Releases, issues and comments, which differ from forge to forge in their words only.
extension LoopbackForgeService {
  static func releases(
    _ exchange: LoopbackForgeExchange, _ parts: [String],
    _ repository: inout LoopbackForgeRepository, _ words: LoopbackForgeWords
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ release: LoopbackForgeRepository.Release) -> JSONValue {
      [
        "id": .integer(Int64(release.id)), "tag_name": .string(release.tag),
        "name": .string(release.title), words.text: .string(release.notes),
        "prerelease": .boolean(release.isPrerelease), "draft": false,
      ]
    }
    if exchange.method == "POST" {
      let tag = try exchange.required("tag_name")
      guard !repository.releases.contains(where: { $0.tag == tag }) else { throw words.duplicate }
      if repository.tags[tag] == nil {
        switch words.withoutTag {
        case .refused(let answer): throw answer
        case .made: repository.tags[tag] = repository.branches[repository.defaultBranch]
        }
      }
      let release = LoopbackForgeRepository.Release(
        id: repository.releases.count + 1, tag: tag, title: exchange.text("name") ?? tag,
        notes: exchange.text(words.text) ?? "",
        isPrerelease: exchange.body["prerelease"]?.boolean ?? false)
      repository.releases.append(release)
      return LoopbackForgeAnswer(201, view(release))
    }
    let index = repository.releases.firstIndex { release in
      parts.count == 3
        ? parts[1] == "tags" && release.tag == parts[2]
        : parts.last == (words.releasesByTag ? release.tag : "\(release.id)")
    }
    guard let index else { throw words.missing }
    if exchange.method != "GET" {
      var release = repository.releases[index]
      release.title = exchange.text("name") ?? release.title
      release.notes = exchange.text(words.text) ?? release.notes
      release.isPrerelease = exchange.body["prerelease"]?.boolean ?? release.isPrerelease
      repository.releases[index] = release
    }
    return LoopbackForgeAnswer(200, view(repository.releases[index]))
  }

  static func issues(
    _ exchange: LoopbackForgeExchange, _ parts: [String],
    _ repository: inout LoopbackForgeRepository, _ words: LoopbackForgeWords
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    guard parts.count > 1 else {
      guard exchange.method == "POST" else {
        return list(exchange, repository, words)
      }
      let labels = try labels(in: exchange, repository, words, byNumber: words.labelsHaveNumbers)
      let issue = LoopbackForgeRepository.Issue(
        number: repository.nextNumber(), title: try exchange.required("title"),
        body: exchange.text(words.text) ?? "", labels: labels ?? [])
      repository.issues[issue.number] = issue
      return LoopbackForgeAnswer(201, view(issue, words))
    }
    let labels = try labels(in: exchange, repository, words, byNumber: false)
    guard let number = Int(parts[1]) else { throw words.missing }
    if parts.count == 3, parts[2] != "labels" {
      return try comments(exchange, on: number, &repository, words)
    }
    guard var issue = repository.issues[number] else { throw words.missing }
    if parts.count == 3 {
      issue.labels += (labels ?? []).filter { !issue.labels.contains($0) }
      repository.issues[number] = issue
      return LoopbackForgeAnswer(200, .array(issue.labels.map { ["name": .string($0)] }))
    }
    guard exchange.method != "GET" else { return LoopbackForgeAnswer(200, view(issue, words)) }
    issue.title = exchange.text("title") ?? issue.title
    issue.body = exchange.text(words.text) ?? issue.body
    issue.labels = labels ?? issue.labels
    if let state = exchange.text("state_event") ?? exchange.text("state") {
      issue.isOpen = state == "reopen" || state == "open"
    }
    repository.issues[number] = issue
    return LoopbackForgeAnswer(words.edited, view(issue, words))
  }

  private static func list(
    _ exchange: LoopbackForgeExchange, _ repository: LoopbackForgeRepository,
    _ words: LoopbackForgeWords
  ) -> LoopbackForgeAnswer {
    let wanted = exchange.query["state"] ?? words.open
    let named = (exchange.query["labels"] ?? "").split(separator: ",").map(String.init)
    let found = repository.issues.values.filter { issue in
      (wanted == "all" || issue.isOpen == (wanted == words.open))
        && named.allSatisfy { issue.labels.contains($0) }
    }
    return exchange.page(
      found.sorted { $0.number > $1.number }.map { view($0, words) }, size: words.page.name,
      most: words.page.most)
  }

  /// Labels come as a list or, from GitLab's clients, as one text.
  ///
  /// Gitea passes over a name that it does not know, and takes none where `byNumber` alone counts.
  private static func labels(
    in exchange: LoopbackForgeExchange, _ repository: LoopbackForgeRepository,
    _ words: LoopbackForgeWords, byNumber: Bool
  ) throws(LoopbackForgeAnswer) -> [String]? {
    if let text = exchange.text("labels") {
      return text.split(separator: ",").map(String.init)
    }
    guard let items = exchange.body["labels"]?.array else { return nil }
    guard words.labelsHaveNumbers else { return items.compactMap(\.string) }
    var names: [String] = []
    for item in items {
      if let name = item.string, !byNumber {
        if repository.labels.contains(name) { names.append(name) }
      } else if let number = item.integer {
        guard repository.labels.indices.contains(Int(number) - 1) else { throw words.missing }
        names.append(repository.labels[Int(number) - 1])
      } else {
        throw LoopbackForgeAnswer(422, ["message": "a label is a number"])
      }
    }
    return names
  }

  /// The labels of a repository, which are numbered from 1 on.
  static func labels(
    _ exchange: LoopbackForgeExchange, _ repository: inout LoopbackForgeRepository,
    _ words: LoopbackForgeWords
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ number: Int) -> JSONValue {
      ["id": .integer(Int64(number)), "name": .string(repository.labels[number - 1])]
    }
    guard exchange.method == "POST" else {
      let all = repository.labels.indices.map { view($0 + 1) }
      return exchange.page(all, size: words.page.name, most: words.page.most)
    }
    _ = try exchange.required("color")
    repository.labels.append(try exchange.required("name"))
    return LoopbackForgeAnswer(201, view(repository.labels.count))
  }

  private static func view(
    _ issue: LoopbackForgeRepository.Issue, _ words: LoopbackForgeWords
  ) -> JSONValue {
    let labels = issue.labels.map { label -> JSONValue in
      words.labelsAreObjects ? ["name": .string(label)] : .string(label)
    }
    return [
      words.number: .integer(Int64(issue.number)), "title": .string(issue.title),
      words.text: .string(issue.body), "labels": .array(labels),
      "state": .string(issue.isOpen ? words.open : "closed"),
      "created_at": "2026-01-01T00:00:00Z",
    ]
  }

  /// What is said about an issue or a pull request.
  static func comments(
    _ exchange: LoopbackForgeExchange, on number: Int,
    _ repository: inout LoopbackForgeRepository, _ words: LoopbackForgeWords
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    func view(_ comment: LoopbackForgeRepository.Comment) -> JSONValue {
      [
        "id": .integer(Int64(comment.id)), "body": .string(comment.text), "system": false,
        "user": ["login": "lockstep-bot"], "author": ["username": "lockstep-bot"],
      ]
    }
    guard exchange.method == "POST" else {
      let found = repository.comments.filter { $0.subject == number }
      return exchange.page(found.map(view), size: words.page.name, most: words.page.most)
    }
    let comment = LoopbackForgeRepository.Comment(
      id: repository.comments.count + 1, subject: number, text: try exchange.required("body"))
    repository.comments.append(comment)
    return LoopbackForgeAnswer(201, view(comment))
  }

  /// Opens a pull request; `fields` names the members with its head, its base and its text.
  static func open(
    _ exchange: LoopbackForgeExchange, _ repository: inout LoopbackForgeRepository,
    fields: (head: String, base: String, text: String),
    view: (LoopbackForgeRepository.Pull, LoopbackForgeRepository) -> JSONValue,
    refuse: (LoopbackForgeRepository.Refusal) -> LoopbackForgeAnswer
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let head = try exchange.required(fields.head)
    let base = try exchange.required(fields.base)
    let title = try exchange.required("title")
    do {
      let pull = try repository.open(
        head: head, base: base, title: title, body: exchange.text(fields.text) ?? "")
      return LoopbackForgeAnswer(201, view(pull, repository))
    } catch {
      throw refuse(error)
    }
  }

  /// Finds the repository that a path begins with as `repos/OWNER/NAME`, and routes what comes behind.
  static func inRepository(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories,
    missing: LoopbackForgeAnswer, archived: LoopbackForgeAnswer,
    route: (
      LoopbackForgeExchange, [String], inout LoopbackForgeRepository
    ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer {
    let parts = exchange.parts
    guard parts.count >= 3, parts[0] == "repos" else { throw missing }
    let key = "\(parts[1])/\(parts[2])".lowercased()
    guard var repository = repositories[key] else { throw missing }
    guard exchange.method == "GET" || !repository.isArchived else { throw archived }
    try repository.refresh()
    defer { repositories[key] = repository }
    return try route(exchange, Array(parts.dropFirst(3)), &repository)
  }

  /// A list of an owner's repositories; `nil` where there are none.
  static func owned(
    by owner: String, _ repositories: Repositories, _ exchange: LoopbackForgeExchange,
    _ words: LoopbackForgeWords, view: (LoopbackForgeRepository) -> JSONValue
  ) -> LoopbackForgeAnswer? {
    let found = repositories.values.filter { $0.owner == owner }.sorted { $0.name < $1.name }
    guard !found.isEmpty else { return nil }
    return exchange.page(found.map(view), size: words.page.name, most: words.page.most)
  }
}
