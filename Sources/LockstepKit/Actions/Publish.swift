internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

extension StoryPerformer {
  /// Packages the candidate and builds every package once more, without any token in reach.
  func perform(packaging packages: PackageSet, in context: StepContext) async throws -> Performance
  {
    let crates = try await workspace.packaged(packages, verify: true)
    for (member, crate) in zip(packages.members, crates) where member.digest != crate.checksum {
      throw PackageChanged(member: member, version: packages.version, found: crate.checksum)
    }
    return .done(
      Evidence(
        summary: "packaged and built: "
          + packages.members.map { "\($0.name) \(packages.version)" }.joined(separator: ", "),
        body: try JSONValue(encoding: packages.members)))
  }

  /// Reads from the registry's index which packages are there.
  func observe(publishing packages: PackageSet) async throws -> Observation {
    let registry = try workspace.registry()
    var missing = false
    for member in packages.members {
      guard let published = try await registry.published(member.name, packages.version) else {
        missing = true
        continue
      }
      if let checksum = published.checksum, checksum != member.digest {
        return .conflict(
          Explanation(
            "\(member.name) \(packages.version) is in the registry with other contents",
            why: ["its checksum is \(checksum)", "the plan's package has \(member.digest)"],
            hints: ["that version is spent: `lockstep abort`, then plan the next one"]))
      }
    }
    return missing ? .pending : .done(evidence(of: packages))
  }

  /// Publishes the packages one after the other, each one read back from the index.
  func perform(publishing packages: PackageSet, in context: StepContext) async throws -> Performance
  {
    let registry = try workspace.registry()
    try await workspace.withPackaged(packages, verify: false) { crates, folder in
      for (member, crate) in zip(packages.members, crates) {
        guard member.digest == crate.checksum else {
          throw PackageChanged(member: member, version: packages.version, found: crate.checksum)
        }
        context.progress("publishing \(crate.label)")
        let outcome = try await registry.publish(
          PublishRequest(
            crate: crate, folder: folder, lock: workspace.lock, allowDirty: true))
        try check(outcome, of: crate, in: registry)
      }
    }
    return .done(evidence(of: packages))
  }

  func observe(_ yank: Yank) async throws -> Observation {
    let registry = try workspace.registry()
    guard registry.yanking.isAvailable else { return .pending }
    for package in yank.packages {
      let published = try await registry.published(package, yank.version)
      if let published, published.yanked == yank.undone { return .pending }
    }
    return .done(evidence(of: yank))
  }

  func perform(_ yank: Yank) async throws -> Performance {
    let registry = try workspace.registry()
    if case .unavailable(let reason) = registry.yanking {
      return .done(Evidence(summary: "not yanked: \(reason)", body: .null))
    }
    for package in yank.packages {
      let request = YankRequest(package: package, version: yank.version, lock: workspace.lock)
      let outcome =
        yank.undone ? try await registry.unyank(request) : try await registry.yank(request)
      try check(outcome, of: package, yank: yank)
    }
    return .done(evidence(of: yank))
  }

  func undo(_ yank: Yank) async throws -> UndoResult {
    guard try workspace.registry().yanking.isAvailable else { return .nothingToUndo }
    var opposite = yank
    opposite.undone.toggle()
    _ = try await perform(opposite)
    return .undone(evidence(of: opposite))
  }

  private func check(_ outcome: PublishOutcome, of crate: PackagedCrate, in registry: any Registry)
    throws
  {
    switch outcome {
    case .published, .alreadyThere: return
    case .conflict(let checksum):
      throw ExplainedFailure(
        "\(crate.label) is in `\(registry.name)` with other contents",
        why: ["the index has \(checksum ?? "no checksum"), the package has \(crate.checksum)"],
        hints: ["that version is spent: `lockstep abort`, then plan the next one"])
    case .refused(let message):
      throw ExplainedFailure(
        "`\(registry.name)` refused \(crate.label)", why: [message],
        hints: ["mend the cause, then `lockstep resume`; nothing is published twice"])
    case .notVisibleYet(let waited):
      throw ExplainedFailure(
        "\(crate.label) does not show in the index of `\(registry.name)`",
        why: ["waited \(waited.components.seconds) seconds"],
        hints: ["`lockstep resume` looks again before it publishes anything"])
    }
  }

  private func check(_ outcome: YankOutcome, of package: String, yank: Yank) throws {
    switch outcome {
    case .done, .already, .unknownVersion, .unavailable: return
    case .refused(let message):
      throw ExplainedFailure(
        "the registry refused to yank \(package) \(yank.version)", why: [message],
        hints: ["mend the cause, then `lockstep resume`"])
    case .notVisibleYet(let waited):
      throw ExplainedFailure(
        "the index does not show \(package) \(yank.version) as yanked",
        why: ["waited \(waited.components.seconds) seconds"],
        hints: ["`lockstep resume` looks again"])
    }
  }

  private func evidence(of packages: PackageSet) -> Evidence {
    let names = packages.members.map { "\($0.name) \(packages.version)" }
    return Evidence(
      summary: "published " + names.joined(separator: ", "),
      body: .object(
        Dictionary(
          packages.members.map { ($0.name, .string($0.digest)) }, uniquingKeysWith: { $1 })))
  }

  private func evidence(of yank: Yank) -> Evidence {
    let names = yank.packages.map { "\($0) \(yank.version)" }.joined(separator: ", ")
    return Evidence(summary: "\(yank.undone ? "unyanked" : "yanked") \(names)", body: .null)
  }
}

/// The package that was made now is not the one that the plan has measured.
struct PackageChanged: ExplainedError {
  let member: PackageSet.Member
  let version: Version
  let found: String

  var explanation: Explanation {
    Explanation(
      "the package of \(member.name) \(version) is not the one that was planned",
      why: ["planned \(member.digest)", "made now \(found)"],
      hints: [
        "another version of the build tool packages differently: use the one that made the plan",
        "or `lockstep abort` and plan again",
      ])
  }
}
