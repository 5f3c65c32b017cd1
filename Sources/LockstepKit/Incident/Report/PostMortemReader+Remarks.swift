internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepWorkflow

extension PostMortemReader {
  /// What the record shows to have gone well or badly, or to have been luck.
  func remarks(
    on impact: PostMortem.Impact, _ detection: PostMortem.Detection
  ) -> [PostMortem.Remark] {
    let all =
      answering(detection) + wayBack(impact) + clockRemarks + releaseRemarks
      + rolloutRemarks(impact)
    return PostMortem.Remark.Kind.allCases.flatMap { kind in
      all.filter { $0.kind == kind }.map {
        PostMortem.Remark(kind: kind, text: discretion.text($0.text))
      }
    }
  }

  // MARK: - People

  private func answering(_ detection: PostMortem.Detection) -> [PostMortem.Remark] {
    var remarks: [PostMortem.Remark] = []
    let wait = configuration.contacts.filter { $0.level == .primary }.map(\.acknowledgeWithin).max()
    if let after = detection.acknowledgedAfter {
      if let wait, after > wait {
        remarks.append(
          .init(
            kind: .badly,
            text: "somebody took the incident after \(after); the first level had \(wait)"))
      } else {
        remarks.append(.init(kind: .well, text: "somebody took the incident after \(after)"))
      }
    } else if !configuration.contacts.isEmpty {
      remarks.append(.init(kind: .badly, text: "nobody acknowledged the incident"))
    }
    let unreached = Set(
      history.entries(ofKind: OutboxRecord.failed).compactMap { entry -> String? in
        guard let key = entry.event.body["key"]?.string,
          key.hasPrefix("incident/\(incident.id)/"),
          let channel = entry.event.body["channel"]?.string
        else { return nil }
        return channel
      })
    if !unreached.isEmpty {
      remarks.append(
        .init(
          kind: .badly,
          text: "\(counted(unreached.count, "channel")) did not take a message at once"))
    }
    if let after = detection.after {
      remarks.append(
        .init(
          kind: after <= .hours(1) ? .well : .badly,
          text: "it was noticed \(after) after publication"))
    }
    return remarks
  }

  // MARK: - The way back

  private func wayBack(_ impact: PostMortem.Impact) -> [PostMortem.Remark] {
    var remarks: [PostMortem.Remark] = []
    for record in rollbacks {
      let prepared = record.evidence(of: PreparedDependent.self)
      let lost = prepared.flatMap(\.values).filter { $0.outcome == .cannotPin }
      if !lost.isEmpty {
        remarks.append(
          .init(
            kind: .badly,
            text: "\(names(lost.map(\.name))) could not be pinned: the last good version does not "
              + "build with what they are now"))
      }
      let ready = prepared.filter(\.step.isOfPins).flatMap(\.values).filter {
        $0.outcome == .ready
      }
      let early = ready.count { $0.proof == .wayBack }
      if early > 0 {
        remarks.append(
          .init(
            kind: .well,
            text:
              "of \(counted(ready.count, "way")) back \(early) had been prepared and built when the "
              + "update went out"))
      }
      let pushes = record.steps.filter { $0.isOfPins && $0.id.text.hasSuffix(".push") }
      if !pushes.isEmpty, pushes.allSatisfy({ $0.state == .finished }),
        let pushed = pushes.compactMap(\.at).max()
      {
        let took = pushed.span(since: record.startedAt)
        remarks.append(
          .init(
            kind: took <= .hours(1) ? .well : .badly,
            text: "everybody who could be pinned was off it \(took) after \(record.id) began"))
      }
      if case .finished = record.state {
      } else {
        remarks.append(.init(kind: .badly, text: "`\(record.id)` did not come to its end"))
      }
    }
    if let candidate = release?.facts.candidate, let standing = history.rehearsal(of: candidate),
      standing.at <= incident.openedAt
    {
      remarks.append(
        standing.record.isGreen
          ? .init(kind: .well, text: "the way back had been rehearsed at \(standing.at)")
          : .init(
            kind: .badly,
            text: "a rehearsal at \(standing.at) said that the way back was not ready"))
    }
    let open = impact.exposures.filter { $0.until == nil }
    if !open.isEmpty {
      remarks.append(
        .init(
          kind: .badly,
          text: "\(Self.list(open.map(\.name))) may still have the bad version"))
    }
    return remarks
  }

