internal import LockstepChannels
internal import LockstepCore
internal import LockstepGit
internal import LockstepSystem

/// The words of messages that do not stand in the record: they lie in this clone alone, beside its
/// repository, and get into a message when this machine delivers it.
///
/// Another machine delivers what the record has, which says whom to ask.
struct ConfidentialText: Sendable {
  private let folder: String

  init(of repository: GitRepository) {
    folder = Files.join(repository.gitDirectory, "lockstep-confidential")
  }

  /// What is kept of a message.
  private struct Words: Codable {
    var title: String
    var body: MessageBody
  }

  /// Keeps the words of a message, for this user alone.
  func keep(_ message: Message) throws {
    try Files.createDirectories(folder)
    let json = try JSONValue(encoding: Words(title: message.title, body: message.body))
    try Files.writeAtomically(json.bytes(), to: path(of: message), mode: 0o600)
  }

  /// The message with its own words, where this clone has them.
  func complete(_ message: Message) throws -> Message {
    guard let bytes = try Files.read(path(of: message)) else { return message }
    let words = try JSONValue(parsing: bytes).decode(Words.self)
    var message = message
    message.title = words.title
    message.body = words.body
    return message
  }

  /// A channel that delivers messages with their own words; not where they would stand in a repository's
  /// issues, which everybody may read too.
  func completing(_ channel: any Channel) -> any Channel {
    channel.name.hasPrefix("issues:") ? channel : ConfidentialChannel(channel: channel, text: self)
  }

  private func path(of message: Message) -> String {
    Files.join(folder, "\(message.key.replacing("/", with: "~")).json")
  }
}

/// A channel that gets messages with the words that do not stand in the record.
private struct ConfidentialChannel: Channel {
  let channel: any Channel
  let text: ConfidentialText

  var name: String { channel.name }
  var pace: Duration { channel.pace }

  func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    try await channel.observe(message, answering: root)
  }

  func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let complete: Message
    do {
      complete = try text.complete(message)
    } catch {
      let explanation = Explanation(of: error)
      throw DeliveryFailure(
        explanation.what, why: explanation.why, hints: explanation.hints, retry: .later)
    }
    return try await channel.deliver(complete, answering: root)
  }
}
