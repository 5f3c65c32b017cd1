import LockstepSystem
import Testing

/// Kills the real command (`SIGKILL`) at every boundary of its journal and before, during and after
/// every effect, lets it go on, and compares with what it does undisturbed.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)), .serialized)
struct CrashTests {
  @Test(arguments: [Ordeal.release, .rollout, .rollback])
  func `a killed operation ends as an undisturbed one`(ordeal: Ordeal) async throws {
    try await Stand.with(2) { stands in
      let clock = ContinuousClock.now
      let rehearsals = try await Self.rehearse(ordeal, on: stands)
      let points = rehearsals[0].points
      let complaints = await Shift(items: points).work(stands) { _, point, stand, number in
        guard try await ordeal.kill(at: point, on: stand) else { return "it did not die there" }
        if let complaint = try await ordeal.recover(on: stand) { return complaint }
        let differences = try await World.read(stand).differences(from: rehearsals[number].world)
        return differences.isEmpty ? nil : differences.joined(separator: "\n  ")
      }
      #expect(complaints == 0)
      print(
        "\(ordeal.command[0]): \(points.count) kill points, \(complaints) complaints, "
          + "\((ContinuousClock.now - clock).components.seconds) s")
    }
  }

  /// Rehearses on every stand; all of them have to come by the same places.
  static func rehearse(_ ordeal: Ordeal, on stands: [Stand]) async throws -> [(
    points: [KillPoint], world: World
  )] {
    var rehearsals: [(points: [KillPoint], world: World)] = []
    for stand in stands { rehearsals.append(try await ordeal.rehearse(on: stand)) }
    for rehearsal in rehearsals {
      #expect(Set(rehearsal.points) == Set(rehearsals[0].points))
    }
    return rehearsals
  }
}
