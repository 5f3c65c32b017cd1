package import LockstepCore
import LockstepEcosystems

/// A release that went wrong, and everything it can be recognised by.
package struct BadRelease: Hashable, Sendable {
  /// The versions.
  package var versions: Set<Version>
  /// Their tags' names.
  package var tags: Set<String>
  /// The bad commits, in hexadecimal: from the bad version's up to the one that is good again.
  package var commits: Set<String>
  /// The branches of the foundation that hold a bad commit, with the default branch's name.
  package var branches: Set<String>
  /// Whether the foundation's default branch is among them.
  package var isOnDefaultBranch: Bool
  /// Whether who takes the foundation's folder finds it there: a checkout mostly has the main line.
  package var isInFolders: Bool
  /// Good versions above the bad ones: where a requirement admits one of them too, a resolver takes it.
  package var newer: [Version]

  /// Creates a description; a branch or folder is taken to be bad unless told otherwise.
  package init(
    versions: Set<Version>, tags: Set<String> = [], commits: Set<String> = [],
    branches: Set<String> = [], isOnDefaultBranch: Bool = true,
    isInFolders: Bool = true, newer: [Version] = []
  ) {
    self.versions = versions
    self.tags = tags
    self.commits = commits
    self.branches = branches
    self.isOnDefaultBranch = isOnDefaultBranch
    self.isInFolders = isInFolders
    self.newer = newer
  }
}

/// How a dependent is exposed to a bad release.
package struct Exposure: Hashable, Sendable {
  /// The degrees, the worst last.
  package enum Degree: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// Neither locked to it nor able to get it.
    case none
    /// Not locked to it, but the next resolution may choose it.
    case canResolve
    /// Whatever stands on a branch or in a folder is what it gets.
    case follows
    /// A committed lock, or an exact requirement, names it.
    case locked

    package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
  }

  /// One reason for the exposure.
  package struct Reason: Hashable, Sendable, CustomStringConvertible {
    /// What it amounts to.
    package var degree: Degree
    /// The line of the manifest or lock.
    package var place: SourcePlace
    /// The dependent that it comes through; nil where it is the foundation itself.
    package var via: RepositoryName?
    /// The reason in words.
    package var text: String

    package var description: String { "\(place): \(text)" }
  }

  /// The worst of the reasons.
  package var degree: Degree
  /// The reasons, the worst first, then by place.
  package var reasons: [Reason]

  init(_ reasons: [Reason]) {
    self.reasons = reasons.sorted {
      ($1.degree, $0.place.path, $0.place.line) < ($0.degree, $1.place.path, $1.place.line)
    }
    degree = reasons.map(\.degree).max() ?? .none
  }
}

extension Fleet {
  /// How `dependent` is exposed to `bad`, by its own requirements, its locks and through others.
  ///
  /// It is a function of the facts alone. Through another dependent the exposure is that of the
  /// other, as far as a new build or resolution takes it over.
  package func exposure(of dependent: Dependent, to bad: BadRelease) -> Exposure {
    exposures(to: bad)[dependent.name] ?? Exposure([])
  }

  /// The exposure of every dependent, by name.
  package func exposures(to bad: BadRelease) -> [RepositoryName: Exposure] {
    let own = Dictionary(
      dependents.map { ($0.name, $0.ownReasons(bad, packages: foundation.packages)) },
      uniquingKeysWith: { one, _ in one })
    var degrees = own.mapValues { $0.map(\.degree).max() ?? .none }
    // Degrees only rise, so this ends. Waves come in order, so that one pass does it; circles need
    // another one.
    var changed = true
    while changed {
      changed = false
      for dependent in dependents {
        for use in dependent.uses {
          let through = use.takenOver(degrees)
          guard through > degrees[dependent.name] ?? .none else { continue }
          degrees[dependent.name] = through
          changed = true
        }
      }
    }
    return Dictionary(
      dependents.map { dependent in
        let through = dependent.uses.compactMap { use -> Exposure.Reason? in
          guard let via = use.via, use.takenOver(degrees) != .none else { return nil }
          return Exposure.Reason(
            degree: use.takenOver(degrees), place: use.dependency.place, via: via,
            text: "takes `\(use.dependency.name)` of `\(via)`, which is exposed itself")
        }
        return (dependent.name, Exposure((own[dependent.name] ?? []) + through))
      }, uniquingKeysWith: { one, _ in one })
  }
}

