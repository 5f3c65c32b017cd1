internal import LockstepCore

/// A message as an e-mail (RFC 5322), in bytes that every server takes: lines of ASCII that end with
/// CR LF and are short, the text in quoted-printable.
package struct MailMessage: Hashable, Sendable {
  /// The `Message-ID` with its angle brackets; a repeat has the same, so that a reader's mail program
  /// shows one mail where a server delivered two.
  package let identifier: String
  /// The whole mail: header, empty line, text.
  package let bytes: [UInt8]

  /// Writes `message` for one reader.
  package init(_ message: Message, from sender: MailAddress, to recipient: MailAddress) {
    identifier = Self.identifier(of: message.key, for: recipient, at: sender.domain)
    var fields = MailHeader()
    fields.add("Date", verbatim: Self.date(message.writtenAt))
    fields.add("From", sender)
    fields.add("To", recipient)
    fields.add("Message-ID", verbatim: identifier)
    if let root = message.answers {
      let root = Self.identifier(of: root, for: recipient, at: sender.domain)
      fields.add("In-Reply-To", verbatim: root)
      fields.add("References", verbatim: root)
    }
    fields.add("Subject", text: String(MessageText.line(message.title).prefix(400)))
    // RFC 3834: nobody's holiday answer comes back.
    fields.add("Auto-Submitted", verbatim: "auto-generated")
    fields.add("X-Auto-Response-Suppress", verbatim: "All")
    if message.urgency == .urgent || message.urgency == .high {
      fields.add("Importance", verbatim: "high")
      fields.add("X-Priority", verbatim: message.urgency == .urgent ? "1" : "2")
    }
    fields.add("MIME-Version", verbatim: "1.0")
    fields.add("Content-Type", verbatim: "text/plain; charset=utf-8")
    fields.add("Content-Transfer-Encoding", verbatim: "quoted-printable")
    let text = message.body.written(
      fits: { (text: String) in text.utf8.count <= 200_000 }, link: message.link,
      by: PlainText.write)
    bytes = Array(fields.text.utf8) + Array("\r\n".utf8) + QuotedPrintable.encode(text + "\n")
  }

  /// The identifier that follows from a message's key and its reader.
  private static func identifier(
    of key: String, for recipient: MailAddress, at domain: String
  ) -> String {
    let digest = MessageIdentity.digest(of: "\(key)\n\(recipient.address)").prefix(40)
    return "<\(digest).lockstep@\(domain)>"
  }

  /// RFC 5322's date, in UTC: `Mon, 5 Jan 2026 09:00:00 +0000`.
  private static func date(_ time: Timestamp) -> String {
    let text = time.description
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let days = Int((Double(time.secondsSince1970) / 86_400).rounded(.down))
    let weekday = weekdays[(days % 7 + 7) % 7]
    let fields = text.split { "-T:Z".contains($0) }
    let month = Int(fields[1]).map { months[$0 - 1] } ?? "Jan"
    let day = Int(fields[2]).map(String.init) ?? "1"
    return "\(weekday), \(day) \(month) \(fields[0]) "
      + "\(fields[3]):\(fields[4]):\(fields[5]) +0000"
  }
}
