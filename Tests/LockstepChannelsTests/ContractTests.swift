import LockstepChannels
import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"))
struct ContractTests {
  typealias Fault = ContractServer.Fault

  static let hasCurl = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"].contains {
    Files.exists($0)
  }

  /// The channels that the server can play.
  enum Player: String, CaseIterable, Sendable {
    case linear, slack, hook, webhook, mail

    /// Whether the service itself keeps a message from being there twice.
    var tells: Bool { self == .linear }

    var service: String {
      switch self {
      case .linear: "linear"
      case .slack, .hook: "slack"
      case .webhook: "hook"
      case .mail: "smtp"
      }
    }

    /// The whole secret that a token is part of.
    func secret(_ token: String) -> String {
      switch self {
      case .linear: "lin_api_\(token)"
      case .slack: "xoxb-\(token)"
      case .hook, .webhook, .mail: token
      }
    }

    var operation: String {
      switch self {
      case .linear: "issueCreate"
      case .slack: "chat_postMessage"
      case .hook: "incoming-webhook"
      case .webhook: "hook"
      case .mail: "message"
      }
    }

    func channel(
      of server: ContractServer, token: String = "4711", clock: Clock = StandingClock().clock
    ) throws -> any Channel {
      switch self {
      case .linear:
        return LinearChannel(
          team: "ENG", token: Secret("lin_api_\(token)"), address: server.linear, http: .live)
      case .slack:
        return SlackChannel(
          conversation: "#releases", token: Secret("xoxb-\(token)"), base: server.slack, http: .live
        )
      case .hook:
        return SlackHook(
          label: "releases", address: Secret("\(server.address)/slack/services/T0/B0/\(token)"),
          http: .live)
      case .webhook:
        return WebhookChannel(
          label: "own", address: Secret(server.webhook("own")), secret: Secret(token), clock: clock,
          http: .live)
      case .mail:
        return try MailChannel(
          to: MailAddress(parsing: "Däta \"team\" <data@example.org>"),
          from: MailAddress(parsing: "lockstep@example.org"),
          by: .server(
            MailRelay.Server(
              host: "127.0.0.1", port: Int(server.smtpPort), protection: .none, user: "lockstep",
              password: Secret(token))), host: .live())
      }
    }

    func arrived(at server: ContractServer) async throws -> [JSONValue] {
      switch self {
      case .linear:
        let state = try await server.state()["linear"]
        return (state?["issues"]?.array ?? []) + (state?["comments"]?.array ?? [])
      case .slack, .hook:
        return try await server.state()["slack"]?["messages"]?.array ?? []
      case .webhook, .mail:
        return try await (server.control("GET", "journal?service=\(service)").array ?? [])
          .filter { $0["processed"]?.boolean == true }.compactMap { $0["body"] }
      }
    }
  }

  static let players = Player.allCases.filter { $0 != .mail || hasCurl }

  @Test(arguments: players)
  func `a whole release and a whole incident are accepted`(player: Player) async throws {
    try await ContractServer.session("channels") { server in
      try await server.setWebhook("own", secret: "4711")
      let outbox = try await PostOffice().send(
        Message.wholeStory, over: [player.channel(of: server)])
      #expect(outbox.all.allSatisfy { $0.receipt != nil })
      #expect(try await player.arrived(at: server).count == Message.wholeStory.count)
    }
  }

  @Test func `Linear gets an issue for each conversation, and closes it with the all-clear`()
    async throws
  {
    try await ContractServer.session("channels") { server in
      _ = try await PostOffice().send(
        Message.wholeStory, over: [Player.linear.channel(of: server)])
      let state = try await server.state()["linear"]
      let issues = state?["issues"]?.array ?? []
      #expect(issues.count == 2)
      #expect(issues.map { $0["priority"]?.integer } == [1, 3])
      #expect(issues.map { $0["labelIds"]?.array?.count } == [0, 1])
      #expect(issues.map { $0["completedAt"]?.string == nil } == [false, true])
      #expect(
        issues[1]["description"]?.string?.hasPrefix(
          "@\u{2060}everyone \\<\\!channel\\>") == true)
      #expect(state?["comments"]?.array?.count == 6)
    }
  }

  @Test func `Slack threads what belongs together, and reads no mention`() async throws {
    try await ContractServer.session("channels") { server in
      _ = try await PostOffice().send(
        Message.wholeStory, over: [Player.slack.channel(of: server)])
      let messages = try await Player.slack.arrived(at: server)
      let roots = messages.filter { $0["thread_ts"] == nil }.map { $0["ts"]?.string }
      #expect(roots.count == 2)
      #expect(messages.filter { $0["thread_ts"]?.string == roots[0] }.count == 3)
      #expect(messages.filter { $0["thread_ts"]?.string == roots[1] }.count == 3)
      for message in messages {
        #expect(message["text"]?.string?.contains("<") == false)
        #expect(!"\(message["blocks"] ?? .null)".contains("mrkdwn"))
      }
    }
  }

  @Test(.enabled(if: hasCurl, "needs curl"))
  func `mail threads by its header, and arrives as it was written`() async throws {
    try await ContractServer.session("channels") { server in
      _ = try await PostOffice().send(
        Message.wholeStory, over: [Player.mail.channel(of: server)])
      let arrived = try await Player.mail.arrived(at: server)
      // The urgent ones went first; here they stand as they were told.
      let mails = Message.wholeStory.compactMap { message in
        arrived.first { $0["subject"]?.string == message.title }
      }
      try #require(mails.count == Message.wholeStory.count)
      func field(_ name: String, _ mail: JSONValue) -> String? {
        mail["headers"]?.array?.first { $0[0]?.string == name }?[1]?.string
      }
      let first = mails[0]
      #expect(mails[1...3].allSatisfy { field("In-Reply-To", $0) == field("Message-ID", first) })
      #expect(mails[5...7].allSatisfy { field("References", $0) == field("Message-ID", mails[4]) })
      #expect(field("In-Reply-To", first) == nil)
      #expect(mails.allSatisfy { field("Auto-Submitted", $0) == "auto-generated" })
      #expect(field("Date", first) == "Mon, 05 Jan 2026 12:00:00 +0000")
      #expect(field("To", first)?.hasSuffix("<data@example.org>") == true)
      #expect(
        first["text"]?.string?.replacing("\r\n", with: "\n")
          == PlainText.write(Message.wholeStory[0].body) + "\n")
      #expect(first["from"]?.string == "lockstep@example.org")
      #expect(first["to"]?[0]?.string == "data@example.org")
    }
  }

  // MARK: - Faults

  static let passing: [Fault.Kind] = [
    .limit, .serverError, .badGateway, .unavailable, .gatewayTimeout, .reset, .resetAfter,
    .truncate, .malformed,
  ]

  @Test(arguments: players.filter { $0 != .mail }, passing)
  func `what passes is outwaited: nothing lost, nothing twice where the service can tell`(
    player: Player, kind: Fault.Kind
  ) async throws {
    try await ContractServer.session("channels") { server in
      try await server.inject(
        .init(kind, service: player.service, operation: player.operation, times: 2))
      let outbox = try await PostOffice().send([.sample()], over: [player.channel(of: server)])
      let entry = try #require(outbox.all.first)
      #expect(entry.receipt != nil)
      let arrived = try await player.arrived(at: server)
      if player.tells {
        #expect(arrived.count == 1)
      } else if arrived.count > 1 {
        #expect(entry.receipt?.remark?.contains("twice") == true)
      }
      #expect(!arrived.isEmpty)
      if player == .webhook {
        let keys = Set(
          try await server.journal(service: "hook").map { $0.headers?["idempotency-key"] })
        #expect(keys.count == 1)
      }
    }
  }

  @Test(
    .enabled(if: hasCurl, "needs curl"),
    arguments: [
      Fault(mail: 421, stage: "connect"), Fault(mail: 451, stage: "mail"),
      Fault(mail: 450, stage: "rcpt"), Fault(mail: 452, stage: "data"),
      Fault(mail: 451, stage: "message"), Fault(.reset, service: "smtp", operation: "mail"),
      Fault(.resetAfter, service: "smtp", operation: "message"),
    ])
  func `a mail server's passing trouble is outwaited`(fault: Fault) async throws {
    try await ContractServer.session("channels") { server in
      try await server.inject(fault)
      let outbox = try await PostOffice().send(
        [.sample()], over: [Player.mail.channel(of: server)])
      #expect(outbox.all.first?.receipt != nil)
      #expect(outbox.all.first?.failures == 1)
      let mails = try await Player.mail.arrived(at: server)
      let twice = fault.kind == "reset_after"
      #expect(mails.count == (twice ? 2 : 1))
      // A cut tells nothing, wherever it comes.
      let isCut = twice || fault.kind == "reset"
      #expect((outbox.all.first?.receipt?.remark != nil) == isCut)
      let identifiers = mails.map { mail in
        mail["headers"]?.array?.first { $0[0]?.string == "Message-ID" }?[1]?.string
      }
      #expect(Set(identifiers).count == 1)
    }
  }

  @Test(arguments: players)
  func `what does not pass is given up at once, said, and shows no secret`(player: Player)
    async throws
  {
    try await ContractServer.session("channels") { server in
      let canary = "C4NARY0000secret"
      let office = PostOffice()
      let channel = try player.channel(of: server, token: canary)
      switch player {
      case .mail: try await server.inject(.init(mail: 550, stage: "rcpt", times: 9))
      default:
        try await server.inject(
          .init(
            .unauthorized, service: player.service, times: 9,
            details: ["message": .string("no entry for \(player.secret(canary))")]))
      }
      let outbox = try await office.send([.sample()], over: [channel])
      let entry = try #require(outbox.all.first)
      guard case .abandoned(let failure, _) = entry.state else {
        Issue.record("it is \(entry.state)")
        return
      }
      #expect(failure.retry == .never)
      #expect(entry.failures == 1)
      var shown = ""
      dump(office.events, to: &shown)
      dump(outbox, to: &shown)
      dump(channel, to: &shown)
      shown += failure.explanation.rendered + "\(failure)" + channel.name
      #expect(!shown.contains(canary))
    }
  }

  @Test(arguments: [Fault.Kind.reset, .resetAfter])
  func `a process that died between delivery and record is followed by one that looks`(
    kind: Fault.Kind
  ) async throws {
    try await ContractServer.session("channels") { server in
      let office = PostOffice()
      let channel = try Player.linear.channel(of: server)
      var outbox = Outbox()
      for message in Message.wholeStory.prefix(3) {
        outbox.take(.queued(message, channel: channel.name, at: PostOffice.noon))
      }
      // The first delivers, and nothing of it is written down.
      _ = try await office.postman([channel], recording: false).round(outbox)
      try await server.inject(.init(kind, service: "linear"))
      let after = try await office.postman([channel]).deliver(outbox, patience: .hours(1))
      #expect(after.all.allSatisfy { $0.receipt != nil })
      #expect(try await Player.linear.arrived(at: server).count == 3)
    }
  }

  @Test func `a missing member of an answer is named, an unknown one ignored`() async throws {
    let http = HTTP { _ in
      HTTPResponse(
        status: 200, body: Array(#"{"data":{"teams":{"shoes":[]}},"new":1}"#.utf8))
    }
    let outbox = try await PostOffice().send(
      [.sample()],
      over: [LinearChannel(team: "ENG", token: Secret("lin_api_1"), http: http)], patience: .zero)
    #expect(
      outbox.all.first?.lastFailure?.explanation.why == ["there is no `teams.nodes` in it"])
  }
}
