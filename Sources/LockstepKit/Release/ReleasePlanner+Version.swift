internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

extension ReleasePlanner {
  /// The number of a release, and what it stands on.
  struct Decision: Sendable {
    var version: Version
    /// The class that it is announced as; its notice and its window follow from it.
    var bump: Bump
    var compatibility: Compatibility?
    /// What changed since the baseline, where that could be compared.
    var difference: FoundationDifference?

    /// The changes one by one.
    var findings: [Finding] { difference?.difference.findings ?? [] }
  }

  /// Decides the version: the one that was asked for, where the changes allow it, else the one that
  /// follows from them.
  func decide(
    _ wish: ReleaseWish, written: Version, initial: Bool, override: BumpOverride?
  ) async throws -> Decision {
    guard let baseline = line.baseline else {
      guard initial else { throw NeverReleased(branch: line.branch, written: written) }
      return Decision(
        version: try await free(asked(wish, initial: written), exact: true), bump: .minor)
    }
    // A number that cannot be had is said before anything is compared.
    let named = try await version(for: wish, over: baseline.version)
    let attempt = try await attempt(since: baseline)
    var decision: Decision
    switch (wish, named) {
    case (.auto, _), (_, nil):
      let bump = try inferred(attempt, over: baseline.version)
      let version = try await free(try baseline.version.next(bump), exact: false)
      decision = Decision(version: version, bump: bump)
    case (.bump(let bump), let version?): decision = Decision(version: version, bump: bump)
    case (.version, let version?):
      decision = Decision(version: version, bump: Self.bump(of: version, over: baseline.version))
    }
    let compatibility = try judge(wish, decision, over: baseline.version, attempt, override)
    // Below 1.0 one number stands for two classes; what is in it counts then.
    if case .version = wish, let required = compatibility.required,
      compatibility.override == nil
    {
      decision.bump = max(decision.bump, required)
    }
    decision.compatibility = compatibility
    if case .compared(let difference) = attempt {
      decision.difference = difference
    }
    return decision
  }

  private func version(for wish: ReleaseWish, over baseline: Version) async throws -> Version? {
    switch wish {
    case .auto: return nil
    case .bump(let bump): return try await free(try baseline.next(bump), exact: false)
    case .version(let version):
      guard version > baseline else {
        throw ExplainedFailure(
          "\(version) is not newer than the last release", why: ["\(baseline) is out"],
          hints: ["say patch, minor, major or a higher version"])
      }
      return try await free(version, exact: true)
    }
  }

  /// Compares the tip with the baseline. What stands in the way is a result, and never a verdict.
  private func attempt(since baseline: TaggedVersion) async throws -> Compatibility.Attempt {
    do {
      return .compared(
        try await compare(
          ChangeStory.side(of: baseline), ChangeStory(workspace: workspace, line: line).tip(line)))
    } catch let error as SurfaceError {
      let label = ChangeStory.side(of: baseline).label(as: .baseline)
      return .failed(error.explanation, hasPromise: !error.isMissingLibrary(of: label))
    } catch let error as RustdocError {
      return .failed(error.explanation, hasPromise: true)
    }
  }

  private func inferred(
    _ attempt: Compatibility.Attempt, over baseline: Version
  ) throws -> Bump {
    switch attempt {
    case .compared(let difference):
      if let required = difference.required { return required }
      let undecided = difference.difference.undecided.prefix(Compatibility.told)
      throw BumpUndecided(
        baseline: baseline, reasons: undecided.map { "\($0.item): \($0.reason)" })
    case .failed(let explanation, _):
      throw BumpUndecided(baseline: baseline, reasons: [explanation.what] + explanation.why)
    }
  }

  private func judge(
    _ wish: ReleaseWish, _ decision: Decision, over baseline: Version,
    _ attempt: Compatibility.Attempt, _ override: BumpOverride?
  ) throws -> Compatibility {
    let chosen: Bump
    let name: String
    switch wish {
    case .auto: (chosen, name) = (decision.bump, "auto")
    case .bump(let bump): (chosen, name) = (bump, bump.description)
    case .version(let version):
      (chosen, name) = (version.bump(from: baseline) ?? .patch, version.description)
    }
    return try Compatibility.judging(
      chosen, named: name, over: baseline, by: attempt, override: override)
  }

