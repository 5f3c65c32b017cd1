internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepWorkflow

extension PostMortemReader {
  /// Who or what noticed first, once the bad version was public.
  var detection: PostMortem.Detection {
    let published = releases.publishedAt
    var first = PostMortem.Detection(
      trigger: discretion.isShareable
        ? "somebody opened the incident" : "\(incident.openedBy) opened the incident",
      at: incident.openedAt)
    for (at, trigger) in signals where at < first.at && at >= published ?? .earliest {
      (first.at, first.trigger) = (at, discretion.text(trigger))
    }
    if let published, first.at >= published { first.after = first.at.span(since: published) }
    first.acknowledgedAfter = incident.acknowledgedAt.map { $0.span(since: incident.openedAt) }
    return first
  }

  /// What the program itself saw: triggers of the watch, and waves that were halted.
  private var signals: [(at: Timestamp, text: String)] {
    var found: [(at: Timestamp, text: String)] = []
    for entry in history.entries where entry.event.kind == "watch.fired" {
      found.append((entry.event.at, "the watch: \(entry.event.summary)"))
    }
    for record in rollouts {
      // A step that went on later no longer says that it stopped: its events do.
      for entry in history.entries(ofOperation: record.id)
      where entry.event.kind == StepEvent.stopped {
        let step = entry.event.body["step"]?.string ?? ""
        guard step.hasSuffix("judge") else { continue }
        let what = entry.event.body["explanation"].flatMap(Explanation.init(json:))?.what
        found.append(
          (entry.event.at, "the rollout halted" + (what.map { ": \($0)" } ?? "")))
      }
    }
    return found.sorted { $0.at < $1.at }
  }

  // MARK: - The next release

  /// How the changes that were taken back come out again, as policy has it.
  func nextRelease(from asOf: Timestamp) -> PostMortem.NextRelease? {
    guard let bad = releases.bad else { return nil }
    let facts = release?.facts
    let bump = max(facts?.compatibility?.required ?? .patch, facts?.bump ?? .patch)
    let spent = log.spentVersions
    guard var version = try? (releases.hotfix ?? bad).version.next(bump) else { return nil }
    while spent[version] != nil {
      guard let next = try? version.next(.patch) else { return nil }
      version = next
    }
    let policy = configuration.policy
    let gates = Configuration.Gate.allCases.filter { gate in
      switch gate {
      case .contract: !configuration.gates.contract.isEmpty
      case .integration: !configuration.gates.integration.isEmpty
      case .guide: bump == .major
      default: !configuration.gates.maySkip.contains(gate)
      }
    }
    return PostMortem.NextRelease(
      version: version, bump: bump,
      gates: gates.map(\.rawValue) + ["a fleet run of every dependent"],
      notice: policy.notice[bump], approvals: policy.approvals[bump], window: policy.window[bump],
      earliest: asOf.adding(policy.notice[bump]), needsGuide: bump == .major)
  }
}
