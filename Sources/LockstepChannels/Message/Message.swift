package import LockstepCore

/// What is said to somebody: one text with its purpose, its thread and its key.
///
/// A message is the same for every channel; each channel writes it in its own way. It can be coded,
/// because it waits in the ledger until it was delivered.
package struct Message: Hashable, Sendable, Codable {
  /// What the message is for.
  package var kind: Kind
  /// Names this message for ever: two messages with one key are one message.
  package var key: String
  /// The key of the message that opened the conversation to which this one belongs; its own key, or
  /// `nil`, where it opens one.
  package var thread: String?
  /// One line of plain text.
  package var title: String
  /// The text below the title.
  package var body: MessageBody
  /// How soon it has to be seen.
  package var urgency: Urgency
  /// Where everything can be read that a channel has no room for.
  package var link: MessageLink?
  /// Words that a tracker may file it under.
  package var labels: [String]
  /// Whether the conversation ends with it.
  package var closesThread: Bool
  /// When it was written; a repeated delivery keeps it.
  package var writtenAt: Timestamp
  /// Who is asked to take an incident by it; `nil` where it asks nobody.
  package var acknowledges: Acknowledgement?

  /// Writes a message.
  package init(
    kind: Kind, key: String, thread: String? = nil, title: String, body: MessageBody,
    urgency: Urgency = .normal, link: MessageLink? = nil, labels: [String] = [],
    closesThread: Bool = false, writtenAt: Timestamp
  ) {
    self.kind = kind
    self.key = key
    self.thread = thread
    self.title = title
    self.body = body
    self.urgency = urgency
    self.link = link
    self.labels = labels
    self.closesThread = closesThread
    self.writtenAt = writtenAt
  }

  /// The key of the message that this one answers; `nil` where it opens a conversation.
  package var answers: String? {
    thread == key ? nil : thread
  }

  /// The purposes of messages.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A release is coming.
    case notice
    /// Somebody is asked again.
    case reminder
    /// The day's state of an open release.
    case progress
    /// A release is out.
    case release
    /// What was wrong is over.
    case allClear = "all-clear"
    /// Something is wrong.
    case incident
    /// Nobody answered, so the next level is told.
    case escalation
    /// News within an incident.
    case update
  }

  /// How soon a message has to be seen, from the least to the most.
  package enum Urgency: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// Whenever somebody looks.
    case low
    /// On a working day.
    case normal
    /// Today.
    case high
    /// Now; it passes everything else, and no quiet hours hold it back.
    case urgent

    /// Orders by urgency.
    package static func < (a: Urgency, b: Urgency) -> Bool { a.rank < b.rank }

    private var rank: Int {
      switch self {
      case .low: 0
      case .normal: 1
      case .high: 2
      case .urgent: 3
      }
    }
  }
}

/// An address with words for it.
package struct MessageLink: Hashable, Sendable, Codable {
  /// What is shown.
  package var text: String
  /// Where it leads.
  package var url: String

  /// Makes a link.
  package init(_ text: String, url: String) {
    self.text = text
    self.url = url
  }

  /// The address in a form that no markup can be broken out of, or `nil` where it is not `http` or
  /// `https`, and so must not be clicked.
  package var safeURL: String? {
    let lower = url.prefix(8).lowercased()
    guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), url.utf8.count <= 2_000
    else { return nil }
    var safe = ""
    for byte in url.utf8 {
      switch byte {
      case 0x00...0x20, 0x7F..., UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
        UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "("),
        UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "^"), UInt8(ascii: "*"):
        let digits = String(byte, radix: 16, uppercase: true)
        safe += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      default:
        safe.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return safe
  }
}
