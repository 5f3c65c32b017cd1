internal import LockstepChannels
internal import LockstepCore
internal import LockstepGit

/// Writes what people are told between the notice and the end of a release.
struct PeopleLetters {
  /// The foundation's package.
  let package: String
  let now: Timestamp

  // MARK: - While the notice runs

  /// A reminder of the notice, to one dependent.
  func reminder(
    of record: NoticeRecord, for name: RepositoryName, _ addressee: NoticeClock.Addressee,
    _ stage: PeopleAgenda.Stage, until: Timestamp, isAnswered: Bool
  ) -> Message {
    let rest = until.span(since: now).rough
    var blocks: [MessageBody.Block] = [
      .paragraph([
        .strong("\(package) \(record.version)"),
        .text(" (\(record.bump)) may go out from \(until) (UTC), in \(rest)."),
      ])
    ]
    if !addressee.changes.isEmpty {
      blocks.append(
        .text(
          "What touches \(name): \(counted(addressee.changes.count, "breaking change")), as told before."
        ))
    }
    if !isAnswered {
      blocks.append(
        .paragraph([
          .text("Nobody has answered for \(name) yet. To agree: "),
          .code("lockstep approve --as \(name) --execute"),
        ]))
    }
    return Message(
      kind: .reminder, key: "\(addressee.key)/\(stage.rawValue)", thread: addressee.thread,
      title: "in \(rest): \(package) \(record.version), and \(name)",
      body: MessageBody(blocks), urgency: stage == .lastDay ? .high : .normal, writtenAt: now)
  }

  /// That a release may go out.
  func allowed(_ record: NoticeRecord, _ reason: String) -> Message {
    Message(
      kind: .reminder, key: "allowed/\(package)/\(record.version)/\(record.candidate.short)",
      title: "\(package) \(record.version) may go out",
      body: MessageBody([
        .text("The notice has stood for its time: \(reason)."),
        .paragraph([.text("What is next: "), .code("lockstep release --execute")]),
      ]), writtenAt: now)
  }

  /// The day's state of a notice that runs.
  func progress(of notice: PeopleAgenda.RunningNotice, unanswered: [RepositoryName]) -> Message {
    let record = notice.record
    let told = notice.clock.addressees.values.count { $0.since != nil || $0.waived != nil }
    var points: [[MessageBody.Inline]] = [
      [.text("told: \(told) of \(counted(notice.clock.addressees.count, "dependent"))")],
      [.text("answered: \(notice.answered.count)")],
    ]
    if !unanswered.isEmpty { points.append([.text("no answer yet: \(Self.list(unanswered))")]) }
    let verdict = notice.clock.judge(record.candidate, notice: record.notice, at: now)
    switch verdict {
    case .early(let until, _, _): points.append([.text("allowed from \(until) (UTC)")])
    case .allowed: points.append([.text("it may go out")])
    case .undelivered(let missing):
      points.append([.text("not reached: \(Self.list(missing.keys.sorted()))")])
    case .candidateChanged, .neverAnnounced: break
    }
    return progress(record.version, points)
  }

  // MARK: - While the window is open

  /// A reminder of the window, to one dependent that has not taken the release.
  func reminder(
    of window: SupportWindow, for member: SupportWindow.Member, _ stage: PeopleAgenda.Stage,
    answering thread: String?
  ) -> Message {
    let version = window.facts.version
    let name = member.name
    let title =
      switch stage {
      case .half: "half of the time is over: \(name) has not taken \(package) \(version)"
      case .lastDay: "one day is left: \(name) has not taken \(package) \(version)"
      case .overdue: "overdue: \(name) has not taken \(package) \(version)"
      }
    let key = "window/\(package)/\(version)/\(name)/\(stage.rawValue)"
    return Message(
      kind: .reminder, key: key, thread: thread ?? key, title: title,
      body: MessageBody([
        .text(
          "It has been out since \(window.opened) (UTC), and its window of \(window.facts.window) "
            + (stage == .overdue ? "ended" : "ends") + " at \(window.ends) (UTC)."),
        .text(
          member.standing == .stuck
            ? "What is in the way: \(member.detail)." : "As far as is known: \(member.detail)."),
      ]), urgency: stage == .half ? .normal : .high, writtenAt: now)
  }

  /// That a window is over and somebody is left, to those who see to the release.
  func overdue(_ window: SupportWindow) -> Message {
    Message(
      kind: .reminder, key: "window/\(package)/\(window.facts.version)/overdue",
      title: "\(package) \(window.facts.version): its window is over, and \(window.counts)",
      body: MessageBody([Self.list(of: window)]), urgency: .high, writtenAt: now)
  }

  /// The day's state of a window that is open.
  func progress(of window: SupportWindow) -> Message {
    let points: [[MessageBody.Inline]] = [
      [.text(window.counts)], [.text("the window ends at \(window.ends) (UTC)")],
    ]
    return progress(window.facts.version, points, more: [Self.list(of: window)])
  }

  private func progress(
    _ version: Version, _ points: [[MessageBody.Inline]], more: [MessageBody.Block] = []
  ) -> Message {
    Message(
      kind: .progress, key: "progress/\(package)/\(version)#\(now.day)",
      title: "\(package) \(version): how it stands on \(now.day)",
      body: MessageBody([.list(points)] + more),
      urgency: .low, writtenAt: now)
  }

  // MARK: - Words

  /// How many are named one by one.
  static let named = 40

  private static func list(of window: SupportWindow) -> MessageBody.Block {
    let rest = window.members.filter { $0.standing != .migrated }
    var points = rest.prefix(named).map { member -> [MessageBody.Inline] in
      [.strong(member.name.description), .text(": \(member.standing.rawValue), \(member.detail)")]
    }
    if rest.count > named { points.append([.text("and \(rest.count - named) more")]) }
    return .list(points)
  }

  private static func list(_ names: [RepositoryName]) -> String {
    names.prefix(named).map(\.description).joined(separator: ", ")
      + (names.count > named ? " and \(names.count - named) more" : "")
  }
}

extension Span {
  /// The span in its one or two longest units: `6 days 23 hours`.
  fileprivate var rough: String {
    let units: [Int64] = [86_400, 3_600, 60]
    guard let unit = units.first(where: { seconds >= $0 }) else { return "a moment" }
    let least = max(60, unit / 24)
    return Span(seconds: seconds - seconds % least).description
  }
}
