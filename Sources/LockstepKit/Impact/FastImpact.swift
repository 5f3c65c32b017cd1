internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// The story of `lockstep impact --fast`: an estimate of whom a candidate hits, from the names that
/// changed and the dependents' sources, in seconds and without compiling anything.
package struct FastImpact: Sendable {
  package let workspace: Workspace
  /// The line that is released; `nil` where its remote was never asked.
  package let line: Line?

  /// Estimates whom a candidate of a line hits.
  package init(workspace: Workspace, line: Line?) {
    self.workspace = workspace
    self.line = line
  }

  /// Searches the dependents' sources, as they were fetched last, for what breaks in `difference`.
  ///
  /// - Parameters:
  ///   - names: The dependents to look at; all of them where it is empty.
  ///   - progress: Is told what takes time.
  package func report(
    of difference: FoundationDifference, dependents names: [String] = [],
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> ImpactReport {
    let loaded = try await workspace.loadFleet(fetching: false)
    let unread = loaded.unread(of: workspace.configuration)
    let named = try loaded.named(names, unread: unread)
    progress("searching the sources of \(loaded.fleet.dependents.count) dependents")
    var search = FastSearch(
      fleet: loaded.fleet, shelf: SourceShelf(objects: workspace.store.objects),
      difference: difference, tag: workspace.configuration.foundation.tag)
    var impacts = try await search.run(loaded.fleet.closure(of: named))
    for name in unread {
      let reason = loaded.failures[name] ?? loaded.fleet.problems[name]?.first
      impacts.append(
        DependentImpact(name: name, outcome: .unknown, reason: reason?.oneLine ?? "it was not read")
      )
    }
    let order = DependentImpact.Outcome.allCases
    impacts = impacts.filter { named.contains($0.name) }.sorted {
      let ranks = (order.firstIndex(of: $0.outcome) ?? 0, order.firstIndex(of: $1.outcome) ?? 0)
      return ranks.0 == ranks.1 ? $0.name < $1.name : ranks.0 < ranks.1
    }
    return ImpactReport(
      baseline: difference.baseline.name, candidate: difference.candidate.name, isEstimate: true,
      dependents: impacts)
  }
}

/// One pass over the fleet's sources, wave by wave: what a dependent hands on is known to the next.
struct FastSearch: Sendable {
  /// So many files are held at once by each of those who search.
  private static let groupSize = 1_000
  /// Reading and searching take turns on a few cores.
  private static let width = 3

  let fleet: Fleet
  let shelf: SourceShelf
  let judge: FastJudge
  let wanted: WantedChanges
  /// What each package hands on of the foundation, by its library's name.
  private var exports: [String: SourceExports] = [:]
  private var outcomes: [RepositoryName: DependentImpact.Outcome] = [:]

  init(fleet: Fleet, shelf: SourceShelf, difference: FoundationDifference, tag: TagTemplate) {
    self.fleet = fleet
    self.shelf = shelf
    wanted = WantedChanges(difference.difference)
    judge = FastJudge(difference: difference, wanted: wanted, tag: tag)
  }

  /// What was searched in one dependent.
  struct Subject: Sendable {
    var dependent: Dependent
    var uses: [Use]
    var files: Result<[TreeFile], RepositoryError>?

    /// The files that could be listed; a failure is told by the judge.
    var listed: [TreeFile] {
      guard case .success(let list)? = files else { return [] }
      return list
    }
  }

  mutating func run(_ names: Set<RepositoryName>) async throws -> [DependentImpact] {
    let dependents = fleet.dependents.filter { names.contains($0.name) }
    let lists = try await shelf.lists(of: Set(dependents.map(\.commit)))
    var impacts: [DependentImpact] = []
    for wave in fleet.waves {
      let subjects = wave.filter(names.contains).compactMap { fleet.dependent($0) }.map {
        Subject(dependent: $0, uses: judge.relevantUses(of: $0), files: lists[$0.commit])
      }
      let search = SourceSearch(for: wanted.items, exports: exports)
      let shelf = shelf
      let results = await forEach(Self.groups(subjects), width: Self.width) { group in
        await Self.search(group, with: search, on: shelf)
      }
      for (subject, result) in zip(subjects, results.flatMap { $0 }) {
        impacts.append(judged(subject, try result.get()))
      }
      try Task.checkCancellation()
    }
    return impacts
  }

  private mutating func judged(_ subject: Subject, _ found: [FoundPackage]) -> DependentImpact {
    for package in found where !package.findings.exports.entries.isEmpty {
      exports[package.library] = package.findings.exports
    }
    let impact = judge.impact(of: subject, found, before: outcomes)
    outcomes[impact.name] = impact.outcome
    return impact
  }

  /// What was found in one package.
  struct FoundPackage: Sendable {
    var folder: String
    var library: String
    var findings: SourceFindings
  }

  /// Groups bound the memory: the sources of a whole fleet need not be there at once.
  private static func groups(_ subjects: [Subject]) -> [[Subject]] {
    var groups: [[Subject]] = []
    var count = groupSize
    for subject in subjects {
      let size = subject.listed.count
      if count + size > groupSize || groups.isEmpty {
        groups.append([])
        count = 0
      }
      groups[groups.count - 1].append(subject)
      count += size
    }
    return groups
  }

  /// Reads and searches one group; an error of git is each one's result.
  @concurrent
  private static func search(
    _ group: [Subject], with search: SourceSearch, on shelf: SourceShelf
  ) async -> [Result<[FoundPackage], any Error>] {
    let wanted = group.map { subject in
      (
        wishes: SourceShelf.Wish.all(of: subject.dependent, uses: subject.uses),
        files: subject.listed
      )
    }
    do {
      return try await shelf.packages(wanted).map { packages in
        .success(
          packages.map { package in
            FoundPackage(
              folder: package.folder, library: package.source.library,
              findings: search.findings(in: package.source))
          })
      }
    } catch {
      return group.map { _ in .failure(error) }
    }
  }
}
