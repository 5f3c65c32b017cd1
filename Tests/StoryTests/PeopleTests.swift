import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// A whole release and a whole incident, with people told over services that hold every request against
/// their contract; on a simulated calendar that goes over the change of the clocks of 29 March 2026.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(30)))
struct PeopleTests {
  private static let start = "2026-03-20T21:30:00Z"
  private static let key = "a key that nobody guesses, of 32 bytes"

  private static func configuration(_ fleet: BadInputFleet, _ server: ContractServer) -> String {
    fleet.configuration(publish: fleet.registry) + """
      [[fleet.dependent]]
      name = "billing"
      maintainers = ["mail:billing@acme.example", "slack:#billing"]

      [[fleet.dependent]]
      name = "search"
      maintainers = ["search team"]

      [policy]
      approvals = { major = 1 }

      [mail]
      from = "lockstep@acme.example"
      server = "127.0.0.1:\(server.smtpPort)"
      protection = "none"

      [services]
      slack = { rest = "\(server.slack)" }
      linear = { graphql = "\(server.linear)" }
      acknowledge = "https://lockstep.acme.example/acknowledge"

      [[contact]]
      name = "lead"
      channel = "slack:#core"

      [[contact]]
      name = "tracker"
      channel = "linear:ENG"

      [[contact]]
      name = "deputy"
      level = "secondary"
      channel = "mail:deputy@acme.example"

      [[contact]]
      name = "head"
      level = "escalation"
      channel = "slack:#heads"

      [[contact]]
      name = "night"
      level = "on-call"
      channel = "webhook:PAGER"
      rotation = { every = "1 week", from = "2026-03-02T09:00:00Z", people = ["ada", "grace"] }

      [[contact]]
      name = "search team"
      level = "maintainer"
      channel = "file:\(fleet.directory)/search.jsonl"
      quiet = "22:00-07:00"
      zone = "Europe/Berlin"

      """
  }

  private static func settings(
    _ server: ContractServer, at span: Span
  ) throws -> [String: String] {
    [
      "LOCKSTEP_CLOCK": try Timestamp(parsing: start).adding(span).description, "TZ": "UTC",
      "SLACK_BOT_TOKEN": "xoxb-4711", "LINEAR_API_KEY": "lin_api_4711",
      "PAGER": server.webhook("pager"), "PAGER_SECRET": "4711",
      "LOCKSTEP_ACKNOWLEDGE_KEY": key,
    ]
  }

  /// The kinds of the messages in the file of the search team.
  private static func kinds(_ fleet: BadInputFleet) throws -> [String] {
    try (Files.read("\(fleet.directory)/search.jsonl") ?? []).split(separator: 0x0A)
      .compactMap { try JSONValue(parsing: Array($0))["kind"]?.string }
  }

