import LockstepKit
import LockstepSystem
import Testing

/// A rollback takes the place of what was killed half-way.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)), .serialized)
struct CrashPreemptionTests {
  @Test(arguments: [(Ordeal.release, 6), (.rollout, 9)])
  func `a rollback pre-empts what was killed, and nothing stays half done`(
    ordeal: Ordeal, stride: Int
  ) async throws {
    try await Stand.with(2) { stands in
      let rehearsals = try await CrashTests.rehearse(ordeal, on: stands)
      // A release can be taken back from its tag on; before that it is aborted.
      let points = rehearsals[0].points.drop { point in
        ordeal.operation == Ordeal.release.operation
          && point.description != "push:foundation:after#2"
      }
      var trees: [Trees] = []
      for stand in stands { trees.append(try await Trees.read(before: ordeal, on: stand)) }
      let known = trees
      let sample = Array(points).sample(every: stride)
      let complaints = await Shift(items: sample).work(stands) { _, point, stand, number in
        guard try await ordeal.kill(at: point, on: stand) else { return "it did not die there" }
        let result = try await stand.run(
          ["rollback", "2.1.0", "-x", "--yes"], clock: Stand.later)
        guard result.succeeded else { return "rollback: \(result.errorText)" }
        return try await Self.complaint(about: ordeal, stand, known[number])
      }
      #expect(complaints == 0)
    }
  }

  /// What is not as it has to be after the rollback.
  private static func complaint(
    about ordeal: Ordeal, _ stand: Stand, _ known: Trees
  ) async throws -> String? {
    let record = try await Record.read(stand)
    let rollback = Ordeal.rollback.operation
    guard record.has("operation.finished", of: rollback) else { return "it is not finished" }
    guard !record.leaseIsHeld else { return "the lease is still held" }
    let ended = ["operation.preempted", "operation.finished"].contains {
      record.has($0, of: ordeal.operation)
    }
    if record.has("operation.started", of: ordeal.operation), !ended {
      return "\(ordeal.operation) is still open"
    }
    let index = "\(stand.fleet.registry)/index/lo/de/lodestar"
    let lines = String(decoding: try Files.read(index) ?? [], as: UTF8.self).split(separator: "\n")
    let isBadOffered = lines.contains {
      $0.contains(#""vers":"2.1.0""#) && !$0.contains(#""yanked":true"#)
    }
    if isBadOffered { return "2.1.0 can still be taken from the registry" }
    guard lines.count(where: { $0.contains(#""vers":"2.0.1""#) }) == 1 else {
      return "2.0.1 is not in the registry, or twice"
    }
    for name in stand.repositories {
      let tree = try await Trees.tip(of: name, stand)
      let allowed = [known.before[name], known.after[name]].compactMap { $0 }
      if !allowed.contains(tree) {
        return "\(name) is neither untouched nor on the hotfix: \(tree)"
      }
      if name == stand.fleet.facts.foundation, tree != known.after[name] {
        return "the branch does not have the hotfix"
      }
    }
    return nil
  }
}

/// What the branches of all repositories hold: before anything happened, and after an undisturbed
/// release, rollout and rollback.
private struct Trees {
  var before: [String: String] = [:]
  var after: [String: String] = [:]

  /// Reads both, and leaves the state before `ordeal` as the one to start from.
  static func read(before ordeal: Ordeal, on stand: Stand) async throws -> Trees {
    var trees = Trees()
    try await stand.restore(Ordeal.start)
    for name in stand.repositories { trees.before[name] = try await tip(of: name, stand) }
    let done = Ordeal.rollback.before.drop { ordeal.before.contains($0) }
    for command in done {
      let result = try await stand.run(command)
      try #require(result.succeeded, "\(command): \(result.errorText)")
    }
    // At the same time as after the crash: locks name the hotfix by its commit.
    let result = try await stand.run(Ordeal.rollback.command, clock: Stand.later)
    try #require(result.succeeded, "\(result.errorText)")
    for name in stand.repositories { trees.after[name] = try await tip(of: name, stand) }
    return trees
  }

  static func tip(of name: String, _ stand: Stand) async throws -> String {
    try await stand.git(["rev-parse", "main^{tree}"], in: stand.fleet.origin(of: name))
  }
}