extension Use {
  /// What of another dependent's exposure a new build takes over; a locked one only when its lock
  /// is made anew.
  fileprivate func takenOver(_ degrees: [RepositoryName: Exposure.Degree]) -> Exposure.Degree {
    guard let via else { return .none }
    return min(degrees[via] ?? .none, hasLock ? .canResolve : .follows)
  }
}

extension Dependent {
  /// The reasons that need no other dependent.
  fileprivate func ownReasons(_ bad: BadRelease, packages: [String]) -> [Exposure.Reason] {
    lockReasons(bad, packages: packages)
      + directUses.compactMap { use in use.reason(bad) }
  }

  /// The lock entries that name the bad release, whatever manifest they belong to.
  private func lockReasons(_ bad: BadRelease, packages: [String]) -> [Exposure.Reason] {
    facts.locks.flatMap { lock in
      lock.packages.filter { packages.contains($0.name) && bad.isBad($0) }.map { entry in
        let use = LockMatch.use(of: entry, in: lock)
        return Exposure.Reason(
          degree: .locked, place: use.place, via: nil,
          text: "locked to `\(entry.name)` \(entry.version)")
      }
    }
  }
}

extension BadRelease {
  /// Whether a lock entry is the bad release: by commit where it is from git, else by version.
  fileprivate func isBad(_ entry: RepositoryFacts.Entry) -> Bool {
    if let git = entry.git {
      if commits.contains(git.commit) { return true }
      if case .tag(let name) = git.reference { return tags.contains(name) }
      return commits.isEmpty && versions.contains(entry.version)
    }
    // A folder's version is that of the checkout, which is not ours to judge.
    return entry.source != nil && versions.contains(entry.version)
  }
}

extension Use {
  /// Why this use of the foundation is exposed; nil where it is not.
  fileprivate func reason(_ bad: BadRelease) -> Exposure.Reason? {
    let (degree, text) = judged(bad)
    guard degree != .none else { return nil }
    return Exposure.Reason(degree: degree, place: dependency.place, via: nil, text: text)
  }

  private func judged(_ bad: BadRelease) -> (Exposure.Degree, String) {
    switch dependency.source {
    case .path(let path):
      guard bad.isInFolders else { return (.none, "") }
      return (.follows, "takes the folder `\(path)` as it stands")
    case .git(_, .tag(let name)):
      return bad.tags.contains(name) ? (.locked, "names the tag `\(name)`") : (.none, "")
    case .git(_, .rev(let revision)):
      let isBad =
        revision.count >= 7 && bad.commits.contains { $0.hasPrefix(revision.lowercased()) }
      return isBad ? (.locked, "names the commit `\(revision)`") : (.none, "")
    case .git(_, .branch(let name)):
      guard bad.branches.isEmpty || bad.branches.contains(name) else { return (.none, "") }
      return (hasLock ? .canResolve : .follows, "follows the branch `\(name)`")
    case .git(_, .defaultBranch):
      guard bad.isOnDefaultBranch else { return (.none, "") }
      return (hasLock ? .canResolve : .follows, "follows the default branch")
    case .registry:
      let admitted = bad.versions.filter { dependency.requirement?.admits($0) ?? true }.sorted()
      guard let version = admitted.last,
        !bad.newer.contains(where: { dependency.requirement?.admits($0) ?? true })
      else { return (.none, "") }
      let requirement = dependency.requirementText ?? "*"
      return (.canResolve, "`\(requirement)` admits \(version)")
    }
  }
}
