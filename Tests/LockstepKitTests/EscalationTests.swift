import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// Escalation through its levels on a simulated clock.
@Suite struct EscalationTests {
  private static let start = Timestamp(secondsSince1970: 1_774_000_000)

  private static func contact(
    _ name: String, _ level: Configuration.Level, _ minutes: Int64,
    _ rotation: Configuration.Rotation? = nil
  ) -> Configuration.Contact {
    Configuration.Contact(
      name: name, level: level, acknowledgeWithin: .minutes(minutes),
      channel: Configuration.Channel(kind: .slack, address: "#\(name)"), rotation: rotation)
  }

  private static let all = [
    contact("lead", .primary, 15), contact("deputy", .secondary, 10),
    contact("head", .escalation, 30), contact("night", .onCall, 5),
    contact("billing", .maintainer, 1),
  ]

  private static func at(_ minutes: Int64) -> Timestamp { start.adding(.minutes(minutes)) }

  @Test(
    arguments: [
      (0, ["lead"]), (14, ["lead"]), (15, ["lead", "deputy"]), (25, ["lead", "deputy", "head"]),
      (54, ["lead", "deputy", "head"]), (55, ["lead", "deputy", "head", "night"]),
      (9_999, ["lead", "deputy", "head", "night"]),
    ] as [(Int64, [String])])
  func `each level is told when the one before it did not answer in time`(
    minutes: Int64, told: [String]
  ) {
    let escalation = Escalation(Self.all, openedAt: Self.start)
    #expect(escalation.due(at: Self.at(minutes)).map(\.contact) == told)
    #expect(escalation.isExhausted(at: Self.at(minutes)) == (minutes >= 60))
  }

  @Test(arguments: [(1, 1), (15, 1), (16, 2), (40, 3), (56, 4)] as [(Int64, Int)])
  func `an acknowledgement stops it`(minutes: Int64, told: Int) {
    let escalation = Escalation(
      Self.all, openedAt: Self.start, acknowledgedAt: Self.at(minutes))
    #expect(escalation.due(at: Self.at(9_999)).count == told)
    #expect(escalation.next(after: Self.at(minutes)) == nil)
    #expect(!escalation.isExhausted(at: Self.at(9_999)))
  }

  @Test func `levels without contacts are passed over, and a level waits for its slowest`() {
    let escalation = Escalation(
      [
        Self.contact("night", .onCall, 5), Self.contact("a", .primary, 10),
        Self.contact("b", .primary, 20),
      ], openedAt: Self.start)
    #expect(escalation.due(at: Self.at(19)).map(\.contact) == ["a", "b"])
    #expect(escalation.next(after: Self.start) == Self.at(20))
    #expect(escalation.due(at: Self.at(20)).map(\.contact) == ["a", "b", "night"])
    #expect(Escalation([], openedAt: Self.start).due(at: .latest).isEmpty)
  }

  /// The clocks go forward in the night of 29 March 2026 in Europe; fifteen minutes stay fifteen minutes.
  @Test func `a change of the clocks on the walls changes nothing`() throws {
    let opened = try Timestamp(parsing: "2026-03-29T00:50:00Z")
    let escalation = Escalation(Self.all, openedAt: opened)
    #expect(escalation.next(after: opened)?.description == "2026-03-29T01:05:00Z")
  }

  @Test func `a rotation says who has the duty when it is called`() {
    let rotation = Configuration.Rotation(
      every: .minutes(20), from: Self.start, people: ["ada", "grace"])
    let escalation = Escalation(
      [
        Self.contact("lead", .primary, 25, rotation),
        Self.contact("deputy", .secondary, 5, rotation),
      ],
      openedAt: Self.start)
    #expect(escalation.calls.map(\.person) == ["ada", "grace"])
  }
}
