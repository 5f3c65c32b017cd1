import LockstepCore
import LockstepSystem
import Testing

/// An incident from its opening to its all-clear, on a simulated clock.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct IncidentTests {
  private static let start = "2026-03-29T00:50:00Z"

  private static func at(_ span: Span) throws -> [String: String] {
    ["LOCKSTEP_CLOCK": try Timestamp(parsing: start).adding(span).description]
  }

  /// The kinds of the messages in a file.
  private static func kinds(_ fleet: BadInputFleet, _ name: String) throws -> [String] {
    try (Files.read("\(fleet.directory)/\(name).jsonl") ?? []).split(separator: 0x0A)
      .compactMap { try JSONValue(parsing: Array($0))["kind"]?.string }
  }

  @Test
  func `it is told, escalates level by level, stops when it is taken, and ends with an all-clear`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let contacts = ["primary", "secondary", "escalation", "on-call", "maintainer"].map { level in
        """
        [[contact]]
        name = "\(level)"
        level = "\(level)"
        acknowledge-within = "15 minutes"
        channel = "file:\(fleet.directory)/\(level).jsonl"

        """
      }
      try Files.write(
        Array(
          (fleet.configuration(publish: fleet.registry) + contacts.joined(separator: "\n")).utf8),
        to: "\(fleet.foundation)/lockstep.toml")

      let shown = try await fleet.lockstep(
        "incident", "open", "it loses data", with: Self.at(.zero))
      #expect(shown.status == 0)
      #expect(try Self.kinds(fleet, "primary").isEmpty, "nothing is told without --execute")

      let opened = try await fleet.lockstep(
        "incident", "open", "it loses data", "--severity", "critical", "-x", with: Self.at(.zero))
      #expect(opened.status == 0, "\(opened.errors)")
      #expect(opened.output.hasPrefix("incident-1 (critical): it loses data"))
      #expect(try Self.kinds(fleet, "primary") == ["incident"])
      #expect(try Self.kinds(fleet, "maintainer") == ["incident"])
      #expect(try Self.kinds(fleet, "secondary") == [])

      for minutes in [10, 15, 16, 30, 31] as [Int64] {
        let called = try await fleet.lockstep(
          "incident", "escalate", "-x", with: Self.at(.minutes(minutes)))
        #expect(called.status == 0, "\(called.errors)")
      }
      #expect(try Self.kinds(fleet, "secondary") == ["escalation"], "each turn is called once")
      #expect(try Self.kinds(fleet, "escalation") == ["escalation"])
      #expect(try Self.kinds(fleet, "on-call") == [])

      let taken = try await fleet.lockstep("incident", "ack", "-x", with: Self.at(.minutes(32)))
      #expect(taken.status == 0, "\(taken.errors)")
      _ = try await fleet.lockstep("incident", "escalate", "-x", with: Self.at(.hours(9)))
      #expect(try Self.kinds(fleet, "on-call") == [], "who took it ends the calling")

      _ = try await fleet.lockstep(
        "incident", "note", "pinned everybody", "-x", with: Self.at(.hours(9)))
      let graded = try await fleet.lockstep(
        "incident", "severity", "major", "--because", "nothing was lost", "-x",
        with: Self.at(.hours(9)))
      #expect(graded.status == 0, "\(graded.errors)")
      #expect(graded.output.hasPrefix("incident-1 (major)"))
      let again = try await fleet.lockstep(
        "incident", "severity", "major", "--because", "as before", "-x", with: Self.at(.hours(9)))
      #expect(again.status == 64, "it is major already")
      let named = try await fleet.lockstep(
        "incident", "role", "scribe", "Ada", "-x", with: Self.at(.hours(9)))
      #expect(named.status == 0, "\(named.errors)")
      let refused = try await fleet.lockstep(
        "incident", "close", "2.0.1 is out", "-x", with: Self.at(.hours(10)))
      #expect(refused.status == 11, "nobody has written its post-mortem")
      let closed = try await fleet.lockstep(
        "incident", "close", "2.0.1 is out", "-x", "--because", "a drill",
        with: Self.at(.hours(10)))
      #expect(closed.status == 0, "\(closed.errors)")
      #expect(
        try Self.kinds(fleet, "primary")
          == ["incident"] + Array(repeating: "update", count: 4) + ["all-clear"])
      #expect(
        try Self.kinds(fleet, "secondary")
          == ["escalation"] + Array(repeating: "update", count: 4) + ["all-clear"])

      let list = try await fleet.lockstep("incident", "--format", "json", with: Self.at(.hours(11)))
      let incident = try #require(try list.json()["incidents"]?[0])
      #expect(incident["open"] == false)
      #expect(
        incident["course"]?.array?.compactMap { $0["what"]?.string }
          == ["opened", "acknowledged", "noted", "graded", "assigned", "closed"])
      #expect(incident["severity"] == "major")
      let roles = try #require(incident["roles"]?.object)
      #expect(roles["scribe"] == "Ada")
      #expect(roles["commander"] != nil, "whoever took it leads it until somebody is named")
      let late = try await fleet.lockstep(
        "incident", "note", "too late", "-x", with: Self.at(.hours(11)))
      #expect(late.status == 64)
    }
  }

  @Test func `a dead channel holds up no emergency, and is told`() async throws {
    try await BadInputFleet.with { fleet in
      let configuration =
        fleet.configuration(publish: fleet.registry) + """
          [[contact]]
          name = "lead"
          channel = "slack:#nobody"

          [[contact]]
          name = "deputy"
          channel = "file:\(fleet.directory)/deputy.jsonl"

          """
      try Files.write(Array(configuration.utf8), to: "\(fleet.foundation)/lockstep.toml")
      let opened = try await fleet.lockstep(
        "incident", "open", "it loses data", "-x", "--format", "json", with: Self.at(.zero))
      #expect(opened.status == 1)
      let told = try opened.json()["told"]?[0]
      #expect(told?["unreached"]?[0]?["channel"] == "slack:#nobody")
      #expect(told?["unreached"]?[0]?["reason"]?.string?.contains("SLACK_BOT_TOKEN") == true)
      #expect(try Self.kinds(fleet, "deputy") == ["incident"])
    }
  }
}
