import LockstepCore
import LockstepSystem
import Testing

/// The watch, from a release that broke a dependent to the acknowledged incident.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct WatchTests {
  /// Without tools of the machine that may be there or not.
  private static let settings = "[watch]\noff = [\"advisories\"]\n"

  @Test
  func `a bad release is noticed, opens one incident, escalates once, and is acknowledged`()
    async throws
  {
    try await WatchedFleet.with(Self.settings) { fleet in
      let before = try await fleet.events()
      let shown = try await fleet.watch("--format", "json", at: 40)
      #expect(shown.status == 10, "\(shown.errors)")
      #expect(try shown.trigger("dependents")?["state"] == "fire")
      #expect(try shown.trigger("dependents")?["evidence"]?[0]?["id"] == "alpha 1.1.0")
      #expect(try shown.trigger("compile-errors")?["state"] == "fire")
      #expect(try shown.trigger("performance")?["state"] == "no-data")
      #expect(try shown.trigger("drift")?["state"] == "quiet")
      #expect(try await fleet.events() == before, "nothing is recorded without --execute")

      let fired = try await fleet.watch("-x", "--format", "json", at: 40)
      #expect(fired.status == 10, "\(fired.errors)")
      #expect(
        try fired.json()["deeds"]?.array?.compactMap { $0["outcome"]?.string }
          == ["opened incident-1", "noted on incident-1"])
      #expect(try fleet.messages(to: "primary") == ["incident", "update"])
      let after = try await fleet.events()
      #expect(after.count { $0 == "watch.fired" } == 2)

      let again = try await fleet.watch("-x", at: 45)
      #expect(again.status == 10, "it is still wrong")
      #expect(again.output.contains("(known)"))
      #expect(try await fleet.events() == after, "and nothing new is recorded")

      for minutes in [54, 55, 56] as [Int64] { _ = try await fleet.watch("-x", at: minutes) }
      #expect(try fleet.messages(to: "secondary") == ["escalation"])
      let taken = try await fleet.run(["incident", "ack", "-x"], at: 57)
      #expect(taken.status == 0, "\(taken.errors)")
      let told = try fleet.messages(to: "secondary")
      _ = try await fleet.watch("-x", at: 600)
      #expect(try fleet.messages(to: "secondary") == told, "who took it ends the calling")
    }
  }

  @Test func `two watches at once do everything once`() async throws {
    try await WatchedFleet.with(Self.settings) { fleet in
      let other = "\(fleet.fleet.directory)/clones/other"
      try await fleet.fleet.git(
        "clone", "-q", fleet.fleet.origin(of: "core"), other, in: fleet.fleet.directory)
      let arguments = ["watch", "--once", "-x"]
      async let one = fleet.run(arguments, at: 40)
      async let two = fleet.run(
        arguments, at: 40, in: other,
        with: ["LOCKSTEP_CACHE": "\(fleet.fleet.directory)/other-cache"])
      let answers = try await [one, two]
      #expect(answers.map(\.status) == [10, 10], "\(answers.map(\.errors))")
      // Either may have been the last one to record something.
      _ = try await fleet.run(["status", "--fetch"], at: 41, in: other)
      let events = try await fleet.events(in: other)
      #expect(events.count { $0 == "watch.fired" } == 2)
      #expect(events.count { $0 == "incident.opened" } == 1)
      #expect(try fleet.messages(to: "primary").count { $0 == "incident" } == 1)
    }
  }

  @Test func `halt and pin follow where the policy says so, once`() async throws {
    try await WatchedFleet.with(
      Self.settings + "[triggers]\nautomatic = [\"pin\", \"halt\"]\n"
    ) { fleet in
      func manifest() async throws -> String {
        try await fleet.fleet.git(
          "show", "main:Cargo.toml", in: fleet.fleet.origin(of: "beta"))
      }
      #expect(try await manifest().contains("v1.1.0"))
      let fired = try await fleet.watch("-x", "--format", "json", at: 40)
      #expect(fired.status == 10, "\(fired.errors)")
      let outcomes = try fired.json()["deeds"]?.array?.compactMap { $0["outcome"]?.string } ?? []
      #expect(outcomes.first == "rollout-1.1.0 is paused", "\(outcomes)\(fired.errors)")
      #expect(outcomes.contains("pin-1.1.0 has pinned everybody exposed to 1.1.0"))
      #expect(outcomes.contains("nobody is exposed to 1.1.0"), "the second trigger finds it done")
      #expect(try await manifest().contains("v1.0.0"))
      let events = try await fleet.events()
      _ = try await fleet.watch("-x", at: 41)
      #expect(try await fleet.events() == events)
      let late = try await fleet.watch("--format", "json", at: 40 + 8 * 1_440)
      let overdue = try late.trigger("pins")?["evidence"]?[0]?["text"]?.string
      #expect(
        overdue?.hasPrefix("beta: Cargo.toml:7") == true
          && overdue?.hasSuffix("is pinned to 1.0.0 since pin-1.1.0 of 2026-02-02") == true,
        "a pin that stands for more than a week: \(late.output)")
    }
  }

  @Test func `a good release is quiet; drift is told once, and opens no incident`() async throws {
    try await WatchedFleet.with(Self.settings, isBroken: false) { fleet in
      let first = try await fleet.watch("-x", at: 40)
      #expect(first.status == 0, "\(first.output)\(first.errors)")
      let before = try await fleet.events()
      #expect(!before.contains { $0.hasPrefix("watch.") })
      _ = try await fleet.watch("-x", at: 41)
      #expect(try await fleet.events() == before, "a quiet watch records nothing")
      try await checkService(fleet)

      let origin = fleet.fleet.origin(of: "core")
      try await fleet.fleet.git("tag", "v1.2.0", "main", in: origin)
      let fired = try await fleet.watch("-x", "--format", "json", at: 40)
      #expect(fired.status == 10, "\(fired.errors)")
      let evidence =
        try fired.trigger("drift")?["evidence"]?.array?
        .compactMap { $0["text"]?.string } ?? []
      #expect(
        Set(evidence) == [
          "1.2.0 is tagged and not published", "CHANGELOG.md has no section of 1.2.0",
          "the tag v1.2.0 stands at a manifest that says 1.1.0",
          "main says 1.1.0, and 1.2.0 is released already",
        ])
      #expect(try fleet.messages(to: "primary") == ["reminder"])
      _ = try await fleet.watch("-x", at: 50)
      #expect(try fleet.messages(to: "primary") == ["reminder"])
      #expect(try await !fleet.events().contains("incident.opened"))
    }
  }

  /// As a service it looks, says where it tells that it is well, and ends cleanly when told to.
  private func checkService(_ fleet: WatchedFleet) async throws {
    let script = """
      "$1" watch --interval "1 hour" --health 0 >out 2>err &
      pid=$!
      tries=0
      until [ -s out ] || [ $tries -gt 600 ]; do tries=$((tries+1)); sleep 0.1; done
      grep -q 'http://127.0.0.1:[1-9][0-9]*/health' err || echo 'no address'
      kill -TERM $pid
      wait $pid
      echo "status $?"
      """
    let binary = try #require(Binary.path)
    let answer = try await fleet.fleet.run(
      ["-c", script, "sh", binary], program: "sh",
      with: ["LOCKSTEP_CLOCK": "2026-02-02T09:00:00Z"])
    #expect(answer.output == "status 0\n", "\(answer.errors)")
    let printed = try Files.read("\(fleet.fleet.foundation)/out") ?? []
    #expect(String(decoding: printed, as: UTF8.self).contains("dependents"))
  }
}
