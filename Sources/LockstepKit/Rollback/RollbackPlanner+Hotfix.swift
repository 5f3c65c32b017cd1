internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

extension RollbackPlanner {
  /// A hotfix that is written, and what speaks for it.
  struct Hotfix: Sendable {
    var version: TaggedVersion
    /// What alone was taken back, newest first; empty where it is the good version's tree.
    var reverted: [String] = []
    /// What is taken back, as git says it.
    var ranges: [String]
    /// Why it keeps the promises of the last good version.
    var proof: String
  }

  /// What a hotfix is made of, before it has a number.
  private struct Material {
    var tree: ObjectID
    /// The second paragraph of its message.
    var story: String
    /// What alone is taken back.
    var reverted: [String] = []
    var ranges: [String]
  }

  /// Writes the hotfix on top of the bad tag, with a version and a changelog of its own.
  ///
  /// It is the good tag's tree: that cannot conflict, and its code was released before. Where `cuts` name
  /// commits it is the bad version without these, and judged as new code is.
  func hotfix(
    for bad: TaggedVersion, backTo good: TaggedVersion, commits: [CommitInfo], _ cuts: [String]
  ) async throws -> Hotfix {
    guard cuts.isEmpty else {
      return try await surgical(for: bad, backTo: good, commits: commits, cuts)
    }
    let number = try await hotfixVersion(bad: bad.version, good: good.version)
    let material = Material(
      tree: good.commit,
      story: "It is \(good.version) again, under a new version: \(bad.version) was taken back.",
      ranges: ["\(good.tag.short)..\(bad.tag.short)"])
    let version = try await write(number, material, on: bad, good)
    return Hotfix(
      version: version, ranges: material.ranges, proof: try await sameCode(version, as: good))
  }

  /// Says which files tell a hotfix from the last good version: nothing that is compiled, but the version.
  private func sameCode(_ hotfix: TaggedVersion, as good: TaggedVersion) async throws -> String {
    let names = try await workspace.repository.changedPaths(from: good.commit, to: hotfix.commit)
      .map { String($0.split(separator: "/").last ?? "") }
    let files = Set(names).sorted().joined(separator: ", ")
    return "the code of \(good.version): only \(files) \(names.count == 1 ? "differs" : "differ")"
  }

  // MARK: - Without some commits

  private func surgical(
    for bad: TaggedVersion, backTo good: TaggedVersion, commits: [CommitInfo], _ cuts: [String]
  ) async throws -> Hotfix {
    let surgery = Surgery(workspace: workspace, bad: bad, good: good, commits: commits)
    let outcome = try await surgery.cutting(cuts)
    let (number, proof) = try await judged(outcome, bad, good)
    let told = outcome.cuts.map(\.told)
    let material = Material(
      tree: outcome.commit,
      story: "It is \(bad.version) without:\n\n" + told.map { "- \($0)" }.joined(separator: "\n"),
      reverted: told, ranges: outcome.cuts.map(\.range))
    return Hotfix(
      version: try await write(number, material, on: bad, good), reverted: told,
      ranges: material.ranges, proof: proof)
  }

  /// Compares what is left with the last good version, and numbers it by that: what has more than a patch
  /// may have goes on from the bad version, whose number allowed as much.
  private func judged(
    _ outcome: Surgery.Outcome, _ bad: TaggedVersion, _ good: TaggedVersion
  ) async throws -> (number: Version, proof: String) {
    let left = FoundationSide(
      name: "\(bad.tag.short) without \(counted(outcome.cuts.count, "part"))",
      version: bad.version, commit: outcome.commit)
    let difference = try await compare(ChangeStory.side(of: good), left)
    guard let required = difference.required else {
      throw ExplainedFailure(
        "whether the hotfix keeps the promises of \(good.version) could not be decided",
        why: difference.difference.undecided.prefix(Compatibility.told).map {
          "\($0.item): \($0.reason)"
        },
        hints: ["leave `--revert` out: the last good version's tree keeps them"])
    }
    let tree = try await hotfixVersion(bad: bad.version, good: good.version)
    let number =
      required <= tree.bump(from: good.version) ?? .patch
      ? tree : try await unspent(try bad.version.next(.patch))
    guard required <= number.bump(from: good.version) ?? .patch else {
      throw CutTooSmall(
        number: number, good: good.version, required: required,
        compatibility: Compatibility(difference))
    }
    return (
      number, "against \(good.version): \(Compatibility(difference).counts), \(required) is enough"
    )
  }