  /// The class that a number says by itself.
  private static func bump(of version: Version, over baseline: Version) -> Bump {
    guard version.isCompatible(with: baseline) else { return .major }
    return version.minor == baseline.minor || baseline.major == 0 ? .patch : .minor
  }

  private func asked(_ wish: ReleaseWish, initial written: Version) -> Version {
    if case .version(let version) = wish { version } else { written }
  }

  /// Refuses a version that a tag, the registry or the ledger has spent; versions that were withdrawn
  /// here are stepped over, because everybody who reads the ledger knows why.
  private func free(_ wanted: Version, exact: Bool) async throws -> Version {
    try refuseOtherLines(wanted)
    let published = try await publishedVersions()
    var version = wanted
    while !exact, isSteppedOver(version) { version = try version.next(.patch) }
    let why = reasons(against: version, published: published)
    guard why.isEmpty else {
      var next = version
      while !reasons(against: next, published: published).isEmpty || spent[next] != nil {
        next = try next.next(.patch)
      }
      throw VersionTaken(
        version: version, why: why, free: otherLine(with: next) == nil ? next : nil,
        initial: line.baseline == nil)
    }
    try refuseOtherLines(version)
    return version
  }

  /// Whether everybody knows why a number is missing: it was withdrawn, or an emergency on another line has
  /// needed it.
  private func isSteppedOver(_ version: Version) -> Bool {
    if let reason = spent[version] { return reason != "released" }
    return line.releases.contains {
      $0.version == version && $0.isHotfix && !line.merged.contains($0)
    }
  }

  /// Refuses a number that belongs to another line: two lines that take turns in one series of numbers would
  /// give it two histories.
  private func refuseOtherLines(_ version: Version) throws {
    guard let reason = otherLine(with: version) else { return }
    throw NumberOfAnotherLine(version: version, branch: line.branch.short, why: reason)
  }

  /// Why a number belongs to another line; `nil` where it is this one's.
  private func otherLine(with version: Version) -> String? {
    if let own = line.numbers {
      return own.admits(version) ? nil : "`\(line.branch.short)` releases \(own), as its name says"
    }
    for sibling in line.siblings {
      guard let numbers = LineNumbers(branch: sibling), numbers.admits(version) else { continue }
      return "\(numbers) are released from `\(sibling)`, as its name says"
    }
    // Where there is one line only, a tag that is no part of it is a stray one.
    guard !line.siblings.isEmpty else { return nil }
    let other = line.releases.first { release in
      release.version.isOfOneSeries(with: version) && release.version != version
        && !release.version.isPrerelease && !release.isHotfix
        && spent[release.version] != "withdrawn" && !line.withdrawn.contains(release.version)
        && !line.merged.contains(release)
    }
    return other.map {
      "\($0.version) was released elsewhere: \($0.tag.short) is no part of `\(line.branch.short)`"
    }
  }

  private func reasons(against version: Version, published: [Version]) -> [String] {
    var reasons: [String] = []
    if let tagged = line.releases.first(where: { $0.version == version }) {
      reasons.append("the tag \(tagged.tag.short) exists at \(tagged.commit.short)")
    }
    if published.contains(version) { reasons.append("it is in the registry") }
    if let reason = spent[version] { reasons.append("the ledger says: \(reason)") }
    return reasons
  }

  private func publishedVersions() async throws -> [Version] {
    guard workspace.publishes else { return [] }
    return try await workspace.registry()
      .versions(of: workspace.configuration.foundation.package).map(\.version)
  }
}

extension SurfaceError {
  /// Whether this side has no library, and so no interface that it could have promised.
  fileprivate func isMissingLibrary(of side: String) -> Bool {
    switch self {
    case .noLibrary(let found, _, _), .proceduralMacro(let found, _): found == side
    default: false
    }
  }
}
