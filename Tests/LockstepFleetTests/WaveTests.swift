import LockstepCore
import Testing

@testable import LockstepFleet

struct WaveTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: [String]
    let waves: String
    var testDescription: String { lines.joined(separator: "; ") }
  }

  @Test(arguments: [
    Case(lines: ["b -> core by registry ^2"], waves: "b"),
    Case(lines: ["b -> core by tag v2.0.0", "c -> b by registry 1"], waves: "b | c"),
    Case(
      lines: ["d -> b by path", "d -> c by branch main", "b -> core by path", "c -> b by git"],
      waves: "b | c | d"),
    Case(
      lines: [
        "b -> core by registry 2", "c -> core by registry 2", "d -> b by path", "e -> c by path",
      ],
      waves: "b c | d e"),
    Case(lines: ["b -> other by registry 2"], waves: ""),
    Case(lines: ["c -> b by registry 1", "b -> core by registry 2 dev"], waves: "b"),
    Case(lines: ["c -> b by registry 1 dev", "b -> core by registry 2"], waves: "b | c"),
    Case(
      lines: ["b -> core by registry 2", "b -> c by path dev", "c -> b by path"],
      waves: "b | c"),
    Case(lines: ["b -> core by registry 2 optional", "c -> b by rev abcdef0"], waves: "b | c"),
  ])
  func `waves follow from who needs whom`(given: Case) throws {
    let fleet = try FleetLiteral(given.lines).assembled()
    #expect(fleet.wavesText == given.waves)
    #expect(fleet.cycles.isEmpty)
  }

  @Test
  func `a circle is reported with its path and its members are still listed`() throws {
    let fleet = try FleetLiteral([
      "a -> core by registry 2", "b -> a by path", "c -> b by path", "b -> d by path",
      "d -> c by path", "e -> d by path",
    ]).assembled()
    #expect(fleet.cycles.map { $0.map(\.description) } == [["b", "d", "c"]])
    #expect(fleet.wavesText == "a | b c d | e")
  }

  @Test
  func `a configured wave delays a dependent and everything behind it`() throws {
    let fleet = try FleetLiteral([
      "b -> core by registry 2", "c -> b by path", "d -> core by registry 2",
    ]).wave(3, of: "b").assembled()
    #expect(fleet.wavesText == "d | b | c")
    #expect(fleet.dependents.map(\.wave) == [1, 3, 4])
  }

  @Test
  func `a configured wave that comes before what it needs is an error`() throws {
    let literal = FleetLiteral(["b -> core by registry 2", "c -> b by path"])
      .wave(2, of: "b").wave(2, of: "c")
    let error = try #require(throws: WaveConflictError.self) { try literal.assembled() }
    #expect(error.exitStatus == .configuration)
    #expect(error.explanation.what == "a configured wave comes too early")
    #expect(
      error.explanation.why == [
        "lockstep.toml:7:8: `c` is configured for wave 2, but it needs `b`, which is updated in wave 2"
      ])
  }

  @Test
  func `a long chain neither overflows the stack nor takes long`() throws {
    var lines = ["r0 -> core by registry 2"]
    for number in 1..<2_000 { lines.append("r\(number) -> r\(number - 1) by path") }
    let fleet = try FleetLiteral(lines).assembled()
    #expect(fleet.waves.count == 2_000)
  }

  @Test(arguments: 0..<200)
  func `groups of nodes that reach one another are found in any graph`(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let count = 1 + random(8)
    var graph: [Int: Set<Int>] = [:]
    for node in 0..<count { graph[node] = [] }
    for _ in 0..<random(2 * count + 1) { graph[random(count)]?.insert(random(count)) }
    var reach = graph.mapValues { $0 }
    for _ in 0..<count {
      for node in 0..<count {
        let ahead = (reach[node] ?? []).flatMap { reach[$0] ?? [] }
        reach[node]?.formUnion(ahead)
      }
    }
    let groups = StrongComponents.of(graph)
    #expect(groups.flatMap { $0 }.sorted() == Array(0..<count))
    for (position, group) in groups.enumerated() {
      for one in group {
        for other in 0..<count where one != other {
          let together = reach[one]?.contains(other) == true && reach[other]?.contains(one) == true
          #expect(group.contains(other) == together)
          let isBefore = groups[..<position].contains { $0.contains(other) }
          if !together, reach[one]?.contains(other) == true { #expect(isBefore) }
        }
      }
    }
  }
}
