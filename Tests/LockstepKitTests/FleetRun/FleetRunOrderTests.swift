import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepGit
import Testing

@testable import LockstepKit

/// Who is run when, and how many at once.
@Suite
struct FleetRunOrderTests {
  private func dependent(_ name: String, stating count: Int = 0) throws -> Dependent {
    let needed = Dependency(
      name: "core", key: "core", manifest: "Cargo.toml",
      place: SourcePlace(path: "Cargo.toml", line: 1, column: 1), table: [], requirement: nil,
      source: .registry(name: nil))
    return Dependent(
      name: try RepositoryName(name), address: nil, branch: "main",
      commit: try ObjectID(parsing: String(repeating: "1", count: 40)), uses: [],
      facts: RepositoryFacts(dependencies: Array(repeating: needed, count: count)))
  }

  @Test(
    arguments: [
      // Cheap before dear.
      (["a": (9, false), "b": (3, false), "c": (6, false), "d": (8, false)], "b c d a"),
      // Those that broke last time before all others.
      (["a": (9, false), "b": (3, false), "c": (6, true), "d": (8, true)], "c d b a"),
      // One that would be left over at the end begins among the first.
      (["a": (30, false), "b": (3, false), "c": (6, false), "d": (8, true)], "d a b c"),
    ] as [([String: (Double, Bool)], String)])
  func `what tells the most for the least time comes first`(
    past: [String: (Double, Bool)], expected: String
  ) throws {
    let dependents = try past.keys.sorted().map { try dependent($0) }
    let order = FleetRunOrder(of: dependents, width: 2) { name in
      past[name.description].map { FleetRunCache.Past(seconds: $0.0, broke: $0.1) }
    }
    let names = order.ordered(dependents.map(\.name)).map(\.description)
    #expect(names.joined(separator: " ") == expected)
  }

  @Test
  func `of those that never ran, those that need more are thought to be dearer`() throws {
    let dependents = try [("a", 12), ("b", 4), ("c", 10)].map { try dependent($0.0, stating: $0.1) }
    let order = FleetRunOrder(of: dependents, width: 1) { _ in nil }
    #expect(order.ordered(dependents.map(\.name)).map(\.description) == ["b", "c", "a"])
  }

  @Test(
    arguments: [
      (nil, 2, 23 << 30, 2), (nil, 2, 4 << 30, 1), (nil, 1, nil, 1), (nil, 64, nil, 32),
      (nil, 64, 48 << 30, 16), (5, 2, 1 << 30, 5), (0, 2, nil, 1),
    ] as [(Int?, Int, Int64?, Int)])
  func `as many are run at once as cores and memory hold`(
    asked: Int?, cores: Int, memory: Int64?, width: Int
  ) {
    #expect(FleetRunGround.width(asked, cores: cores, freeMemory: memory) == width)
  }

  @Test(arguments: [(2, 2, nil), (32, 64, 4), (8, 2, 1)] as [(Int, Int, Int?)])
  func `builds together have at most twice as many jobs as cores`(
    width: Int, cores: Int, jobs: Int?
  ) {
    #expect(FleetRunGround.jobs(width: width, cores: cores) == jobs)
  }
}
