import LockstepCore
import LockstepSystem
import Testing

/// A breaking release from its notice to its end, on a simulated calendar.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct NoticeTests {
  private static let start = "2026-03-23T09:00:00Z"

  /// A fleet with a breaking change, whose one dependent is told through a file.
  private static func with(_ body: (BadInputFleet, _ file: String) async throws -> Void)
    async throws
  {
    try await BadInputFleet.with(dependents: ["billing"]) { fleet in
      let file = "\(fleet.directory)/notices.jsonl"
      try await fleet.push(
        [
          "src/lib.rs": "pub fn two() -> u8 { 2 }\n",
          "lockstep.toml": fleet.configuration(publish: fleet.registry) + """
            [[fleet.dependent]]
            name = "billing"
            maintainers = ["billing team"]

            [policy]
            approvals = { major = 1 }

            [[contact]]
            name = "billing team"
            level = "maintainer"
            channel = "file:\(file)"

            """,
        ], to: "core")
      try await fleet.git("pull", "--quiet", in: fleet.foundation)
      try await body(fleet, file)
    }
  }

  private static func messages(_ file: String) throws -> [JSONValue] {
    try (Files.read(file) ?? []).split(separator: UInt8(ascii: "\n"))
      .map { try JSONValue(parsing: Array($0)) }
  }

  private static func at(_ span: Span) throws -> [String: String] {
    ["LOCKSTEP_CLOCK": try Timestamp(parsing: start).adding(span).description, "TZ": "UTC"]
  }

  @Test
  func `a major release waits for its notice and its approval, and tells the moment`() async throws
  {
    try await Self.with { fleet, file in
      let shown = try await fleet.lockstep("announce", with: try Self.at(.zero))
      #expect(shown.status == 0)
      #expect(shown.output.contains("core-types 2.0.0 (major)"))
      #expect(shown.output.contains("src/lib.rs:1"))
      #expect(try Self.messages(file).isEmpty, "nothing is sent without --execute")

      let early = try await fleet.lockstep("release", "-x", "--yes", with: try Self.at(.hours(1)))
      #expect(early.status == 11)
      #expect(early.error == "the dependents' maintainers were not told")

      let told = try await fleet.lockstep(
        "announce", "-x", "--format", "json", with: try Self.at(.hours(2)))
      #expect(told.status == 0)
      #expect(try told.json()["allowed_at"] == "2026-04-06T11:00:00Z")
      let message = try #require(try Self.messages(file).first)
      let text = try #require(message["text"]?.string)
      #expect(text.contains("`src/lib.rs:1`"))
      #expect(text.contains("`Cargo.toml:7` takes the tag `v1.0.0`"))
      #expect(text.contains("not before 2026-04-06T11:00:00Z"))

      let again = try await fleet.lockstep("announce", "-x", with: try Self.at(.days(1)))
      #expect(again.status == 0)
      #expect(try Self.messages(file).count == 1, "nobody is told twice")
      let watched = try await fleet.lockstep(
        "watch", "--once", "--format", "json", with: try Self.at(.days(8)))
      #expect(
        try watched.trigger("notices")?["evidence"]?[0]?["text"]
          == "billing: nobody has answered the notice of 2.0.0 since 2026-03-23")

      let waiting = try await fleet.lockstep(
        "resume", "--yes", with: try Self.at(.days(14)))
      #expect(waiting.status == 11)
      #expect(
        waiting.error
          == "the notice is still running; the release is allowed from 2026-04-06T11:00:00Z")

      let unapproved = try await fleet.lockstep(
        "resume", "--yes", with: try Self.at(.seconds(14 * 86_400 + 7_200)))
      #expect(unapproved.status == 11)
      #expect(unapproved.error?.hasPrefix("1 approval of ") == true)

      let approved = try await fleet.lockstep(
        "approve", "--as", "billing", "-x", "--format", "json", with: try Self.at(.days(15)))
      #expect(approved.status == 0)
      #expect(try approved.json()["approvals"]?[0]?["as"] == ["billing"])

      let released = try await fleet.lockstep("resume", "--yes", with: try Self.at(.days(15)))
      #expect(released.status == 0, "\(released.errors)")
    }
  }

  @Test
  func `killed around each record and each delivery, the notice is there once`() async throws {
    try await Self.with { fleet, file in
      let log = "\(fleet.directory)/points"
      var settings = try Self.at(.zero)
      settings["LOCKSTEP_FAULT_LOG"] = log
      _ = try await fleet.lockstep("announce", "-x", with: settings)
      let points = String(decoding: try Files.read(log) ?? [], as: UTF8.self)
        .split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("message:") || $0.hasPrefix("ledger:") }
      #expect(points.contains("message:after"))
      let tip = try await fleet.git(
        "rev-parse", "refs/lockstep/ledger", in: fleet.origin(of: "core"))
      for point in Set(points).sorted() {
        // Everything is as it was before the first announcement.
        try Files.remove(file)
        for folder in [fleet.foundation, fleet.origin(of: "core")] {
          try await fleet.git("update-ref", "-d", "refs/lockstep/ledger", in: folder)
        }
        var fatal = try Self.at(.zero)
        fatal["LOCKSTEP_FAULT_AT"] = "\(point)#1"
        let killed = try await fleet.lockstep("announce", "-x", with: fatal)
        #expect(killed.status != 0, "\(point)")
        let after = try await fleet.lockstep(
          "announce", "-x", "--format", "json", with: try Self.at(.zero))
        #expect(after.status == 0, "\(point): \(after.errors)")
        #expect(try after.json()["allowed_at"] != nil, "\(point)")
        #expect(try Self.messages(file).count == 1, "\(point)")
      }
      #expect(!tip.isEmpty)
    }
  }

  @Test
  func `a channel that cannot be reached starts no clock, and a waiver is recorded`() async throws {
    try await Self.with { fleet, _ in
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: fleet.registry) + """
            [[fleet.dependent]]
            name = "billing"
            maintainers = ["slack:#billing"]

            """
        ], to: "core")
      let told = try await fleet.lockstep("announce", "-x", with: try Self.at(.zero))
      #expect(told.status == 1)
      #expect(told.output.contains("the variable SLACK_BOT_TOKEN is not set"))
      let refused = try await fleet.lockstep("release", "-x", "--yes", with: try Self.at(.weeks(9)))
      #expect(refused.status == 11)
      #expect(refused.error?.hasPrefix("the notice has not reached everybody") == true)
      let lonely = try await fleet.lockstep(
        "announce", "--waive", "billing", with: try Self.at(.weeks(9)))
      #expect(lonely.status == 64)
      let waived = try await fleet.lockstep(
        "announce", "--waive", "billing", "--because", "they sit beside me", "-x",
        with: try Self.at(.weeks(9)))
      #expect(waived.status == 0)
      let record = try await fleet.lockstep("log", with: try Self.at(.weeks(9)))
      #expect(record.output.contains("notice waived for billing: they sit beside me"))
      let released = try await fleet.lockstep("resume", "--yes", with: try Self.at(.weeks(9)))
      #expect(released.status == 0, "\(released.errors)")
    }
  }
}
