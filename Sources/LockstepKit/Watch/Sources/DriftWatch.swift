internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

/// Looks whether registry, tags, forge releases, changelog and manifests tell the same story.
struct DriftWatch: Sendable {
  let ground: WatchGround
  let desk: ForgeDesk

  private var workspace: Workspace { ground.workspace }
  private var package: String { workspace.configuration.foundation.package }

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.drift
    guard let line = ground.line else {
      return WatchLook(source, .noData(because: "the foundation was never fetched"))
    }
    guard let last = line.baseline else {
      return WatchLook(source, .idle(because: "nothing is released yet"))
    }
    var look = WatchLook(source, ground.fleetState)
    look.findings = try await manifests(last, line)
    var published: [PublishedVersion]?
    do {
      published = try await self.published()
      look.findings += try await registry(line, published ?? [])
    } catch let error as any ExplainedError {
      look.state = .noData(because: "the registry: \(error.explanation.oneLine)")
    }
    look.findings += try await dependents(published)
    do {
      look.findings += try await forgeReleases(line)
    } catch let error as any ExplainedError {
      look.remarks.append("forge releases: \(error.explanation.oneLine)")
    }
    return look
  }

  /// The tag, the manifest at it, the branch's manifest and the changelog.
  private func manifests(
    _ last: TaggedVersion, _ line: Line
  ) async throws -> [WatchLook.Finding] {
    var findings: [WatchLook.Finding] = []
    let tag = last.tag.short
    let tagged = try await workspace.source(at: last.commit).manifests
      .manifest(ofPackage: package)?.package?.version
    if let tagged, tagged != last.version {
      findings.append(
        .init(
          standing: .drift, "\(tag) manifest",
          "the tag \(tag) stands at a manifest that says \(tagged)"))
    }
    let branch = try await workspace.source(at: line.tip).manifests
      .manifest(ofPackage: package)?.package?.version
    if let branch, branch < last.version {
      findings.append(
        .init(
          standing: .drift,
          "\(tag) branch",
          "\(line.branch.short) says \(branch), and \(last.version) is released already"))
    }
    let path = workspace.pathInRepository("CHANGELOG.md")
    if let file = try await workspace.repository.read([.file(commit: line.tip, path: path)]).first,
      let bytes = file?.bytes, !(try Changelog(bytes: bytes).hasSection(of: last.version))
    {
      findings.append(
        .init(
          standing: .drift, "\(tag) changelog", "CHANGELOG.md has no section of \(last.version)"))
    }
    return findings
  }

  /// What dependents name that is not there: a tag that is gone, or versions of which none is published.
  ///
  /// - Parameter published: `nil` where the registry could not be asked, or there is none.
  private func dependents(_ published: [PublishedVersion]?) async throws -> [WatchLook.Finding] {
    let tags = Set(
      try await workspace.repository.references(under: [Workspace.remoteTags]).map {
        String($0.name.description.dropFirst(Workspace.remoteTags.count))
      })
    return (ground.fleet?.fleet.dependents ?? []).flatMap { dependent in
      dependent.directUses.compactMap { use -> WatchLook.Finding? in
        let named: String
        switch use.dependency.source {
        case .git(_, .tag(let tag)) where !tags.contains(tag): named = "the tag \(tag)"
        case .registry:
          guard use.dependency.name == package, let published, !published.isEmpty,
            let wanted = use.dependency.requirement,
            !published.contains(where: { wanted.admits($0.version) })
          else { return nil }
          named = "`\(use.dependency.requirementText ?? "?")`"
        default: return nil
        }
        return WatchLook.Finding(
          standing: .drift,
          "\(dependent.name) \(use.dependency.manifest) \(named)",
          "\(dependent.name): \(use.dependency.place) names \(printable(named)), and there is no such "
            + "release of \(package)")
      }
    }
  }

  /// What the registry has; `nil` where nothing is published to one.
  private func published() async throws -> [PublishedVersion]? {
    guard workspace.publishes else { return nil }
    return try await workspace.registry().versions(of: package)
  }

  /// The registry's index against the tags, and against what the ledger says was published.
  private func registry(
    _ line: Line, _ published: [PublishedVersion]
  ) async throws -> [WatchLook.Finding] {
    guard workspace.publishes, let last = line.baseline else { return [] }
    let registry = try workspace.registry()
    let tagged = Dictionary(
      line.releases.map { ($0.version, $0) }, uniquingKeysWith: { one, _ in one })
    let takenBack = ground.log.takenBack
    let inProgress = Set(
      ground.log.open.compactMap { try? $0.facts.decode(ReleaseFacts.self).version }
        + ground.log.open.compactMap { try? $0.facts.decode(RollbackFacts.self).hotfix.version })
    var findings: [WatchLook.Finding] = []
    for version in published where version.version >= last.version {
      let known = tagged[version.version]
      if known == nil, !inProgress.contains(version.version) {
        findings.append(
          .init(
            standing: .drift, "\(version.version) untagged",
            "\(version.version) is published without a tag"))
      }
      if version.yanked, takenBack[version.version] == nil {
        findings.append(
          .init(
            standing: .drift,
            "\(version.version) yanked",
            "\(version.version) is yanked, and no rollback has taken it back"))
      }
    }
    if !published.contains(where: { $0.version == last.version }),
      !inProgress.contains(last.version), !published.isEmpty
    {
      findings.append(
        .init(
          standing: .drift, "\(last.version) unpublished",
          "\(last.version) is tagged and not published"))
    }
    return findings + (try await digests(registry))
  }

  /// The digests that were published against those of the index.
  private func digests(_ registry: any Registry) async throws -> [WatchLook.Finding] {
    guard let release = ground.release,
      let packages = ground.log.operations.compactMap({ try? $0.facts.decode(ReleaseFacts.self) })
        .last(where: { $0.version == release.version })?.packages
    else { return [] }
    var findings: [WatchLook.Finding] = []
    for member in packages.members {
      guard let found = try await registry.published(member.name, release.version),
        let checksum = found.checksum, checksum != member.digest
      else { continue }
      findings.append(
        WatchLook.Finding(
          .drift, "\(member.name) \(release.version) checksum",
          "\(member.name) \(release.version) in the registry is not what was released: "
            + "\(checksum.prefix(12)) instead of \(member.digest.prefix(12))"))
    }
    return findings
  }

  /// A tag without a forge release, where the one before it has one.
  private func forgeReleases(_ line: Line) async throws -> [WatchLook.Finding] {
    guard let last = line.merged.first, let previous = line.merged.dropFirst().first,
      let place = try desk.place(of: workspace.remote.text, .background),
      place.forge.forge.abilities.contains(.releases),
      try await desk.tokenSource(for: workspace.remote.text) != nil
    else { return [] }
    let earlier = try await place.forge.look {
      try await $0.release(tagged: previous.tag.short, in: place.path)
    }
    guard earlier != nil else { return [] }
    let newest = try await place.forge.look {
      try await $0.release(tagged: last.tag.short, in: place.path)
    }
    guard newest == nil else { return [] }
    return [
      .init(
        standing: .drift,
        "\(last.tag.short) forge release",
        "\(place.forge.forge.name) has a release of \(previous.tag.short) and none of "
          + last.tag.short)
    ]
  }
}
