package import LockstepCore
package import LockstepFleet

/// When each source is looked at next, and what it said last.
///
/// Times are of the monotonic clock: a clock that is set, or a machine that slept, makes no source miss its
/// turn and none come twice. What is due several times over is looked at once.
package struct WatchSchedule: Sendable {
  private struct Source: Sendable {
    var name: String
    var interval: Duration
    var next: Duration?
    var look: WatchLook?
  }

  private var sources: [Source] = []
  /// What counts in the place of the configuration's interval.
  private let interval: Span?

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
    var wanted: [(name: String, timing: Configuration.Watch.Timing)] =
      Configuration.WatchSource.allCases.filter { !watch.off.contains($0) }
      .map { ($0.rawValue, watch.timing(of: $0)) }
    wanted += configuration.triggers.commands.map { ($0.name, $0.timing ?? watch.timing) }
    let known = Dictionary(
      sources.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    sources = wanted.map { name, timing in
      Source(
        name: name, interval: timing.interval.duration, next: known[name]?.next,
        look: known[name]?.look)
    }
  }

  /// The sources whose turn has come by `moment`.
  package func due(at moment: Duration) -> [String] {
    sources.filter { $0.next.map { $0 <= moment } ?? true }.map(\.name)
  }

  /// Takes in what was seen at `moment`.
  package mutating func note(_ looks: [WatchLook], at moment: Duration) {
    for look in looks {
      guard let place = sources.firstIndex(where: { $0.name == look.source }) else { continue }
      sources[place].look = look
      sources[place].next = moment + sources[place].interval
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
