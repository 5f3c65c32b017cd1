import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// Measurements over time, from files to the trigger.
@Suite struct BenchmarkWatchTests {
  private static let release = Timestamp(secondsSince1970: 1_790_000_000)

  /// A series with `before` points an hour apart up to the release, and `since` after it.
  private static func series(_ before: [Double], _ since: [Double]) -> [MeasuredSeries] {
    let all = before.map { ($0, false) } + since.map { ($0, true) }
    return MeasuredSeries.all(
      all.enumerated().map { number, sample in
        .init(
          name: "sort",
          point: .init(
            at: release.adding(.hours(Int64(number - before.count))), cost: sample.0, unit: "ns"),
          isSince: nil)
      }, release: release)
  }

  private static func steady(_ level: Double, _ count: Int) -> [Double] {
    (0..<count).map { level * (1 + 0.01 * Double($0 % 3)) }
  }

  private static func judge(_ before: [Double], _ since: [Double]) -> WatchLook {
    BenchmarkWatch.judge(series(before, since), release: Version(2, 1, 0), allowing: 20)
  }

  @Test func `a series that became much slower fires, and its change is marked`() throws {
    let look = Self.judge(Self.steady(100, 12), Self.steady(150, 10))
    let finding = try #require(look.findings.first)
    #expect(finding.isSure)
    #expect(finding.trigger == "performance")
    #expect(finding.fact.id == "sort 2.1.0")
    #expect(finding.fact.text.contains("50 % slower"))
    #expect(finding.fact.text.contains("its level changed at \(Self.release)"))
  }

  @Test func `once is not twice running`() throws {
    let look = Self.judge(Self.steady(100, 12), Self.steady(150, 8))
    #expect(look.findings.map(\.isSure) == [false])
    #expect(look.remarks.contains { $0.contains("for the first time") })
  }

  @Test func `what is as fast as before is quiet, and too few points are no data`() {
    #expect(Self.judge(Self.steady(100, 12), Self.steady(101, 10)).findings.isEmpty)
    let few = Self.judge(Self.steady(100, 12), Self.steady(150, 7))
    #expect(few.findings.isEmpty)
    #expect(few.state == .noData(because: "sort: 7 of 8 points since the release"))
  }

  @Test(
    arguments: [
      ("2026-11-20T02:00:00Z sort 125 ns", 125.0, "ns"),
      ("2026-11-20T03:00:00+01:00\tsort\t1.25e2\tns", 125, "ns"),
      (
        "{\"at\": \"2026-11-20T02:00:00Z\", \"name\": \"sort\", \"value\": 125, \"unit\": \"ns\"}",
        125, "ns"
      ),
      // A rate is better the higher it is; its cost is what is compared.
      ("2026-11-20T02:00:00Z sort 4 MB/s", 0.25, "MB/s"),
    ] as [(String, Double, String)])
  func `a line of a file is a measurement`(line: String, cost: Double, unit: String) throws {
    let (samples, unread) = SeriesFile.lines(of: Array(line.utf8), label: "ci", at: nil)
    let point = try #require(samples.first?.point)
    #expect(samples.first?.name == "ci: sort")
    #expect(point.cost == cost)
    #expect(point.unit == unit)
    #expect(point.at == (try Timestamp(parsing: "2026-11-20T02:00:00Z")))
    #expect(unread == 0)
  }

  @Test(
    arguments: [
      "sort 125 ns", "2026-11-20T02:00:00Z sort fast ns", "2026-11-20T02:00:00Z sort -1 ns",
      "2026-11-20T02:00:00Z sort nan ns", "2026-11-20T02:00:00Z sort 0 ns", "{\"name\": \"sort\"}",
      "yesterday sort 125 ns",
    ])
  func `anything else is told as not understood`(line: String) {
    let (samples, unread) = SeriesFile.lines(of: Array(line.utf8), label: "ci", at: nil)
    #expect(samples.isEmpty)
    #expect(unread == 1)
  }

