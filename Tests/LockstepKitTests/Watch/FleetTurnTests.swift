import LockstepCore
import Testing

@testable import LockstepKit

/// Whose turn it is, where a fleet is too large to be asked at once.
@Suite struct FleetTurnTests {
  private static let start = Timestamp(secondsSince1970: 1_790_000_000)
  private static let names = (1...10).map { "d\($0)" }

  private static func turn(
    _ most: Int, _ asked: [String: Timestamp] = [:], at now: Timestamp = start
  ) throws -> [String] {
    try FleetTurn(most: most, budget: .zero, asked: asked, now: now)
      .next(names.map { try RepositoryName($0) }).map(\.description)
  }

  @Test(arguments: [1, 3, 4, 10, 50])
  func `everybody has had a turn after as many rounds as it takes`(most: Int) throws {
    var asked: [String: Timestamp] = [:]
    var now = Self.start
    for round in 1...((10 + most - 1) / most) {
      for name in try Self.turn(most, asked, at: now) {
        #expect(asked[name] == nil || round * most > 10, "\(name) twice before others once")
        asked[name] = now
      }
      now = now.adding(.minutes(5))
    }
    #expect(asked.count == 10)
  }

  @Test func `whoever was asked longest ago is next`() throws {
    let asked = Dictionary(
      uniqueKeysWithValues: Self.names.enumerated().map { place, name in
        (name, Self.start.adding(.minutes(-Int64(place))))
      })
    #expect(try Self.turn(3, asked) == ["d10", "d9", "d8"])
  }

  @Test func `a moment that lies ahead is none: a clock was set back`() throws {
    var asked = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, Self.start) })
    asked["d7"] = Self.start.adding(.days(400))
    #expect(try Self.turn(1, asked) == ["d7"])
  }

  @Test func `a machine that remembers nothing asks others each time`() throws {
    var seen: Set<String> = []
    for minute in 0..<60 as Range<Int64> {
      seen.formUnion(try Self.turn(2, at: Self.start.adding(.minutes(minute * 10))))
    }
    #expect(seen.count == 10)
    #expect(try Self.turn(2) == Self.turn(2), "and at one moment the same")
  }
}
