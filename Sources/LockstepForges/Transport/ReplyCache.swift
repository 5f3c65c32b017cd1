import Synchronization

/// Answers that are still good when the server says that nothing has changed since; such a question
/// costs nothing of GitHub's hourly limit.
final class ReplyCache: Sendable {
  private struct Key: Hashable {
    var address: String
    var headers: [String: String]
  }

  private struct State {
    var replies: [Key: ForgeReply] = [:]
    /// In the order in which they came.
    var keys: [Key] = []
  }

  /// The most answers that are kept.
  private static let most = 2_048
  /// The most bytes that an answer may have to be kept.
  private static let largest = 256 << 10

  private let state = Mutex(State())

  func reply(for address: String, headers: [String: String]) -> ForgeReply? {
    state.withLock { $0.replies[Key(address: address, headers: headers)] }
  }

  /// Keeps an answer that has a tag; the oldest one goes when there are too many.
  func store(_ reply: ForgeReply, for address: String, headers: [String: String]) {
    guard reply.status == 200, reply.headers["etag"] != nil, reply.body.count <= Self.largest else {
      return
    }
    let key = Key(address: address, headers: headers)
    state.withLock { state in
      if state.replies.updateValue(reply, forKey: key) == nil { state.keys.append(key) }
      if state.keys.count > Self.most { state.replies[state.keys.removeFirst()] = nil }
    }
  }
}