  /// The mails that arrived, each with its headers by name.
  private static func mails(_ server: ContractServer) async throws -> [[String: String]] {
    try await server.journal(service: "smtp").filter(\.processed).compactMap { entry in
      guard let headers = entry.body?["headers"]?.array else { return nil }
      return Dictionary(
        headers.compactMap { header in
          header[0]?.string.flatMap { name in header[1]?.string.map { (name, $0) } }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  @Test func `every message of a release and of an incident is accepted, and nobody is told twice`()
    async throws
  {
    try await ContractServer.session("people") { server in
      try await server.setWebhook("pager", secret: "4711")
      try await server.seedSlack(channels: [
        "C000000011": "core", "C000000012": "heads", "C000000013": "billing",
      ])
      try await BadInputFleet.with(dependents: ["billing", "search"]) { fleet in
        try await fleet.push(
          [
            "src/lib.rs": "pub fn two() -> u8 { 2 }\n",
            "lockstep.toml": Self.configuration(fleet, server),
          ], to: "core")
        try await fleet.git("pull", "--quiet", in: fleet.foundation)
        try await Self.release(fleet, server)
        try await Self.emergency(fleet, server)
      }
      let state = try await server.state()
      let issues = state["linear"]?["issues"]?.array ?? []
      #expect(issues.contains { $0["priority"]?.integer == 1 }, "the incident is urgent")
      #expect(state["slack"]?["messages"]?.array?.isEmpty == false)
    }
  }

  private static func release(_ fleet: BadInputFleet, _ server: ContractServer) async throws {
    // It is half past ten in the evening in Berlin: the search team is told in the morning.
    let told = try await fleet.lockstep(
      "announce", "-x", "--format", "json", with: settings(server, at: .zero))
    #expect(told.status == 0, "\(told.errors) \(told.output)")
    #expect(try kinds(fleet) == [])
    let morning = try await fleet.lockstep(
      "announce", "--due", "-x", with: settings(server, at: .hours(9)))
    #expect(morning.status == 0, "\(morning.errors) \(morning.output)")
    #expect(try kinds(fleet) == ["notice"])

    let shown = try await fleet.lockstep("announce", "--due", with: settings(server, at: .days(8)))
    #expect(shown.output.contains("2.0.0, and billing"))
    for _ in 0..<2 {
      let half = try await fleet.lockstep(
        "announce", "--due", "-x", with: settings(server, at: .hours(8 * 24 + 12)))
      #expect(half.status == 0, "\(half.errors) \(half.output)")
    }
    #expect(try kinds(fleet) == ["notice", "reminder"])

    let early = try await fleet.lockstep(
      "release", "-x", "--yes", with: settings(server, at: .days(14)))
    #expect(early.status == 11, "\(early.errors)")
    #expect(early.error?.hasSuffix("from 2026-04-04T06:30:00Z") == true)
    let approved = try await fleet.lockstep(
      "approve", "--as", "billing", "-x", with: settings(server, at: .days(15)))
    #expect(approved.status == 0, "\(approved.errors)")
    let released = try await fleet.lockstep(
      "resume", "--yes", with: settings(server, at: .days(15)))
    #expect(released.status == 0, "\(released.errors)")
    let status = try await fleet.lockstep(
      "status", "--format", "json", with: settings(server, at: .days(15)))
    let steps = try status.json()["operations"]?[0]?["steps"]?.array ?? []
    #expect(steps.last?["id"] == "told")
    #expect(steps.last?["detail"]?.string?.hasPrefix("told over ") == true)
    let support = try status.json()["support"]
    #expect(
      support?["dependents"]?.array?.map { $0["standing"]?.string } == ["pending", "pending"])

    let mails = try await mails(server).filter { $0["To"]?.contains("billing") == true }
    #expect(mails.count == 3, "the notice, a reminder, the release: \(mails)")
    #expect(mails.dropFirst().allSatisfy { $0["In-Reply-To"] == mails.first?["Message-ID"] })

    // The wave that halts the rollout is told to whom it concerns, and the window says who is stuck on what.
    let halted = try await fleet.lockstep(
      "rollout", "-x", "--yes", with: settings(server, at: .days(15)))
    #expect(halted.status == 10, "\(halted.errors)")
    let after = try await Self.mails(server).filter { $0["To"]?.contains("billing") == true }
    #expect(after.count == 4)
    let stuck = try await fleet.lockstep(
      "status", "--format", "json", with: settings(server, at: .days(15)))
    let members = try stuck.json()["support"]?["dependents"]?.array ?? []
    #expect(members.map { $0["standing"]?.string } == ["stuck", "stuck"])
    #expect(
      members.allSatisfy { $0["detail"]?.string?.hasPrefix("regressed: src/lib.rs:1") == true })
  }

  private static func emergency(_ fleet: BadInputFleet, _ server: ContractServer) async throws {
    // 00:20 in the night in which the clocks go forward, a year on: 2027-03-28T00:20:00Z.
    let night = Span(seconds: 372 * 86_400 + 10_200)
    func at(_ minutes: Int64) throws -> [String: String] {
      try settings(server, at: Span(seconds: night.seconds + minutes * 60))
    }
    let opened = try await fleet.lockstep(
      "incident", "open", "it loses data", "--severity", "critical", "-x", with: at(0))
    #expect(opened.status == 0, "\(opened.errors) \(opened.output)")
    for minutes in [14, 15, 30, 44, 45, 46] as [Int64] {
      let called = try await fleet.lockstep("incident", "escalate", "-x", with: at(minutes))
      #expect(called.status == 0, "\(called.errors)")
    }
    let pages = try await server.journal(service: "hook").filter(\.processed)
    #expect(pages.count == 1, "the last of four levels, once")
    let text = pages.first?.body?["text"]?.string ?? "\(pages)"
    #expect(pages.first?.body?["title"]?.string?.hasPrefix("grace, nobody has answered") == true)
    let link = text.split(separator: "<").last?.split(separator: ">").first.map(String.init) ?? ""
    #expect(link.hasPrefix("https://lockstep.acme.example/acknowledge?token="))

    let forged = try await fleet.lockstep(
      "incident", "ack", "--link", "\(link)0", "-x", with: at(47))
    #expect(forged.status == 11)
    let late = try await fleet.lockstep("incident", "ack", "--link", link, with: at(46 + 1_440))
    #expect(late.status == 11)
    let taken = try await fleet.lockstep(
      "incident", "ack", "--link", link, "-x", "--format", "json", with: at(48))
    #expect(taken.status == 0, "\(taken.errors)")
    #expect(try taken.json()["told"]?[0]?["incident"]?["acknowledged_by"] == "night")
    let ledger = try await fleet.git(
      "log", "-p", "--format=%B", "refs/lockstep/ledger", in: fleet.foundation)
    #expect(!ledger.contains("token="), "the record holds no link that still counts")

    let rolled = try await fleet.lockstep("rollback", "-x", "--yes", with: at(50))
    #expect(rolled.status == 0, "\(rolled.errors)")
    let closed = try await fleet.lockstep(
      "incident", "close", "1.0.1 is out", "--because", "a rehearsed one", "-x", with: at(60 * 24))
    #expect(closed.status == 0, "\(closed.errors)")
    #expect(try kinds(fleet).last == "all-clear")
  }
}
