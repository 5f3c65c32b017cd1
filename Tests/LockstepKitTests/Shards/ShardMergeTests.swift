import LockstepCore
import LockstepGit
import LockstepKit
import LockstepSystem
import LockstepTestSupport
import LockstepVerification
import Testing

/// What the reports of shards come to together.
@Suite struct ShardMergeTests {
  private let plan: ShardPlan

  init() throws {
    plan = try ShardSamples.plan()
  }

  private func merged(_ reports: [ShardReport]) throws -> ShardMerge {
    var merge = try ShardMerge(plan)
    for report in reports { try merge.add(report, from: "shard-\(report.shard)") }
    return merge
  }

  private func told(_ report: FleetRunReport) -> [String] {
    report.entries.map { "\($0.name) \($0.outcome.kind.rawValue)" }
  }

  @Test func `all shards make the report of the whole run, in the order of the waves`() throws {
    let merge = try merged([
      try ShardSamples.report(3, of: plan, []),
      try ShardSamples.report(2, of: plan, [("c", .fixed)]),
      try ShardSamples.report(1, of: plan, [("b", .passed), ("a", .passed)]),
    ])
    #expect(merge.isWhole)
    #expect(told(merge.report) == ["a passed", "c fixed", "b passed", "lost unknown"])
    #expect(merge.report.entries.last?.outcome.reason == "never fetched")
    #expect(merge.report.exitStatus == .failed)
    #expect(merge.report.subject?.isWhole == true)
    #expect(merge.report.subject?.candidate == (try ShardSamples.id("2")))
    #expect(merge.report.subject?.release.version.description == "1.1.0")
  }

