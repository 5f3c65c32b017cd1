import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow
import Synchronization
import Testing

@testable import LockstepKit

/// What a watch asks of others: no more than what is due, and of a large fleet a part at a time.
@Suite(.timeLimit(.minutes(5))) struct WatchBudgetTests {
  /// A fleet, a clock that only a test moves, and a count of what was asked of remotes.
  private final class Stand: Sendable {
    let scratch: ScratchGit
    private let time = Mutex<Int64>(0)
    private let conversations = Mutex(0)
    private static let start = Timestamp(secondsSince1970: 1_790_000_000)

    init(_ scratch: ScratchGit) { self.scratch = scratch }

    /// How often git has spoken to a remote.
    var asked: Int { conversations.withLock { $0 } }
    var now: Timestamp { Self.start.adding(.seconds(time.withLock { $0 })) }

    func pass(_ span: Span) { time.withLock { $0 += span.seconds } }

    var host: Host {
      var host = scratch.host
      host.clock = Clock(
        now: { self.now }, elapsed: { .seconds(self.time.withLock { $0 }) },
        // Nothing here waits for time to pass; a limit is cancelled when the work is done.
        sleep: { _ in try await Task.sleep(for: .seconds(600)) })
      let run = host.processes.run
      host.processes.run = { invocation in
        if invocation.arguments.contains(where: { ["fetch", "ls-remote"].contains($0) }) {
          self.conversations.withLock { $0 += 1 }
        }
        return try await run(invocation)
      }
      return host
    }

    func story() async throws -> WatchStory {
      var host = host
      host.workingDirectory = "\(scratch.directory)/clones/core"
      return WatchStory(
        try await Workspace.open(host: host, command: ["lockstep"]), print: { _ in })
    }

    /// When each dependent was asked last.
    func fetched(_ story: WatchStory) async throws -> [String: Timestamp] {
      let tips = try await story.workspace.store.tips()
      return Dictionary(
        uniqueKeysWithValues: tips.map { ($0.key.description, $0.value.fetchedAt) })
    }
  }

  private static func with(
    _ count: Int, _ settings: String, _ body: (Stand) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let configuration = """
        [foundation]
        package = "core"
        publish = "none"
        [fleet]
        search = ["../*"]
        [watch]
        \(settings)

        """
      let manifest = "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"
      let origin = try await scratch.origin("core")
      let release = try await scratch.commit(
        ["lockstep.toml": configuration, "Cargo.toml": manifest, "src/lib.rs": ""], to: origin)
      try await scratch.tag("v1.0.0", at: release, in: origin)
      _ = try await scratch.clone(origin, as: "core")
      for number in 1...count {
        let dependent = try await scratch.origin(
          "d\(number)",
          files: [
            "Cargo.toml": """
            [package]
            name = "d\(number)"
            version = "0.1.0"
            [dependencies]
            core = { git = "\(origin.gitDirectory)", tag = "v1.0.0" }

            """
          ])
        _ = try await scratch.clone(dependent, as: "d\(number)")
      }
      try await body(Stand(scratch))
    }
  }

  private static func state(_ round: WatchRound, _ source: String) -> WatchLook.State? {
    round.looks.first { $0.source == source }?.state
  }

  @Test func `twenty rounds within an interval ask everybody once`() async throws {
    try await Self.with(
      3, "off = [\"advisories\"]\nsources = { checks = { interval = \"15 seconds\" } }"
    ) { stand in
      let story = try await stand.story()
      var schedule = WatchSchedule(story.workspace.configuration)
      let first = try await story.round(executing: false, by: &schedule)
      #expect(Self.state(first, "pins") == .seen)
      let fetched = try await stand.fetched(story)
      #expect(fetched.values.allSatisfy { $0 == stand.now } && fetched.count == 3)
      let asked = stand.asked
      #expect(asked > 0)
      for _ in 1..<20 {
        stand.pass(.seconds(15))
        let round = try await story.round(executing: true, by: &schedule)
        #expect(round.looks.count == first.looks.count, "what the others said still counts")
      }
      #expect(stand.asked == asked, "no remote was asked again")
      #expect(try await stand.fetched(story) == fetched)

      stand.pass(.seconds(15))
      _ = try await story.round(executing: false, by: &schedule)
      #expect(stand.asked > asked, "the interval is over")
      #expect(try await stand.fetched(story).values.allSatisfy { $0 == stand.now })
    }
  }

  @Test func `a fleet beyond the budget is no data until everybody had a turn`() async throws {
    try await Self.with(5, "off = [\"advisories\"]\ndependents = 2") { stand in
      // One of them never answers, and must not take the turn of the others.
      try Files.remove("\(stand.scratch.directory)/origins/d3.git")
      let story = try await stand.story()
      var schedule = WatchSchedule(story.workspace.configuration)
      var states: [WatchLook.State?] = []
      for _ in 1...3 {
        let round = try await story.round(executing: false, by: &schedule)
        states.append(Self.state(round, "pins"))
        stand.pass(.minutes(5))
      }
      #expect(try await Set(stand.fetched(story).keys) == ["d1", "d2", "d4", "d5"])
      guard case .noData(let reason)? = states.first else {
        Issue.record("\(states)")
        return
      }
      #expect(reason.hasSuffix("were not looked at within 1 day; they come in turn"), "\(reason)")
      #expect(states.last == .seen, "who is no known dependent is missed by nobody")
      // From now on the oldest ones come again.
      let before = try await stand.fetched(story)
      _ = try await story.round(executing: false, by: &schedule)
      _ = try await story.round(executing: false, by: &schedule)
      let after = try await stand.fetched(story)
      let oldest = try #require(before.values.min())
      for (name, time) in before where time == oldest {
        #expect(after[name] != time, "\(name) has waited longest")
      }
    }
  }

  @Test func `what was not asked for a day is not known any more`() async throws {
    try await Self.with(2, "off = [\"advisories\"]") { stand in
      let story = try await stand.story()
      let first = try await story.round(executing: false)
      #expect(Self.state(first, "pins") == .seen)
      try Files.remove("\(stand.scratch.directory)/origins/d2.git")
      stand.pass(.hours(23))
      let second = try await story.round(executing: false)
      #expect(Self.state(second, "pins") == .seen, "what was known before counts")
      #expect(second.remarks.contains { $0.hasPrefix("d2: what was known before counts") })
      stand.pass(.hours(2))
      let third = try await story.round(executing: false)
      #expect(
        Self.state(third, "pins")
          == .noData(because: "1 of 2 repositories was not looked at within 1 day"))
    }
  }

  @Test func `single dependents are asked in turn, and what was learnt of them counts`()
    async throws
  {
    try await Self.with(1, "off = []") { stand in
      let story = try await stand.story()
      let ground = WatchGround(
        workspace: story.workspace, line: nil, history: History(), log: OperationLog(History()),
        fleet: nil, now: stand.now, releaseTimes: [:], remarks: [])
      let names = try (1...5).map { try RepositoryName("n\($0)") }
      let count = Mutex<[String: Int]>([:])
      func ask(
        _ known: [String: Learnt<String>], state: String = "a"
      ) async -> AskingInTurn<RepositoryName, String>.Result {
        await AskingInTurn<RepositoryName, String>(
          ground: ground, timing: .init(dependents: 2), width: 2, name: { $0 },
          state: { _ in state }
        ).ask(names, knowing: known, late: "late") { name in
          count.withLock { $0[name.description, default: 0] += 1 }
          return "fine"
        }
      }
      var result = await ask([:])
      #expect(result.gap == "3 of 5 dependents were not looked at within 1 day; they come in turn")
      for _ in 1...2 {
        stand.pass(.minutes(5))
        result = await ask(result.known)
      }
      #expect(result.gap == nil)
      #expect(count.withLock { $0.values.reduce(0, +) } == 6)
      #expect(count.withLock { $0.count } == 5)
      let other = await ask(result.known, state: "b")
      #expect(other.gap == "3 of 5 dependents were not looked at within 1 day; they come in turn")
      stand.pass(.days(2))
      #expect(
        await ask(result.known).gap
          == "3 of 5 dependents were not looked at within 1 day; they come in turn")
    }
  }
}
