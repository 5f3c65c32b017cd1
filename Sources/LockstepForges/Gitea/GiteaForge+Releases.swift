import LockstepCore

/// Releases and issues.
extension GiteaForge {
  package func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease? {
    let request = RESTRequest.get(
      parts(path, "releases", "tags", tag), to: "look at the release \(tag)", at: "\(path)")
    return try await find(request, in: path).map(Self.release)
  }

  package func createRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "POST", parts(path, "releases"), Self.body(of: draft),
      to: "publish the release \(draft.tag)", at: "\(path)", isContent: true)
    // A tag that is missing would be made, at whatever the default branch points to.
    guard try await hasTag(draft.tag, in: path) else {
      throw connection.error(request, .notFound, "there is no tag \(draft.tag)")
    }
    return try Self.release(try await create(request, in: path))
  }

  private func hasTag(_ tag: String, in path: ForgePath) async throws -> Bool {
    var request = RESTRequest.get(
      parts(path, "git", "refs", "tags"), to: "look at the tag \(tag)", at: "\(path)")
    request.path += tag.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let answer = try await connection.find(request) else { return false }
    // All that begin with the name come.
    return try answer.elements().contains { try $0["ref"].text() == "refs/tags/\(tag)" }
  }

  package func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "PATCH", parts(path, "releases", release.id), Self.body(of: draft),
      to: "update the release \(release.tag)", at: "\(path)")
    return try Self.release(try await connection.send(request))
  }

  private static func body(of draft: ReleaseDraft) -> JSONValue {
    [
      "tag_name": .string(draft.tag), "name": .string(draft.title), "body": .string(draft.notes),
      "prerelease": .boolean(draft.isPrerelease), "draft": false,
    ]
  }

  private static func release(_ answer: RESTAnswer) throws -> ForgeRelease {
    ForgeRelease(
      id: "\(try answer["id"].integer())", tag: try answer["tag_name"].text(),
      title: answer["name"].textOrEmpty, notes: answer["body"].textOrEmpty,
      isPrerelease: try answer["prerelease"].boolean(), page: answer["html_url"].value.string)
  }

  package func issues(_ query: IssueQuery, in path: ForgePath) async throws -> [ForgeIssue] {
    var terms = [
      (name: "type", value: "issues"),
      (name: "state", value: query.includesClosed ? "all" : "open"),
    ]
    if !query.labels.isEmpty {
      terms.append((name: "labels", value: query.labels.joined(separator: ",")))
    }
    if let since = query.since { terms.append((name: "since", value: "\(since)")) }
    let request = RESTRequest.get(
      parts(path, "issues"), query: terms, to: "list the issues", at: "\(path)")
    let found = try await connection.all(request).map(Self.issue)
    // A label that the repository does not have is passed over by the server.
    return found.filter { issue in query.labels.allSatisfy { issue.labels.contains($0) } }
      .sorted { $0.number > $1.number }
  }

  package func createIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue {
    let request = RESTRequest.change(
      "POST", parts(path, "issues"),
      ["title": .string(draft.title), "body": .string(draft.markedBody)], to: "open an issue",
      at: "\(path)", isContent: true)
    let made = try Self.issue(try await connection.send(request))
    return try await label(made, as: draft, in: path)
  }

  package func updateIssue(
    _ number: Int, to draft: IssueDraft, isOpen: Bool, in path: ForgePath
  ) async throws -> ForgeIssue {
    let request = RESTRequest.change(
      "PATCH", parts(path, "issues", "\(number)"),
      [
        "title": .string(draft.title), "body": .string(draft.markedBody),
        "state": .string(isOpen ? "open" : "closed"),
      ], to: "update issue #\(number)", at: "\(path)")
    return try await label(
      try Self.issue(try await connection.send(request)), as: draft, in: path)
  }

  /// Gives an issue the labels that it lacks: they are taken by their names only afterwards.
  private func label(
    _ issue: ForgeIssue, as draft: IssueDraft, in path: ForgePath
  ) async throws -> ForgeIssue {
    let missing = draft.labels.filter { !issue.labels.contains($0) }
    guard !missing.isEmpty else { return issue }
    let request = RESTRequest.change(
      "POST", parts(path, "issues", "\(issue.number)", "labels"),
      ["labels": .array(missing.map(JSONValue.string))], to: "label issue #\(issue.number)",
      at: "\(path)")
    _ = try await connection.send(request)
    var issue = issue
    issue.labels += missing
    return issue
  }

  private static func issue(_ answer: RESTAnswer) throws -> ForgeIssue {
    ForgeIssue(
      number: try answer["number"].integer(), isOpen: try answer["state"].text() == "open",
      title: try answer["title"].text(), body: answer["body"].textOrEmpty,
      labels: try answer["labels"].elements().map { try $0["name"].text() },
      opened: answer["created_at"].value.string.flatMap { try? Timestamp(parsing: $0) },
      page: answer["html_url"].value.string)
  }
}
