internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepVerification
internal import LockstepWorkflow

/// Looks at what the ledger says of the dependents with the release: fleet runs, and what rollouts built.
///
/// Both have compared each dependent with its state before, and repeated what failed; nothing is built
/// here. The newer word on a dependent counts.
struct FleetWatch: Sendable {
  let ground: WatchGround

  /// The newest word on one dependent.
  private struct Word {
    var isBroken: Bool
    var compiles: Bool?
    var text: String
  }

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.fleet
    if let reason = ground.whyNoRelease { return WatchLook(source, .idle(because: reason)) }
    guard let release = ground.release else { return WatchLook(source) }
    var words: [RepositoryName: Word] = [:]
    let standing = ground.history.fleetStanding(on: release.commit)
    let rollouts = ground.log.operations.filter { record in
      record.kind == OperationKind.rollout
        && (try? record.facts.decode(RolloutFacts.self))?.release.version == release.version
    }
    let before = rollouts.filter { record in standing.map { record.startedAt <= $0.at } ?? false }
    var remarks: [String] = []
    for record in before { take(record, into: &words, &remarks) }
    if let standing { try await take(standing, into: &words) }
    for record in rollouts.dropFirst(before.count) { take(record, into: &words, &remarks) }
    guard !words.isEmpty else {
      return WatchLook(
        source,
        .noData(
          because: "no fleet run and no rollout has built a dependent with \(release.version)"))
    }
    let broken = words.filter(\.value.isBroken).sorted { $0.key < $1.key }
    let findings = broken.flatMap { name, word in
      let id = "\(name) \(release.version)"
      let text = "\(name): \(word.text)"
      return [WatchLook.Finding(.dependents, id, text)]
        + (word.compiles == false
          ? [WatchLook.Finding(.compileErrors, id, text)] : [])
    }
    return WatchLook(
      source, findings: findings,
      total: max(words.count, ground.fleet?.fleet.dependents.count ?? 0), remarks: remarks)
  }

  private func take(
    _ standing: FleetStanding, into words: inout [RepositoryName: Word]
  ) async throws {
    var details: [ObjectID: [RepositoryName: FleetRunRecord.Dependent]] = [:]
    for (name, word) in standing.words {
      if details[word.event] == nil {
        let bytes = try await ground.workspace.ledger.evidence(
          FleetRunRecord.evidenceName, of: word.event)
        details[word.event] = Dictionary(
          try bytes.map(FleetRunRecord.dependents)?.map { ($0.name, $0) } ?? [],
          uniquingKeysWith: { $1 })
      }
      let known = details[word.event]?[name]
      let reason = known?.reason ?? "it regressed in the fleet run"
      switch word.outcome {
      // Nothing was learnt: an earlier word stands.
      case .unknown, .skipped: continue
      case .regressed:
        words[name] = Word(
          isBroken: word.waiver == nil, compiles: known?.compiles, text: reason)
      case .passed, .fixed, .brokenBefore, .flaky:
        words[name] = Word(isBroken: false, compiles: known?.compiles, text: reason)
      }
    }
  }

  private func take(
    _ record: OperationRecord, into words: inout [RepositoryName: Word], _ remarks: inout [String]
  ) {
    let answered = ground.history.entries(ofOperation: record.id)
      .last { RolloutWord(rawValue: $0.event.kind) != nil }
      .flatMap { $0.event.kind == RolloutWord.goOn.rawValue ? $0.event : nil }
    for step in record.steps {
      guard let prepared = try? step.evidence?.body.decode([PreparedDependent].self) else {
        continue
      }
      for dependent in prepared {
        switch dependent.outcome {
        case .regressed:
          if let answered {
            remarks.append("\(dependent.name) is broken, and was answered for \(answered.said)")
          }
          words[dependent.name] = Word(
            // What failed in its tests was compiled before.
            isBroken: answered == nil, compiles: dependent.proof == .tests,
            text: dependent.reason ?? "it does not build with the release")
        case .ready, .upToDate, .floats, .follows, .brokenBefore:
          words[dependent.name] = Word(isBroken: false, compiles: true, text: "")
        case .ahead, .waits, .waitsForMerge, .cannotPin, .needsFlag, .unknown: continue
        }
      }
    }
  }
}
