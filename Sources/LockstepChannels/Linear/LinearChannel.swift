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
    guard let place = try await find(message) else { return .absent }
    try await settle(message, on: place.issue)
    return .delivered(place.receipt)
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let place = try await make(message)
    try await settle(message, on: place.issue)
    return place.receipt
  }

  /// Where a message is: its receipt, and the issue that it comments on, if it does.
  private struct Place {
    var receipt: Receipt
    var issue: String?
  }

  /// Makes a comment where the message answers one that is here, else an issue. What is refused may be
  /// refused because it is here already.
  private func make(_ message: Message) async throws -> Place {
    if let root = message.answers {
      // The issue's name follows from the key of the message that opened it.
      let issue = MessageIdentity.uuid(of: root)
      do {
        return Place(receipt: try await comment(message, on: issue), issue: issue)
      } catch let failure as DeliveryFailure where failure.retry == .never {
        if let place = try await find(message) { return place }
        // What it answers never got here.
        guard try await !exists(issue) else { throw failure }
      }
    }
    do {
      return Place(receipt: try await open(message), issue: nil)
    } catch let failure as DeliveryFailure where failure.retry == .never {
      guard let place = try await find(message) else { throw failure }
      return place
    }
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

  private func exists(_ issue: String) async throws -> Bool {
    let data = try await service.ask(
      """
      query($id: ID!) {
        issues(filter: { id: { eq: $id } }, includeArchived: true, first: 1) { nodes { id } }
      }
      """, ["id": .string(issue)])
    guard let nodes = data["issues"]?["nodes"]?.array else { throw service.missing("issues.nodes") }
    return !nodes.isEmpty
  }

  /// Looks for the message both as an issue and as a comment.
  private func find(_ message: Message) async throws -> Place? {
    let id = MessageIdentity.uuid(of: message.key)
    let root = MessageIdentity.uuid(of: message.answers ?? message.key)
    let data = try await service.ask(
      """
      query($id: ID!, $root: ID!) {
        own: issues(filter: { id: { eq: $id } }, includeArchived: true, first: 1) {
          nodes { id url }
        }
        answered: issues(filter: { id: { eq: $root } }, includeArchived: true, first: 1) {
          nodes { comments(filter: { id: { eq: $id } }, first: 1) { nodes { id url } } }
        }
      }
      """, ["id": .string(id), "root": .string(root)])
    guard let own = data["own"]?["nodes"]?.array, let answered = data["answered"]?["nodes"]?.array
    else { throw service.missing("issues.nodes") }
    if let receipt = own.lazy.compactMap(Self.receipt).first(where: { $0.id == id }) {
      return Place(receipt: receipt, issue: nil)
    }
    let comments = answered.flatMap { $0["comments"]?["nodes"]?.array ?? [] }
    return comments.lazy.compactMap(Self.receipt).first { $0.id == id }
      .map { Place(receipt: $0, issue: root) }
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
