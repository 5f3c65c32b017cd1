import LockstepCore

/// Releases and issues.
extension GitLabForge {
  /// What says in the notes that a release is not ready for use: GitLab has no place for it.
  private static let prerelease = "<!-- lockstep: prerelease -->"

  package func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease? {
    let request = RESTRequest.get(
      project(path, "releases", tag), to: "look at the release \(tag)", at: "\(path)")
    return try await find(request, in: path).map(Self.release)
  }

  package func createRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "POST", project(path, "releases"),
      [
        "tag_name": .string(draft.tag), "name": .string(draft.title),
        "description": .string(Self.notes(of: draft)),
      ], to: "publish the release \(draft.tag)", at: "\(path)", isContent: true)
    do {
      return try Self.release(try await create(request, in: path))
    } catch let error as ForgeError where error.kind == .refused {
      let tag = RESTRequest.get(
        project(path, "repository", "tags", draft.tag), to: request.task, at: "\(path)")
      guard try await connection.find(tag) != nil else {
        throw connection.error(request, .notFound, error.detail)
      }
      throw error
    }
  }

  package func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "PUT", project(path, "releases", release.tag),
      ["name": .string(draft.title), "description": .string(Self.notes(of: draft))],
      to: "update the release \(release.tag)", at: "\(path)")
    return try Self.release(try await change(request, in: path))
  }

  private static func notes(of draft: ReleaseDraft) -> String {
    draft.isPrerelease ? "\(draft.notes)\n\n\(prerelease)" : draft.notes
  }

  private static func release(_ answer: RESTAnswer) throws -> ForgeRelease {
    var notes = answer["description"].textOrEmpty
    let ending = "\n\n\(prerelease)"
    let isPrerelease = notes.hasSuffix(ending)
    if isPrerelease { notes.removeLast(ending.count) }
    let tag = try answer["tag_name"].text()
    return ForgeRelease(
      id: tag, tag: tag, title: answer["name"].textOrEmpty, notes: notes,
      isPrerelease: isPrerelease, page: answer["_links"]["self"].value.string)
  }

  package func issues(_ query: IssueQuery, in path: ForgePath) async throws -> [ForgeIssue] {
    var terms = [
      (name: "state", value: query.includesClosed ? "all" : "opened"),
      (name: "order_by", value: "created_at"), (name: "sort", value: "desc"),
    ]
    if !query.labels.isEmpty {
      terms.append((name: "labels", value: query.labels.joined(separator: ",")))
    }
    if let since = query.since { terms.append((name: "updated_after", value: "\(since)")) }
    let request = RESTRequest.get(
      project(path, "issues"), query: terms, to: "list the issues", at: "\(path)")
    return try await connection.all(request).map(Self.issue)
  }

  package func createIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue {
    let request = RESTRequest.change(
      "POST", project(path, "issues"), Self.body(of: draft), to: "open an issue", at: "\(path)",
      isContent: true)
    return try Self.issue(try await change(request, in: path))
  }

  package func updateIssue(
    _ number: Int, to draft: IssueDraft, isOpen: Bool, in path: ForgePath
  ) async throws -> ForgeIssue {
    var body = Self.body(of: draft).object ?? [:]
    body["state_event"] = .string(isOpen ? "reopen" : "close")
    let request = RESTRequest.change(
      "PUT", project(path, "issues", "\(number)"), .object(body), to: "update issue #\(number)",
      at: "\(path)")
    return try Self.issue(try await change(request, in: path))
  }

  private static func body(of draft: IssueDraft) -> JSONValue {
    [
      "title": .string(draft.title), "description": .string(draft.markedBody),
      "labels": .string(draft.labels.joined(separator: ",")),
    ]
  }

  private static func issue(_ answer: RESTAnswer) throws -> ForgeIssue {
    ForgeIssue(
      number: try answer["iid"].integer(), isOpen: try answer["state"].text() == "opened",
      title: try answer["title"].text(), body: answer["description"].textOrEmpty,
      labels: try answer["labels"].elements().map { try $0.text() },
      opened: answer["created_at"].value.string.flatMap { try? Timestamp(parsing: $0) },
      page: answer["web_url"].value.string)
  }
}
