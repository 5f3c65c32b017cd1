import LockstepCore
import LockstepVerification
import Testing

@testable import LockstepKit

/// What a terminal shows of a fleet run while it goes on.
struct FleetRunProgressTests {
  private func progress(_ events: [FleetRunEvent]) -> FleetRunProgress {
    var progress = FleetRunProgress()
    for (second, event) in events.enumerated() { progress.take(event, at: .seconds(second)) }
    return progress
  }

  private func names(_ count: Int) throws -> [RepositoryName] {
    try (0..<count).map { try RepositoryName("repository-\($0)") }
  }

  @Test
  func `it says what is done, what is left, what broke and what is worked on`() throws {
    let names = try names(5)
    let progress = progress([
      .begins(names), .works(names[0], "with the baseline"), .works(names[1], "with the baseline"),
      .ends(names[0], .regressed), .note("reading something"), .ends(names[2], .passed),
      .works(names[1], "with the candidate"),
    ])
    #expect(
      progress.lines(at: .seconds(9), width: 80, height: 10) == [
        "2 of 5 done · 2 waiting · 1 passed, 1 regressed", "broke so far: repository-0",
        "  repository-1: with the candidate, 3 s",
      ])
    #expect(progress.done == 2)
  }

  @Test
  func `it fits on the screen`() throws {
    let names = try names(40)
    let progress = progress([.begins(names)] + names.map { .works($0, "with the candidate") })
    let lines = progress.lines(at: .seconds(50), width: 20, height: 6)
    #expect(lines.count == 6)
    #expect(lines.allSatisfy { $0.count <= 20 })
    #expect(lines.last == "  and 36 more")
    #expect(FleetRunProgress().lines(at: .zero, width: 80, height: 10) == [])
  }
}
