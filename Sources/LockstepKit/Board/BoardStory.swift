internal import LockstepChannels
package import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// The story of `lockstep serve`: how things stand, for whoever looks, and who takes an incident.
///
/// The ledger is read anew for each look. Its remote is asked for at most one of them in an interval, and
/// not waited for long; nobody who looks at a page makes this machine ask more than that.
package actor BoardStory {
  package nonisolated let workspace: Workspace
  private nonisolated let incidents: IncidentStory
  private let interval: Duration

  /// When the remote was asked last, on the monotonic clock.
  private var asked: Duration?
  private var isAsking = false
  /// Why it could not be asked then.
  private var trouble: Explanation?

  /// Something waits in the outbox.
  private let mail: AsyncStream<Void>
  private let post: AsyncStream<Void>.Continuation

  /// How long the ledger's remote is waited for.
  private static let patience: Duration = .seconds(5)
  /// How long a channel is waited for that fails at first.
  private static let deliveryPatience: Span = .seconds(20)

  /// Shows a foundation.
  ///
  /// - Parameters:
  ///   - interval: The least time between two questions to the ledger's remote.
  ///   - print: Where the console's messages go.
  package init(
    _ workspace: Workspace, interval: Duration, print: @escaping @Sendable (String) -> Void
  ) {
    self.workspace = workspace
    self.interval = interval
    incidents = IncidentStory(workspace, print: print)
    (mail, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  // MARK: - Looking

  /// How things stand.
  package func board() async throws -> Board {
    let history = try await history()
    let log = OperationLog(history)
    var trouble = trouble
    var fleet: Fleet?
    do {
      if SupportWindow.exists(in: log) {
        fleet = try await workspace.knownFleet()
      }
    } catch let error as any ExplainedError {
      // What the dependents have is a part of the page; the rest of it stands without.
      trouble = trouble ?? error.explanation
    }
    return Board(
      package: workspace.configuration.foundation.package,
      status: Status(of: history, log, at: workspace.host.clock.now(), fleet: fleet),
      waysBack: try await history.waysBackInForce(in: workspace),
      incidents: Incident.all(in: history), trouble: trouble)
  }

  /// One incident; `nil` where this clone knows none of that name.
  package func sheet(of id: String) async throws -> IncidentSheet? {
    let history = try await history()
    guard let incident = Incident.all(in: history).first(where: { $0.id == id }) else { return nil }
    let now = workspace.host.clock.now()
    let contacts = workspace.configuration.contacts
    let escalation = Escalation(
      contacts, openedAt: incident.openedAt, acknowledgedAt: incident.acknowledgedAt,
      swaps: RotationSwap.all(in: history))
    let moment = incident.isOpen ? escalation.next(after: now) : nil
    let status = Status(of: history, at: now)
    let calls = Self.calls(of: incident, in: history.outbox)
    let called = Set(calls.map(\.contact))
    return IncidentSheet(
      incident, calls: calls,
      late: incident.isOpen && incident.acknowledgedAt == nil
        ? escalation.due(at: now).filter { !called.contains($0.contact) } : [],
      next: moment.map { moment in escalation.calls.filter { $0.at == moment } } ?? [],
      isExhausted: incident.isOpen && escalation.isExhausted(at: now),
      clocks: status.operations.compactMap { operation in
        guard operation.incident?.id == id else { return nil }
        return operation.clock.map { (operation.title, $0) }
      },
      contacts: contacts.filter { $0.level != .maintainer }.map(\.name), now: now)
  }

  /// What a link of a message is worth.
  package nonisolated func reading(ofLink token: String) -> LinkReading {
    do {
      let claim = try incidents.claim(of: "token=\(token)")
      return .proved(
        LinkClaim(incident: claim.incident, contact: claim.contact, until: claim.until))
    } catch AcknowledgementRefused.expired(let until) {
      return .expired(until)
    } catch is AcknowledgementRefused {
      return .notOurs
    } catch {
      return .unprovable(Explanation(of: error))
    }
  }

  private static func calls(of incident: Incident, in outbox: Outbox) -> [IncidentSheet.Call] {
    let root = IncidentStory.root(incident.id)
    return outbox.all.compactMap { entry in
      guard entry.message.thread == root, let asked = entry.message.acknowledges else { return nil }
      return IncidentSheet.Call(
        contact: asked.contact, channel: entry.channel, at: entry.queuedAt, toldAt: entry.sentAt,
        failure: entry.receipt == nil ? entry.lastFailure?.explanation.oneLine : nil)
    }
  }

  /// The ledger as this clone has it, after its remote was asked if that is due.
  private func history() async throws -> History {
    let now = workspace.host.clock.elapsed()
    if !isAsking, asked.map({ now - $0 >= interval }) ?? true {
      isAsking = true
      trouble = await ask()
      asked = workspace.host.clock.elapsed()
      isAsking = false
    }
    return try await workspace.ledger.history()
  }

  /// Asks the ledger's remote; why that did not work.
  private func ask() async -> Explanation? {
    let ledger = workspace.ledger
    do {
      let answer = try await workspace.host.clock.within(Self.patience) { try await ledger.fetch() }
      guard answer == nil else { return nil }
      return Explanation(
        "the ledger's remote did not answer within \(Self.patience.components.seconds) seconds")
    } catch {
      return Explanation(of: error)
    }
  }

  // MARK: - Taking

  /// Takes an incident for a contact, unless somebody has taken it already.
  ///
  /// It is recorded when this returns; who else is told of it hears of it from ``carryMail(failed:)``.
  package func take(
    _ id: String, as contact: String, via way: Incident.Way
  ) async throws -> IncidentStory.Taking {
    let taking = try await incidents.take(id, as: contact, via: way, delivers: false)
    if case .taken = taking { post.yield() }
    return taking
  }

  /// Delivers the news of what was taken here, until the task is cancelled.
  ///
  /// - Parameter failed: Gets why a round could not be made; what waits is tried with the next one, or by
  ///   any other command.
  package func carryMail(failed: @Sendable (Explanation) -> Void) async throws {
    let mailroom = Mailroom(workspace, print: incidents.print)
    for await _ in mail {
      do {
        _ = try await mailroom.deliver(patience: Self.deliveryPatience)
      } catch let error as any ExplainedError {
        failed(error.explanation)
      }
    }
    throw CancellationError()
  }
}
