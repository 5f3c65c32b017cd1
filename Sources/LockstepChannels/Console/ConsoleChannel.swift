internal import LockstepCore

/// The terminal, or wherever a line of text goes: what is used where nothing was configured.
package struct ConsoleChannel: Channel {
  package let name = "console"
  private let print: @Sendable (String) -> Void

  /// Writes each message by `print`, as lines without a final line end.
  package init(print: @escaping @Sendable (String) -> Void) {
    self.print = print
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let urgency = message.urgency >= .high ? " (\(message.urgency.rawValue))" : ""
    let head = "\(message.kind.rawValue)\(urgency): \(MessageText.line(message.title))"
    let body = PlainText.write(message.body)
    print(body.isEmpty ? head : "\(head)\n\n\(body)\n")
    return Receipt(id: message.key)
  }
}
