internal import Crypto
package import LockstepCore

/// That one contact may take one incident, by a link that only whoever has the key can make.
///
/// The link's token is the statement in hexadecimal, a full stop and its HMAC-SHA256. It stands in no ledger:
/// a message that waits there says only who is asked, and gets its link when it is delivered.
package struct Acknowledgement: Hashable, Sendable, Codable {
  /// The incident's name.
  package var incident: String
  /// The contact's name.
  package var contact: String
  /// Until when the link counts.
  package var until: Timestamp

  /// The variable of the environment that has the key.
  package static let variable = "LOCKSTEP_ACKNOWLEDGE_KEY"
  /// The least length of a key, in bytes.
  package static let leastKey = 32

  /// What the key signs nothing else with.
  private static let purpose = "lockstep.acknowledge/1"

  package init(incident: String, contact: String, until: Timestamp) {
    self.incident = incident
    self.contact = contact
    self.until = until
  }

  /// The link below a service's address.
  package func link(below base: String, key: Secret) -> String {
    "\(base)\(base.contains("?") ? "&" : "?")token=\(token(key))"
  }

  /// The token that says it.
  package func token(_ key: Secret) -> String {
    let statement = Array("\(until.secondsSince1970)\n\(incident)\n\(contact)".utf8)
    return "\(MessageIdentity.hexadecimal(statement)).\(Self.signature(of: statement, key))"
  }

  /// Reads a token, or a link that has one in its query or at the end of its path, and proves that it was made with `key` and still counts.
  ///
  /// The signature is compared in constant time, and nothing of a token is read before it is proved.
  package static func verify(
    _ text: String, key: Secret, at now: Timestamp
  ) throws(AcknowledgementRefused) -> Acknowledgement {
    let start =
      text.ranges(of: "token=").last?.upperBound ?? text.lastIndex(of: "/").map(text.index(after:))
      ?? text.startIndex
    let parts = text[start...].prefix { $0 != "&" && $0 != "#" }
      .split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 8_192, parts.count == 2, let statement = bytes(parts[0]),
      let signature = bytes(parts[1]),
      HMAC<SHA256>.isValidAuthenticationCode(
        signature, authenticating: message(statement), using: symmetric(key))
    else { throw .notOurs }
    let fields = String(decoding: statement, as: UTF8.self)
      .split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let seconds = Int64(fields[0]) else { throw .notOurs }
    let found = Acknowledgement(
      incident: String(fields[1]), contact: String(fields[2]),
      until: Timestamp(secondsSince1970: seconds))
    guard now < found.until else { throw .expired(found.until) }
    return found
  }

  private static func signature(of statement: [UInt8], _ key: Secret) -> String {
    MessageIdentity.hexadecimal(
      HMAC<SHA256>.authenticationCode(for: message(statement), using: symmetric(key)))
  }

  private static func message(_ statement: [UInt8]) -> [UInt8] {
    Array("\(purpose)\n".utf8) + statement
  }

  private static func symmetric(_ key: Secret) -> SymmetricKey {
    SymmetricKey(data: Array(key.reveal().utf8))
  }

  /// The bytes that pairs of hexadecimal digits stand for.
  private static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard !digits.isEmpty, digits.count.isMultiple(of: 2),
      digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    func value(_ digit: UInt8) -> UInt8 { digit < 0x3A ? digit - 0x30 : digit - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map {
      value(digits[$0]) << 4 | value(digits[$0 + 1])
    }
  }
}

/// A link by which no incident is taken.
package enum AcknowledgementRefused: ExplainedError, ExitStatusCarrying, Hashable {
  /// It was not made with this key, or was changed.
  case notOurs
  /// It counted until then.
  case expired(Timestamp)

  package var explanation: Explanation {
    let hints = ["`lockstep incident ack` takes an incident without a link"]
    return switch self {
    case .notOurs:
      Explanation(
        "this link takes no incident",
        why: ["it was not made with the key in \(Acknowledgement.variable), or it was changed"],
        hints: hints)
    case .expired(let until):
      Explanation(
        "this link takes no incident any more", why: ["it counted until \(until)"], hints: hints)
    }
  }

  package var exitStatus: ExitStatus { .refused }
}

/// A channel whose messages have the link by which whoever they ask takes an incident.
package struct AcknowledgingChannel: Channel {
  package var name: String { channel.name }
  package var pace: Duration { channel.pace }
  private let channel: any Channel
  private let base: String
  private let key: Secret

  /// Puts links below `base` into what `channel` delivers.
  package init(_ channel: any Channel, base: String, key: Secret) {
    self.channel = channel
    self.base = base
    self.key = key
  }

  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    try await channel.observe(message, answering: root)
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    guard let request = message.acknowledges else {
      return try await channel.deliver(message, answering: root)
    }
    var message = message
    let link = MessageLink(
      "Take it as \(request.contact)", url: request.link(below: base, key: key))
    message.body.blocks.append(
      .paragraph([.link(link), .text(", until \(request.until) (UTC).")]))
    return try await channel.deliver(message, answering: root)
  }
}