  @Test func `what a run printed has the instant of its file's name`() {
    let text = "running 1 test\ntest sort ... bench:       1,250 ns/iter (+/- 5)\nfind 3 ms\n"
    let (samples, _) = SeriesFile.lines(of: Array(text.utf8), label: "ci", at: Self.release)
    #expect(samples.map(\.name) == ["ci: find", "ci: sort"])
    #expect(samples.allSatisfy { $0.point.at == Self.release })
  }

  @Test func `figures in another unit are left out and told`() throws {
    let points: [(Int64, String)] = [(0, "s"), (1, "ns"), (2, "ns")]
    let all = MeasuredSeries.all(
      points.map { hour, unit in
        .init(
          name: "sort", point: .init(at: Self.release.adding(.hours(hour)), cost: 1, unit: unit))
      }, release: Self.release)
    #expect(all.map(\.strangers) == [1])
    #expect(all.map(\.since.count) == [2])
  }
}

/// Measurements of verifications and of a CI, from where they are kept to the trigger.
@Suite(.timeLimit(.minutes(5))) struct BenchmarkSourcesTests {
  @Test func `a folder has a file for each run, and the names say when`() async throws {
    try await ScratchGit.with { scratch in
      for (hour, value) in [(2, 100), (3, 110)] {
        try scratch.file("runs/2026-11-20T0\(hour)-00-00Z-bench.txt", "sort \(value) ns\n")
      }
      try scratch.file("runs/notes.txt", "sort 5 ns\n")
      try scratch.file("runs/.hidden", "2026-11-20T02:00:00Z sort 5 ns\n")
      let (samples, problems) = try SeriesFile(path: "\(scratch.directory)/runs", label: "ci")
        .samples()
      #expect(samples.map(\.point.cost) == [100, 110])
      #expect(samples.first?.point.at == (try Timestamp(parsing: "2026-11-20T02:00:00Z")))
      #expect(problems == ["ci/notes.txt: no figure with an instant"])
      let missing = try SeriesFile(path: "\(scratch.directory)/none", label: "none").samples()
      #expect(missing.problems == ["none: there is no such file"])
    }
  }

  @Test func `what verifications measured is a series, a point for each side`() async throws {
    try await ScratchGit.with { scratch in
      let settings = "[foundation]\npackage = \"core\"\npublish = \"none\"\n[fleet]\nsearch = []\n"
      func files(_ version: String) -> [String: String?] {
        [
          "lockstep.toml": settings,
          "Cargo.toml": "[package]\nname = \"core\"\nversion = \"\(version)\"\n", "src/lib.rs": "",
        ]
      }
      let origin = try await scratch.origin("core")
      var commits: [ObjectID] = []
      for version in ["1.0.0", "1.1.0"] {
        let commit = try await scratch.commit(files(version), to: origin)
        commits.append(try await scratch.tag("v\(version)", at: commit, in: origin))
      }
      let workspace = try await scratch.workspace(cloning: origin)
      let record = VerificationRecord(
        candidate: commits[1], baseline: commits[0], configuration: "",
        gates: [.init(gate: .benchmarks, verdict: .passed, summary: "")])
      for number in 0..<12 {
        let noise = Double(number % 3)
        let block: JSONValue = [
          "baseline": .number(100 + noise), "candidate": .number(150 + noise),
        ]
        let report: JSONValue = [
          "benchmarks": [["name": "sort", "unit": "ns", "blocks": .array([block, block])]]
        ]
        _ = try await workspace.ledger.append([
          EventDraft(
            kind: VerificationRecord.kind, operation: nil, summary: "verified",
            body: try JSONValue(encoding: record),
            attachments: ["benchmarks.json": report.bytes()])
        ])
      }
      var memory = WatchMemory()
      let ground = try await WatchGround.survey(
        workspace, branch: nil, on: WatchErrand(), memory: &memory)
      let look = try await BenchmarkWatch(ground: ground).look()
      #expect(look.state == .seen)
      let finding = try #require(look.findings.first, "\(look)")
      #expect(finding.isSure)
      #expect(finding.fact.text.hasPrefix("verify on "))
      #expect(finding.fact.text.contains("sort: 50 % slower"), "\(finding)")
      #expect(finding.fact.text.contains("its level changed"))
    }
  }
}
