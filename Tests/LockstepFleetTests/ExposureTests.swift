import LockstepCore
import Testing

@testable import LockstepFleet

struct ExposureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let lock: [String]?
    let degree: Exposure.Degree
    var testDescription: String { "\(line), lock: \(lock ?? [])" }
  }

  static let bad = BadRelease(
    versions: [Version(2, 1, 1)], tags: ["v2.1.1"], commits: [FleetLiteral.commit],
    branches: ["main"])

  @Test(arguments: [
    Case(line: "b -> core by registry 2", lock: nil, degree: .canResolve),
    Case(line: "b -> core by registry 2", lock: ["core 2.1.1 registry"], degree: .locked),
    Case(line: "b -> core by registry 2", lock: ["core 2.1.0 registry"], degree: .canResolve),
    Case(line: "b -> core by registry =2.1.0", lock: nil, degree: .none),
    Case(line: "b -> core by registry 3", lock: nil, degree: .none),
    Case(line: "b -> core by tag v2.1.1", lock: nil, degree: .locked),
    Case(line: "b -> core by tag v2.1.0", lock: nil, degree: .none),
    Case(line: "b -> core by rev ccccccc", lock: nil, degree: .locked),
    Case(line: "b -> core by rev ddddddd", lock: nil, degree: .none),
    Case(line: "b -> core by branch main", lock: nil, degree: .follows),
    Case(line: "b -> core by branch old", lock: nil, degree: .none),
    Case(line: "b -> core by branch main", lock: ["core 2.1.1 branch main"], degree: .locked),
    Case(line: "b -> core by git", lock: nil, degree: .follows),
    Case(line: "b -> core by path", lock: nil, degree: .follows),
    Case(line: "b -> other by registry 1", lock: ["other 1.0.0 registry"], degree: .none),
  ])
  func `exposure follows from requirement and lock`(given: Case) throws {
    var literal = FleetLiteral([given.line, "z -> core by registry 3"])
    if let lock = given.lock { literal = literal.locking("b", lock) }
    let fleet = try literal.assembled()
    let found = fleet.exposures(to: Self.bad)[try RepositoryName("b")]?.degree ?? .none
    #expect(found == given.degree)
  }

  @Test
  func `exposure comes through other dependents`() throws {
    let fleet = try FleetLiteral([
      "b -> core by registry 2", "c -> b by branch main", "d -> b by branch main",
      "e -> b by registry 1",
    ]).locking("d", ["b 1.0.0 branch main", "core 2.1.0 registry"]).assembled()
    let found = fleet.exposures(to: Self.bad)
    #expect(found[try RepositoryName("c")]?.degree == .canResolve)
    #expect(found[try RepositoryName("c")]?.reasons.map(\.via) == [try RepositoryName("b")])
    #expect(found[try RepositoryName("d")]?.degree == .canResolve)
    #expect(found[try RepositoryName("e")]?.degree == .canResolve)
  }

  @Test
  func `circles end`() throws {
    let fleet = try FleetLiteral([
      "a -> core by path", "b -> a by path", "b -> c by path", "c -> b by path",
    ]).assembled()
    let found = fleet.exposures(to: Self.bad)
    #expect(found[try RepositoryName("b")]?.degree == .follows)
    #expect(found[try RepositoryName("c")]?.degree == .follows)
  }

  @Test
  func `who has it in a lock alone is a bystander`() throws {
    let fleet = try FleetLiteral(["b -> other by registry 1"])
      .locking("b", ["other 1.0.0 registry", "core 2.1.1 registry"]).assembled()
    #expect(fleet.dependents.isEmpty)
    #expect(fleet.bystanders.map(\.name.description) == ["b"])
    #expect(fleet.bystanders.first?.locked.map(\.version) == [Version(2, 1, 1)])
  }
}
