import LockstepChannels
import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@Suite struct LocalChannelTests {
  /// A host whose programs are played by `run`.
  private func host(_ run: @escaping @Sendable (Invocation) throws -> ProcessResult) -> Host {
    Host(
      processes: Processes { try run($0) }, clock: StandingClock().clock,
      environment: ["PATH": "/bin", "HOME": "/h", "SLACK_TOKEN": "C4NARY"], faults: .none,
      identifiers: { "x" }, workingDirectory: "/")
  }

  @Test(arguments: [
    (0, nil as DeliveryFailure.Retry?, false), (75, .later, false), (64, .never, false),
    (78, .never, false), (1, .later, true), (127, .later, true),
  ])
  func `a program's status says whether to try again`(
    status: Int32, retry: DeliveryFailure.Retry?, isUncertain: Bool
  ) async throws {
    let host = host { _ in ProcessResult(termination: .exited(status)) }
    let channel = CommandChannel(label: "pager", program: "pager", arguments: [], host: host)
    do {
      _ = try await channel.deliver(.sample(), answering: nil)
      #expect(retry == nil)
    } catch let failure as DeliveryFailure {
      #expect(failure.retry == retry)
      #expect(failure.isUncertain == isUncertain)
    }
  }

  @Test func `a program gets JSON and none of our variables`() async throws {
    let seen = Mutex<Invocation?>(nil)
    let host = host { invocation in
      seen.withLock { $0 = invocation }
      return ProcessResult(termination: .exited(0))
    }
    _ = try await CommandChannel(label: "p", program: "p", arguments: ["-x"], host: host)
      .deliver(.sample(link: MessageLink("x", url: "javascript:0")), answering: nil)
    let invocation = try #require(seen.withLock { $0 })
    #expect(invocation.environment == ["PATH": "/bin", "HOME": "/h"])
    guard case .bytes(let bytes) = invocation.input else {
      Issue.record("no input")
      return
    }
    let value = try JSONValue(parsing: Array(bytes.dropLast()))
    #expect(value["schema"] == "lockstep.message/1")
    #expect(value["key"] == "notice/2.0.0/billing")
    #expect(value["link"] == nil)
  }

  @Test func `a mail program is called so that no address can be an option`() async throws {
    let seen = Mutex<Invocation?>(nil)
    let host = host { invocation in
      seen.withLock { $0 = invocation }
      return ProcessResult(termination: .exited(0))
    }
    let channel = MailChannel(
      to: try MailAddress(parsing: "data@example.org"),
      from: try MailAddress(parsing: "Lockstep <lockstep@example.org>"),
      by: .program("sendmail"), host: host)
    _ = try await channel.deliver(.sample(), answering: nil)
    #expect(
      seen.withLock { $0?.arguments } == [
        "-i", "-f", "lockstep@example.org", "--", "data@example.org",
      ])
  }

  @Test(arguments: [
    "", "a", "a@", "@b", "-o@b.example", "a b@c.example", "a@b@c", "a@b\r\nBcc: c@d",
    "a@b.example, c@d.example", "a@b.example>", "<a@b.example", "a@-b", "a@b_c", "ä@b.example",
  ])
  func `what is no plain mailbox is refused`(text: String) {
    #expect(throws: MailAddressError.self) { try MailAddress(parsing: text) }
  }

  @Test(arguments: [
    ("mail.example.org", MailRelay.Server.Protection.none), ("10.0.0.1", .none),
    ("-oops", .startTLS), ("a b", .tls), ("", .tls),
  ])
  func `an open connection leaves no machine, and a host's name is one`(
    host: String, protection: MailRelay.Server.Protection
  ) {
    #expect(throws: MailRelayError.self) {
      try MailRelay.Server(host: host, port: 25, protection: protection)
    }
  }

  @Test func `curl is told everything on its standard input`() async throws {
    let seen = Mutex<Invocation?>(nil)
    let host = host { invocation in
      seen.withLock { $0 = invocation }
      return ProcessResult(termination: .exited(0), output: Array("250".utf8))
    }
    let server = try MailRelay.Server(
      host: "mail.example.org", port: 587, user: "me", password: Secret(#"C4NARY"\"#))
    _ = try await MailChannel(
      to: MailAddress(parsing: "data@example.org"),
      from: MailAddress(parsing: "lockstep@example.org"), by: .server(server), host: host
    ).deliver(.sample(), answering: nil)
    let invocation = try #require(seen.withLock { $0 })
    #expect(invocation.arguments == ["--disable", "--config", "-"])
    guard case .bytes(let bytes) = invocation.input else {
      Issue.record("no input")
      return
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains("ssl-reqd"))
    #expect(lines.contains(#"user = "me:C4NARY\"\\""#))
  }

  @Test func `lines of mail are short ASCII, and no line is a full stop`() throws {
    let body: [MessageBody.Block] = [
      .code(".\n..\n" + String(repeating: "é=. ", count: 100) + "\nend "), .text("\u{1F680}"),
    ]
    let mail = MailMessage(
      .sample(title: String(repeating: "ü wide title ", count: 20) + "=?", body: body),
      from: try MailAddress(parsing: "a@b.example"), to: try MailAddress(parsing: "c@d.example"))
    let lines = String(decoding: mail.bytes, as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(mail.bytes.allSatisfy { $0 < 0x7F })
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasPrefix(".") && !$0.contains("\n") })
  }

  @Test func `a file has each message once, also behind half a line`() async throws {
    let scratch = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(scratch) }
    let path = "\(scratch)/messages.jsonl"
    try Files.write(Array(#"{"key":"half"#.utf8), to: path)
    let channel = FileChannel(path: path)
    #expect(try await channel.observe(.sample(), answering: nil) == .absent)
    _ = try await channel.deliver(.sample(), answering: nil)
    #expect(
      try await channel.observe(.sample(), answering: nil)
        == .delivered(Receipt(id: "notice/2.0.0/billing")))
    #expect(try Files.read(path)?.count { $0 == 0x0A } == 2)
  }

  @Test func `the terminal gets words`() async throws {
    let text = Mutex("")
    _ = try await ConsoleChannel { line in text.withLock { $0 = line } }
      .deliver(.sample(title: "look\u{1B}[2J", urgency: .urgent), answering: nil)
    #expect(text.withLock { $0 } == "notice (urgent): look[2J\n\nIn two weeks.\n")
  }

  @Test func `a signature covers the time and the body`() {
    // The value that GitHub documents for its own webhooks.
    #expect(
      WebhookChannel.signature(
        of: Array("Hello, World!".utf8), with: Secret("It's a Secret to Everybody"))
        == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
  }

  @Test func `Slack's history is looked through where it may be`() async throws {
    let asked = Mutex<[String]>([])
    let http = HTTP { request in
      asked.withLock { $0.append(request.url) }
      let found =
        #"{"ok":true,"messages":[{"ts":"1.5","metadata":{"event_payload":{"key":"k"}}}]}"#
      return HTTPResponse(status: 200, body: Array(found.utf8))
    }
    let channel = SlackChannel(
      conversation: "C0123456789", token: Secret("xoxb-1"), readsHistory: true, http: http)
    #expect(
      try await channel.observe(.sample("k"), answering: nil) == .delivered(Receipt(id: "1.5")))
    #expect(try await channel.observe(.sample("other"), answering: nil) == .absent)
    #expect(asked.withLock { $0[0].contains("/conversations.history?channel=C0123456789&") })
  }

  @Test func `a forge's issue is found by its marker and closed at the end`() async throws {
    let log = Mutex<[String]>([])
    let tracker = IssueTracker(
      find: { marker, issue in
        log.withLock { $0.append("find \(issue ?? "-")") }
        return nil
      },
      open: { draft in
        #expect(draft.body.contains(draft.marker))
        log.withLock { $0.append("open \(draft.title)") }
        return Receipt(id: "7")
      },
      comment: { issue, _ in
        log.withLock { $0.append("comment \(issue)") }
        return Receipt(id: "71")
      }, close: { issue in log.withLock { $0.append("close \(issue)") } })
    _ = try await PostOffice().send(
      Array(Message.wholeStory.suffix(4)),
      over: [ForgeIssueChannel(repository: "acme/billing", tracker: tracker)])
    #expect(
      log.withLock { $0 } == [
        "open core 2.0.0 loses data", "comment 7", "comment 7", "comment 7", "close 7",
      ])
  }
}
