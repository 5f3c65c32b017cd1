internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepVerification

/// What two builds of a dependent say about the candidate.
struct ImpactDecision: Sendable {
  /// What the build with the candidate has to hold.
  let aim: BuildSubject.Aim
  /// Whether the dependent names the foundation itself.
  let direct: Bool
  /// Its own packages.
  let packages: Set<String>
  /// The platforms that its requirements of the foundation are limited to.
  let platforms: [String]

  /// Decides from the build with the candidate and, where that one fails, the build before.
  ///
  /// Without proof that the candidate was compiled there is no answer but *unknown*; the one exception
  /// is a transitive dependent that the requirements of those between keep the candidate away from.
  func impact(
    on name: RepositoryName, after: BuildVerdict, before: BuildVerdict?,
    site: (CompilerError) -> ImpactSite
  ) -> DependentImpact {
    func answer(_ outcome: DependentImpact.Outcome, _ reason: String? = nil) -> DependentImpact {
      DependentImpact(name: name, outcome: outcome, reason: reason)
    }
    let isKeptAway = !direct && !after.heldBack.isEmpty
    let away = "\(aim.version) does not reach it: \(after.heldBack.joined(separator: ", "))"
    guard after.outcome != .unknown else { return answer(.unknown, after.summary) }
    guard after.proves(aim) || isKeptAway else { return answer(.unknown, unproven) }
    if after.outcome == .builds {
      return answer(.unaffected, after.proves(aim) ? nil : away)
    }
    guard let before, before.outcome != .unknown else {
      let reason = before?.summary ?? "the state before was not built"
      return answer(.unknown, "it fails, and whether it did before is not known: \(reason)")
    }
    let new = after.errors(absentFrom: before)
    guard before.outcome == .builds || !new.isEmpty else {
      return answer(.alreadyBroken, before.summary)
    }
    var impact = answer(.breaks)
    impact.sites = Set(new.map(site)).sorted {
      ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
    }
    impact.reason = reason(for: impact, new, after: after, before: before)
    return impact
  }

  /// What the places alone do not say.
  private func reason(
    for impact: DependentImpact, _ new: [CompilerError], after: BuildVerdict, before: BuildVerdict
  ) -> String? {
    if impact.sites.isEmpty { return after.summary }
    if before.outcome == .fails {
      return "it did not compile before either (\(before.summary)); these are new"
    }
    let breaking = Set(new.map(\.package.name))
    if breaking.isDisjoint(with: packages) {
      let names = breaking.sorted().joined(separator: ", ")
      return "its own code was not compiled: \(names) breaks first"
    }
    for package in aim.packages {
      let versions = after.compiled[package] ?? []
      guard versions.count > 1, before.compiled[package]?.count ?? 0 < versions.count else {
        continue
      }
      let list = versions.sorted().joined(separator: " and ")
      return "two versions of \(package) meet in its build: \(list)"
    }
    return nil
  }

  private var unproven: String {
    let what = "\(aim.version) was not part of its build, so nothing is proven"
    guard !platforms.isEmpty else { return what }
    return "\(what); it takes it on \(platforms.joined(separator: ", ")) only"
  }
}
