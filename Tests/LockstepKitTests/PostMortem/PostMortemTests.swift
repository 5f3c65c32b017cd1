import LockstepCore
import LockstepFleet
import LockstepLedger
import Testing

@testable import LockstepKit

/// What the ledger tells of an incident, in the order in which a post-mortem asks for it.
@Suite struct PostMortemTests {
  private static func configuration(_ more: String = "") throws -> Configuration {
    try Configuration(
      parsing: Array(
        """
        [foundation]
        package = "core"

        [[fleet.dependent]]
        name = "atlas"

        [[contact]]
        name = "Core team"
        acknowledge-within = "15 minutes"
        channel = "slack:#secret-room"
        \(more)
        """.utf8), path: "lockstep.toml")
  }

  private static func report(
    _ sample: PostMortemSample, isShareable: Bool = false
  ) throws -> PostMortem {
    PostMortemReader(
      try #require(sample.incidents.first), in: sample.history,
      configuration: try configuration(), isShareable: isShareable
    ).read()
  }

  @Test func `each dependent was exposed from the push of its update to the push of its pin`()
    throws
  {
    let report = try Self.report(try .told())
    let spans = Dictionary(
      report.impact.exposures.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    #expect(spans["atlas"]?.how == "updated by the rollout")
    #expect(spans["atlas"]?.from == PostMortemSample.at(30))
    #expect(spans["atlas"]?.until == PostMortemSample.at(70))
    #expect(spans["atlas"]?.end == "pinned")
    // Nobody could pin it: it had the bad version until that was withdrawn.
    #expect(spans["buoy"]?.how == "floats")
    #expect(spans["buoy"]?.from == PostMortemSample.at(10))
    #expect(spans["buoy"]?.until == PostMortemSample.at(130))
    // It broke where it was tried, and never got it.
    #expect(spans["cutter"] == nil)
    #expect(report.impact.broken == ["cutter"])
    #expect(abs(report.impact.hours - (40.0 + 120.0) / 60) < 0.001)
  }

  @Test func `what noticed it is the first signal once it was public`() throws {
    var sample = try PostMortemSample.told()
    let halted = try Self.report(sample).detection
    #expect(halted.trigger == "the rollout halted: 1 of 1 dependents broke: cutter")
    #expect(halted.after == .minutes(25))
    #expect(halted.acknowledgedAfter == .minutes(25))
    sample = PostMortemSample()
    sample.add(
      Incident.Kind.opened, by: "Grace", "",
      try JSONValue(encoding: Incident.Body(incident: "incident-1", text: "odd", severity: .minor)))
    #expect(try Self.report(sample).detection.trigger == "Grace opened the incident")
  }

  @Test func `the cause is what bisection found, else the command that finds it`() throws {
    var sample = try PostMortemSample.told()
    #expect(
      try Self.report(sample).cause
        == .notBisected(command: "lockstep bisect --bad 1.1.1 --good 1.1.0"))
    try sample.bisect()
    guard case .found(let culprits) = try Self.report(sample).cause else {
      Issue.record("it was bisected")
      return
    }
    #expect(culprits.map(\.line.subject) == ["Rank records densely"])
    #expect(try #require(sample.incidents.first).isBisected)
    #expect(try #require(sample.incidents.first).operations == ["rollback-1.1.1"])
  }

  @Test func `a range of commits is a cause too, and those who share it are told together`() throws
  {
    var sample = try PostMortemSample.told()
    try sample.narrow()
    let report = try Self.report(sample)
    guard case .narrowed(let ranges) = report.cause else {
      Issue.record("\(report.cause)")
      return
    }
    #expect(ranges.map(\.dependents) == [["cutter", "atlas"]])
    #expect(ranges.first?.commits.map(\.subject) == ["Rank 66", "Rank 67"])
    #expect(ranges.first?.inWords.hasPrefix("one of 2 commits, ") == true)
    #expect(try #require(sample.incidents.first).isBisected)
  }

  @Test(
    arguments: [
      (nil, nil, "not-run"),
      (["passed": ["atlas", "cutter"]], nil, "passed"),
      (["passed": ["atlas"]], nil, "left-out"),
      (["regressed": ["cutter"]], "it is their fault", "overridden"),
      (["unknown": ["cutter"]], nil, "inconclusive"),
    ] as [([String: [String]]?, String?, String)])
  func `the gap in the fleet run is why it did not stop the release`(
    outcomes: [String: [String]]?, waiver: String?, standing: String
  ) throws {
    var sample = try PostMortemSample.told()
    if let outcomes { try sample.fleetRun(outcomes, waiver: waiver) }
    let gaps = try Self.report(sample).gaps
    #expect(
      gaps.filter { $0.check == "fleet run" }.map(\.standing.rawValue) == [standing])
    #expect(
      gaps.first { $0.check == "compatibility" }?.text
        == "it found 1 breaking change, and was overridden: “nobody uses it”")
    #expect(gaps.contains { $0.check == "rehearsal" && $0.standing == .notRun })
  }

  @Test func `the record says what went well, what did not, and what was luck`() throws {
    let remarks = try Self.report(try .told()).remarks
    func texts(_ kind: PostMortem.Remark.Kind) -> String {
      remarks.filter { $0.kind == kind }.map(\.text).joined(separator: "\n")
    }
    #expect(texts(.well).contains("the rollout halted: 1 dependent of 3 never got the update"))
    #expect(texts(.well).contains("off it 5 minutes after rollback-1.1.1 began"))
    #expect(texts(.badly).contains("after 25 minutes; the first level had 15 minutes"))
    #expect(texts(.badly).contains("`buoy` could not be pinned"))
    #expect(texts(.badly).contains("“nobody uses it”"))
    #expect(texts(.lucky).contains("`buoy` had it as soon as it was public"))
  }

  @Test func `the next release has the number, the gates and the notice that policy asks for`()
    throws
  {
    let next = try #require(try Self.report(try .told()).nextRelease)
    #expect(next.version == Version(2, 0, 0))
    #expect(next.needsGuide && next.gates.contains("guide"))
    #expect(next.notice == .weeks(2))
    #expect(next.earliest == PostMortemSample.at(130).adding(.weeks(2)))
  }

  @Test func `no channel and no address is told in any form`() throws {
    var sample = try PostMortemSample.told()
    try sample.bisect()
    for isShareable in [false, true] {
      let report = try Self.report(sample, isShareable: isShareable)
      let text = LivingDocument.new(PostMortemContent(report)).document.text
      let json = String(decoding: try JSONValue(encoding: report).bytes(), as: UTF8.self)
      for secret in ["secret-room", "example.org"] {
        #expect(!text.contains(secret) && !json.contains(secret))
      }
      #expect(text.contains("told people over 2 channels"))
      guard isShareable else { continue }
      for hidden in ["buoy", "cutter", "Grace", "Ada", "Alan", "core is broken: "] {
        #expect(!text.contains(hidden) && !json.contains(hidden), "\(hidden)")
      }
      // Named in lockstep.toml, which is as public as the document.
      #expect(text.contains("atlas") && text.contains("dependent-1"))
      #expect(!report.withheld.isEmpty)
    }
  }
}
