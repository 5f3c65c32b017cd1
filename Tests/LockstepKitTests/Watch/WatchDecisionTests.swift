import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

/// What a round records, and what it does not record twice.
@Suite struct WatchDecisionTests {
  private static let start = Timestamp(secondsSince1970: 1_790_000_000)
  private static let release = Version(2, 1, 0)

  private static var configuration: Configuration {
    var configuration = Configuration(foundation: .init(package: "core"))
    configuration.watch.calm = .hours(1)
    return configuration
  }

  private static func reading(
    _ ids: [String], _ state: TriggerReading.State? = nil, unsure: Set<String> = [],
    isComplete: Bool = true, severity: Configuration.Severity = .major
  ) -> TriggerReading {
    TriggerReading(
      trigger: WatchTrigger("dependents", severity, sources: ["fleet"], meaning: "broken"),
      state: state ?? (ids.isEmpty ? .quiet : .fire),
      facts: ids.map { WatchFact(id: $0, text: "\($0) is broken") }, blamed: Set(ids),
      unsure: unsure, isComplete: isComplete, isIdle: false, remarks: [])
  }

  /// A ledger and a machine that live through rounds.
  private struct Life {
    var standing = WatchStanding()
    var timers = WatchTimers()
    var configuration = WatchDecisionTests.configuration

    /// One round; records what it decides and returns the new facts of what fired.
    mutating func round(_ reading: TriggerReading, after span: Span) -> [String] {
      let decision = WatchDecision(
        [reading], known: standing, release: WatchDecisionTests.release,
        configuration: configuration, timers: &timers,
        at: WatchDecisionTests.start.adding(span))
      for fired in decision.fires {
        standing.take(fired, at: WatchDecisionTests.start.adding(span))
      }
      for clear in decision.clears { standing.take(clear) }
      return decision.fires.flatMap { $0.facts.map(\.id) }
    }
  }

  @Test func `the same evidence fires once, and grown evidence with what is new`() {
    var life = Life()
    #expect(life.round(Self.reading(["a"]), after: .zero) == ["a"])
    #expect(life.round(Self.reading(["a"]), after: .minutes(5)) == [])
    #expect(life.round(Self.reading(["a", "b"]), after: .minutes(10)) == ["b"])
    #expect(life.round(Self.reading(["b"]), after: .minutes(15)) == [])
    #expect(life.standing.firings.count == 2)
  }

  @Test(
    arguments: [
      // Flickers within the hour: no news.
      ([], .quiet, Span.minutes(30), []),
      // Away for an hour and more: it fires again.
      ([], .quiet, Span.minutes(61), ["a"]),
      // Nobody could look: nothing is gone.
      ([], .noData(because: "x"), Span.minutes(61), []),
    ] as [([String], TriggerReading.State, Span, [String])])
  func `what comes back is news only after it was gone for long enough`(
    ids: [String], state: TriggerReading.State, away: Span, again: [String]
  ) {
    var life = Life()
    _ = life.round(Self.reading(["a"]), after: .zero)
    let between = Self.reading(ids, state, isComplete: state == .quiet)
    #expect(life.round(between, after: .minutes(1)) == [])
    #expect(life.round(between, after: Span.minutes(1).plus(away)) == [])
    #expect(life.round(Self.reading(["a"]), after: .hours(3)) == again)
  }

  @Test func `what is uncertain is not gone`() {
    var life = Life()
    _ = life.round(Self.reading(["a"]), after: .zero)
    for hour in 1...3 as ClosedRange<Int64> {
      _ = life.round(Self.reading([], .quiet, unsure: ["a"]), after: .hours(hour))
    }
    #expect(life.round(Self.reading(["a"]), after: .hours(4)) == [])
  }

  @Test func `a clock that is set back delays and never repeats`() {
    var life = Life()
    _ = life.round(Self.reading(["a"]), after: .days(2))
    _ = life.round(Self.reading([]), after: .days(2))
    #expect(life.round(Self.reading([]), after: .zero) == [])
    #expect(life.standing.known["dependents"] == ["a"], "an hour has to pass from the new now")
    _ = life.round(Self.reading([]), after: .minutes(59))
    #expect(life.standing.known["dependents"] == ["a"])
    _ = life.round(Self.reading([]), after: .minutes(61))
    #expect(life.standing.known["dependents"] == [])
  }

