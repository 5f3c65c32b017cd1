internal import LockstepCore
package import LockstepSystem

/// A mailbox, reached through a mail program or through a relay.
///
/// SMTP cannot be asked whether a mail was taken before the connection broke. A repeat has the same
/// `Message-ID`, and its receipt says that it may have arrived twice.
package struct MailChannel: Channel {
  package let name: String
  private let recipient: MailAddress
  private let sender: MailAddress
  private let relay: MailRelay
  private let host: Host
  private let timeout: Duration

  /// Names a mailbox.
  ///
  /// - Parameters:
  ///   - sender: Whose mail it is; failures to deliver come back there.
  ///   - host: Where the mail program, or curl, runs.
  package init(
    to recipient: MailAddress, from sender: MailAddress, by relay: MailRelay, host: Host,
    timeout: Duration = .seconds(60)
  ) {
    self.name = "mail:\(recipient.address)"
    self.recipient = recipient
    self.sender = sender
    self.relay = relay
    self.host = host
    self.timeout = timeout
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let mail = MailMessage(message, from: sender, to: recipient)
    switch relay {
    case .program(let program): try await hand(mail, to: program)
    case .server(let server):
      try await SMTPSubmission(server: server, host: host, timeout: timeout)
        .submit(mail, from: sender, to: recipient)
    }
    return Receipt(id: mail.identifier)
  }

  private func hand(_ mail: MailMessage, to program: String) async throws {
    // Mail programs want the line ends of the machine.
    let bytes = mail.bytes.filter { $0 != 0x0D }
    let result: ProcessResult
    do {
      result = try await host.processes.run(
        Invocation(
          program: program,
          arguments: ["-i", "-f", sender.address, "--", recipient.address],
          environment: host.environment.filter {
            ["PATH", "HOME", "LANG", "TZ", "USER"].contains($0.key)
          }, directory: host.workingDirectory, input: .bytes(bytes), timeout: timeout,
          outputLimit: 1 << 20))
    } catch let error as ProcessError {
      throw DeliveryFailure(
        error.explanation.what, why: error.explanation.why, hints: error.explanation.hints,
        retry: .never)
    }
    guard result.succeeded else {
      throw CommandOutcome(program: program, result: result).failure
    }
  }
}
