import LockstepCore
import LockstepSystem
import Testing

/// The dashboard as a person meets it: the message of an incident, its link, its button.
@Suite(
  .enabled(if: Binary.hasTools && Binary.isInstalled("curl"), "\(Binary.needs) and curl"),
  .timeLimit(.minutes(10)))
struct ServeTests {
  private static let start = "2026-02-02T08:00:00Z"

  private static func settings(at minutes: Int64) throws -> [String: String] {
    [
      "LOCKSTEP_CLOCK": try Timestamp(parsing: start).adding(.minutes(minutes)).description,
      "LOCKSTEP_ACKNOWLEDGE_KEY": "a key that nobody guesses, of 32 bytes", "TZ": "UTC",
    ]
  }

  /// Serves on a free port, asks for $2 twice and presses its button twice; prints the statuses.
  private static let script = """
    "$1" serve --listen 127.0.0.1:0 >out 2>err &
    pid=$!
    tries=0
    until [ -s out ] || [ $tries -gt 600 ]; do tries=$((tries+1)); sleep 0.1; done
    base=$(sed -n 's/.*\\(http:[^ ]*\\)/\\1/p' out)
    ask() { curl -s -o page -w '%{http_code} ' "$@"; }
    ask "${base}acknowledge?token=$2"; grep -c '<button' page
    ask -I "${base}acknowledge?token=$2"; echo
    "$1" incident list --format json | grep -c acknowledged_by.*null
    ask -X POST "${base}acknowledge?token=$2"; grep -c 'took it' page
    ask -X POST "${base}acknowledge?token=$2"; grep -c 'took it' page
    ask -X POST "${base}acknowledge?token=${2}0"; echo
    ask -H 'Host: evil.example' "$base"; echo
    ask "${base}api/incidents"; grep -c '"acknowledged_by":"lead"' page
    ask "$base"; grep -c 'verdict warn\">1 open incident, taken' page
    kill -TERM $pid
    wait $pid
    echo "status $?"
    """

  @Test func `a link of a message takes the incident by its button alone, and the calling ends`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let contacts = ["lead": "primary", "deputy": "secondary"].map { name, level in
        """
        [[contact]]
        name = "\(name)"
        level = "\(level)"
        acknowledge-within = "15 minutes"
        channel = "file:\(fleet.directory)/\(name).jsonl"

        """
      }
      try Files.write(
        Array(
          (fleet.configuration(publish: fleet.registry) + contacts.joined(separator: "\n")
            + "[services]\nacknowledge = \"https://lockstep.acme.example/acknowledge\"\n").utf8),
        to: "\(fleet.foundation)/lockstep.toml")
      let opened = try await fleet.lockstep(
        "incident", "open", "it loses data", "--severity", "critical", "-x",
        with: Self.settings(at: 0))
      #expect(opened.status == 0, "\(opened.errors)")
      let message = try JSONValue(parsing: try Files.read("\(fleet.directory)/lead.jsonl") ?? [])
      let text = try #require(message["text"]?.string)
      let token = text.split(separator: "token=").last?.prefix { $0 != ">" } ?? ""
      #expect(text.contains("https://lockstep.acme.example/acknowledge?token="))

      let binary = try #require(Binary.path)
      let served = try await fleet.run(
        ["-c", Self.script, "sh", binary, String(token)], program: "sh",
        with: Self.settings(at: 5))
      #expect(
        served.output
          == """
          200 1
          200\u{20}
          1
          200 1
          200 1
          403\u{20}
          421\u{20}
          200 1
          200 1
          status 0

          """, "\(served.output)\n\(served.errors)")

      let called = try await fleet.lockstep(
        "incident", "escalate", "-x", with: Self.settings(at: 60))
      #expect(called.status == 0, "\(called.errors)")
      #expect(try Files.read("\(fleet.directory)/deputy.jsonl") == nil, "nobody further is called")
      let log = try await fleet.lockstep("log", "--format", "json")
      let taken =
        try log.json()["events"]?.array?.compactMap { $0["event"] }
        .filter { $0["kind"] == "incident.acknowledged" } ?? []
      #expect(taken.count == 1)
      #expect(taken.first?["body"]?["via"] == "link")
      #expect(taken.first?["body"]?["contact"] == "lead")
      let ledger = try await fleet.git(
        "log", "-p", "--format=%B", "refs/lockstep/ledger", in: fleet.foundation)
      #expect(!ledger.contains(token), "the record holds no link")
      let printed = try ["out", "err"].flatMap { try Files.read("\(fleet.foundation)/\($0)") ?? [] }
      #expect(!String(decoding: printed, as: UTF8.self).contains(token))
    }
  }

  @Test(
    arguments: [
      (["--listen", "nowhere"], 64), (["--listen", "256.0.0.1:1"], 64),
      (["--interval", "0 days"], 64),
      (["--interval", "soon"], 64), (["--port", "0"], 64),
    ] as [([String], Int32)])
  func `what it cannot do, it says`(arguments: [String], status: Int32) async throws {
    try await BadInputFleet.with { fleet in
      let answer = try await fleet.run(["serve"] + arguments)
      #expect(answer.status == status)
    }
  }
}
