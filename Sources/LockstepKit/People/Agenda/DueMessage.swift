package import LockstepChannels

/// A message whose time has come, and where it goes.
package struct DueMessage: Hashable, Sendable {
  package let message: Message
  /// The channels that have not been given it yet.
  package var channels: [String]

  package init(_ message: Message, to channels: [String]) {
    self.message = message
    self.channels = channels.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension DueMessage {
  /// The purpose of the message.
  package var kind: String { message.kind.rawValue }
  /// What names it for ever.
  package var key: String { message.key }
  /// Its title.
  package var title: String { message.title }
  /// Its text without any markup.
  package var plainBody: String { PlainText.write(message.body) }
}
