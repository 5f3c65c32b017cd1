import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// A watch that is on another machine each time, as in continuous integration, and one whose clock is set.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct WatchMachinesTests {
  /// A trigger that says what a test wrote last, and no other source.
  private static func settings(in directory: String) -> String {
    let off = [
      "fleet", "checks", "benchmarks", "advisories", "issues", "drift", "pins", "notices",
      "support",
    ]
    return """
      [watch]
      off = [\(off.map { "\"\($0)\"" }.joined(separator: ", "))]
      [[triggers.command]]
      name = "errors"
      run = ["cat", "\(directory)/state"]
      severity = "minor"

      """
  }

  private static let fire = "{\"state\": \"fire\", \"summary\": \"12 %\", \"evidence\": \"e-1\"}"
  private static let quiet = "{\"state\": \"quiet\"}"
  private static let silent = "{\"state\": \"no-data\"}"

  /// A fleet, and the machines that look after it.
  private struct Site {
    let fleet: BadInputFleet
    /// Whether each round is on a machine that was never there.
    let isForgetting: Bool

    static func with(forgetting: Bool, _ body: (Site) async throws -> Void) async throws {
      try await BadInputFleet.with { fleet in
        let contact = """
          [[contact]]
          name = "core"
          level = "primary"
          channel = "file:\(fleet.directory)/core.jsonl"

          """
        try await fleet.push(
          [
            "lockstep.toml": fleet.configuration(publish: "none")
              + WatchMachinesTests.settings(in: fleet.directory) + contact
          ], to: "core")
        try await fleet.git("pull", "-q", "--ff-only", in: fleet.foundation)
        try await body(Site(fleet: fleet, isForgetting: forgetting))
      }
    }

    /// One round, so many minutes after eight o'clock.
    func round(_ state: String, at minutes: Int64) async throws -> Answer {
      try fleet.scratch.file("state", state + "\n")
      let clock = try Timestamp(parsing: "2026-02-02T08:00:00Z").adding(.minutes(minutes))
      guard isForgetting else {
        return try await fleet.run(
          ["watch", "--once", "-x"], with: ["LOCKSTEP_CLOCK": clock.description])
      }
      let folder = "\(fleet.directory)/machines/\(minutes)"
      try Files.createDirectories(Files.parent(of: folder))
      try await fleet.git("clone", "-q", fleet.origin(of: "core"), folder, in: fleet.directory)
      return try await fleet.run(
        ["watch", "--once", "-x"], in: folder,
        with: ["LOCKSTEP_CLOCK": clock.description, "LOCKSTEP_CACHE": "\(folder)-cache"])
    }

    /// The kinds of what the watch recorded, in order, as the remote has them.
    func events() async throws -> [String] {
      let text = try await fleet.git(
        "log", "--reverse", "--format=%s", "refs/lockstep/ledger", in: fleet.origin(of: "core"))
      return text.split(separator: "\n").map(String.init)
    }

    func told() throws -> Int {
      try (Files.read("\(fleet.directory)/core.jsonl") ?? []).split(separator: 0x0A).count
    }
  }

  @Test(arguments: [false, true])
  func `what flickers fires once, and what was gone for an hour fires again, on any machine`(
    forgetting: Bool
  ) async throws {
    try await Site.with(forgetting: forgetting) { site in
      let rounds: [(String, Int64, Int32, Int)] = [
        (Self.fire, 0, 10, 1), (Self.fire, 10, 10, 1),
        // It flickers: each time the hour begins anew.
        (Self.quiet, 20, 0, 1), (Self.fire, 30, 10, 1), (Self.quiet, 40, 0, 1),
        (Self.quiet, 90, 0, 1), (Self.fire, 95, 10, 1),
        // It is gone for an hour.
        (Self.quiet, 100, 0, 1), (Self.quiet, 130, 0, 1), (Self.quiet, 165, 0, 1),
        (Self.fire, 170, 10, 2), (Self.fire, 180, 10, 2),
      ]
      for (state, minutes, status, told) in rounds {
        let answer = try await site.round(state, at: minutes)
        #expect(answer.status == status, "\(minutes): \(answer.output)\(answer.errors)")
        #expect(try site.told() == told, "after \(minutes) minutes")
      }
      let before = try await site.events()
      _ = try await site.round(Self.fire, at: 190)
      #expect(try await site.events() == before, "nothing changed, and nothing is recorded")
    }
  }

  @Test(arguments: [false, true])
  func `a source without data for a day is told once, on any machine`(forgetting: Bool)
    async throws
  {
    try await Site.with(forgetting: forgetting) { site in
      let hour: Int64 = 60
      for (state, hours, told) in [
        (Self.quiet, 0, 0), (Self.silent, 1, 0), (Self.silent, 20, 0),
        // It answers once: the day begins anew.
        (Self.quiet, 21, 0), (Self.silent, 22, 0), (Self.silent, 45, 0), (Self.silent, 47, 1),
        (Self.silent, 60, 1),
      ] as [(String, Int64, Int)] {
        let answer = try await site.round(state, at: hours * hour)
        #expect([0, 10].contains(answer.status), "\(hours): \(answer.errors)")
        #expect(try site.told() == told, "after \(hours) hours")
      }
    }
  }

  @Test func `a clock that was set back records nothing, and one that is right again goes on`()
    async throws
  {
    try await Site.with(forgetting: false) { site in
      #expect(try await site.round(Self.fire, at: 600).status == 10)
      let before = try await site.events()
      let other = Self.fire.replacing("e-1", with: "e-2")
      let behind = try await site.round(other, at: 5)
      #expect(behind.status == 1, "\(behind.output)\(behind.errors)")
      #expect(behind.errors.contains("clock"), "\(behind.errors)")
      #expect(try await site.events() == before)
      #expect(try await site.round(other, at: 605).status == 10)
      #expect(try site.told() == 2)
      // Far ahead nothing is lost either; what lasts may pass sooner.
      #expect(try await site.round(other, at: 600_000).status == 10)
      #expect(try site.told() == 2)
    }
  }
}
