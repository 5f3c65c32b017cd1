package import LockstepCore
package import LockstepSystem

/// A channel of Slack, over its Web API with a bot's token.
///
/// Slack knows no idempotency key. The message carries its key as metadata, and where the bot may
/// read the channel's history a repeat looks for it first; where it may not, a repeat after an
/// uncertain end may arrive twice, and its receipt says so.
package struct SlackChannel: Channel {
  package let name: String
  /// Posting is allowed about once a second in each channel.
  package let pace: Duration = .seconds(1)
  private let conversation: String
  private let token: Secret
  private let base: String
  private let readsHistory: Bool
  private let exchange: ServiceExchange

  /// Names a channel of Slack.
  ///
  /// - Parameters:
  ///   - conversation: `#name`, or the channel's id; only with an id can its history be read.
  ///   - base: The address of the Web API, without a slash at its end.
  ///   - readsHistory: Whether the bot has the scope `channels:history`.
  package init(
    conversation: String, token: Secret, base: String = "https://slack.com/api",
    readsHistory: Bool = false, http: HTTP
  ) {
    self.name = "slack:\(conversation)"
    self.conversation = conversation
    self.token = token
    self.base = base
    self.readsHistory = readsHistory
    self.exchange = ServiceExchange(service: "Slack", http: http, secrets: [token])
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    do {
      return try await post(message, thread: root?.id)
    } catch SlackError.code("thread_not_found") where root != nil {
      // The conversation's first message was deleted; what follows it is said all the same.
      return try await post(message, thread: nil)
    } catch SlackError.code(let code) {
      throw failure(code)
    }
  }

  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    guard readsHistory, Self.isIdentifier(conversation) else { return .unknown }
    let method = root == nil ? "conversations.history" : "conversations.replies"
    // A minute of leeway: the machine's clock is not Slack's.
    let oldest = message.writtenAt.adding(.minutes(-1)).secondsSince1970
    var query = "channel=\(conversation)&oldest=\(oldest)&limit=200&include_all_metadata=true"
    if let root {
      guard Self.isTime(root.id) else { return .unknown }
      query += "&ts=\(root.id)"
    }
    let response = try await exchange.send(
      HTTPRequest(
        url: "\(base)/\(method)?\(query)",
        headers: ["Authorization": "Bearer \(token.reveal())"]))
    let answer: JSONValue
    do {
      answer = try read(response)
    } catch SlackError.code("missing_scope") {
      return .unknown
    } catch SlackError.code(let code) {
      throw failure(code)
    }
    for entry in answer["messages"]?.array ?? [] {
      guard entry["metadata"]?["event_payload"]?["key"]?.string == message.key,
        let time = entry["ts"]?.string
      else { continue }
      return .delivered(Receipt(id: time))
    }
    // A page that is not the last one proves nothing.
    return answer["has_more"]?.boolean == true ? .unknown : .absent
  }

  private func post(_ message: Message, thread: String?) async throws -> Receipt {
    var members: [String: JSONValue] = [
      "channel": .string(conversation),
      "text": .string(SlackBlocks.text(message)),
      "blocks": SlackBlocks.blocks(message),
      "unfurl_links": false, "unfurl_media": false,
      "metadata": [
        "event_type": "lockstep_message", "event_payload": ["key": .string(message.key)],
      ],
    ]
    if let thread, Self.isTime(thread) { members["thread_ts"] = .string(thread) }
    let response = try await exchange.post(
      .object(members), to: "\(base)/chat.postMessage",
      headers: ["Authorization": "Bearer \(token.reveal())"])
    let answer = try read(response)
    guard let time = answer["ts"]?.string else {
      throw exchange.unreadable("the answer to chat.postMessage has no `ts`")
    }
    return Receipt(id: time)
  }

  /// The answer's members where Slack says `ok`.
  private func read(_ response: HTTPResponse) throws -> JSONValue {
    guard response.status == 200 else {
      throw exchange.failure(status: response, saying: response.json?["error"]?.string ?? "")
    }
    guard let answer = response.json, let isFine = answer["ok"]?.boolean else {
      throw exchange.unreadable("the answer is not JSON with a member `ok`")
    }
    guard isFine else { throw SlackError.code(answer["error"]?.string ?? "no reason given") }
    return answer
  }

  private func failure(_ code: String) -> DeliveryFailure {
    let why = [exchange.redacted(MessageText.line(code))]
    switch code {
    case "ratelimited", "rate_limited", "message_limit_exceeded":
      return DeliveryFailure("Slack wants fewer messages", why: why, after: .minutes(1))
    case "internal_error", "fatal_error", "request_timeout", "service_unavailable":
      return DeliveryFailure("Slack failed", why: why, isUncertain: true)
    case "channel_not_found", "not_in_channel", "is_archived":
      return DeliveryFailure(
        "Slack does not let us write to \(conversation)", why: why,
        hints: ["invite the bot to the channel, or correct its name"], retry: .never)
    case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
      "missing_scope":
      return DeliveryFailure(
        "Slack does not let us in", why: why,
        hints: ["check the bot's token; it needs the scope `chat:write`"], retry: .never)
    default:
      return DeliveryFailure("Slack refused the message", why: why, retry: .never)
    }
  }

  /// Whether this is a conversation's id, and so safe in an address.
  private static func isIdentifier(_ text: String) -> Bool {
    text.utf8.count >= 9
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
      && "CDG".contains(text.prefix(1))
  }

  /// Whether this is a message's time as Slack writes it, `1700000000.000100`.
  private static func isTime(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        (1...20).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      }
  }
}

/// Slack said `ok: false`, with this word.
private enum SlackError: Error {
  case code(String)
}
