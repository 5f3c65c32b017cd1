package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
package import LockstepWorkflow

extension RollbackPlanner {
  // MARK: - Which versions

  func badVersion(_ wanted: Version?) async throws -> TaggedVersion {
    guard let found = try await meant(wanted) else {
      throw ExplainedFailure(
        wanted.map { "\($0) is not released" } ?? "nothing is released that could be taken back",
        why: ["the remote `\(workspace.remoteName)` has no tag of it"],
        hints: ["a release that was not tagged yet is withdrawn with `lockstep abort`"])
    }
    // Named again it may be meant; without a name it would be a mistake at the worst of times.
    if wanted == nil, let rollback = finishedRollback(about: found.version) {
      throw rollback
    }
    guard line.merged.contains(found) else {
      throw ExplainedFailure(
        "`\(line.branch.short)` does not hold \(found.version)",
        why: ["the tag \(found.tag.short) is no part of its history"],
        hints: ["name the branch that holds it: `--branch NAME`"], exitStatus: .usage)
    }
    return found
  }

  /// The version that is named, else the line's last release.
  ///
  /// What was taken back is the last release still for as long as nothing was released on top of it: an
  /// emergency that is not over is gone on with, and no good version is taken back by mistake.
  private func meant(_ wanted: Version?) async throws -> TaggedVersion? {
    if let wanted { return line.releases.first { $0.version == wanted } }
    guard let highest = line.merged.first, let baseline = line.baseline,
      highest.version != baseline.version
    else { return line.merged.first }
    let isOver = try await workspace.repository.isAncestor(highest.commit, of: baseline.commit)
    return isOver ? baseline : highest
  }

  /// The rollback that has taken `version` back, or that `version` is the hotfix of.
  private func finishedRollback(about version: Version) -> AlreadyTakenBack? {
    for record in log.takenBack.values where record.state == .finished {
      guard let facts = try? record.facts.decode(RollbackFacts.self),
        [facts.bad.version, facts.hotfix.version].contains(version)
      else { continue }
      return AlreadyTakenBack(
        version: facts.bad.version, hotfix: facts.hotfix.version, operation: record)
    }
    return nil
  }

  /// The last good version: the highest one below the bad one in its history that was not taken back
  /// itself, or the newest patch of that which another line has released since.
  ///
  /// A pre-release is nothing to go back to, except from another one.
  func goodVersion(_ wanted: Version?, before bad: TaggedVersion) async throws -> TaggedVersion {
    if let wanted {
      guard let found = line.releases.first(where: { $0.version == wanted }) else {
        throw ExplainedFailure(
          "\(wanted) is not released", why: ["no tag stands for it"],
          hints: [released(below: bad.version)])
      }
      guard found.version < bad.version else {
        throw ExplainedFailure(
          "\(wanted) is not older than \(bad.version)", hints: [released(below: bad.version)])
      }
      return found
    }
    let withdrawn = Set(
      log.operations.filter { $0.kind == OperationKind.rollback }
        .compactMap { try? $0.facts.decode(RollbackFacts.self).bad.version })
    let candidates = line.releases.filter {
      $0.version < bad.version && !withdrawn.contains($0.version)
        && (bad.version.isPrerelease || !$0.version.isPrerelease)
    }
    guard let last = try await workspace.versions(among: candidates, in: bad.commit).first else {
      throw ExplainedFailure(
        "there is no version to go back to",
        why: [
          "\(bad.version) is the first release of its line that was not taken back itself"
        ],
        hints: [
          "name one with `--to`: " + released(below: bad.version),
          "or release a fix: `lockstep plan patch`",
        ])
    }
    for patch in candidates where patch.version.isOfOneSeries(with: last.version) {
      guard patch.version > last.version else { break }
      if try await !workspace.repository.isAncestor(bad.commit, of: patch.commit) { return patch }
    }
    return last
  }

  private func released(below version: Version) -> String {
    let names = line.releases.filter { $0.version < version }.map(\.version.description)
    return names.isEmpty
      ? "nothing older is released" : "released are \(names.joined(separator: ", "))"
  }

  /// The bad version's next patch where it was a patch itself, else the good one's; a number that is
  /// spent is stepped over, for an emergency waits for nobody.
  func hotfixVersion(bad: Version, good: Version) async throws -> Version {
    try await unspent(
      bad.isOfOneSeries(with: good) ? Self.following(bad) : try good.next(.patch))
  }

  /// The first number from `version` on that nobody has.
  func unspent(_ version: Version) async throws -> Version {
    var version = version
    let published = try await publishedVersions().map(\.version)
    let taken = Set(line.releases.map(\.version)).union(published)
    while taken.contains(version) { version = try Self.following(version) }
    return version
  }

  /// The next patch; after a pre-release the next one of the same, for the release itself is not made in an
  /// emergency.
  private static func following(_ version: Version) throws -> Version {
    guard version.isPrerelease else { return try version.next(.patch) }
    var identifiers = version.prerelease
    if let last = identifiers.last, let number = UInt64(last.description), number < .max {
      identifiers[identifiers.count - 1] = PrereleaseIdentifier(number + 1)
    } else {
      identifiers.append(PrereleaseIdentifier(1))
    }
    return Version(
      version.major, version.minor, version.patch, prerelease: identifiers)
  }

  /// What the registry has of the foundation; nothing where releases are not published.
  func publishedVersions() async throws -> [PublishedVersion] {
    guard workspace.publishes else { return [] }
    return try await workspace.registry()
      .versions(of: workspace.configuration.foundation.package)
  }
}

/// The last release of the line was taken back before.
package struct AlreadyTakenBack: ExplainedError, ExitStatusCarrying {
  package let version: Version
  package let hotfix: Version
  package let operation: OperationRecord

  package var explanation: Explanation {
    Explanation(
      "\(version) was taken back already",
      why: [
        "`\(operation.id)` finished \(operation.endedAt?.description ?? "before"); its hotfix is \(hotfix)"
      ],
      hints: [
        "where the hotfix or another version is meant, name it: `lockstep rollback \(hotfix)`"
      ])
  }

  package var exitStatus: ExitStatus { .done }
}