  @Test func `of a shard that did not report nothing is known, and it is named`() throws {
    let merge = try merged([try ShardSamples.report(1, of: plan, [("a", .passed), ("b", .passed)])])
    #expect(merge.missing == [2, 3])
    #expect(told(merge.report) == ["a passed", "c unknown", "b passed", "lost unknown"])
    #expect(merge.report.entries[1].outcome.reason == "shard 2 of 3 did not report")
    #expect(merge.report.exitStatus == .failed)
    #expect(
      merge.whatIsMissing.rendered == """
        error: shards 2, 3 of 3 did not report
        cause: nothing is known of c
        hint: run these shards again, and merge anew
        """)
  }

  @Test func `a decided no stays one, whoever is missing`() throws {
    let merge = try merged([
      try ShardSamples.report(1, of: plan, [("a", .regressed), ("b", .passed)])
    ])
    #expect(merge.report.exitStatus == .decidedNo)
  }

  @Test func `the same report twice is one, a different one is refused`() throws {
    let report = try ShardSamples.report(2, of: plan, [("c", .passed)])
    var merge = try merged([report, report])
    #expect(merge.missing == [1, 3])
    // A copy in another folder has its logs elsewhere.
    var copy = report
    copy.report.entries[0].outcome.log = "/elsewhere/logs/c.log"
    try merge.add(copy, from: "copy")
    let other = try ShardSamples.report(2, of: plan, [("c", .passed)], seconds: 2)
    #expect(throws: ShardMergeError(origin: "other", problem: .twice(2, "shard-2"))) {
      try merge.add(other, from: "other")
    }
  }

  @Test func `reports of other runs are refused`() throws {
    var merge = try ShardMerge(plan)
    let elsewhere = try ShardSamples.plan(candidate: "9")
    let foreign = try ShardSamples.report(2, of: elsewhere, [("c", .passed)])
    #expect(throws: ShardMergeError(origin: "x", problem: .side("candidate", "main"))) {
      try merge.add(foreign, from: "x")
    }
    var otherwise = plan
    otherwise.dependents[0].seconds = 9
    let divided = try ShardSamples.report(2, of: otherwise, [("c", .passed)])
    #expect(throws: ShardMergeError(origin: "x", problem: .plan)) {
      try merge.add(divided, from: "x")
    }
    let silent = try ShardSamples.report(1, of: plan, [("a", .passed), ("c", .passed)])
    let names = try ["b", "c"].map { try RepositoryName($0) }
    #expect(throws: ShardMergeError(origin: "x", problem: .dependents(names))) {
      try merge.add(silent, from: "x")
    }
    #expect(merge.reports.isEmpty)
  }

  @Test(
    arguments: [
      (["none", "none"], "none"), (["none", nil], "on shard 1: none"), ([nil, nil], nil),
      (["one", "two"], "on shard 1: one; on shard 2: two"),
    ] as [([String?], String?)])
  func `where strangers' programs did not run apart is told once`(
    absences: [String?], expected: String?
  ) throws {
    let merge = try merged([
      try ShardSamples.report(
        1, of: plan, [("a", .passed), ("b", .passed)], absence: absences[0]),
      try ShardSamples.report(2, of: plan, [("c", .passed)], absence: absences[1]),
    ])
    #expect(merge.report.sandboxAbsence == expected)
  }

  @Test
  func `a folder carries report, plan and the end of each log, and its paths lead nowhere else`()
    async throws
  {
    try await ScratchGit.with { scratch in
      let folder = ShardFolder("\(scratch.directory)/one")
      var report = try ShardSamples.report(1, of: plan, [("a", .passed), ("b", .passed)])
      let log = "\(scratch.directory)/a.log"
      try Files.write(Array(repeating: 0x2E, count: (1 << 20) + 7) + Array("end".utf8), to: log)
      report.report.entries[0].outcome.log = log
      report.report.entries[1].outcome.log = "/etc/hostname/../passwd-that-is-not-there"
      try folder.write(report, of: plan)
      let read = try folder.report()
      let kept = try #require(read.report.entries[0].outcome.log)
      #expect(kept.hasPrefix("\(folder.path)/logs/a-"))
      let bytes = try #require(try Files.read(kept))
      #expect(bytes.count == 1 << 20 && bytes.suffix(3) == Array("end".utf8)[...])
      #expect(read.report.entries[1].outcome.log == nil)
      #expect(try folder.plan() == plan)

      // Whoever hands a report over does not choose what is read here.
      let file = "\(folder.path)/shard.json"
      let text = String(decoding: try #require(try Files.read(file)), as: UTF8.self)
      try Files.write(Array(text.replacing("logs/a-", with: "../../../etc/a-").utf8), to: file)
      #expect(try folder.report().report.entries[0].outcome.log == kept)
      let merge = try ShardStory.merge([scratch.directory], plan: nil)
      #expect(merge.missing == [2, 3])
    }
  }

  @Test(arguments: [
    ("\"lockstep.shards/1\"", "\"lockstep.shards/2\"", "`lockstep.shards/2`"),
    ("\"shard\": 2", "\"shard\": 4", "shard 4 of 3"),
    ("\"number\": 2", "\"number\": 5", "numbered from 1"),
    ("\"name\": \"c\"", "\"name\": \"a\"", "is in it twice"),
    ("\"time-limit\": 60", "\"time-limit\": -1", "limits make no sense"),
    ("\"whole\": true", "\"half\": true", "`whole`"),
  ])
  func `a file that makes no sense is refused, with the reason`(
    what: String, instead: String, reason: String
  ) async throws {
    try await ScratchGit.with { scratch in
      let path = "\(scratch.directory)/shards.json"
      try plan.write(to: path)
      #expect(try ShardPlan.read(from: path) == plan)
      let text = String(decoding: try #require(try Files.read(path)), as: UTF8.self)
      let spoilt = text.replacing(what, with: instead)
      #expect(spoilt != text)
      try Files.write(Array(spoilt.utf8), to: path)
      let error = #expect(throws: ShardFileError.self) { try ShardPlan.read(from: path) }
      #expect(error?.problem.contains(reason) == true, "\(error?.problem ?? "")")
    }
  }
}