  private var clockRemarks: [PostMortem.Remark] {
    guard let record = rollbacks.last(where: { $0.kind == OperationKind.rollback }),
      let clock = record.emergencyClock(of: incident)
    else { return [] }
    return clock.stages.compactMap { stage in
      guard stage.steps > 0 else { return nil }
      let last = record.steps.filter { $0.phase == stage.phase && $0.state == .finished }
        .compactMap(\.at).max()
      guard stage.isDone, let last else { return nil }
      return last <= stage.due
        ? nil
        : .init(
          kind: .badly,
          text: "“\(stage.aim)” was due \(stage.due) and was reached at \(last)")
    }
  }

  // MARK: - The release

  private var releaseRemarks: [PostMortem.Remark] {
    guard let release else { return [] }
    var remarks: [PostMortem.Remark] = []
    if let override = release.facts.compatibility?.override {
      remarks.append(
        .init(
          kind: .badly,
          text: "the version number was chosen against the comparison: “\(override.because)”"))
    }
    for gate in history.gates(of: release.facts.candidate).values.sorted(by: {
      $0.gate.rawValue < $1.gate.rawValue
    }) {
      guard let waived = gate.waived, gate.verdict == .failed else { continue }
      remarks.append(
        .init(kind: .badly, text: "the gate \(gate.gate.rawValue) had failed: \(waived)"))
    }
    let waivers = history.entries(ofKind: NoticeWaiver.kind)
      .compactMap { try? $0.event.body.decode(NoticeWaiver.self) }
      .filter { $0.candidate == release.facts.candidate }
    remarks += waivers.map {
      .init(kind: .badly, text: "the release went out without its notice: “\($0.because)”")
    }
    return remarks
  }

  // MARK: - The rollout

  private func rolloutRemarks(_ impact: PostMortem.Impact) -> [PostMortem.Remark] {
    var remarks: [PostMortem.Remark] = []
    for record in rollouts {
      guard let facts = try? record.facts.decode(RolloutFacts.self) else { continue }
      let reached = Set(
        record.evidence(of: DeliveredDependent.self).flatMap(\.values).filter(\.delivered)
          .map(\.name))
      let spared = facts.forecast.filter { !reached.contains($0.name) && $0.action != .floats }
      let stops = history.entries(ofOperation: record.id).contains {
        $0.event.kind == StepEvent.stopped
      }
      if stops, !spared.isEmpty {
        remarks.append(
          .init(
            kind: .well,
            text: "the rollout halted: \(counted(spared.count, "dependent")) of "
              + "\(facts.forecast.count) never got the update"))
      }
      remarks += floating(facts)
    }
    let lucky = impact.exposures.filter { $0.how == Exposure.Degree.canResolve.words }
    if !lucky.isEmpty {
      remarks.append(
        .init(
          kind: .lucky,
          text:
            "\(Self.list(lucky.map(\.name))) could have resolved it with any build, "
            + "and no lock held them back"))
    }
    return remarks
  }

  private func floating(_ facts: RolloutFacts) -> [PostMortem.Remark] {
    let floats = facts.forecast.filter { $0.action == .floats }.map(\.name)
    guard !floats.isEmpty else { return [] }
    let hit = floats.filter(broken.contains)
    let spared = floats.filter { !broken.contains($0) }
    var remarks: [PostMortem.Remark] = []
    if !spared.isEmpty {
      remarks.append(
        .init(
          kind: .lucky,
          text:
            "\(names(spared)) had it as soon as it was public, no wave protects them, and it did "
            + "not break them"))
    }
    if !hit.isEmpty {
      remarks.append(
        .init(
          kind: .badly,
          text: "\(names(hit)) broke as soon as it was public: without a committed lock no wave "
            + "protects them"))
    }
    return remarks
  }

  /// Names as code, so that they keep their letters wherever they stand.
  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private func names(_ names: [RepositoryName]) -> String {
    Self.list(names.sorted().map(discretion.name))
  }
}