  @Test func `equal evidence has an equal key on every machine, and another release another`() {
    func key(_ ids: [String], _ release: Version?) -> String? {
      var timers = WatchTimers()
      return WatchDecision(
        [Self.reading(ids)], known: WatchStanding(), release: release,
        configuration: Self.configuration, timers: &timers, at: Self.start
      ).fires.first?.key
    }
    #expect(key(["a", "b"], Self.release) == key(["a", "b"], Self.release))
    #expect(key(["a", "b"], Self.release) != key(["a"], Self.release))
    #expect(key(["a"], Self.release) != key(["a"], Version(2, 1, 1)))
  }

  @Test(
    arguments: [
      (.critical, [], .major, .minor, [.incident]),
      (.major, [.pin, .halt], .major, .minor, [.halt, .incident, .pin]),
      (.major, [.pin], .critical, .minor, [.pin, .tell]),
      (.minor, [.pin, .halt], .major, .minor, [.tell]),
      (.minor, [], .major, .major, []),
      (.critical, [], nil, nil, []),
    ]
      as [(
        Configuration.Severity, [Configuration.Reaction], Configuration.Severity?,
        Configuration.Severity?, Set<WatchDeed>
      )])
  func `what follows is policy`(
    severity: Configuration.Severity, automatic: [Configuration.Reaction],
    opens: Configuration.Severity?, tells: Configuration.Severity?, wants: Set<WatchDeed>
  ) {
    var configuration = Self.configuration
    configuration.triggers.automatic = automatic
    configuration.watch.opens = opens
    configuration.watch.tells = tells
    var timers = WatchTimers()
    let decision = WatchDecision(
      [Self.reading(["a"], severity: severity)], known: WatchStanding(), release: Self.release,
      configuration: configuration, timers: &timers, at: Self.start)
    #expect(Set(decision.fires.first?.wants ?? []) == wants)
  }

  @Test func `only what the release is to blame for is pinned or halted`() {
    var configuration = Self.configuration
    configuration.triggers.automatic = [.pin, .halt]
    var reading = Self.reading(["an old issue"])
    reading.blamed = []
    var timers = WatchTimers()
    let decision = WatchDecision(
      [reading], known: WatchStanding(), release: Self.release, configuration: configuration,
      timers: &timers, at: Self.start)
    #expect(decision.fires.first?.wants == [.incident])
  }

  @Test func `a source without data is told after its time, and not before`() {
    var timers = WatchTimers()
    let blind = [WatchLook("checks", .noData(because: "no token")), WatchLook("fleet")]
    func silent(after span: Span) -> [String] {
      timers.noteSilence(of: blind, at: Self.start.adding(span), longest: .days(1))
        .map(\.look.source)
    }
    #expect(silent(after: .zero) == [])
    #expect(silent(after: .hours(23)) == [])
    #expect(silent(after: .hours(25)) == ["checks"])
    _ = timers.noteSilence(
      of: [WatchLook("checks")], at: Self.start.adding(.hours(26)), longest: .days(1))
    #expect(silent(after: .hours(27)) == [], "it begins anew")
  }

  @Test func `the deeds of a firing are pending until each is recorded`() throws {
    var standing = WatchStanding()
    var timers = WatchTimers()
    let fired = try #require(
      WatchDecision(
        [Self.reading(["a"])], known: standing, release: Self.release,
        configuration: Self.configuration, timers: &timers, at: Self.start
      ).fires.first)
    standing.take(fired, at: Self.start)
    #expect(standing.awaits(.incident, of: fired.key))
    #expect(standing.incidents(of: Self.release) == [])
    standing.take(
      WatchRecord.Followed(
        key: fired.key, deed: .incident, outcome: "opened", incident: "incident-1"))
    #expect(standing.unfinished.isEmpty)
    #expect(standing.incidents(of: Self.release) == ["incident-1"])
  }
}

extension Span {
  fileprivate func plus(_ other: Span) -> Span { Span(seconds: seconds + other.seconds) }
}
