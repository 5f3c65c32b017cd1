import LockstepSystem
import Testing

/// What is done with an operation that was killed half-way, other than simply going on with it.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)), .serialized)
struct CrashAgainTests {
  @Test(arguments: [(Ordeal.release, 9), (.rollout, 12), (.rollback, 19)])
  func `what is killed while it goes on after a crash ends as an undisturbed operation`(
    ordeal: Ordeal, stride: Int
  ) async throws {
    try await Stand.with(2) { stands in
      let rehearsals = try await CrashTests.rehearse(ordeal, on: stands)
      let points = rehearsals[0].points.sample(every: stride)
      let complaints = await Shift(items: points).work(stands) { index, point, stand, number in
        guard try await ordeal.kill(at: point, on: stand) else { return "it did not die there" }
        // Each time a little further; where not so much is left to be done it simply ends.
        for place in [2 + index % 5, 4 + index % 7] {
          let result = try await stand.run(
            ["resume", "--yes"], clock: Stand.later, dying: "\(place)")
          guard result.succeeded || result.wasKilled else {
            return "resume, to be killed at \(place): \(result.errorText)"
          }
        }
        if let complaint = try await ordeal.recover(on: stand) { return complaint }
        let differences = try await World.read(stand).differences(from: rehearsals[number].world)
        return differences.isEmpty ? nil : differences.joined(separator: "\n  ")
      }
      #expect(complaints == 0)
    }
  }

  @Test
  func `a release that was killed before its tag is aborted without a trace`() async throws {
    try await Stand.with(2) { stands in
      let rehearsals = try await CrashTests.rehearse(.release, on: stands)
      let points = Array(
        rehearsals[0].points.prefix { $0.description != "push:foundation:during#2" })
      try #require(points.count < rehearsals[0].points.count)
      var starts: [World] = []
      for stand in stands {
        try await stand.restore(Ordeal.start)
        starts.append(try await World.read(stand).published)
      }
      let untouched = starts
      let complaints = await Shift(items: points).work(stands) { _, point, stand, number in
        guard try await Ordeal.release.kill(at: point, on: stand) else {
          return "it did not die there"
        }
        if let complaint = try await Self.abort(.release, on: stand) { return complaint }
        let world = try await World.read(stand)
        guard world["ledger lease"] == "free" else { return "the lease is still held" }
        let differences = world.published.differences(from: untouched[number])
        return differences.isEmpty ? nil : differences.joined(separator: "\n  ")
      }
      #expect(complaints == 0)
      print("abort: \(points.count) kill points, \(complaints) complaints")
    }
  }

  /// Aborts until nothing is open any more; returns what went wrong.
  private static func abort(_ ordeal: Ordeal, on stand: Stand) async throws -> String? {
    for _ in 0..<4 {
      let aborted = try await stand.run(["abort"], clock: Stand.later)
      guard aborted.succeeded else { return "abort: \(aborted.errorText)\(aborted.text)" }
      let record = try await Record.read(stand)
      let isOpen =
        record.has("operation.started", of: ordeal.operation)
        && !record.has("operation.aborted", of: ordeal.operation)
      if !isOpen { return nil }
    }
    return "it stays open"
  }
}

extension Array {
  /// Every `stride`-th element, from one in the first stride on.
  func sample(every stride: Int) -> [Element] {
    enumerated().filter { $0.offset % stride == stride / 2 }.map(\.element)
  }
}
