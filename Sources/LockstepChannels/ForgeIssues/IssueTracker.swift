internal import LockstepCore

/// A forge's issues, as far as messages need them.
///
/// The forges themselves are not known here; whoever knows them fills in these three.
package struct IssueTracker: Sendable {
  /// An issue that is to be opened.
  package struct Draft: Hashable, Sendable {
    /// The title, in plain text.
    package var title: String
    /// The text, in Markdown; it ends with the marker.
    package var body: String
    /// The labels; those that the repository does not have may be left out.
    package var labels: [String]
    /// The marker in the text, by which the issue is found again.
    package var marker: String
  }

  /// Finds what carries a marker: an issue, or, where a number is given, a comment on that issue.
  package var find: @Sendable (_ marker: String, _ issue: String?) async throws -> Receipt?
  /// Opens an issue; the receipt's id is its number.
  package var open: @Sendable (Draft) async throws -> Receipt
  /// Comments on the issue with this number.
  package var comment: @Sendable (_ issue: String, _ body: String) async throws -> Receipt
  /// Closes the issue with this number; one that is closed stays so.
  package var close: @Sendable (_ issue: String) async throws -> Void

  /// Fills in the four effects; each throws ``DeliveryFailure``.
  package init(
    find: @escaping @Sendable (_ marker: String, _ issue: String?) async throws -> Receipt?,
    open: @escaping @Sendable (Draft) async throws -> Receipt,
    comment: @escaping @Sendable (_ issue: String, _ body: String) async throws -> Receipt,
    close: @escaping @Sendable (_ issue: String) async throws -> Void
  ) {
    self.find = find
    self.open = open
    self.comment = comment
    self.close = close
  }
}

/// The issues of one repository.
///
/// Every text ends with an invisible marker that follows from the message's key, so that a repeat
/// finds what is there already.
package struct ForgeIssueChannel: Channel {
  package let name: String
  package let pace: Duration = .seconds(1)
  private let tracker: IssueTracker

  /// The most characters of an issue's text; GitHub takes 65,536.
  private static let limit = 60_000

  /// Names the repository, `owner/name`.
  package init(repository: String, tracker: IssueTracker) {
    self.name = "issues:\(repository)"
    self.tracker = tracker
  }

  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    let issue = message.answers == nil ? nil : root?.id
    guard let found = try await tracker.find(Self.marker(message), issue) else { return .absent }
    try await closeIfNeeded(message, issue: issue ?? found.id)
    return .delivered(found)
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let marker = Self.marker(message)
    let body = message.body.written(
      fits: { (text: String) in text.utf8.count <= Self.limit }, link: message.link
    ) { "\(MarkdownText.write($0))\n\n\(marker)\n" }
    let title = String(MessageText.line(message.title).prefix(250))
    if message.answers != nil, let root {
      let receipt = try await tracker.comment(
        root.id, "**\(MarkdownText.escape(title))**\n\n\(body)")
      try await closeIfNeeded(message, issue: root.id)
      return receipt
    }
    return try await tracker.open(
      IssueTracker.Draft(title: title, body: body, labels: message.labels, marker: marker))
  }

  private func closeIfNeeded(_ message: Message, issue: String) async throws {
    guard message.closesThread, message.answers != nil else { return }
    try await tracker.close(issue)
  }

  private static func marker(_ message: Message) -> String {
    "<!-- lockstep:\(MessageIdentity.digest(of: message.key)) -->"
  }
}
