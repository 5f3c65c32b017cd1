internal import LockstepChannels
package import LockstepCore
package import LockstepFleet
internal import LockstepGit
package import LockstepLedger
internal import LockstepWorkflow

/// What people are to be told at one moment, without anybody asking: a fold over the ledger.
///
/// Every message has a key of its own that follows from what it is about, so that whoever asks how often,
/// on however many machines, nobody is told twice. What was missed while nobody asked is not made up for:
/// of several reminders only the last one is due.
///
/// ```
///  notice:  told ──── half ──── last day ── allowed        window: released ──── half ──── last day ── overdue
///            │ every day while a coordinated release is open: the progress, to the primary contacts │
/// ```
package struct PeopleAgenda: Sendable {
  let history: History
  let log: OperationLog
  let configuration: Configuration
  /// How far the dependents have come with the last release.
  let window: SupportWindow?
  let now: Timestamp
  let outbox: Outbox

  /// What is too short for a reminder in its middle.
  private static let short: Span = .weeks(1)
  /// The time before the end at which it is told for the last time.
  private static let lastDay: Span = .days(1)

  /// Reads what the ledger says at `now`.
  ///
  /// - Parameter fleet: The dependents as they were fetched last.
  package init(
    of history: History, configuration: Configuration, fleet: Fleet?, at now: Timestamp
  ) {
    self.history = history
    self.log = OperationLog(history)
    self.configuration = configuration
    self.window = SupportWindow(of: log, fleet: fleet)
    self.now = now
    self.outbox = history.outbox
  }

  /// Everything that is due and was not queued yet; the reminders first.
  package var due: [DueMessage] {
    (noticeReminders + windowReminders + progress).compactMap { due in
      var due = due
      due.channels.removeAll { channel in
        channel == Configuration.Channel.Kind.console.rawValue
          || outbox[.init(key: due.message.key, channel: channel)] != nil
      }
      return due.channels.isEmpty ? nil : due
    }
  }

  /// The dependents that were told of the coming release and have not answered, each with since when.
  ///
  /// The answer is a sign-off on a dependent's behalf: `lockstep approve --as NAME`.
  package var unanswered: [(name: RepositoryName, since: Timestamp)] {
    guard let notice else { return [] }
    return notice.clock.addressees.compactMap { name, addressee in
      guard let since = addressee.since, addressee.waived == nil, !notice.answered.contains(name)
      else { return nil }
      return (name, since)
    }.sorted { $0.name < $1.name }
  }

  // MARK: - The notice

  /// A notice that runs: its release is not out yet.
  struct RunningNotice {
    var record: NoticeRecord
    var announcedAt: Timestamp
    var clock: NoticeClock
    /// The dependents on whose behalf somebody has signed off.
    var answered: Set<RepositoryName>

    /// When the release may go out at the earliest: the last one who was told decides.
    var earliest: Timestamp {
      let last = clock.addressees.values.filter { $0.waived == nil }.compactMap(\.since).max()
      return (last ?? announcedAt).adding(record.notice)
    }
  }

  /// The notice that was announced last, where its release is neither out nor given up.
  var notice: RunningNotice? {
    guard let entry = history.entries(ofKind: NoticeRecord.kind).last,
      let record = try? entry.event.body.decode(NoticeRecord.self), record.notice > .zero
    else { return nil }
    let ended = log.operations.contains { operation in
      guard operation.kind == OperationKind.release, let end = operation.endedAt,
        end >= entry.event.at, let facts = try? operation.facts.decode(ReleaseFacts.self)
      else { return false }
      return facts.candidate == record.candidate
        || facts.version == record.version && operation.state == .finished
    }
    guard !ended else { return nil }
    let approvals = history.approvals(of: record.candidate)
    return RunningNotice(
      record: record, announcedAt: entry.event.at,
      clock: history.noticeClock(of: record.series),
      answered: Set(approvals.flatMap(\.behalf)))
  }

  private var noticeReminders: [DueMessage] {
    guard let notice else { return [] }
    let letters = PeopleLetters(package: configuration.foundation.package, now: now)
    var due = notice.clock.addressees.sorted { $0.key < $1.key }.compactMap { name, addressee in
      noticeReminder(of: name, addressee, notice, letters)
    }
    let verdict = notice.clock.judge(
      notice.record.candidate, notice: notice.record.notice, at: now)
    if case .allowed(let reason) = verdict {
      due.append(DueMessage(letters.allowed(notice.record, reason), to: primary))
    }
    return due
  }

  private func noticeReminder(
    of name: RepositoryName, _ addressee: NoticeClock.Addressee, _ notice: RunningNotice,
    _ letters: PeopleLetters
  ) -> DueMessage? {
    guard let since = addressee.since, addressee.waived == nil else { return nil }
    let isAnswered = notice.answered.contains(name)
    guard let stage = stage(from: since, lasting: notice.record.notice),
      stage == .lastDay || stage == .half && !isAnswered
    else { return nil }
    return DueMessage(
      letters.reminder(
        of: notice.record, for: name, addressee, stage, until: notice.earliest,
        isAnswered: isAnswered), to: addressee.channels)
  }

  // MARK: - The window

  private var windowReminders: [DueMessage] {
    guard let window, window.isOpen else { return [] }
    let stage = stage(from: window.opened, lasting: window.facts.window)
    guard let stage else { return [] }
    let letters = PeopleLetters(package: configuration.foundation.package, now: now)
    let clock = history.noticeClock(of: window.facts.series)
    let people = Maintainers(configuration)
    let settings = Dictionary(
      configuration.fleet.dependents.map { ($0.name, $0.maintainers) },
      uniquingKeysWith: { first, _ in first })
    var due = window.members.filter { $0.standing != .migrated }.map { member in
      DueMessage(
        letters.reminder(
          of: window, for: member, stage, answering: clock.addressees[member.name]?.thread),
        to: people.known(settings[member.name] ?? []))
    }
    if stage == .overdue { due.append(DueMessage(letters.overdue(window), to: primary)) }
    return due
  }

  /// How much of a time has passed, as far as that is worth a word.
  enum Stage: String {
    case half
    case lastDay = "last-day"
    case overdue
  }

  private func stage(from start: Timestamp, lasting span: Span) -> Stage? {
    let end = start.adding(span)
    if now >= end { return .overdue }
    if span > Span(seconds: 2 * Self.lastDay.seconds),
      now >= end.adding(Span(seconds: -Self.lastDay.seconds))
    {
      return .lastDay
    }
    if span >= Self.short, now >= start.adding(Span(seconds: span.seconds / 2)) { return .half }
    return nil
  }

  // MARK: - The progress

  /// The state of a coordinated release, once a day from the day after it was announced.
  private var progress: [DueMessage] {
    guard !primary.isEmpty else { return [] }
    let letters = PeopleLetters(package: configuration.foundation.package, now: now)
    if let notice,
      notice.record.addressees.contains(where: { !$0.changes.isEmpty })
        || isCoordinated(notice.record.candidate, notice.record.bump),
      notice.announcedAt.day < now.day
    {
      return [
        DueMessage(
          threaded(letters.progress(of: notice, unanswered: unanswered.map(\.name))), to: primary)
      ]
    }
    if let window, window.isOpen, isCoordinated(window.facts.candidate, window.facts.bump),
      window.opened.day < now.day, !window.isOverdue(at: now)
    {
      return [DueMessage(threaded(letters.progress(of: window)), to: primary)]
    }
    return []
  }

  /// A release that the whole fleet has to go along with: a major one, or one that breaks somebody.
  private func isCoordinated(_ candidate: ObjectID, _ bump: Bump) -> Bool {
    bump == .major
      || log.operations.contains { operation in
        guard let facts = try? operation.facts.decode(ReleaseFacts.self) else { return false }
        return facts.candidate == candidate && (facts.compatibility?.breaking ?? 0) > 0
      }
  }

  /// The message as an answer to the first one of its series.
  private func threaded(_ message: Message) -> Message {
    var message = message
    let series = message.key.prefix { $0 != "#" }
    message.thread =
      outbox.all.first { $0.message.key.hasPrefix("\(series)#") }?.message.key ?? message.key
    return message
  }

  /// Where those are told who see to the release: the primary contacts, and the trackers.
  var primary: [String] {
    configuration.contacts
      .filter { $0.level == .primary || $0.level != .maintainer && $0.channel.kind == .linear }
      .map { Maintainers.text($0.channel) }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
