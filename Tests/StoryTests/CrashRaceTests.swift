import LockstepKit
import LockstepSystem
import Testing

/// Two processes at once: two releases, and one that goes on while a child of a dead one still works.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)), .serialized)
struct CrashRaceTests {
  @Test(arguments: [true, false])
  func `of two releases started at once one wins and the other says who`(
    sameClone: Bool
  ) async throws {
    try await Stand.with(1) { stands in
      let stand = stands[0]
      let gate = try Gate(in: stand, of: stand.fleet.facts.foundation, on: "refs/heads/lockstep/*")
      try gate.close()
      let clones = [stand.fleet.foundationClone, try await Self.second(sameClone, stand)]
      async let first = stand.run(Ordeal.release.command, clone: clones[0])
      async let second = stand.run(Ordeal.release.command, clone: clones[1])
      // The winner is held while it pushes its candidate, so that the other one meets it at work.
      try await gate.waitUntilReached()
      async let opened: Void = gate.open(after: .seconds(8))
      let results = try await [first, second]
      try await opened
      let winners = results.filter(\.succeeded)
      let losers = results.filter { $0.termination == .exited(12) }
      #expect(winners.count == 1, "\(results.map(\.errorText))")
      let loser = try #require(losers.first, "\(results.map(\.errorText))")
      let names = sameClone ? ["Demo"] : ["Demo", "Second Engineer"]
      #expect(names.contains { loser.errorText.contains($0) }, "\(loser.errorText)")
      #expect(loser.errorText.contains("release lodestar 2.1.0"))
      let record = try await Record.read(stand)
      #expect(record.events.count { $0.kind == "operation.started" } == 1)
      #expect(record.events.count { $0.kind == "operation.finished" } == 1)
    }
  }

  @Test(arguments: [
    (Ordeal.release, "lodestar", "refs/tags/*", "push:foundation:during#2"),
    (.rollout, "beacon", "refs/heads/main", "push:beacon:during#1"),
  ])
  func `going on waits for a push that outlived its process`(
    ordeal: Ordeal, repository: String, references: String, point: String
  ) async throws {
    try await Stand.with(1) { stands in
      let stand = stands[0]
      let rehearsal = try await ordeal.rehearse(on: stand)
      let lock = EffectLock(path: "\(stand.fleet.foundationClone)/.git/lockstep-effects.lock")
      var gate: Gate
      var attempts = 0
      // A child that has not said everything yet may end with its reader. Then none outlived the process,
      // and the scene is set again.
      repeat {
        try #require(attempts < 10, "no push outlived its process")
        attempts += 1
        try await stand.restore(Ordeal.start)
        gate = try Gate(in: stand, of: repository, on: references)
        try gate.close()
        let killed = try await stand.run(ordeal.command, dying: point)
        #expect(killed.wasKilled)
      } while try await !gate.isReached(beforeEndOf: lock)
      async let resumed = stand.run(["resume", "--yes"], clock: Stand.later)
      async let opened: Void = gate.open(after: .seconds(8))
      let result = try await resumed
      try await opened
      #expect(result.succeeded, "\(result.errorText)")
      #expect(result.errorText.contains("waiting"), "\(result.errorText)")
      // The push that was under way is the only one.
      #expect(try gate.passages == 1)
      #expect(try await World.read(stand).differences(from: rehearsal.world) == [])
    }
  }

  @Test
  func `a rollback takes the place of a rollout that is at work`() async throws {
    try await Stand.with(1) { stands in
      let stand = stands[0]
      try await Self.release(on: stand)
      let gate = try Gate(in: stand, of: "beacon", on: "refs/heads/main")
      try gate.close()
      async let rollout = stand.run(Ordeal.rollout.command)
      try await gate.waitUntilReached()
      async let rollback = stand.run(Ordeal.rollback.command)
      async let opened: Void = gate.open(after: .seconds(8))
      let (preempted, result) = try await (rollout, rollback)
      try await opened
      #expect(result.succeeded, "\(result.errorText)")
      #expect(!preempted.succeeded)
      #expect(
        (preempted.text + preempted.errorText).contains("pre-empted by rollback-2.1.0"),
        "\(preempted.text)\(preempted.errorText)")
      let record = try await Record.read(stand)
      #expect(record.has("operation.preempted", of: Ordeal.rollout.operation))
      #expect(!record.has("operation.finished", of: Ordeal.rollout.operation))
      #expect(!record.leaseIsHeld)
      // The push that was under way arrived, and was then taken back with everybody else's.
      let origin = stand.fleet.origin(of: "beacon")
      let manifest = try await stand.git(["show", "main:Cargo.toml"], in: origin)
      #expect(manifest.contains("tag = \"v2.0.1-hotfix\""), "\(manifest)")
    }
  }

  private static func release(on stand: Stand) async throws {
    let released = try await stand.run(Ordeal.release.command)
    try #require(released.succeeded, "\(released.errorText)")
  }

  /// Where the second release is started: in the same clone, or in somebody else's.
  private static func second(_ sameClone: Bool, _ stand: Stand) async throws -> String {
    guard !sameClone else { return stand.fleet.foundationClone }
    let clone = "\(stand.fleet.directory)/second/lodestar"
    try Files.createDirectories("\(stand.fleet.directory)/second")
    _ = try await stand.git(
      [
        "clone", "--quiet", "--template=", "--config", "user.name=Second Engineer",
        "--config", "user.email=second@example.org",
        stand.fleet.originURL(of: stand.fleet.facts.foundation), clone,
      ], in: stand.directory)
    return clone
  }
}

/// A hook of an origin that holds pushes back while it is closed, and counts those that it saw.
struct Gate {
  private let bar: String
  private let log: String

  /// Puts a gate before the references of `repository` that match `pattern`.
  init(in stand: Stand, of repository: String, on pattern: String) throws {
    bar = "\(stand.directory)/gate-\(repository).closed"
    log = "\(stand.directory)/gate-\(repository).log"
    try Files.remove(log)
    let hooks = "\(stand.fleet.origin(of: repository))/hooks"
    try Files.createDirectories(hooks)
    let script = """
      #!/bin/sh
      while read -r old new name; do
        case "$name" in
          \(pattern))
            echo "$name" >> '\(log)'
            while [ -e '\(bar)' ]; do sleep 0.02; done ;;
        esac
      done
      exit 0

      """
    try Files.write(Array(script.utf8), to: "\(hooks)/pre-receive", mode: 0o755)
  }

  func close() throws { try Files.write([], to: bar) }

  /// Lets pushes through once `delay` has passed.
  func open(after delay: Duration) async throws {
    try await Task.sleep(for: delay)
    try Files.remove(bar)
  }

  /// How many pushes came by.
  var passages: Int {
    get throws { try Files.read(log)?.count { $0 == 10 } ?? 0 }
  }

  /// Waits until a push is being held; false where everything that holds `lock` ended without one.
  func isReached(beforeEndOf lock: EffectLock) async throws -> Bool {
    while try passages == 0 {
      // Somebody holds it where this throws.
      if (try? await lock.waitUntilFree(timeout: .zero)) != nil { return try passages > 0 }
      try await Task.sleep(for: .milliseconds(10))
    }
    return true
  }

  /// Waits until a push is being held.
  func waitUntilReached() async throws {
    for _ in 0..<3_000 {
      if try passages > 0 { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("nothing was pushed within half a minute")
  }
}
