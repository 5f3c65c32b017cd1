internal import Crypto
package import LockstepCore
package import LockstepSystem

/// An address that takes messages as JSON.
///
/// Two signatures go with each: `X-Lockstep-Signature: t=<seconds>,v1=<hex>`, the HMAC-SHA256 of
/// `<seconds>.<body>`, and `X-Hub-Signature-256: sha256=<hex>` over the body alone, which many
/// receivers know already. A receiver compares them in constant time and refuses a time that is not
/// near its own. `Idempotency-Key` is the message's key: whoever keeps the keys that it has seen
/// takes each message once.
package struct WebhookChannel: Channel {
  package let name: String
  private let address: String
  private let secret: Secret?
  private let clock: Clock
  private let exchange: ServiceExchange

  /// Names the webhook.
  ///
  /// - Parameters:
  ///   - label: What it is called where it is shown.
  ///   - address: Where it is; shown nowhere, because addresses hold passwords too.
  ///   - secret: What messages are signed with; unsigned where there is none.
  package init(label: String, address: Secret, secret: Secret?, clock: Clock, http: HTTP) {
    self.name = "webhook:\(label)"
    self.address = address.reveal()
    self.secret = secret
    self.clock = clock
    self.exchange = ServiceExchange(
      service: "the webhook \(label)", http: http,
      secrets: [address] + (secret.map { [$0] } ?? []))
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let body = message.document.bytes()
    let seconds = clock.now().secondsSince1970
    var headers = ["Idempotency-Key": MessageIdentity.uuid(of: message.key)]
    if let secret {
      headers["X-Lockstep-Signature"] =
        "t=\(seconds),v1=\(Self.signature(of: Array("\(seconds).".utf8) + body, with: secret))"
      headers["X-Hub-Signature-256"] = "sha256=\(Self.signature(of: body, with: secret))"
    }
    headers["X-Lockstep-Timestamp"] = String(seconds)
    let response = try await exchange.post(body, to: address, headers: headers)
    guard (200..<300).contains(response.status) else {
      throw exchange.failure(status: response, saying: "")
    }
    return Receipt(id: message.key)
  }

  /// The HMAC-SHA256 of `bytes` in lower-case hexadecimal.
  package static func signature(of bytes: [UInt8], with secret: Secret) -> String {
    let key = SymmetricKey(data: Array(secret.reveal().utf8))
    return MessageIdentity.hexadecimal(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }
}

extension Message {
  /// The message as webhooks, programs and files get it: its own members, and the body written out
  /// as plain text and as Markdown for those who do not want to write it themselves.
  var document: JSONValue {
    var members: [String: JSONValue] = [
      "schema": "lockstep.message/1", "kind": .string(kind.rawValue), "key": .string(key),
      "title": .string(MessageText.line(title)), "urgency": .string(urgency.rawValue),
      "text": .string(PlainText.write(body)), "markdown": .string(MarkdownText.write(body)),
      "labels": .array(labels.map { .string($0) }), "closes": .boolean(closesThread),
      "written_at": .string(writtenAt.description),
    ]
    if let thread { members["thread"] = .string(thread) }
    if let link, let url = link.safeURL {
      members["link"] = ["text": .string(MessageText.line(link.text)), "url": .string(url)]
    }
    return .object(members)
  }
}
