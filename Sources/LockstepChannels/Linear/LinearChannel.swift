package import LockstepCore
package import LockstepSystem

/// A team of Linear: a message that opens a conversation becomes an issue, an answer a comment on it.
///
/// Linear takes the identifier of what is made from whoever makes it. Ours follows from the message's
/// key, so a repeat is refused by Linear itself, and found by asking.
package struct LinearChannel: Channel {
  package let name: String
  private let team: String
  private let service: LinearService
  private let directory: LinearDirectory

  /// The most characters of an issue's description or a comment that are sent.
  private static let limit = 60_000

  /// Names a team.
  ///
  /// - Parameters:
  ///   - team: The team's key, `ENG`.
  ///   - token: A personal key (`lin_api_…`) or an OAuth token.
  ///   - address: Where the GraphQL interface is.
  package init(
    team: String, token: Secret, address: String = "https://api.linear.app/graphql", http: HTTP
  ) {
    self.name = "linear:\(team)"
    self.team = team
    self.service = LinearService(token: token, address: address, http: http)
    self.directory = LinearDirectory()
  }

  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    let issue = issue(for: message, answering: root)
    guard let found = try await find(message, on: issue) else { return .absent }
    try await settle(message, on: issue)
    return .delivered(found)
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let issue = issue(for: message, answering: root)
    let receipt: Receipt
    do {
      receipt =
        issue == nil ? try await open(message) : try await comment(message, on: issue ?? "")
    } catch let failure as DeliveryFailure where failure.retry == .never {
      // It may be refused because it is there already.
      guard let found = try await find(message, on: issue) else { throw failure }
      receipt = found
    }
    try await settle(message, on: issue)
    return receipt
  }

  /// The issue that an answer belongs on; `nil` where the message makes an issue of its own, also
  /// because what it answers never got here.
  private func issue(for message: Message, answering root: Receipt?) -> String? {
    guard message.answers != nil, let root else { return nil }
    return root.id
  }

  // MARK: - Requests

  private func open(_ message: Message) async throws -> Receipt {
    let team = try await directory.team(named: team, by: service)
    let input: JSONValue = [
      "id": .string(MessageIdentity.uuid(of: message.key)), "teamId": .string(team.id),
      "title": .string(String(MessageText.line(message.title).prefix(250))),
      "description": .string(text(message)),
      "priority": .integer(Self.priority(message.urgency)),
      "labelIds": .array(
        message.labels.compactMap { team.labels[$0.lowercased()] }.map { .string($0) }),
    ]
    let data = try await service.ask(
      """
      mutation($input: IssueCreateInput!) {
        issueCreate(input: $input) { success issue { id identifier url } }
      }
      """, ["input": input])
    guard let issue = data["issueCreate"]?["issue"], let receipt = Self.receipt(issue) else {
      throw service.missing("issueCreate.issue.id")
    }
    return receipt
  }

  private func comment(_ message: Message, on issue: String) async throws -> Receipt {
    let title = MarkdownText.escape(String(message.title.prefix(500)))
    let input: JSONValue = [
      "id": .string(MessageIdentity.uuid(of: message.key)), "issueId": .string(issue),
      "body": .string("**\(title)**\n\n\(text(message))"),
    ]
    let data = try await service.ask(
      """
      mutation($input: CommentCreateInput!) {
        commentCreate(input: $input) { success comment { id url } }
      }
      """, ["input": input])
    guard let comment = data["commentCreate"]?["comment"], let receipt = Self.receipt(comment)
    else {
      throw service.missing("commentCreate.comment.id")
    }
    return receipt
  }

  private func find(_ message: Message, on issue: String?) async throws -> Receipt? {
    let id = MessageIdentity.uuid(of: message.key)
    guard let issue else {
      let data = try await service.ask(
        """
        query($id: ID!) {
          issues(filter: { id: { eq: $id } }, includeArchived: true, first: 1) { nodes { id url } }
        }
        """, ["id": .string(id)])
      guard let nodes = data["issues"]?["nodes"]?.array else {
        throw service.missing("issues.nodes")
      }
      return nodes.lazy.compactMap(Self.receipt).first { $0.id == id }
    }
    let data = try await service.ask(
      """
      query($issue: ID!, $id: ID!) {
        issues(filter: { id: { eq: $issue } }, includeArchived: true, first: 1) {
          nodes { comments(filter: { id: { eq: $id } }, first: 1) { nodes { id url } } }
        }
      }
      """, ["issue": .string(issue), "id": .string(id)])
    guard let nodes = data["issues"]?["nodes"]?.array else { throw service.missing("issues.nodes") }
    return nodes.lazy.flatMap { $0["comments"]?["nodes"]?.array ?? [] }
      .compactMap(Self.receipt).first { $0.id == id }
  }

  /// Brings the issue's priority and state to where the message leaves the conversation.
  private func settle(_ message: Message, on issue: String?) async throws {
    guard let issue else { return }
    var input: [String: JSONValue] = [:]
    if message.kind == .escalation {
      input["priority"] = .integer(Self.priority(message.urgency))
    }
    if message.closesThread {
      let team = try await directory.team(named: team, by: service)
      guard let state = team.completed else { return }
      input["stateId"] = .string(state)
    }
    guard !input.isEmpty else { return }
    _ = try await service.ask(
      """
      mutation($id: String!, $input: IssueUpdateInput!) {
        issueUpdate(id: $id, input: $input) { success }
      }
      """, ["id": .string(issue), "input": .object(input)])
  }

  // MARK: - Values

  private func text(_ message: Message) -> String {
    message.body.written(
      fits: { (text: String) in text.utf8.count <= Self.limit }, link: message.link,
      by: MarkdownText.write)
  }

  /// Linear counts from 1, urgent, to 4, low; 0 is none.
  private static func priority(_ urgency: Message.Urgency) -> Int64 {
    switch urgency {
    case .urgent: 1
    case .high: 2
    case .normal: 3
    case .low: 4
    }
  }

  private static func receipt(_ node: JSONValue) -> Receipt? {
    guard let id = node["id"]?.string else { return nil }
    return Receipt(id: id, url: node["url"]?.string)
  }
}
