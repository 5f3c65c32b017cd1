package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepWorkflow

/// The second way out of an emergency: a feature of the foundation is switched off in the dependents, which
/// stay on the version.
package struct FlagWish: Hashable, Sendable {
  /// The feature.
  package var name: String
  /// The dependents that are meant; everybody exposed who switches it on where it is empty.
  package var only: [RepositoryName]
  /// Whether it is asked for again, where an earlier rollback switched it off.
  package var restores: Bool

  package init(name: String, only: [RepositoryName] = [], restores: Bool = false) {
    self.name = name
    self.only = only
    self.restores = restores
  }
}

extension RollbackPlanner {
  /// Plans that those who have the bad version do without one of its features; release and tag stay.
  ///
  /// - Throws: Explained errors; with status 64 where there is no such feature, with 0 where nobody of
  ///   those who are meant switches it on.
  func switchingOff(
    _ flag: FlagWish, _ wish: RollbackWish, operation: (String) -> String
  ) async throws -> RollbackProposal {
    let bad = try await badVersion(wish.bad)
    let good = try await goodVersion(wish.good, before: bad)
    let switches = try await switches(of: flag.name, at: bad)
    let commits = try await workspace.repository.log(from: good.commit, to: bad.commit)
    let found = try await exposures(bad: bad, good: good, commits: commits)
    let users = Set(
      fleet.dependents.filter { $0.switchesOn(switches) }.map(\.name))
    let wanted = flag.only.isEmpty ? users : users.intersection(flag.only)
    let exposed = found.exposed.filter { wanted.contains($0.name) }
    let updates = openUpdates(since: good.version, upTo: bad.version)
      .filter { wanted.contains($0.name) }
    guard !exposed.isEmpty || !updates.isEmpty else {
      throw FlagUnused(flag: flag.name, version: bad.version, names: flag.only.sorted())
    }
    let others = fleet.dependents.map(\.name).filter { name in
      (flag.only.isEmpty || flag.only.contains(name)) && !exposed.contains { $0.name == name }
    }
    var facts = PinFacts(
      package: workspace.configuration.foundation.package, bad: bad.release, good: good.release,
      branch: line.branch, exposed: exposed, safe: others.sorted(), because: wish.because,
      flag: flag.name)
    facts.proposed = proposed(updates, beside: exposed)
    let preparation = Preparation(
      mode: .withoutFlag(flag.name), release: bad.release, baseline: bad.release,
      repositories: exposed.map(\.name),
      ifMerged: updates.isEmpty ? nil : updates.map(\.name))
    return try proposal(
      facts, preparation, closing: updates,
      operation: operation("flag-\(Self.component(flag.name))-\(bad.version)"),
      title: "\(counted(exposed.count, "dependent")) without the feature \(flag.name) of "
        + "\(facts.package) \(bad.version)",
      preparing: "take the feature \(flag.name) out of \(counted(exposed.count, "dependent"))")
  }

  /// Plans that those ask for a feature again whom earlier rollbacks took it from.
  ///
  /// They stay on the version that they are on.
  ///
  /// - Throws: Explained errors, with status 0 where there is nobody left.
  func switchingOn(
    _ flag: FlagWish, _ wish: RollbackWish, operation: (String) -> String
  ) async throws -> RollbackProposal {
    let known = Set(fleet.dependents.map(\.name))
    var taken: [RepositoryName: TakenFlagRecord] = [:]
    for (name, records) in log.takenFlags where known.contains(name) {
      taken[name] = records.last { record in
        record.taken.flag == flag.name
          && (wish.bad ?? record.taken.release.version)
            == record.taken.release.version
      }
    }
    if !flag.only.isEmpty { taken = taken.filter { flag.only.contains($0.key) } }
    guard let first = taken.values.max(by: { $0.taken.release.version < $1.taken.release.version })
    else {
      throw FlagUnused(
        flag: flag.name, version: wish.bad ?? line.releases.first?.version ?? Version(0, 0, 0),
        names: flag.only.sorted(), restores: true)
    }
    let release = first.taken.release
    let exposed = taken.values.map(\.dependent).sorted { $0.name < $1.name }
    let facts = PinFacts(
      package: workspace.configuration.foundation.package, bad: release, good: first.good,
      branch: line.branch, exposed: exposed, safe: [], because: wish.because, flag: flag.name,
      restoresFlag: true)
    let preparation = Preparation(
      mode: .withFlag(flag.name, before: taken.mapValues(\.taken.before)), release: release,
      baseline: release, repositories: exposed.map(\.name))
    return try proposal(
      facts, preparation,
      operation: operation("flag-\(Self.component(flag.name))-\(release.version)-again"),
      title: "\(counted(exposed.count, "dependent")) with the feature \(flag.name) of "
        + "\(facts.package) again",
      preparing: "ask for the feature \(flag.name) again in \(counted(exposed.count, "dependent"))")
  }

