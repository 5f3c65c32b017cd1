import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// A rollback opens its incident, whose post-mortem is written by the record and by people.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct IncidentReportTests {
  private static let afternoon = "2026-02-02T15:00:00Z"

  private func json(_ stand: Stand, _ arguments: [String], status: Int32 = 0) async throws
    -> JSONValue
  {
    let result = try await stand.run(
      ["incident"] + arguments + ["--format", "json"], clock: Self.afternoon)
    #expect(result.termination == .exited(status), "\(result.errorText)")
    return try JSONValue(parsing: result.output)
  }

  @Test func `a rollback has its incident, and that its post-mortem, which people complete`()
    async throws
  {
    try await Stand.with(1) { stands in
      let stand = stands[0]
      for command in [Ordeal.release.command, Ordeal.rollout.command] {
        try #require(try await stand.run(command).succeeded)
      }
      let back = try await stand.run(
        Ordeal.rollback.command + ["--because", "it loses data", "--severity", "critical"],
        clock: Stand.later)
      try #require(back.succeeded, "\(back.errorText)")

      let status = try JSONValue(
        parsing: try await stand.run(["status", "--format", "json"], clock: Self.afternoon).output)
      let rollback = status["operations"]?.array?.last { $0["kind"] == "rollback" }
      #expect(rollback?["incident"] == "incident-1")

      let page = "\(stand.directory)/page.html"
      let written = try await json(stand, ["report", "--html", page])
      #expect(written["schema"] == "lockstep.incident-report/1")
      #expect(written["outcome"] == "created" && written["complete"] == false)
      let report = try #require(written["report"])
      #expect(report["incident"]?["severity"] == "critical")
      #expect(report["releases"]?["bad"]?["version"] == "2.1.0")
      let spans = report["impact"]?["exposures"]?.array ?? []
      let touched = Set(spans.compactMap { $0["name"]?.string })
      #expect(touched.isSuperset(of: ["almanac", "beacon"]))
      let almanac = try #require(spans.first { $0["name"] == "almanac" })
      #expect(almanac["end"] == "pinned")
      #expect(almanac["from"] == .string(Stand.morning))
      #expect(almanac["until"] == .string(Stand.later))

      let file = "\(stand.fleet.foundationClone)/incidents/incident-1.md"
      let text = String(decoding: try #require(try Files.read(file)), as: UTF8.self)
      #expect(text.contains("it loses data"))
      let html = String(decoding: try #require(try Files.read(page)), as: UTF8.self)
      #expect(html.contains("<h2>Testing gaps</h2>") && html.contains("class=\"exposures\""))

      let refused = try await stand.run(
        ["incident", "close", "over", "-x"], clock: Self.afternoon)
      #expect(refused.termination == .exited(11))
      #expect(refused.errorText.contains("incidents/incident-1.md:"))

      _ = try await json(stand, ["report", "--check"], status: 10)
      let complete = text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.contains("lockstep:empty") ? "People wrote this." : String($0) }
      try Files.write(Array(complete.joined(separator: "\n").utf8), to: file)
      #expect(try await json(stand, ["report", "--check"])["complete"] == true)

      let closed = try await stand.run(
        ["incident", "close", "over", "-x"], clock: Self.afternoon)
      #expect(closed.succeeded, "\(closed.errorText)")
      let again = try await json(stand, ["report"])
      #expect(again["complete"] == true)
      let kept = String(decoding: try Files.read(file) ?? [], as: UTF8.self)
      #expect(kept.contains("People wrote this.") && kept.contains("closed incident-1: over"))
    }
  }
}
