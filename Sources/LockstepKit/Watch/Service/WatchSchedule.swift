package import LockstepCore
package import LockstepFleet

/// When each source is looked at next, and what it said last.
///
/// Times are of the monotonic clock: a clock that is set, or a machine that slept, makes no source miss its
/// turn and none come twice. What is due several times over is looked at once.
package struct WatchSchedule: Sendable {
  private struct Source: Sendable {
    var name: String
    var timing: Configuration.Watch.Timing
    var next: Duration?
    var look: WatchLook?

    var kind: Configuration.WatchSource? { Configuration.WatchSource(rawValue: name) }

    /// Whether its turn has come by `moment`.
    func isDue(at moment: Duration) -> Bool { next.map { $0 <= moment } ?? true }
  }

  private var sources: [Source] = []
  /// What counts in the place of the configuration's interval.
  private let interval: Span?
  /// The interval of whatever has none of its own.
  private var usual: Span = .zero
  /// When the foundation and the ledger were asked.
  private var asked: Duration?
  /// What the rounds remember; `nil` before the first one.
  var memory: WatchMemory?

  /// Plans the sources of a configuration; all of them are due.
  ///
  /// - Parameter interval: Counts for every source that has no interval of its own.
  package init(_ configuration: Configuration, interval: Span? = nil) {
    self.interval = interval
    take(configuration)
  }

  /// Takes in another configuration; sources that stay keep their turn.
  package mutating func take(_ configuration: Configuration) {
    var watch = configuration.watch
    if let interval { watch.timing.interval = interval }
    usual = watch.timing.interval
    var wanted: [(name: String, timing: Configuration.Watch.Timing)] =
      Configuration.WatchSource.allCases.filter { !watch.off.contains($0) }
      .map { ($0.rawValue, watch.timing(of: $0)) }
    wanted += configuration.triggers.commands.map { ($0.name, $0.timing ?? watch.timing) }
    let known = Dictionary(
      sources.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    sources = wanted.map { name, timing in
      Source(name: name, timing: timing, next: known[name]?.next, look: known[name]?.look)
    }
  }

  /// The sources whose turn has come by `moment`.
  package func due(at moment: Duration) -> [String] {
    sources.filter { $0.isDue(at: moment) }.map(\.name)
  }

  /// What has to be asked for the sources whose turn has come by `moment`, and nothing for the others.
  ///
  /// What no due source reads is still asked once in the usual interval: a release that somebody else has
  /// made has to be learnt of.
  package func errand(at moment: Duration) -> WatchErrand {
    let due = sources.filter { $0.isDue(at: moment) }
    let isOld = asked.map { moment - $0 >= usual.duration } ?? true
    let fleet = due.filter { $0.kind?.readsFleet == true }.map(\.timing)
    return WatchErrand(
      asksFoundation: isOld || due.contains { $0.kind?.readsFoundation == true },
      fleet: fleet.first.map { first in
        fleet.dropFirst().reduce(into: first) { all, one in
          all.interval = min(all.interval, one.interval)
          all.budget = max(all.budget, one.budget)
          all.dependents = max(all.dependents, one.dependents)
        }
      })
  }

  /// Takes in that an errand was run at `moment`.
  package mutating func note(_ errand: WatchErrand, at moment: Duration) {
    if errand.asksFoundation { asked = moment }
  }

  /// Takes in what was seen at `moment`.
  package mutating func note(_ looks: [WatchLook], at moment: Duration) {
    for look in looks {
      guard let place = sources.firstIndex(where: { $0.name == look.source }) else { continue }
      sources[place].look = look
      sources[place].next = moment + sources[place].timing.interval.duration
    }
  }

  /// Lets every source come soon again, after a round that failed as a whole.
  package mutating func postpone(to moment: Duration) {
    for place in sources.indices {
      sources[place].next = max(sources[place].next ?? .zero, moment)
    }
  }

  /// When the next source is due; `nil` where there is none.
  package var next: Duration? { sources.map { $0.next ?? .zero }.min() }

  /// What each source said last, in their order.
  package var looks: [WatchLook] { sources.compactMap(\.look) }
}
