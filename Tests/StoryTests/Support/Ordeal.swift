import LockstepCore
import LockstepSystem
import Synchronization
import Testing

/// One operation that is killed at every place and has to end as if nothing had happened.
struct Ordeal: Sendable, CustomTestStringConvertible {
  /// The command.
  let command: [String]
  /// What the ledger calls the operation.
  let operation: String
  /// The commands that lead to the state before it.
  let before: [[String]]
  /// Whether the dependents were built and tested before, so that the answers are known.
  var isWarm = false

  var testDescription: String { command[0] }

  static let release = Ordeal(
    command: ["release", "minor", "-x", "--yes"], operation: "release-2.1.0", before: [])
  static let rollout = Ordeal(
    command: ["rollout", "-x", "--yes"], operation: "rollout-2.1.0", before: [release.command],
    isWarm: true)
  static let rollback = Ordeal(
    command: ["rollback", "-x", "--yes"], operation: "rollback-2.1.0",
    before: [release.command, rollout.command], isWarm: true)

  static let start = "start"

  /// Brings a stand to the state before the operation, keeps it, and runs the operation undisturbed.
  ///
  /// - Returns: The places that it came by, and the world that it left.
  func rehearse(on stand: Stand) async throws -> (points: [KillPoint], world: World) {
    for command in before {
      let result = try await stand.run(command)
      try #require(result.succeeded, "\(command): \(result.text)\(result.errorText)")
    }
    try await stand.keep(Self.start)
    var points = try await stand.points(of: command)
    let world = try await World.read(stand)
    if isWarm {
      try stand.warm(Self.start)
      try await stand.restore(Self.start)
      points = try await stand.points(of: command)
      #expect(try await World.read(stand).differences(from: world) == [])
    }
    return (points, world)
  }

  /// Kills the operation at one place.
  ///
  /// - Returns: `false` where it did not die there.
  func kill(at point: KillPoint, on stand: Stand) async throws -> Bool {
    try await stand.restore(Self.start)
    let result = try await stand.run(command, dying: point.description)
    return result.wasKilled
  }

  /// Goes on until the operation is finished: by `resume` where it was begun, else by the command.
  ///
  /// - Returns: What went wrong; `nil` where nothing did.
  func recover(on stand: Stand) async throws -> String? {
    for _ in 0..<4 {
      let resumed = try await stand.run(["resume", "--yes"], clock: Stand.later)
      guard resumed.succeeded else { return "resume: \(resumed.errorText)\(resumed.text)" }
      let record = try await Record.read(stand)
      if record.has("operation.finished", of: operation) { return nil }
      // A record that was on its way when the process died may have arrived after `resume` looked, or
      // arrive while the command runs again, which would then take its own predecessor's place.
      if record.has("operation.started", of: operation) { continue }
      try await stand.waitForSurvivors()
      if try await Record.read(stand).has("operation.started", of: operation) { continue }
      let again = try await stand.run(command)
      guard again.succeeded || again.termination == .exited(12) else {
        return "the command again: \(again.errorText)\(again.text)"
      }
    }
    return try await Record.read(stand).has("operation.finished", of: operation)
      ? nil : "it never finishes"
  }
}

/// Hands out work to several stands.
struct Shift<Item: Sendable>: Sendable {
  let items: [Item]

  /// Gives each stand the next item as soon as it is free; what `body` returns is a complaint, and
  /// recorded.
  ///
  /// - Returns: How many complaints there were.
  func work(
    _ stands: [Stand], _ body: @escaping @Sendable (Int, Item, Stand, Int) async throws -> String?
  ) async -> Int {
    let next = Mutex(0)
    let items = items
    let counts = await forEach(Array(stands.enumerated()), width: stands.count) { number, stand in
      var count = 0
      while true {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < items.count else { return count }
        var complaint: String?
        do {
          complaint = try await body(index, items[index], stand, number)
        } catch {
          complaint = "\((error as? any ExplainedError)?.explanation.what ?? "\(error)")"
        }
        guard let complaint else { continue }
        count += 1
        Issue.record("\(items[index]): \(complaint)")
      }
    }
    return counts.reduce(0, +)
  }
}
