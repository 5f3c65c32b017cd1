package import LockstepCore
package import LockstepSystem

/// One of Slack's incoming webhooks: an address that is the password, the channel and the bot at once.
///
/// It answers with no name for the message, so nothing can be threaded or looked up.
package struct SlackHook: Channel {
  package let name: String
  package let pace: Duration = .seconds(1)
  private let address: Secret
  private let exchange: ServiceExchange

  /// Names the webhook.
  ///
  /// - Parameter label: What it is called where it is shown; the address itself never is.
  package init(label: String, address: Secret, http: HTTP) {
    self.name = "slack-hook:\(label)"
    self.address = address
    self.exchange = ServiceExchange(
      service: "Slack's webhook", http: http, secrets: [address, Self.password(of: address)])
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let response = try await exchange.post(
      [
        "text": .string(SlackBlocks.text(message)), "blocks": SlackBlocks.blocks(message),
        "unfurl_links": false,
      ], to: address.reveal())
    guard response.status == 200 else {
      throw exchange.failure(status: response, saying: response.text)
    }
    guard response.text == "ok" else {
      throw exchange.unreadable("the answer is not the word `ok`")
    }
    return Receipt(id: message.key)
  }

  /// The last part of the address, which alone is enough to be let in.
  private static func password(of address: Secret) -> Secret {
    Secret(address.reveal().split(separator: "/").last.map(String.init) ?? "")
  }
}
