import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// What a trigger says to what its sources saw: fire, quiet, or no data.
@Suite struct WatchTriggerTests {
  private typealias Finding = WatchLook.Finding

  private static func trigger(
    _ threshold: Configuration.Threshold = .count(1)
  ) -> WatchTrigger {
    WatchTrigger(
      "dependents", .major, sources: ["fleet", "checks"], threshold: threshold, meaning: "broken")
  }

  private static func look(
    _ source: String, _ state: WatchLook.State = .seen, _ ids: [String] = [], total: Int = 10
  ) -> WatchLook {
    WatchLook(
      source, state, findings: ids.map { Finding("dependents", $0, "\($0) is broken") },
      total: total)
  }

  private static let none = WatchLook.State.noData(because: "no network")
  private static let idle = WatchLook.State.idle(because: "nothing there")

  @Test(
    arguments: [
      ([look("fleet"), look("checks")], .quiet),
      ([look("fleet", .seen, ["a"]), look("checks")], .fire),
      ([look("fleet", idle), look("checks")], .quiet),
      ([look("fleet", none), look("checks")], .noData(because: "fleet: no network")),
      ([look("fleet", none), look("checks", .seen, ["a"])], .fire),
      ([look("fleet", none, ["a"]), look("checks")], .fire),
      (
        [look("fleet", idle), look("checks", idle)],
        .noData(because: "fleet: nothing there; checks: nothing there")
      ),
      ([], .noData(because: "nothing looks at it")),
      ([look("elsewhere", .seen, ["a"])], .noData(because: "nothing looks at it")),
    ] as [([WatchLook], TriggerReading.State)])
  func `what was not seen is never quiet, and what is wrong fires whatever else is missing`(
    looks: [WatchLook], state: TriggerReading.State
  ) {
    #expect(Self.trigger().read(looks).state == state)
  }

  @Test(
    arguments: [
      (.count(2), ["a"], .quiet), (.count(2), ["a", "b"], .fire),
      (.percent(25), ["a", "b"], .quiet), (.percent(25), ["a", "b", "c"], .fire),
      (.percent(0), [], .quiet),
    ] as [(Configuration.Threshold, [String], TriggerReading.State)])
  func `a threshold counts facts, or their share of all dependents`(
    threshold: Configuration.Threshold, ids: [String], state: TriggerReading.State
  ) {
    let reading = Self.trigger(threshold).read([Self.look("fleet", .seen, ids)])
    #expect(reading.state == state)
    #expect(reading.facts.map(\.id) == ids)
  }

  @Test func `one fact that two sources saw counts once, and an uncertain one not at all`() {
    let unsure = WatchLook(
      "checks",
      findings: [
        Finding("dependents", "a", "a is red"),
        Finding("dependents", "b", "b is running", isSure: false),
        Finding("other", "c", "not ours"),
      ])
    let reading = Self.trigger(.count(2)).read([Self.look("fleet", .seen, ["a"]), unsure])
    #expect(reading.state == .quiet)
    #expect(reading.facts.map(\.text) == ["a is broken"])
    #expect(reading.unsure == ["b"])
    #expect(reading.isComplete)
  }

  @Test func `every trigger of a configuration is there once, the configured ones too`() {
    var configuration = Configuration(foundation: .init(package: "core"))
    configuration.triggers.commands = [
      .init(name: "error-rate", run: ["ops/rate"], severity: .critical)
    ]
    let all = WatchTrigger.all(configuration)
    #expect(
      all.map(\.name) == [
        "critical-bug", "dependents", "compile-errors", "performance", "error-rate", "drift",
        "pins",
        "notices", "support",
      ])
    #expect(all.first { $0.name == "error-rate" }?.severity == .critical)
    let fed = Set(all.flatMap(\.sources))
    #expect(Set(Configuration.WatchSource.allCases.map(\.rawValue)).isSubset(of: fed))
  }
}