  private func proposal(
    _ facts: PinFacts, _ preparation: Preparation, closing updates: [OpenProposal] = [],
    operation: String, title: String, preparing: String
  ) throws -> RollbackProposal {
    let plan = Plan(
      operation: operation, kind: OperationKind.pin, title: title,
      facts: try JSONValue(encoding: facts),
      steps: settled(
        FlagSteps.steps(preparation, preparing: preparing), closing: updates, of: facts))
    return RollbackProposal(assessment: .pins(facts), plan: plan)
  }

  /// How each package's feature of that name is switched off.
  func switches(of flag: String, at bad: TaggedVersion) async throws
    -> [String: FlagSwitch]
  {
    let packages = workspace.configuration.foundation.allPackages
    let manifests = try await workspace.source(at: bad.commit).manifests
    let switches = FlagSwitch.read(
      flag, packages: packages, in: manifests, classing: FeatureClassing(workspace.configuration))
    guard switches.isEmpty else { return switches }
    let names = packages.flatMap { package -> [String] in
      guard let manifest = manifests.manifest(ofPackage: package) else { return [] }
      return FeatureGraph(
        declared: manifest.package?.features ?? [:], dependencies: manifest.dependencies
      ).names
    }
    throw FlagUnknown(flag: flag, version: bad.version, features: Set(names).sorted())
  }

  /// A feature's name as a part of an operation's name.
  private static func component(_ flag: String) -> String {
    String(flag.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
  }
}

extension Dependent {
  /// Whether a requirement of the foundation asks for the feature, itself or by what it does not turn off.
  func switchesOn(_ switches: [String: FlagSwitch]) -> Bool {
    directUses.contains { use in
      switches[use.dependency.name]?.off(
        FlagSwitch.Wish(
          features: use.dependency.features, defaults: use.dependency.defaultFeatures)) != nil
    }
  }
}

/// The foundation has no feature of that name.
package struct FlagUnknown: ExplainedError, ExitStatusCarrying {
  package let flag: String
  package let version: Version
  package let features: [String]

  package var explanation: Explanation {
    let meant = nearest(to: flag, among: features).map { ["did you mean `\($0)`?"] } ?? []
    return Explanation(
      "\(version) has no feature `\(printable(flag))`",
      why: [
        features.isEmpty
          ? "it has no features at all" : "it has \(features.joined(separator: ", "))"
      ], hints: meant + ["`lockstep flags` shows them all"])
  }

  package var exitStatus: ExitStatus { .usage }
}

/// Nobody of those who are meant switches the feature on.
package struct FlagUnused: ExplainedError, ExitStatusCarrying {
  package let flag: String
  package let version: Version
  package let names: [RepositoryName]
  package var restores = false

  package var explanation: Explanation {
    let who =
      names.isEmpty ? "nobody" : "none of \(names.map(\.description).joined(separator: ", "))"
    return restores
      ? Explanation(
        "\(who) waits for the feature `\(flag)`",
        why: ["the ledger knows of no rollback that took it from them and did not give it back"],
        hints: ["`lockstep status` shows what was done"])
      : Explanation(
        "\(who) of those who have \(version) switches `\(flag)` on by its requirement",
        why: ["who has it through another dependent gets it there"],
        hints: ["`lockstep flags` shows who enables it", "`lockstep rollback \(version)` pins"])
  }

  package var exitStatus: ExitStatus { .done }
}
