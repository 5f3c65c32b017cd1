internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

/// Turns what was found in sources and manifests into an estimate for one dependent.
struct FastJudge: Sendable {
  /// So many places of one dependent are told.
  static let mostSites = 500

  let difference: FoundationDifference
  let wanted: WantedChanges
  let tag: TagTemplate

  /// The uses through which the candidate would reach it: not those that stand on it already.
  func relevantUses(of dependent: Dependent) -> [Use] {
    guard !difference.breaking.isEmpty else { return [] }
    return dependent.uses.filter { $0.via != nil || !standsOnCandidate($0) }
  }

  /// Whether a direct use has the candidate already.
  func standsOnCandidate(_ use: Use) -> Bool {
    let candidate = difference.candidate
    // Before its release the candidate bears the baseline's version, which then says nothing.
    let version = candidate.version == difference.baseline.version ? nil : candidate.version
    let locked = use.locked
    if !locked.isEmpty {
      return locked.allSatisfy { entry in
        if let commit = entry.commit { return commit == candidate.commit?.description }
        return isOnCandidatesLine(entry.version)
      }
    }
    switch use.dependency.source {
    case .registry:
      guard let version, let requirement = use.dependency.requirement else { return false }
      let admitsBaseline = difference.baseline.version.map(requirement.admits) ?? true
      return requirement.admits(version) && !admitsBaseline
    case .git(_, .tag(let name)):
      return tag.version(of: name).map(isOnCandidatesLine) ?? false
    case .git(_, .rev(let revision)):
      return revision.count >= 7 && candidate.commit?.description.hasPrefix(revision) ?? false
    case .git, .path: return false
    }
  }

  /// Whether a version is the candidate's, or one of its line and not of the baseline's: what changed
  /// between the two lines is then behind whoever has it.
  private func isOnCandidatesLine(_ version: Version) -> Bool {
    guard let candidate = difference.candidate.version, let baseline = difference.baseline.version,
      candidate != baseline
    else { return false }
    if version == candidate { return true }
    return version.isCompatible(with: candidate) && !version.isCompatible(with: baseline)
  }

  /// - Parameter outcomes: Those of the dependents of earlier waves.
  func impact(
    of subject: FastSearch.Subject, _ found: [FastSearch.FoundPackage],
    before outcomes: [RepositoryName: DependentImpact.Outcome]
  ) -> DependentImpact {
    let dependent = subject.dependent
    var impact = DependentImpact(name: dependent.name, outcome: .unaffected, via: dependent.via)
    let sites = sites(in: found) + manifestSites(subject)
    let firm = sites.filter { $0.certainty != SourceUse.Certainty.possible.rawValue }
    if !firm.isEmpty {
      impact.outcome = .breaks
      impact.sites = Array(firm.prefix(Self.mostSites))
      if firm.count > Self.mostSites { impact.reason = "\(firm.count) places in all" }
    } else if let reason = doubt(about: subject, found, sites, outcomes) {
      impact.outcome = .unknown
      impact.reason = reason
      impact.sites = Array(sites.prefix(Self.mostSites))
    } else {
      impact.reason = innocence(of: subject)
    }
    addBump(to: &impact, subject, found)
    return impact
  }

  // MARK: Why nothing is sure

  /// What keeps a dependent without a firm place from being called unaffected.
  private func doubt(
    about subject: FastSearch.Subject, _ found: [FastSearch.FoundPackage], _ sites: [ImpactSite],
    _ outcomes: [RepositoryName: DependentImpact.Outcome]
  ) -> String? {
    if case .failure(let error)? = subject.files, !subject.uses.isEmpty {
      return error.explanation.oneLine
    }
    if let left = found.flatMap(\.findings.leftOut).first {
      return "\(left) is too large to be searched"
    }
    if let site = sites.first, let change = site.change {
      return "it uses `\(change.item)`: only a build shows whether \(change.kind) hits it"
    }
    let waiting = subject.uses.compactMap(\.via).filter {
      outcomes[$0] == .breaks || outcomes[$0] == .unknown
    }
    if let first = waiting.sorted().first { return "waits for \(first), which may break first" }
    let reaches = found.contains(where: \.findings.reachesFoundation)
    guard reaches, subject.uses.contains(where: { $0.via == nil }) else { return nil }
    if let change = wanted.unseen.first(where: { concerns($0, subject) }) {
      return "\(change.message): only a build shows whether that hits it"
    }
    return difference.difference.undecided.first.map {
      "what changed at `\($0.item)` could not be decided"
    }
  }

