import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// Whose turn it is, on the monotonic clock.
@Suite struct WatchScheduleTests {
  private static var configuration: Configuration {
    var configuration = Configuration(foundation: .init(package: "core"))
    configuration.watch.timing.interval = .minutes(5)
    configuration.watch.sources[.checks] = .init(interval: .minutes(1), budget: .seconds(30))
    configuration.watch.off = [
      .advisories, .issues, .drift, .pins, .notices, .support, .benchmarks,
    ]
    configuration.triggers.commands = [.init(name: "error-rate", run: ["rate"])]
    return configuration
  }

  private static func looks(_ names: [String]) -> [WatchLook] { names.map { WatchLook($0) } }

  @Test func `each source comes at its own interval`() {
    var schedule = WatchSchedule(Self.configuration)
    #expect(schedule.due(at: .zero) == ["fleet", "checks", "error-rate"])
    schedule.note(Self.looks(["fleet", "checks", "error-rate"]), at: .seconds(10))
    #expect(schedule.due(at: .seconds(69)) == [])
    #expect(schedule.due(at: .seconds(70)) == ["checks"])
    #expect(schedule.next == .seconds(70))
    schedule.note(Self.looks(["checks"]), at: .seconds(70))
    #expect(schedule.due(at: .seconds(310)) == ["fleet", "checks", "error-rate"])
    #expect(schedule.looks.map(\.source) == ["fleet", "checks", "error-rate"])
  }

  @Test func `after a long sleep everything comes once`() {
    var schedule = WatchSchedule(Self.configuration)
    schedule.note(Self.looks(["fleet", "checks", "error-rate"]), at: .zero)
    let morning = Duration.seconds(9 * 3_600)
    #expect(schedule.due(at: morning) == ["fleet", "checks", "error-rate"])
    schedule.note(Self.looks(["fleet", "checks", "error-rate"]), at: morning)
    #expect(schedule.due(at: morning) == [])
    #expect(schedule.next == morning + .seconds(60))
  }

  @Test func `another configuration keeps the turn of what stays`() {
    var schedule = WatchSchedule(Self.configuration)
    schedule.note(Self.looks(["fleet", "checks", "error-rate"]), at: .seconds(10))
    var other = Self.configuration
    other.triggers.commands = []
    other.watch.off.removeAll { $0 == .drift }
    schedule.take(other)
    #expect(schedule.due(at: .seconds(20)) == ["drift"])
    #expect(schedule.looks.map(\.source) == ["fleet", "checks"])
  }
}
