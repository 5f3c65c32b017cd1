internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepWorkflow

/// Looks for notices that did not arrive, and for those that nobody answered.
///
/// An answer is an approval on behalf of the dependent; it is expected where the policy asks for approvals.
struct NoticeWatch: Sendable {
  let ground: WatchGround

  func look() -> WatchLook {
    let source = Configuration.WatchSource.notices
    guard
      let entry = ground.history.last(ofKind: NoticeRecord.kind),
      let record = try? entry.event.body.decode(NoticeRecord.self)
    else { return WatchLook(source, .idle(because: "nothing was announced")) }
    guard ground.release.map({ $0.version < record.version }) ?? true else {
      return WatchLook(source, .idle(because: "\(record.version) is released"))
    }
    let policy = ground.workspace.configuration
    let clock = ground.history.noticeClock(of: record.series)
    let approved = Set(ground.history.approvals(of: record.candidate).flatMap(\.behalf))
    let outbox = ground.history.outbox
    var findings: [WatchLook.Finding] = []
    for (name, addressee) in clock.addressees.sorted(by: { $0.key < $1.key }) {
      guard addressee.waived == nil else { continue }
      for channel in addressee.missing {
        let reason = outbox[.init(key: addressee.key, channel: channel)]?
          .lastFailure?.explanation.oneLine
        // What is still on its way the first time is not overdue.
        guard let reason else { continue }
        findings.append(
          .init(
            standing: .notices,
            "\(addressee.key) \(channel)",
            "\(name): the notice of \(record.version) did not "
              + "reach \(channel): \(reason)"))
      }
      guard policy.policy.approvals[record.bump] > 0, !approved.contains(name),
        let since = addressee.since, ground.now.span(since: since) >= policy.watch.overdue
      else { continue }
      findings.append(
        .init(
          standing: .notices,
          "\(addressee.key) answer",
          "\(name): nobody has answered the notice of \(record.version) since \(since.day)"))
    }
    return WatchLook(source, findings: findings, total: clock.addressees.count)
  }
}
