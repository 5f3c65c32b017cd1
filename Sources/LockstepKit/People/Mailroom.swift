package import LockstepChannels
package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepLedger
internal import LockstepSystem

/// Brings messages into the ledger's outbox, and from there to people.
///
/// What was queued is delivered at least once, by this process or by a later one, on this machine or on
/// another that knows the channel.
package struct Mailroom: Sendable {
  private let workspace: Workspace
  private let print: @Sendable (String) -> Void

  /// Opens the mailroom of a foundation.
  package init(_ workspace: Workspace, print: @escaping @Sendable (String) -> Void) {
    self.workspace = workspace
    self.print = print
  }

  /// Records `events` and queues `letters` in one go, then delivers what is due.
  ///
  /// - Parameters:
  ///   - patience: How long is waited for what fails at first.
  ///   - allowed: Throws where neither may be recorded on this history.
  /// - Returns: The outbox afterwards.
  package func send(
    _ letters: [(message: Message, channel: String)], recording events: [EventDraft] = [],
    patience: Span = .seconds(90),
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) async throws -> Outbox {
    let queued = try await queue(letters, recording: events, allowed: allowed)
    return try await deliver(fresh: queued.fresh, patience: patience)
  }

  /// Records `events` and queues `letters` in one go, and delivers nothing.
  ///
  /// - Returns: The outbox afterwards, and which of its entries are new.
  package func queue(
    _ letters: [(message: Message, channel: String)], recording events: [EventDraft] = [],
    allowed: @escaping @Sendable (History) throws -> Void = { _ in }
  ) async throws -> (outbox: Outbox, fresh: Set<OutboxEntry.Identity>) {
    let now = workspace.host.clock.now()
    let history = try await workspace.ledger.history()
    let known = history.outbox
    let new = letters.filter { letter in
      known[.init(key: letter.message.key, channel: letter.channel)] == nil
    }
    _ = try await workspace.ledger.append(
      events
        + new.map { try OutboxRecord.draft(.queued($0.message, channel: $0.channel, at: now)) },
      allowed: allowed)
    return (
      try await outbox(),
      Set(new.map { .init(key: $0.message.key, channel: $0.channel) })
    )
  }

  /// How far every message got.
  func outbox() async throws -> Outbox {
    var outbox = try await workspace.ledger.history().outbox
    outbox.quiet = quiet
    return outbox
  }

  /// When which channel is quiet. Where several contacts share a channel, the first one that states quiet
  /// hours speaks for it.
  private var quiet: [String: QuietHours] {
    Dictionary(
      workspace.configuration.contacts.compactMap { contact in
        contact.quiet.map { hours in
          (Maintainers.text(contact.channel), QuietHours(hours, by: contact.clock))
        }
      },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where each dependent's repository is: as it is configured, else as it was fetched last.
  private func repositories() async throws -> [String: String] {
    let configured = workspace.configuration.fleet.dependents.compactMap { dependent in
      dependent.address.map { (dependent.name.description, $0.text) }
    }
    let fetched = try await workspace.store.tips().map {
      ($0.key.description, $0.value.address.text)
    }
    return Dictionary(configured + fetched, uniquingKeysWith: { first, _ in first })
  }

  /// Delivers what is due; one process of this clone at a time.
  package func deliver(
    fresh: Set<OutboxEntry.Identity> = [], patience: Span
  ) async throws -> Outbox {
    let path = Files.join(workspace.repository.gitDirectory, "lockstep-outbox.lock")
    return try await FileLock(path: path).whileHeld(timeout: .seconds(300)) {
      let outbox = try await outbox()
      let names = Set(outbox.waiting.map(\.channel))
      let ledger = workspace.ledger
      let directory = ChannelDirectory(
        workspace.configuration, host: workspace.host, directory: workspace.directory,
        repositories: try await repositories(), print: print)
      let confidential = ConfidentialText(of: workspace.repository)
      let postman = Postman(
        channels: names.sorted().map { confidential.completing(directory.channel(named: $0)) },
        clock: workspace.host.clock,
        faults: workspace.host.faults
      ) { events in
        _ = try await ledger.append(try events.map(OutboxRecord.draft))
      }
      return try await postman.deliver(outbox, fresh: fresh, patience: patience)
    }
  }
}
