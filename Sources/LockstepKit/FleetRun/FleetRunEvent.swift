package import LockstepCore
package import LockstepVerification

/// Something that happens in a fleet run while it goes on.
package enum FleetRunEvent: Hashable, Sendable {
  /// These dependents are run.
  case begins([RepositoryName])
  /// A dependent is being worked on; the text says how.
  case works(RepositoryName, String)
  /// A dependent has its outcome.
  case ends(RepositoryName, FleetOutcome.Kind)
  /// Something else takes time.
  case note(String)

  /// The event as a line of a log; `nil` for one that says nothing by itself.
  package var line: String? {
    switch self {
    case .begins: nil
    case .works(let name, let what): "\(name): \(what)"
    case .ends(let name, let kind): "\(name): \(kind.rawValue)"
    case .note(let text): text
    }
  }
}

/// How far a fleet run has come: a fold over its events.
package struct FleetRunProgress: Hashable, Sendable {
  private struct Work: Hashable {
    var name: RepositoryName
    var what: String
    var since: Duration
  }

  package private(set) var total = 0
  package private(set) var outcomes: [FleetOutcome.Kind: Int] = [:]
  /// What the candidate broke so far.
  package private(set) var broken: [RepositoryName] = []
  private var running: [Work] = []

  package init() {}

  package var done: Int { outcomes.values.reduce(0, +) }

  /// - Parameter now: The monotonic clock's time.
  package mutating func take(_ event: FleetRunEvent, at now: Duration) {
    switch event {
    case .begins(let names): total = names.count
    case .works(let name, let what):
      if let index = running.firstIndex(where: { $0.name == name }) {
        running[index].what = what
        running[index].since = now
      } else {
        running.append(Work(name: name, what: what, since: now))
      }
    case .ends(let name, let kind):
      running.removeAll { $0.name == name }
      outcomes[kind, default: 0] += 1
      if kind == .regressed { broken.append(name) }
    case .note: break
    }
  }

  /// What a terminal shows while the run goes on: what is done, what is left, what broke, and a line for
  /// each dependent that is worked on.
  ///
  /// - Parameters:
  ///   - width: How many characters a line may have.
  ///   - height: How many lines there may be.
  package func lines(at now: Duration, width: Int, height: Int) -> [String] {
    guard total > 0 else { return [] }
    let counts = FleetRunReport.order.reversed().compactMap { kind in
      outcomes[kind].map { "\($0) \(kind.rawValue)" }
    }
    var head = ["\(done) of \(total) done", "\(max(0, total - done - running.count)) waiting"]
    if !counts.isEmpty { head.append(counts.joined(separator: ", ")) }
    var lines = [head.joined(separator: " · ")]
    if !broken.isEmpty {
      lines.append("broke so far: " + broken.map(\.description).joined(separator: ", "))
    }
    let room = max(1, height - lines.count)
    let shown = running.count > room ? Array(running.prefix(room - 1)) : running
    lines += shown.map { work in
      "  \(work.name): \(work.what), \((now - work.since).components.seconds) s"
    }
    if running.count > shown.count { lines.append("  and \(running.count - shown.count) more") }
    return lines.map { line in
      line.count > width ? line.prefix(max(1, width - 1)) + "…" : line
    }
  }
}
