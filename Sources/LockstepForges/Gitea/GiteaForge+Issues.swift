import LockstepCore

/// Issues and their labels.
extension GiteaForge {
  /// The colour of a label that is made because an issue needs it, a calm red.
  private static let labelColour = "#b60205"

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
    var body: [String: JSONValue] = [
      "title": .string(draft.title), "body": .string(draft.markedBody),
    ]
    let labels = try await numbers(of: draft.labels, in: path)
    if !labels.isEmpty { body["labels"] = .array(labels.map { .integer(Int64($0)) }) }
    let request = RESTRequest.change(
      "POST", parts(path, "issues"), .object(body), to: "open an issue", at: "\(path)",
      isContent: true)
    return try Self.issue(try await connection.send(request))
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

  /// Gives an issue the labels that it lacks: a change of the issue itself does not take any.
  private func label(
    _ issue: ForgeIssue, as draft: IssueDraft, in path: ForgePath
  ) async throws -> ForgeIssue {
    let missing = draft.labels.filter { !issue.labels.contains($0) }
    let labels = try await numbers(of: missing, in: path)
    guard !labels.isEmpty else { return issue }
    let request = RESTRequest.change(
      "POST", parts(path, "issues", "\(issue.number)", "labels"),
      ["labels": .array(labels.map { .integer(Int64($0)) })],
      to: "label issue #\(issue.number)", at: "\(path)")
    var issue = issue
    issue.labels = try await connection.send(request).elements().map { try $0["name"].text() }
    return issue
  }

  /// The numbers of a repository's labels; those that it lacks are made.
  ///
  /// A new issue takes labels by number alone. Newer servers take the names of labels for one that is there,
  /// but pass over a name that they do not know without a word. Where a label cannot be made the issue
  /// goes without it: what it says matters more.
  private func numbers(of names: [String], in path: ForgePath) async throws -> [Int] {
    guard !names.isEmpty else { return [] }
    let request = RESTRequest.get(parts(path, "labels"), to: "look at the labels", at: "\(path)")
    var known: [String: Int] = [:]
    do {
      for label in try await connection.all(request) {
        known[try label["name"].text()] = try label["id"].integer()
      }
    } catch let error as ForgeError where error.kind == .notFound {
      // A server that has no labels, or a repository that is not there: the issue itself tells.
      return []
    }
    var numbers: [Int] = []
    for name in names {
      if let number = known[name] {
        numbers.append(number)
      } else if let number = try await makeLabel(name, in: path) {
        numbers.append(number)
      }
    }
    return numbers
  }

  private func makeLabel(_ name: String, in path: ForgePath) async throws -> Int? {
    let request = RESTRequest.change(
      "POST", parts(path, "labels"),
      ["name": .string(name), "color": .string(Self.labelColour)], to: "make the label \(name)",
      at: "\(path)")
    do {
      return try await connection.send(request)["id"].integer()
    } catch let error as ForgeError
      where [.forbidden, .notFound, .refused, .conflict, .archived].contains(error.kind)
    {
      return nil
    }
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
