package import LockstepCore
package import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// Holds a release until its notice has stood for its time.
package struct NoticeCheck: Codable, Hashable, Sendable {
  /// The commit that is released.
  package var candidate: ObjectID
  /// What the notices' clock belongs to: the last released version, or `initial`.
  package var series: String
  /// How long the notice has to stand.
  package var notice: Span
  /// Whether a release without any announcement is refused: the configuration states a notice, or says
  /// who looks after the dependents.
  package var isRequired: Bool

  package init(candidate: ObjectID, series: String, notice: Span, isRequired: Bool) {
    self.candidate = candidate
    self.series = series
    self.notice = notice
    self.isRequired = isRequired
  }
}

extension StoryPerformer {
  func perform(_ check: NoticeCheck) async throws -> Performance {
    let history = try await workspace.ledger.fetch()
    return Self.judge(
      history.noticeClock(of: check.series).judge(
        check.candidate, notice: check.notice, at: workspace.host.clock.now()), of: check)
  }

  /// Turns the clock's verdict into the step's end: done, or refused with what is missing and the moment
  /// at which it will be allowed.
  static func judge(_ verdict: NoticeVerdict, of check: NoticeCheck) -> Performance {
    let waive = "or answer for it: `lockstep announce --waive all --because \"…\" --execute`"
    let announce = "`lockstep announce --execute` tells them; then `lockstep resume`"
    switch verdict {
    case .allowed(let reason): return .done(Evidence(summary: reason))
    case .early(let until, let last, let told):
      return .stopped(
        Explanation(
          "the notice is still running; the release is allowed from \(until)",
          why: ["\(last) was told last, at \(told), and the notice stands for \(check.notice)"],
          hints: ["`lockstep resume` goes on from \(until)", waive]),
        Evidence(summary: "allowed from \(until)", body: ["allowed_at": .string("\(until)")]),
        .refused)
    case .undelivered(let missing):
      let names = missing.sorted { $0.key < $1.key }
        .map { "\($0.key) (\($0.value.joined(separator: ", ")))" }
      return .stopped(
        Explanation(
          "the notice has not reached everybody, and so its clock does not run",
          why: ["not delivered: \(names.prefix(10).joined(separator: ", "))"],
          hints: [
            "`lockstep announce --execute` tries again", "mend the channel, or name another one",
            "or answer for it: `lockstep announce --waive \(names.count == 1 ? "\(missing.keys.first?.description ?? "NAME")" : "NAME") --because \"…\" --execute`",
          ]), Evidence(summary: "not delivered to \(missing.count)"), .refused)
    case .candidateChanged(let announced):
      return .stopped(
        Explanation(
          "another candidate was announced",
          why: ["\(announced.short) was, and \(check.candidate.short) is to be released"],
          hints: [
            "`lockstep announce --execute` tells those whom more touches; the others' clocks go on",
            waive,
          ]), Evidence(summary: "announced: \(announced.short)"), .refused)
    case .neverAnnounced:
      guard check.isRequired else {
        return .done(Evidence(summary: "not announced; `lockstep announce` does it"))
      }
      return .stopped(
        Explanation(
          "the dependents' maintainers were not told",
          why: ["the notice stands for \(check.notice) before the release"],
          hints: [announce, waive]), Evidence(summary: "not announced"), .refused)
    }
  }
}
