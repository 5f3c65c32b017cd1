import LockstepCore
import LockstepEcosystems
import Testing

@testable import LockstepFleet

struct SplitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: [String]
    let splits: [String]
    var testDescription: String { lines.joined(separator: "; ") }
  }

  @Test(arguments: [
    Case(
      lines: ["b -> core by registry 2", "c -> core by registry 3", "c -> b by path"],
      splits: ["c: core 3 by c, 2 by c→b"]),
    Case(
      lines: ["b -> core by registry 2.0", "c -> core by registry 2.1", "c -> b by path"],
      splits: []),
    Case(
      lines: ["b -> core by registry 2", "c -> core by registry =2.0.5", "c -> b by path"],
      splits: []),
    Case(
      lines: ["b -> core by registry 2", "c -> core by tag v2.0.0", "c -> b by path"],
      splits: ["c: core * by c, 2 by c→b"]),
    Case(
      lines: [
        "b -> core by tag v2.0.0", "c -> core by tag v2.1.0", "d -> b by path", "d -> c by path",
      ],
      splits: ["d: core * by d→b, * by d→c"]),
    Case(
      lines: ["b -> core by path", "c -> core by path", "d -> b by path", "d -> c by path"],
      splits: []),
    Case(
      lines: ["b -> core by registry 2 dev", "c -> core by registry 3", "c -> b by path"],
      splits: []),
  ])
  func `requirements show where two versions would meet`(given: Case) throws {
    let fleet = try FleetLiteral(given.lines)
      .releasing([Version(2, 0, 0), Version(2, 0, 5), Version(2, 1, 0), Version(3, 0, 0)])
      .assembled()
    #expect(fleet.splitsText == given.splits)
  }

  @Test
  func `a lock shows what really meets`() throws {
    let literal = FleetLiteral([
      "b -> core by registry 2", "c -> core by registry >=2", "c -> b by path",
    ])
    let fleet =
      try literal
      .locking("c", ["b 1.0.0 path", "core 2.0.5 registry", "core 3.0.0 registry"]).assembled()
    #expect(fleet.splitsText == ["c: core 2.0.5 by c, 3.0.0 by c"])
    let split = try #require(fleet.versionSplits.first)
    #expect(split.isLocked)
    #expect(split.sides[1].place.description == "Cargo.lock:13:1")
    let whole = try literal.locking("c", ["b 1.0.0 path", "core 2.0.5 registry"]).assembled()
    #expect(whole.versionSplits.isEmpty)
  }

  @Test
  func `a plan can ask what its changes would split`() throws {
    let fleet = try FleetLiteral([
      "b -> core by registry 2", "c -> core by registry 2", "c -> b by path",
    ]).releasing([Version(2, 0, 0)]).assembled()
    let use = try #require(fleet.dependent(try RepositoryName("c"))?.directUses.first)
    let raised = FleetChange(
      repository: try RepositoryName("c"), statement: use.dependency.statement,
      source: use.dependency.source, requirement: try Requirement(parsing: "3"))
    let after = try fleet.applying([raised], releasing: [Version(3, 0, 0)])
    #expect(after.splitsText == ["c: core 3 by c, 2 by c→b"])
    #expect(fleet.versionSplits.isEmpty)
  }

  @Test
  func `a plan can move what a lock holds`() throws {
    let fleet = try FleetLiteral(["b -> core by registry 2"])
      .locking("b", ["core 2.0.0 registry"]).assembled()
    let use = try #require(fleet.dependents.first?.directUses.first)
    #expect(use.locked.map(\.version) == [Version(2, 0, 0)])
    let source = try #require(use.locked.first?.source)
    let change = FleetChange(
      repository: try RepositoryName("b"), statement: use.dependency.statement,
      source: use.dependency.source, requirement: use.dependency.requirement,
      locked: (Version(2, 1, 0), source))
    let after = try fleet.applying([change])
    #expect(after.dependents.first?.directUses.first?.locked.map(\.version) == [Version(2, 1, 0)])
  }
}
