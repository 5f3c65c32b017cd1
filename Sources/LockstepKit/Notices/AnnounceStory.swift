internal import LockstepAPIDiff
internal import LockstepChannels
package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// The story of `lockstep announce`: who is told what of a coming release, and since when.
package struct AnnounceStory: Sendable {
  package let release: ReleaseStory

  /// Announces the release of a line.
  package init(_ release: ReleaseStory) {
    self.release = release
  }

  private var workspace: Workspace { release.workspace }

  /// Works out whom the announcement would tell what; nothing leaves this machine.
  package func propose(
    _ wish: ReleaseWish?, initial: Bool = false, override: BumpOverride? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> NoticePlan {
    let facts = try await facts(wish, initial: initial, override: override, progress: progress)
    let clock = try await workspace.ledger.history().noticeClock(of: facts.series)
    let outbox = try await workspace.ledger.history().outbox
    let loaded = try await workspace.loadFleet(fetching: false)
    let hits = try await hits(facts, progress: progress)
    let guide = try await guide(of: facts)
    async let exposure = workspace.ledgerExposure(within: .seconds(5))
    let configuration = workspace.configuration
    let people = Maintainers(configuration)
    let now = workspace.host.clock.now()
    var remarks = people.remarks(on: loaded.fleet.dependents)
    remarks += hits.remark.map { [$0] } ?? []
    if case .everybody = await exposure, let remark = await exposure.remark {
      remarks.append(remark)
    }
    let letters = loaded.fleet.dependents.sorted { $0.name < $1.name }.map { dependent in
      let impact = hits.impact(on: dependent.name)
      let changes = impact?.touching ?? []
      let channels = people.channels(of: dependent)
      let known = clock.addressees[dependent.name]
      let isNew = clock.needsNotice(dependent.name, changes: changes, channels: channels) {
        outbox.isAbandoned($0, $1)
      }
      let key =
        isNew
        ? "notice/\(facts.package)/\(facts.series)/\(dependent.name)/\((known?.notices ?? 0) + 1)"
        : known?.key ?? ""
      let letter = NoticeLetter(
        facts: facts, configuration: configuration, dependent: dependent, impact: impact,
        isEstimate: hits.isEstimate, breaking: hits.breaking, guide: guide.link,
        guidePath: guide.path, earliest: now.adding(facts.notice))
      return (
        NoticePlan.Letter(
          name: dependent.name,
          message: Message(
            kind: .notice, key: key, thread: known?.thread ?? key, title: letter.title,
            body: letter.body, urgency: facts.bump == .major ? .high : .normal, link: guide.link,
            labels: ["release"], writtenAt: now), channels: channels,
          reason: isNew
            ? (known == nil ? "not told yet" : "more of it breaks, or it was not reached") : nil,
          since: isNew ? nil : known?.since, missing: isNew ? channels : known?.missing ?? []),
        changes
      )
    }
    let secret = await workspace.unspeakable(among: Set(letters.map(\.0.name)))
    let record = NoticeRecord(
      series: facts.series, version: facts.version, bump: facts.bump, candidate: facts.candidate,
      notice: facts.notice,
      addressees: letters.map { letter, changes in
        .init(
          name: letter.name, changes: changes.sorted(), channels: letter.channels,
          key: letter.message.key, isNew: letter.reason != nil)
      })
    return NoticePlan(
      facts: facts, letters: letters.map(\.0), remarks: remarks,
      objection: secret.map { address, names in
        RecordTooPublic(
          address: address, reasons: names.map { "it would name \($0), which is private" },
          hints: ["`--in-public` announces it all the same, and records that you chose so"])
      }, record: record,
      isRecorded: clock.announced == facts.candidate && letters.allSatisfy { $0.0.reason == nil })
  }

  /// Tells them, and tries again whatever was not delivered before.
  ///
  /// - Parameter inPublic: Whether it is recorded although everybody would read of private dependents.
  /// - Throws: ``RecordTooPublic`` where that is not chosen.
  package func carryOut(
    _ plan: NoticePlan, inPublic: Bool = false, print: @escaping @Sendable (String) -> Void
  ) async throws -> NoticeOutcome {
    if let objection = plan.objection, !inPublic { throw objection }
    var record = plan.record
    record.inPublic = plan.objection == nil ? nil : true
    let letters = plan.new.flatMap { letter in
      letter.channels.map { (message: letter.message, channel: $0) }
    }
    let facts = plan.facts
    let draft = EventDraft(
      kind: NoticeRecord.kind, operation: nil,
      summary: "announced \(facts.package) \(facts.version) (\(facts.candidate.short)) to "
        + "\(counted(plan.new.count, "dependent")), \(plan.letters.count - plan.new.count) knew",
      body: try JSONValue(encoding: record))
    let outbox = try await Mailroom(workspace, print: print)
      .send(letters, recording: plan.isRecorded ? [] : [draft])
    let history = try await workspace.ledger.history()
    let verdict = history.noticeClock(of: facts.series)
      .judge(facts.candidate, notice: facts.notice, at: workspace.host.clock.now())
    let keys = Set(plan.letters.map(\.message.key))
    let own = (outbox.waiting + outbox.abandoned).filter { keys.contains($0.message.key) }
    let now = workspace.host.clock.now()
    return NoticeOutcome(
      plan: plan, verdict: verdict,
      dead: outbox.dead.map { ($0.channel, $0.health.lastFailure?.explanation.oneLine ?? "") },
      undelivered: own.filter { outbox.quietEnd(of: $0, at: now) == nil }
        .map { ($0.channel, $0.lastFailure?.explanation.oneLine ?? "it was not tried yet") },
      held: own.compactMap { entry in
        outbox.quietEnd(of: entry, at: now).map { (entry.channel, $0) }
      })
  }

  /// Records that dependents, or all where none is named, need no notice.
  package func waive(
    _ names: [RepositoryName], of plan: NoticePlan, because: String
  ) async throws -> NoticeVerdict {
    let waiver = NoticeWaiver(
      series: plan.facts.series, dependents: names, candidate: plan.facts.candidate,
      because: because)
    let whom = names.isEmpty ? "all" : names.map(\.description).joined(separator: ", ")
    _ = try await workspace.ledger.append([
      EventDraft(
        kind: NoticeWaiver.kind, operation: nil, summary: "notice waived for \(whom): \(because)",
        body: try JSONValue(encoding: waiver))
    ])
    return try await workspace.ledger.history().noticeClock(of: plan.facts.series)
      .judge(plan.facts.candidate, notice: plan.facts.notice, at: workspace.host.clock.now())
  }

  // MARK: - What is announced

  /// The release that is open, else the one that is planned.
  private func facts(
    _ wish: ReleaseWish?, initial: Bool, override: BumpOverride?,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> ReleaseFacts {
    if wish == nil, let open = release.log.openRelease { return open }
    return try await release.propose(
      wish, initial: initial, override: override, progress: progress
    ).facts
  }

  /// Whom the release hits: as it was compiled last, else as the sources tell.
  private func hits(
    _ facts: ReleaseFacts, progress: @escaping @Sendable (String) -> Void
  ) async throws -> NoticeHits {
    guard let baseline = facts.baseline, (facts.compatibility?.breaking ?? 0) > 0 else {
      return NoticeHits()
    }
    let changes = ChangeStory(workspace: workspace, line: release.line)
    let (old, new) = try await changes.sides(
      baseline: baseline.tag, candidate: facts.base.description)
    let difference = try await changes.difference(from: old, to: new, progress: progress)
    var hits = NoticeHits(breaking: difference.breaking.map { "\($0.item): \($0.message)" })
    if let record = try ImpactRecord.last(of: difference, on: workspace.host) {
      hits.report = record.report
    } else {
      hits.report = try await FastImpact(workspace: workspace, line: release.line)
        .report(of: difference, progress: progress)
      hits.remark = "the places are an estimate; `lockstep impact` compiles every dependent"
    }
    return hits
  }

  private func guide(of facts: ReleaseFacts) async throws -> (link: MessageLink?, path: String?) {
    let path = workspace.pathInRepository(
      workspace.configuration.foundation.guide.path(for: facts.version))
    let found = try await workspace.repository.read([.file(commit: facts.base, path: path)])
    guard let content = found.first, content != nil else { return (nil, nil) }
    let link = workspace.remote.webPage(of: path, at: facts.base)
    return (link.map { MessageLink("the migration guide", url: $0) }, path)
  }
}

/// What is known of whom a release hits.
struct NoticeHits: Sendable {
  var breaking: [String] = []
  var report: ImpactReport?
  var remark: String?

  var isEstimate: Bool { report?.isEstimate ?? false }

  func impact(on name: RepositoryName) -> DependentImpact? {
    report?.dependents.first { $0.name == name }
  }
}

extension DependentImpact {
  /// The breaking changes that touch the dependent, each once; a place that none explains counts by
  /// itself.
  var touching: [String] {
    let all = sites.map { site in
      site.change.map { "\($0.kind) \($0.item)" } ?? "\(site.code ?? "error") \(site.file)"
    }
    return Set(all).sorted()
  }
}

extension OperationLog {
  /// What an open release speaks of.
  var openRelease: ReleaseFacts? {
    open.last { $0.kind == OperationKind.release }
      .flatMap { try? $0.facts.decode(ReleaseFacts.self) }
  }
}