  // MARK: - Writing

  private func write(
    _ version: Version, _ material: Material, on bad: TaggedVersion, _ good: TaggedVersion
  ) async throws -> TaggedVersion {
    let repository = workspace.repository
    var changes = try workspace.setting(
      version, in: try await workspace.source(at: material.tree))
    let changelog = try await workspace.changelog(
      of: bad.commit, with: version, on: workspace.host.clock.now().day,
      saying: RollbackFacts.sentence(
        bad: bad.version, good: good.version, reverted: material.reverted))
    if let changelog { changes.append(changelog) }
    changes += try await configurationChange(bad: bad)
    let signature = workspace.signature()
    let written = try await repository.write([
      CommitDraft(
        parents: [bad.commit], tree: .commit(material.tree), changes: changes,
        message: """
          Release \(workspace.configuration.foundation.package) \(version), a hotfix

          \(material.story)

          \(material.ranges.map { BringBack.trailer + $0 }.joined(separator: "\n"))

          """,
        author: signature, committer: signature, sign: workspace.ledger.sign)
    ])
    guard let commit = written.first else {
      throw ExplainedFailure("git did not write the hotfix", hints: ["try again"])
    }
    let name = workspace.configuration.foundation.hotfixTag.name(for: version)
    return TaggedVersion(
      version: version, tag: try RefName.tag(name), commit: commit, isHotfix: true)
  }

  /// Our own configuration is no part of the library: it stays as it was when things went wrong.
  private func configurationChange(bad: TaggedVersion) async throws -> [FileChange] {
    let path = workspace.pathInRepository(Workspace.configurationName)
    let file = try await workspace.repository.read([.file(commit: bad.commit, path: path)]).first
    guard let file = file ?? nil else { return [] }
    return [FileChange(path: path, content: .bytes(file.bytes, executable: false))]
  }

  // MARK: - Remarks

  /// What a person should know of a rollback beside its plan.
  func remarks(on facts: RollbackFacts, bad: TaggedVersion) async throws -> [String] {
    var remarks: [String] = []
    if line.isNew {
      remarks.append(
        "no branch goes on with \(bad.version): `\(line.branch.short)` is made from "
          + "\(bad.tag.short); to release from it later, add it to `branches` in lockstep.toml")
    }
    for later in line.releases.reversed()
    where later.version > bad.version && !later.isHotfix && !line.withdrawn.contains(later.version)
    {
      guard try await workspace.repository.isAncestor(bad.commit, of: later.commit) else {
        continue
      }
      remarks.append(
        "\(later.version) stands on \(bad.version) and stays released: where it went wrong too, "
          + "`lockstep rollback \(later.version) --to \(facts.good.version)`")
    }
    if facts.hotfix.version < bad.version, let reason = try reasonStaying {
      remarks.append(
        "the hotfix \(facts.hotfix.version) is lower than \(bad.version), which \(reason): who "
          + "resolves anew and admits both goes on to take \(bad.version)")
    }
    return remarks
  }

  /// Why a bad version stays on offer; `nil` where it does not.
  private var reasonStaying: String? {
    get throws {
      guard workspace.publishes else { return nil }
      if workspace.configuration.policy.yank == .never { return "stays (`yank = \"never\"`)" }
      if case .unavailable(because: let why) = try workspace.registry().yanking {
        return "cannot be withdrawn (\(why))"
      }
      return nil
    }
  }
}

/// What is left after some commits were taken back promises more than its number may.
struct CutTooSmall: ExplainedError, ExitStatusCarrying {
  let number: Version
  let good: Version
  let required: Bump
  let compatibility: Compatibility

  var explanation: Explanation {
    Explanation(
      "the hotfix \(number) is too small a step over \(good): what is left requires \(required)",
      why: compatibility.changes,
      hints: [
        "nothing was changed; take back what requires it too: further `--revert`, or a range",
        "or leave `--revert` out: the last good version's tree keeps every promise",
      ])
  }

  var exitStatus: ExitStatus { .decidedNo }
}
