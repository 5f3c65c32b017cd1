import LockstepCore
import LockstepGit
import Testing

/// `lockstep verify` as a person runs it, and a release that is held to it.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct VerifyCommandTests {
  /// The gate's limits, and a benchmark whose cost is the number of lines: the same on every machine.
  private static func configuration(of fleet: BadInputFleet) -> String {
    fleet.configuration(publish: "none") + """

      [gates]
      benchmarks = [["awk", 'END { print "read", 100 * NR, "ns" }', "src/lib.rs"]]

      """
  }

  @Test func `a slower candidate is caught and not released, until somebody answers for it`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      try await fleet.push(["lockstep.toml": Self.configuration(of: fleet)], to: "core")
      #expect(try await fleet.lockstep("plan", "1.1.0").status == 0)
      let verify = ["verify", "--candidate", "lockstep/1.1.0", "--gate", "benchmarks"]
      let json = try await fleet.run(verify + ["--format", "json"], in: nil, with: [:])
      #expect(json.status == 10)
      let result = try json.json()
      #expect(result["schema"]?.string == "lockstep.verify/1" && result["status"] == 10)
      let gate = try #require(result["gates"]?.array?.first)
      let figure = try #require(gate["figure"]?["value"]?.number)
      #expect(gate["verdict"] == "failed" && abs(figure - 100) < 0.001)
      #expect(result["baseline"]?["name"] == "v1.0.0")

      let held = try await fleet.lockstep("release", "1.1.0", "-x", "--yes")
      #expect(held.status == 10)
      #expect(held.error?.hasSuffix("is held up by its quality gates: benchmarks") == true)
      #expect(try await fleet.repository("core").resolve("v1.1.0") == nil)

      let silent = try await fleet.run(verify + ["--override", "benchmarks"], in: nil, with: [:])
      #expect(silent.status == 64)
      let answered = try await fleet.run(
        verify + ["--override", "benchmarks", "--because", "twice the work"], in: nil, with: [:])
      #expect(answered.status == 0)
      #expect(answered.output.hasSuffix("nothing holds it up (benchmarks waived)\n"))
      #expect(try await fleet.lockstep("resume", "--yes").status == 0)
      #expect(try await fleet.repository("core").resolve("v1.1.0") != nil)
      let log = try await fleet.lockstep("log")
      #expect(log.output.contains("verified lockstep/1.1.0"))
    }
  }

  @Test func `an equal candidate passes, in every form`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(
        [
          "lockstep.toml": Self.configuration(of: fleet),
          "src/lib.rs": "pub fn one() -> u8 { 2 - 1 }\n",
        ], to: "core")
      let verify = ["verify", "--no-record", "--gate", "benchmarks", "-q"]
      let text = try await fleet.run(verify, in: nil, with: [:])
      #expect(text.status == 0)
      #expect(text.output.contains("read: passed, ×1.000 [1.000, 1.000]"))
      #expect(text.output.hasSuffix("every gate passed\n"))
      let xml = try await fleet.run(verify + ["--format", "junit"], in: nil, with: [:])
      #expect(xml.status == 0 && xml.output.contains("failures=\"0\" errors=\"0\""))
      let page = try await fleet.run(verify + ["--format", "markdown"], in: nil, with: [:])
      #expect(page.output.contains("| benchmarks | passed | 0 % | 10 % |"))
      let log = try await fleet.lockstep("log")
      #expect(!log.output.contains("verified"))
    }
  }
}
