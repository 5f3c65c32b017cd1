internal import LockstepChannels
package import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// The story of what people are told without anybody asking: the reminders and the daily progress when they
/// are due, and the steps of a release, a rollout and a rollback that say how it went.
package struct PeopleStory: Sendable {
  package let workspace: Workspace
  private let print: @Sendable (String) -> Void

  /// How long channels are waited for that fail at first.
  private static let patience: Span = .seconds(20)
  /// How long telling takes at most; what is not told by then waits in the outbox.
  private static let limit: Duration = .seconds(120)

  /// Tells the people of a foundation.
  ///
  /// - Parameter print: Where the console's messages go.
  package init(_ workspace: Workspace, print: @escaping @Sendable (String) -> Void) {
    self.workspace = workspace
    self.print = print
  }

  /// What is due at this moment; nothing leaves this machine, and nobody is asked.
  package func due() async throws -> [DueMessage] {
    PeopleAgenda(
      of: try await workspace.ledger.history(), configuration: workspace.configuration,
      fleet: try await workspace.knownFleet(), at: workspace.host.clock.now()
    ).due
  }

  /// Tells what is due, and delivers whatever waits in the outbox and has its time; for cron and the watch.
  package func tellDue() async throws -> PeopleOutcome {
    _ = try await workspace.ledger.fetch()
    return try await tell(try await due())
  }

  /// Tells what has happened in an operation.
  func tell(_ occasion: Telling.Occasion) async throws -> PeopleOutcome {
    let history = try await workspace.ledger.history()
    // What an operation did is in the ledger; what the dependents have by now is not asked for.
    let agenda = PeopleAgenda(
      of: history, configuration: workspace.configuration, fleet: nil,
      at: workspace.host.clock.now())
    return try await tell(agenda.messages(on: occasion))
  }

  private func tell(_ due: [DueMessage]) async throws -> PeopleOutcome {
    let letters = due.flatMap { due in due.channels.map { (message: due.message, channel: $0) } }
    let mailroom = Mailroom(workspace, print: print)
    let outbox = try await workspace.host.clock.within(Self.limit) {
      try await mailroom.send(letters, patience: Self.patience)
    }
    let now = workspace.host.clock.now()
    if let outbox { return PeopleOutcome(due, outbox, at: now) }
    return PeopleOutcome(due, try await mailroom.outbox(), at: now)
  }
}

/// How telling people went.
package struct PeopleOutcome: Sendable {
  /// What was due.
  package let due: [DueMessage]
  /// The messages that were taken, of those that were due.
  package let told: Int
  /// Messages that wait for another try, or are given up: the channel, the title, and why.
  package let undelivered: [(channel: String, title: String, reason: String)]
  /// Messages that wait for the end of a channel's quiet hours.
  package let held: [(channel: String, title: String, until: Timestamp)]

  init(_ due: [DueMessage], _ outbox: Outbox, at now: Timestamp) {
    self.due = due
    told =
      due.map { due in
        due.channels.count {
          outbox[.init(key: due.message.key, channel: $0)]?.receipt != nil
        }
      }.reduce(0, +)
    let keys = Set(due.map(\.message.key))
    let left = outbox.waiting + outbox.abandoned.filter { keys.contains($0.message.key) }
    held = left.compactMap { entry in
      outbox.quietEnd(of: entry, at: now).map { (entry.channel, entry.message.title, $0) }
    }
    undelivered = left.filter { outbox.quietEnd(of: $0, at: now) == nil }.map { entry in
      (
        entry.channel, entry.message.title,
        entry.lastFailure?.explanation.oneLine ?? "it was not tried yet"
      )
    }
  }

  /// 0 where everything was taken, or waits for the end of quiet hours.
  package var exitStatus: ExitStatus { undelivered.isEmpty ? .done : .failed }

  /// One line.
  package var summary: String {
    let all = due.map(\.channels.count).reduce(0, +)
    var words =
      all == 0 ? "nobody is to be told" : "told over \(told) of \(counted(all, "channel"))"
    if !held.isEmpty { words += "; \(held.count) wait for the end of quiet hours" }
    if !undelivered.isEmpty {
      let channels = Set(undelivered.map(\.channel)).sorted().joined(separator: ", ")
      words += "; not yet over \(channels)"
    }
    return words
  }

  /// What a step keeps of it.
  var json: JSONValue {
    [
      "told": .integer(Int64(told)),
      "undelivered": .array(
        undelivered.map { ["channel": .string($0.channel), "reason": .string($0.reason)] }),
    ]
  }
}
