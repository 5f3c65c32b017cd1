internal import LockstepCore
internal import LockstepGit
internal import LockstepWorkflow

/// A feature that an operation took from a dependent, and what is known of the dependent.
struct TakenFlagRecord: Hashable, Sendable {
  var taken: TakenFlag
  /// The last good version at that time.
  var good: ReleasedVersion
  var dependent: RollbackFacts.ExposedDependent
}

extension OperationLog {
  /// The features that operations took from dependents, and that none has given back since; the oldest first.
  var takenFlags: [RepositoryName: [TakenFlagRecord]] {
    var found: [RepositoryName: [TakenFlagRecord]] = [:]
    for record in operations {
      switch record.kind {
      case OperationKind.pin:
        guard let facts = try? record.facts.decode(PinFacts.self) else { continue }
        if let flag = facts.flag {
          let delivered = record.delivered { _ in true }
          for name in delivered.keys { found[name]?.removeAll { $0.taken.flag == flag } }
          guard facts.restoresFlag != true else { continue }
          found.take(delivered, flag, of: facts.bad, facts.good, facts.exposed)
        } else {
          found.take(
            record, facts.flags ?? [], from: facts.bad, to: facts.good, facts.exposed)
        }
      case OperationKind.rollback:
        guard let facts = try? record.facts.decode(RollbackFacts.self) else { continue }
        found.take(record, facts.flags ?? [], from: facts.bad, to: facts.good, facts.exposed)
      default: continue
      }
    }
    return found.filter { !$0.value.isEmpty }
  }
}

extension [RepositoryName: [TakenFlagRecord]] {
  /// Takes in an operation that pinned, and took features from whoever could not be pinned.
  fileprivate mutating func take(
    _ record: OperationRecord, _ suspects: [FlagSuspect], from bad: ReleasedVersion,
    to good: ReleasedVersion, _ exposed: [RollbackFacts.ExposedDependent]
  ) {
    for name in record.delivered(by: PinSteps.contains).keys {
      self[name] = nil
    }
    let delivered = record.delivered(by: FlagSteps.contains)
    for suspect in suspects {
      take(
        delivered.filter { suspect.fallback.contains($0.key) }, suspect.feature, of: bad, good,
        exposed)
    }
  }

  fileprivate mutating func take(
    _ delivered: [RepositoryName: ObjectID], _ flag: String, of bad: ReleasedVersion,
    _ good: ReleasedVersion, _ exposed: [RollbackFacts.ExposedDependent]
  ) {
    for (name, before) in delivered {
      guard let dependent = exposed.first(where: { $0.name == name }) else { continue }
      self[name, default: []].append(
        TakenFlagRecord(
          taken: TakenFlag(flag: flag, release: bad, before: before), good: good,
          dependent: dependent))
    }
  }
}

extension OperationRecord {
  /// Those whose commits arrived by the steps that are meant, with the tips that they stand on.
  func delivered(by isMeant: (StepID) -> Bool) -> [RepositoryName: ObjectID] {
    var before: [RepositoryName: ObjectID] = [:]
    var arrived: Set<RepositoryName> = []
    for (step, proof) in evidence {
      for dependent in (try? proof.body.decode([SettledDependent].self)) ?? [] {
        guard let tip = dependent.before, isMeant(StepID(dependent.source ?? step.text)) else {
          continue
        }
        before[dependent.name] = tip
        arrived.insert(dependent.name)
      }
      guard isMeant(step) else { continue }
      for dependent in (try? proof.body.decode([PreparedDependent].self)) ?? []
      where dependent.outcome == .ready {
        before[dependent.name] = dependent.before
      }
      for dependent in (try? proof.body.decode([DeliveredDependent].self)) ?? []
      where dependent.delivered {
        arrived.insert(dependent.name)
      }
    }
    return before.filter { arrived.contains($0.key) }
  }
}