  /// Whether a change that no source shows can concern a dependent, as far as its manifests say.
  private func concerns(_ change: Finding, _ subject: FastSearch.Subject) -> Bool {
    let direct = subject.uses.filter { $0.via == nil }.map(\.dependency)
    switch change.kind {
    case "exported_symbol_missing": return false
    case let kind where kind.hasSuffix("_doc_hidden") || kind.hasSuffix("_export_name_changed"):
      return false
    case "feature_not_enabled_by_default": return direct.contains { $0.defaultFeatures }
    case "feature_no_longer_enables_feature":
      return direct.contains { $0.features.contains(change.item) }
    case "public_dependency_changed":
      return subject.dependent.facts.dependencies.contains {
        SourceShelf.Wish.crateName($0.name) == SourceShelf.Wish.crateName(change.item)
      }
    default: return true
    }
  }

  private func innocence(of subject: FastSearch.Subject) -> String? {
    if difference.breaking.isEmpty { return nil }
    if subject.uses.isEmpty, subject.dependent.direct {
      return "stands on \(difference.candidate.name) already"
    }
    return "no use of what changed was found"
  }

  // MARK: Places

  private func sites(in found: [FastSearch.FoundPackage]) -> [ImpactSite] {
    var sites: [ImpactSite] = []
    var seen: Set<[String]> = []
    for package in found {
      for use in package.findings.uses {
        let finding = wanted.findings[use.item]
        let file = RepositoryPath.file(use.file, in: package.folder)
        // Two changes of one item hit the same place once.
        let key = [file, "\(use.line)", "\(use.column)", finding.item]
        guard seen.insert(key).inserted else { continue }
        sites.append(
          ImpactSite(
            file: file, line: use.line, column: use.column, message: finding.message,
            isInTests: use.isInTests,
            change: ChangeReference(kind: finding.kind, item: finding.item),
            certainty: use.certainty.rawValue))
      }
    }
    return sites.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
  }

  /// Requirements that ask for a feature that is gone.
  private func manifestSites(_ subject: FastSearch.Subject) -> [ImpactSite] {
    var sites: Set<ImpactSite> = []
    for dependency in subject.uses.filter({ $0.via == nil }).map(\.dependency) {
      let passed = subject.dependent.facts.packages.filter { $0.manifest == dependency.member }
        .flatMap { $0.features.values.joined() }
      for finding in wanted.missingFeatures {
        let names = [
          "\(dependency.key)/\(finding.item)", "\(dependency.key)?/\(finding.item)",
        ]
        guard dependency.features.contains(finding.item) || passed.contains(where: names.contains)
        else { continue }
        sites.insert(
          ImpactSite(
            file: dependency.place.path, line: dependency.place.line,
            column: dependency.place.column, message: finding.message,
            change: ChangeReference(kind: finding.kind, item: finding.item),
            certainty: SourceUse.Certainty.certain.rawValue))
      }
    }
    return sites.sorted { ($0.file, $0.line, $0.message) < ($1.file, $1.line, $1.message) }
  }

  // MARK: What it needs itself

  /// A library that hands on what breaks has a breaking change of its own.
  private func addBump(
    to impact: inout DependentImpact, _ subject: FastSearch.Subject,
    _ found: [FastSearch.FoundPackage]
  ) {
    guard difference.required == .major, !subject.uses.isEmpty else { return }
    for package in found {
      let file: String
      let line: Int
      let what: String
      if let entry = package.findings.exports.entries.first {
        (file, line) = (entry.file, entry.line)
        what = "re-exports `\(entry.target.joined(separator: "::"))`"
      } else if let use = package.findings.exposure {
        (file, line) = (use.file, use.line)
        what = "has `\(wanted.findings[use.item].item)` in a public declaration"
      } else {
        continue
      }
      impact.bump = .major
      impact.bumpReason = "\(RepositoryPath.file(file, in: package.folder)):\(line) \(what)"
      return
    }
  }
}
