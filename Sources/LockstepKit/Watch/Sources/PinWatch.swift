internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

/// Looks for dependents that were pinned in an emergency and never got their requirement back.
///
/// A dependent counts where an operation has pinned it so long ago and its manifest still names exactly
/// the version, or the tag, that it was pinned to.
struct PinWatch: Sendable {
  let ground: WatchGround

  /// What somebody was pinned to, and since when.
  private struct Pin {
    var operation: String
    var good: ReleasedVersion
    var since: Timestamp
  }

  func look() throws -> WatchLook {
    let source = Configuration.WatchSource.pins
    guard let fleet = ground.fleet?.fleet else { return WatchLook(source, ground.fleetState) }
    var pins: [RepositoryName: Pin] = [:]
    for record in ground.log.operations {
      if record.kind == OperationKind.pin, let facts = try? record.facts.decode(PinFacts.self) {
        for dependent in facts.exposed {
          pins[dependent.name] = Pin(
            operation: record.id, good: facts.good, since: record.startedAt)
        }
      } else if record.kind == OperationKind.rollback,
        let facts = try? record.facts.decode(RollbackFacts.self)
      {
        for dependent in facts.restored {
          pins[dependent.name] = Pin(
            operation: record.id, good: facts.good, since: record.startedAt)
        }
      }
    }
    let overdue = ground.workspace.configuration.watch.overdue
    let findings = pins.sorted { $0.key < $1.key }.compactMap { name, pin -> WatchLook.Finding? in
      guard let use = fleet.dependent(name)?.directUses.first(where: { $0.isPinned(to: pin.good) }),
        ground.now.span(since: pin.since) >= overdue
      else { return nil }
      return WatchLook.Finding(
        standing: .pins, "\(name) \(pin.operation)",
        "\(name): \(use.dependency.place) is pinned to \(pin.good.version) since \(pin.operation) of "
          + pin.since.day)
    }
    return WatchLook(source, ground.fleetState, findings: findings)
  }
}

extension Use {
  /// Whether it names exactly this release.
  fileprivate func isPinned(to good: ReleasedVersion) -> Bool {
    switch dependency.source {
    case .registry:
      let comparators = dependency.requirement?.comparators ?? []
      guard comparators.count == 1, let only = comparators.first, only.operation == .exact else {
        return false
      }
      return only.patch != nil && dependency.requirement?.admits(good.version) == true
    case .git(_, .tag(let name)): return name == good.tag
    case .git(_, .rev(let revision)):
      return revision.count >= 7 && good.commit.description.hasPrefix(revision.lowercased())
    case .git, .path: return false
    }
  }
}
