internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// Shows an announcement: whom it tells, what, and from when the release is allowed.
struct NoticePage {
  private let plan: NoticePlan

  init(_ plan: NoticePlan) {
    self.plan = plan
  }

  /// What would be told.
  var text: String {
    var blocks = [heading + "\n" + table]
    if let letter = plan.new.first {
      let more = plan.new.count - 1
      blocks.append(
        "to \(letter.name) (\(letter.channels.joined(separator: ", "))):\n\n"
          + letter.text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { $0.isEmpty ? "" : "  \(printable($0))" }.joined(separator: "\n")
          + (more > 0 ? "\n\nand \(more) more; `--format json` has every text" : ""))
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// How it went.
  func text(_ outcome: NoticeOutcome) -> String {
    var lines = [heading, Self.words(outcome.verdict)]
    for (channel, reason) in outcome.undelivered {
      lines.append("  not delivered to \(channel): \(reason)")
    }
    for (channel, until) in outcome.held {
      lines.append("  \(channel) has its quiet hours until \(until) (\(LocalTime.text(until)))")
    }
    for (channel, reason) in outcome.dead {
      lines.append("  \(channel) seems dead: \(reason)")
    }
    if !outcome.undelivered.isEmpty || !outcome.held.isEmpty {
      lines.append("what was not delivered waits; `lockstep announce --execute` tries again")
    }
    return lines.map { printable($0) }.joined(separator: "\n")
  }

  var json: JSONValue { json(verdict: nil, undelivered: []) }

  func json(
    verdict: NoticeVerdict?, undelivered: [(channel: String, reason: String)]
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "schema": "lockstep.announce/1", "version": .string(plan.facts.version.description),
      "candidate": .string(plan.facts.candidate.description),
      "notice": .string(plan.facts.notice.description),
      "dependents": .array(plan.letters.map(\.json)),
      "undelivered": .array(
        undelivered.map { ["channel": .string($0.channel), "reason": .string($0.reason)] }),
      "remarks": .array(plan.remarks.map { .string($0) }),
    ]
    if let verdict {
      members["standing"] = .string(Self.words(verdict))
      if case .early(let until, _, _) = verdict {
        members["allowed_at"] = .string(until.description)
      }
    }
    return .object(members)
  }

  /// The clock's verdict in words, with the moment as it is at the reader's.
  static func words(_ verdict: NoticeVerdict) -> String {
    switch verdict {
    case .allowed(let reason): "the release is allowed: \(reason)"
    case .early(let until, let last, let told):
      "the release is allowed from \(until) (\(LocalTime.text(until))); \(last) was told last, at \(told)"
    case .undelivered(let missing):
      "the clock does not run: "
        + missing.sorted { $0.key < $1.key }
        .map { "\($0.key) was not reached over \($0.value.joined(separator: ", "))" }
        .joined(separator: "; ")
    case .candidateChanged(let announced): "\(announced.short) was announced, another candidate"
    case .neverAnnounced: "nobody was told yet"
    }
  }

  private var heading: String {
    let facts = plan.facts
    return "\(facts.package) \(facts.version) (\(facts.bump)), candidate \(facts.candidate.short), "
      + "notice \(facts.notice)"
  }

  private var table: String {
    guard !plan.letters.isEmpty else { return "  nobody depends on it" }
    var table = Table()
    for letter in plan.letters {
      let state =
        letter.reason.map { "to be told: \($0)" } ?? letter.since.map { "told \($0)" }
        ?? "not delivered yet"
      table.add(
        letter.name.description, printable(letter.channels.joined(separator: ", ")), state)
    }
    return table.text
  }
}

extension NoticePlan.Letter {
  /// The text without any markup.
  var text: String { "\(title)\n\n\(plainBody)" }

  fileprivate var json: JSONValue {
    [
      "name": .string(name.description), "channels": .array(channels.map { .string($0) }),
      "told": .boolean(reason == nil), "reason": reason.map { .string($0) } ?? .null,
      "since": since.map { .string($0.description) } ?? .null,
      "missing": .array(missing.map { .string($0) }), "title": .string(title),
      "text": .string(plainBody),
    ]
  }
}
