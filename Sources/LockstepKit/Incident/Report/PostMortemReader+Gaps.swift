internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepVerification
internal import LockstepWorkflow

extension PostMortemReader {
  /// The checks that should have caught it, each with why it did not.
  ///
  /// - Parameter broken: The dependents that the bad version breaks, as the form names them.
  func gaps(broken: [String]) -> [PostMortem.Gap] {
    guard let release else {
      guard releases.bad != nil else { return [] }
      return [
        .init(
          check: "all", standing: .notRun,
          text:
            "the bad version was not released with Lockstep: nothing was checked that is on record")
      ]
    }
    let candidate = release.facts.candidate
    return interfaceGaps(release.facts) + fleetGaps(on: candidate)
      + gateGaps(on: candidate, isSlow: isSlow) + rehearsalGaps(on: candidate)
  }

  /// Whether it is said to be about speed: then the benchmarks should have told.
  var isSlow: Bool {
    let words = (incident.title + " " + detection.trigger).lowercased()
    return ["slow", "performance", "benchmark", "latency", "regression of"].contains {
      words.contains($0)
    }
  }

  // MARK: - The interface

  private func interfaceGaps(_ facts: ReleaseFacts) -> [PostMortem.Gap] {
    guard let compatibility = facts.compatibility else { return [] }
    let check = "compatibility"
    if let override = compatibility.override {
      let what =
        compatibility.unchecked.map { "the interface could not be compared (\($0))" }
        ?? "it found \(compatibility.counts)"
      return [
        .init(
          check: check, standing: .overridden,
          text: discretion.text("\(what), and was overridden: “\(override.because)”"))
      ]
    }
    if let unchecked = compatibility.unchecked {
      return [
        .init(
          check: check, standing: .inconclusive,
          text: discretion.text("the interface could not be compared: \(unchecked)"))
      ]
    }
    guard !broken.isEmpty else { return [] }
    return [
      .init(
        check: check, standing: .passed,
        text: compatibility.breaking > 0
          ? "it found \(compatibility.counts), and the number told so"
          : "it found \(compatibility.counts): what broke is not a matter of the interface that is compared"
      )
    ]
  }

  // MARK: - The fleet

  private func fleetGaps(on candidate: ObjectID) -> [PostMortem.Gap] {
    let check = "fleet run"
    guard let standing = history.fleetStanding(on: candidate) else {
      let others = history.entries(ofKind: FleetRunRecord.kind).contains { entry in
        release.map { entry.event.at <= $0.record.startedAt } ?? false
      }
      return [
        .init(
          check: check, standing: others ? .otherCommit : .notRun,
          text: others
            ? "the fleet was run on earlier commits, and not on the one that was released"
            : "the fleet was not run on the candidate")
      ]
    }
    var gaps: [PostMortem.Gap] = []
    for name in broken.sorted() {
      let told = discretion.name(name)
      guard let word = standing.words[name] else {
        gaps.append(
          .init(check: check, standing: .leftOut, text: "the fleet run did not include \(told)"))
        continue
      }
      switch word.outcome {
      case .regressed:
        gaps.append(
          word.waiver.map { waiver in
            .init(
              check: check, standing: .overridden,
              text: discretion.text("it said that \(told) breaks, and was overridden: “\(waiver)”"))
          }
            ?? .init(check: check, standing: .failed, text: "it said that \(told) breaks"))
      case .passed, .fixed:
        gaps.append(
          .init(
            check: check, standing: .passed,
            text: "\(told) passed: it has moved on since, or its tests do not reach what broke"))
      case .brokenBefore, .flaky, .unknown, .skipped:
        gaps.append(
          .init(
            check: check, standing: .inconclusive,
            text: "nothing was learnt of \(told): \(word.outcome.rawValue)"))
      }
    }
    if broken.isEmpty, !standing.isWhole {
      gaps.append(
        .init(
          check: check, standing: .leftOut,
          text: "it was run on a part of the fleet only: \(standing.counts)"))
    }
    return gaps
  }

  // MARK: - The gates

  /// The gates that run dependents' code, or measure, one by one; the others only where they said no.
  private func gateGaps(on candidate: ObjectID, isSlow: Bool) -> [PostMortem.Gap] {
    let told = history.gates(of: candidate)
    guard !told.isEmpty else {
      if let gap = gapBefore { return [gap] }
      let others = history.entries(ofKind: VerificationRecord.kind).contains { entry in
        release.map { entry.event.at <= $0.record.startedAt } ?? false
      }
      return [
        .init(
          check: "quality gates", standing: others ? .otherCommit : .notRun,
          text: others
            ? "they were run on earlier commits, and not on the one that was released"
            : "they were not run on the candidate")
      ]
    }
    var telling: [Configuration.Gate] = [.features, .contract, .integration]
    if isSlow || broken.isEmpty { telling.append(.benchmarks) }
    return Configuration.Gate.allCases.compactMap { gate in
      guard let record = told[gate] else {
        return telling.contains(gate) ? missing(gate) : nil
      }
      return gap(record, isTelling: telling.contains(gate))
    }
  }

  /// What the gates said of the commit that the candidate was made of, where they were run on that.
  private var gapBefore: PostMortem.Gap? {
    guard let base = release?.facts.base else { return nil }
    let told = history.gates(of: base)
    guard !told.isEmpty else { return nil }
    let failed = Configuration.Gate.allCases.compactMap { told[$0] }
      .filter { $0.verdict == .failed }.map { "; \($0.gate.rawValue) failed: \($0.summary)" }
    return .init(
      check: "quality gates", standing: .otherCommit,
      text: discretion.text(
        "they were run on \(base.short), of which the candidate was made, and not on the candidate"
          + failed.joined()))
  }

  private func missing(_ gate: Configuration.Gate) -> PostMortem.Gap {
    let isEmpty =
      switch gate {
      case .contract: configuration.gates.contract.isEmpty
      case .integration: configuration.gates.integration.isEmpty
      default: false
      }
    return .init(
      check: gate.rawValue, standing: isEmpty ? .notConfigured : .notRun,
      text: isEmpty ? "nothing is configured for it" : "it was not run on the candidate")
  }

  private func gap(_ record: VerificationRecord.Gate, isTelling: Bool) -> PostMortem.Gap? {
    let check = record.gate.rawValue
    if let waived = record.waived {
      return .init(
        check: check, standing: .overridden,
        text: discretion.text("it was \(record.verdict.word) (\(record.summary)): \(waived)"))
    }
    switch record.verdict {
    case .failed:
      return .init(
        check: check, standing: .failed, text: discretion.text("it failed: \(record.summary)"))
    case .inconclusive(let reason):
      return .init(
        check: check, standing: .inconclusive,
        text: discretion.text("it came to nothing: \(reason)"))
    case .skipped(let reason):
      return .init(
        check: check, standing: .skipped, text: discretion.text("it was skipped: \(reason)"))
    case .passed:
      guard isTelling else { return nil }
      return .init(
        check: check, standing: .passed,
        text: discretion.text("it passed (\(record.summary)): it does not cover what broke"))
    }
  }

  private func rehearsalGaps(on candidate: ObjectID) -> [PostMortem.Gap] {
    guard history.rehearsal(of: candidate) == nil, !rollbacks.isEmpty else { return [] }
    return [
      .init(
        check: "rehearsal", standing: .notRun,
        text: "the way back was not rehearsed before it was needed")
    ]
  }
}
