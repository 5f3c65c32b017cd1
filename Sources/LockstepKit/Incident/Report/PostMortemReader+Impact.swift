internal import LockstepCore
internal import LockstepFleet
internal import LockstepLedger
internal import LockstepWorkflow

extension StepRecord {
  /// Whether it is one of the steps that pin; there are several groups where one dependent takes another.
  var isOfPins: Bool { id.text.hasPrefix("pin.") || id.text.hasPrefix("pin-") }
}

/// What an operation saw of its pull requests.
private struct Proposals {
  /// When each was seen to be merged.
  private(set) var merged: [RepositoryName: Timestamp] = [:]
  private var known: Set<RepositoryName> = []

  init(of record: OperationRecord) {
    for (step, standings) in record.evidence(of: ProposalStanding.self) {
      for standing in standings {
        known.insert(standing.name)
        if standing.standing == .merged, let at = step.at, merged[standing.name] == nil {
          merged[standing.name] = at
        }
      }
    }
    // Those that no step waited for are looked at where the operation ends.
    for (step, settled) in record.evidence(of: SettledDependent.self) {
      for dependent in settled where dependent.delivered?.number != nil {
        known.insert(dependent.name)
        if dependent.hasIt, let at = step.at, merged[dependent.name] == nil {
          merged[dependent.name] = at
        }
      }
    }
  }

  /// Whether what was delivered is a pull request that is known not to be merged.
  func isOpen(_ dependent: DeliveredDependent) -> Bool {
    dependent.pullRequest != nil && known.contains(dependent.name)
      && merged[dependent.name] == nil
  }
}

extension PostMortemReader {
  /// Whom it touched, how, and for how long: from the push of its update to the push of its way back.
  var impact: PostMortem.Impact {
    var spans: [RepositoryName: PostMortem.ExposureSpan] = [:]
    takeRollouts(&spans)
    takeExposed(&spans)
    let ends = ends
    for name in spans.keys {
      guard let end = ends[name] else { continue }
      spans[name]?.until = end.at
      spans[name]?.end = end.how
    }
    let safe = rollbacks.compactMap { try? $0.facts.decode(RollbackFacts.self) }.last?.safe ?? []
    let shown = spans.sorted { one, other in
      let (first, second) = (one.value.from ?? .latest, other.value.from ?? .latest)
      return first == second ? one.key < other.key : first < second
    }
    return PostMortem.Impact(
      exposures: shown.map(\.value), broken: broken.sorted().map(discretion.name),
      safe: safe.count { spans[$0] == nil })
  }

  /// The dependents that the record shows to be broken by `bad`.
  static func broken(
    by bad: Version?, _ operations: [OperationRecord], in history: History
  ) -> Set<RepositoryName> {
    var names: Set<RepositoryName> = []
    for record in operations where record.kind == OperationKind.rollout {
      for (_, prepared) in record.evidence(of: PreparedDependent.self) {
        names.formUnion(prepared.filter { $0.outcome == .regressed }.map(\.name))
      }
    }
    if let bad, let record = history.bisection(of: bad) {
      let found =
        record.culprits.flatMap(\.dependents) + (record.ranges ?? []).flatMap(\.dependents)
      names.formUnion(found.compactMap { try? RepositoryName($0) })
    }
    return names
  }

  /// Those to whom the rollout brought it, and those who had it as soon as it was public.
  private func takeRollouts(_ spans: inout [RepositoryName: PostMortem.ExposureSpan]) {
    for record in rollouts {
      for (_, prepared) in record.evidence(of: PreparedDependent.self) {
        for dependent in prepared where [.floats, .follows].contains(dependent.outcome) {
          spans[dependent.name] = span(
            dependent.name, how: dependent.outcome.rawValue, from: releases.publishedAt)
        }
      }
      let proposals = Proposals(of: record)
      for (step, delivered) in record.evidence(of: DeliveredDependent.self) {
        for dependent in delivered where dependent.delivered && !proposals.isOpen(dependent) {
          let isProposed = dependent.pullRequest != nil
          spans[dependent.name] = span(
            dependent.name,
            how: isProposed ? "updated by a pull request" : "updated by the rollout",
            // The very moment at which it was merged is its forge's to know: not before it was opened.
            from: step.at, isAtMost: isProposed)
        }
      }
      for (step, settled) in record.evidence(of: SettledDependent.self) {
        for dependent in settled where dependent.hasIt && spans[dependent.name] == nil {
          spans[dependent.name] = span(
            dependent.name, how: "updated by the rollout", from: step.at)
        }
      }
    }
  }

  /// Those who had it, or could get it, by what the assessment of the way back says.
  private func takeExposed(_ spans: inout [RepositoryName: PostMortem.ExposureSpan]) {
    for record in rollbacks {
      let exposed =
        (try? record.facts.decode(RollbackFacts.self))?.restored
        ?? (try? record.facts.decode(PinFacts.self))?.exposed ?? []
      for dependent in exposed where spans[dependent.name] == nil {
        spans[dependent.name] = span(
          dependent.name, how: dependent.degree, from: releases.publishedAt, isAtMost: true)
      }
    }
  }

  private func span(
    _ name: RepositoryName, how: String, from: Timestamp?, isAtMost: Bool = false
  ) -> PostMortem.ExposureSpan {
    PostMortem.ExposureSpan(
      name: discretion.name(name), how: how, from: from, until: nil, end: "still exposed",
      isAtMost: isAtMost)
  }

  /// When each dependent was off it: the first push of a pin, else of the hotfix.
  private var ends: [RepositoryName: (at: Timestamp, how: String)] {
    var ends: [RepositoryName: (at: Timestamp, how: String)] = [:]
    for record in rollbacks {
      let proposals = Proposals(of: record)
      for (step, delivered) in record.evidence(of: DeliveredDependent.self) {
        let how = step.isOfPins ? "pinned" : "hotfix"
        for dependent in delivered where dependent.delivered && !proposals.isOpen(dependent) {
          guard let at = proposals.merged[dependent.name] ?? step.at, ends[dependent.name] == nil
          else { continue }
          ends[dependent.name] = (at, how)
        }
      }
      takeOthers(of: record, into: &ends)
    }
    return ends
  }

  /// Those for whom nothing was pushed: who follows the branch is off it when the branch is, and who was
  /// up to date or could only resolve it when its replacement was out.
  private func takeOthers(
    of record: OperationRecord, into ends: inout [RepositoryName: (at: Timestamp, how: String)]
  ) {
    guard let facts = try? record.facts.decode(RollbackFacts.self) else { return }
    for (step, settled) in record.evidence(of: SettledDependent.self) {
      guard let at = step.at else { continue }
      for dependent in settled where dependent.hasIt {
        if ends[dependent.name] == nil { ends[dependent.name] = (at, "hotfix") }
      }
    }
    let reverted = record.time(of: "revert")
    for dependent in facts.exposed where ends[dependent.name] == nil {
      if dependent.followsBranch, let reverted {
        ends[dependent.name] = (reverted, "hotfix")
      } else if dependent.degree == Exposure.Degree.canResolve.words, let yanked = releases.yankedAt
      {
        ends[dependent.name] = (yanked, "withdrawn from the registry")
      }
    }
  }
}
