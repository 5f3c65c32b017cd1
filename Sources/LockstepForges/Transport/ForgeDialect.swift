package import LockstepCore

/// How a service wants to be spoken to, and how it speaks of its limits.
package struct ForgeDialect: Sendable {
  /// What an answer says of the limits.
  package struct Notice: Hashable, Sendable {
    /// How much the pool holds.
    package var limit: Int?
    /// How much is left in it.
    package var remaining: Int?
    /// How long until it is full again.
    package var resetIn: Duration?
    /// Whether the request was refused because of a limit.
    package var isRefusal: Bool
    /// How long the service asks to be left alone, where it refused and says so.
    package var retryAfter: Duration?

    /// Describes a notice; by default that nothing was said.
    package init(
      limit: Int? = nil, remaining: Int? = nil, resetIn: Duration? = nil, isRefusal: Bool = false,
      retryAfter: Duration? = nil
    ) {
      self.limit = limit
      self.remaining = remaining
      self.resetIn = resetIn
      self.isRefusal = isRefusal
      self.retryAfter = retryAfter
    }
  }

  /// Header fields of every request, without the one with the token.
  package var headers: [String: String]
  /// Makes the header field that carries the token.
  package var authorise: @Sendable (Secret) -> (name: String, value: String)
  /// Reads what an answer says of the limits, at the time of day that is given.
  package var notice: @Sendable (ForgeReply, Timestamp) -> Notice
  /// Reads what an answer that is no success says in words.
  package var complaint: @Sendable (ForgeReply) -> String

  /// Describes a dialect; by default complaints are a member `message`.
  package init(
    headers: [String: String],
    authorise: @escaping @Sendable (Secret) -> (name: String, value: String),
    notice: @escaping @Sendable (ForgeReply, Timestamp) -> Notice,
    complaint: @escaping @Sendable (ForgeReply) -> String = {
      $0.json["message"]?.string ?? ""
    }
  ) {
    self.headers = headers
    self.authorise = authorise
    self.notice = notice
    self.complaint = complaint
  }
}
