import LockstepCore
import LockstepFleet
import Testing

@Suite struct RolloutPartTests {
  private func names(_ range: ClosedRange<Int>) throws -> [RepositoryName] {
    try range.map { try RepositoryName("r\($0)") }
  }

  @Test(
    arguments: [
      (10, [], [], ["10"]),
      (10, [.count(1), .percent(25)], [], ["1 the first 1", "2 25 %", "7 the rest"]),
      (10, [.count(1), .percent(25)], [4, 7], ["2 canaries", "1 25 %", "7 the rest"]),
      // A share that is reached already makes no part of its own; what is left is never lost.
      (3, [.count(1), .percent(5), .percent(100)], [], ["1 the first 1", "2 100 %"]),
      (2, [.count(5)], [], ["2 the first 5"]),
      (1, [.percent(0)], [1], ["1 canaries"]),
      (40, [.percent(2.5), .percent(12.5)], [], ["1 2.5 %", "4 12.5 %", "35 the rest"]),
    ] as [(Int, [Configuration.Threshold], [Int], [String])])
  func `a wave is divided into canaries, growing shares and the rest`(
    size: Int, shares: [Configuration.Threshold], canaries: [Int], parts: [String]
  ) throws {
    let wave = try names(1...size)
    let rollout = Configuration.Rollout(
      canaries: try canaries.map { try RepositoryName("r\($0)") }, shares: shares)
    let found = rollout.parts(of: [wave])
    #expect(
      found.map { ["\($0.names.count)", $0.label].compactMap { $0 }.joined(separator: " ") }
        == parts)
    #expect(found.flatMap(\.names).sorted() == wave.sorted())
  }

  @Test func `topology comes first: a canary waits for what it builds on`() throws {
    let rollout = Configuration.Rollout(canaries: [try RepositoryName("r3")], shares: [.count(1)])
    let parts = rollout.parts(of: [try names(1...2), [], try names(3...4)])
    #expect(
      parts.map { $0.names.map(\.description) } == [["r1"], ["r2"], ["r3"], ["r4"]])
    #expect(parts.map(\.kind) == [.share(.count(1)), .rest, .canaries, .rest])
  }

  @Test func `it is read, and written by the template, as it is meant`() throws {
    let text = """
      [foundation]
      package = "core"

      [rollout]
      canaries = ["billing"]
      shares = [1, "5%", "25%"]
      soak = "2 hours"
      prepare-way-back = false
      """
    let configuration = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    let expected = Configuration.Rollout(
      canaries: [try RepositoryName("billing")],
      shares: [.count(1), .percent(5), .percent(25)], soak: .hours(2),
      preparesWaysBack: false)
    #expect(configuration.rollout == expected)
    let again = try Configuration(
      parsing: Array(configuration.template().utf8), path: "lockstep.toml")
    #expect(again.rollout == expected)
  }
}
