import LockstepCore
import LockstepVerification
import Testing

/// Who runs what, for loads that are known.
@Suite struct ShardBalanceTests {
  private typealias Load = ShardBalance.Load

  private func load(_ text: String, _ seconds: Double?, needs: [String] = []) throws -> Load {
    Load(
      try RepositoryName(text), seconds: seconds,
      needs: Set(try needs.map { try RepositoryName($0) }))
  }

  private func names(_ parts: [ShardBalance.Part]) -> [[String]] {
    parts.map { $0.names.map(\.description) }
  }

  @Test func `the dearest are placed first, each where the load is least`() throws {
    let loads = try [
      load("a", 7), load("b", 6), load("c", 5), load("d", 4), load("e", 2),
    ]
    let parts = ShardBalance.divide(loads, into: 2)
    #expect(names(parts) == [["a", "d", "e"], ["b", "c"]])
    #expect(parts.map(\.seconds) == [13, 11])
    #expect(ShardBalance.divide(loads.reversed(), into: 2) == parts)
  }

  @Test func `one of which nothing is known counts as the mean of the others`() throws {
    let loads = try [load("known", 10), load("other", 30), load("new", nil), load("odd", .nan)]
    #expect(ShardBalance.usual(loads) == 20)
    let parts = ShardBalance.divide(loads, into: 2)
    #expect(parts.map(\.seconds) == [40, 40])
    #expect(ShardBalance.usual([]) == 60)
    let unknown = try (0..<7).map { try load("r\($0)", nil) }
    #expect(ShardBalance.divide(unknown, into: 3).map(\.names.count) == [3, 2, 2])
  }

  @Test func `every dependent has one place, and there are as many places as were asked for`()
    throws
  {
    for count in [1, 2, 5, 40] {
      var loads: [ShardBalance.Load] = []
      for number in 0..<23 {
        let seconds: Double? = number % 4 == 0 ? nil : Double(number * number % 17 + 1)
        loads.append(try load("r\(number)", seconds))
      }
      let parts = ShardBalance.divide(loads, into: count)
      #expect(parts.count == count)
      #expect(parts.flatMap(\.names).sorted() == loads.map(\.name).sorted())
      // No machine waits for another longer than one dependent takes.
      let most = parts.map(\.seconds).max() ?? 0
      let least = parts.map(\.seconds).min() ?? 0
      #expect(count > 23 || most - least <= 17)
    }
  }

  @Test func `a chain stays together where taking it apart would bring nothing`() throws {
    let loads = try [
      load("base", 100), load("one", 1, needs: ["base"]), load("two", 1, needs: ["base"]),
      load("far", 1, needs: ["base", "one"]), load("else", 60),
    ]
    let parts = ShardBalance.divide(loads, into: 2)
    #expect(names(parts) == [["base", "far", "one", "two"], ["else"]])
    #expect(parts.map(\.alsoRun) == [[], []])
  }

  @Test func `what a shard works on anyway is its own`() throws {
    let loads = try [
      load("top", 197, needs: ["middle"]), load("middle", 33), load("a", 40), load("b", 40),
      load("c", 40), load("d", 40),
    ]
    let parts = ShardBalance.divide(loads, into: 3)
    #expect(names(parts) == [["middle", "top"], ["a", "c"], ["b", "d"]])
    #expect(parts.map(\.seconds) == [230, 80, 80])
  }

  @Test func `what many need is worked out on several machines where that ends sooner`() throws {
    var loads = try [load("base", 10)]
    loads += try (0..<10).map { try load("leaf\($0)", 50, needs: ["base"]) }
    let parts = ShardBalance.divide(loads, into: 2)
    #expect(parts.map(\.seconds) == [260, 260])
    #expect(parts.filter { !$0.alsoRun.isEmpty }.count == 1)
    #expect(parts.flatMap(\.names).count == 11)
  }

  @Test func `a circle is no trap`() throws {
    let loads = try [load("a", 3, needs: ["b"]), load("b", 3, needs: ["a"]), load("c", 1)]
    let parts = ShardBalance.divide(loads, into: 2)
    #expect(names(parts) == [["a", "b"], ["c"]])
  }
}
