import LockstepChannels
import LockstepCore
import Testing

/// The links by which somebody takes an incident.
@Suite struct AcknowledgementTests {
  static let key = Secret("0123456789abcdef0123456789abcdef")
  static let until = PostOffice.noon.adding(.days(1))
  static let request = Acknowledgement(
    incident: "incident-1", contact: "Core team\nlead; ☎", until: until)

  @Test(arguments: [
    "https://lockstep.acme.example/acknowledge", "https://a.example/?x=1", "http://127.0.0.1:80",
  ])
  func `a link says whom it is for, with whatever name`(base: String) throws {
    let link = Self.request.link(below: base, key: Self.key)
    #expect(link.hasPrefix(base))
    #expect(try Acknowledgement.verify(link, key: Self.key, at: PostOffice.noon) == Self.request)
    #expect(
      try Acknowledgement.verify(
        Self.request.token(Self.key), key: Self.key, at: PostOffice.noon) == Self.request)
    #expect(
      try Acknowledgement.verify(link + "#top", key: Self.key, at: PostOffice.noon) == Self.request)
    #expect(MessageLink("x", url: link).safeURL == link, "nothing in it is markup")
  }

  @Test func `it counts until its end, to the second`() throws {
    let token = Self.request.token(Self.key)
    _ = try Acknowledgement.verify(token, key: Self.key, at: Self.until.adding(.seconds(-1)))
    #expect(throws: AcknowledgementRefused.expired(Self.until)) {
      try Acknowledgement.verify(token, key: Self.key, at: Self.until)
    }
    #expect(AcknowledgementRefused.notOurs.exitStatus == .refused)
  }

  @Test func `whatever is changed in it, it is refused`() throws {
    let token = Array(Self.request.token(Self.key).utf8)
    for place in token.indices {
      var changed = token
      changed[place] = changed[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
      #expect(throws: AcknowledgementRefused.notOurs) {
        try Acknowledgement.verify(
          String(decoding: changed, as: UTF8.self), key: Self.key, at: PostOffice.noon)
      }
    }
    let other = Secret("another key, which is long enough too")
    #expect(throws: AcknowledgementRefused.notOurs) {
      try Acknowledgement.verify(Self.request.token(other), key: Self.key, at: PostOffice.noon)
    }
  }

  @Test(arguments: [
    "", ".", "token=", "00.00", "xyz.00", "0.0", "https://a.example/", "token=00.00&token=1.1",
    String(repeating: "0", count: 9_000) + ".00",
  ])
  func `what is no token is refused`(text: String) {
    #expect(throws: AcknowledgementRefused.notOurs) {
      try Acknowledgement.verify(text, key: Self.key, at: PostOffice.noon)
    }
  }

  @Test func `a message has its link only where it is delivered`() async throws {
    let taken = Taken()
    let channel = AcknowledgingChannel(
      taken, base: "https://lockstep.acme.example/acknowledge", key: Self.key)
    var asking = Message.sample("1", kind: .incident, urgency: .urgent)
    asking.acknowledges = Self.request
    _ = try await channel.deliver(asking, answering: nil)
    _ = try await channel.deliver(.sample("2"), answering: nil)
    let texts = await taken.texts
    let link = Self.request.link(below: "https://lockstep.acme.example/acknowledge", key: Self.key)
    #expect(texts[0].contains(link))
    #expect(!texts[1].contains("https://"))
    let queued = try JSONValue(encoding: asking)
    #expect(!"\(queued)".contains(Self.request.token(Self.key)))
    #expect(try queued.decode(Message.self) == asking)
  }

  /// A channel that keeps what it is given.
  private actor Taken: Channel {
    nonisolated let name = "taken"
    var texts: [String] = []

    func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
      texts.append(PlainText.write(message.body))
      return Receipt(id: message.key)
    }
  }
}
