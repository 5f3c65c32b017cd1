internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepTOML

/// The story of `lockstep flags`: the review of the foundation's features. Nothing is decided by it.
package struct FlagsStory: Sendable {
  private let changes: ChangeStory
  private let workspace: Workspace

  /// Asks the remote how the line stands, and takes the configuration that counts there; where it cannot
  /// be reached, what was fetched last counts, and a remark says so.
  package static func open(_ workspace: Workspace, branch: String? = nil) async throws -> FlagsStory
  {
    FlagsStory(try await ChangeStory.open(workspace, branch: branch))
  }

  private init(_ changes: ChangeStory) {
    self.changes = changes
    workspace = changes.workspace
  }

  /// Reviews the features of a candidate.
  ///
  /// - Parameters:
  ///   - candidate: A revision of the user's clone or of its remote, or a folder; the tip of the line
  ///     where it is `nil`.
  ///   - fetching: Asks the remote of every dependent first.
  package func review(
    of candidate: String? = nil, fetching: Bool = false
  ) async throws -> FlagsReview {
    let side = try await changes.side(candidate, as: .candidate)
    let (files, manifests) = try await manifests(of: side)
    let loaded = try await workspace.loadFleet(fetching: fetching)
    var packages: [Package] = []
    for package in workspace.configuration.foundation.allPackages {
      guard let manifest = manifests.manifest(ofPackage: package), let facts = manifest.package
      else { throw Self.missing(package, in: manifests, side: side) }
      packages.append(
        Package(
          facts: facts, path: manifest.path,
          graph: FeatureGraph(declared: facts.features, dependencies: manifest.dependencies),
          document: files[manifest.path].flatMap { try? TOMLDocument(parsing: $0) }))
    }
    let releases = try await releases(before: side)
    let histories = try await workspace.featureHistories(
      of: Dictionary(packages.map { ($0.facts.name, $0.path) }, uniquingKeysWith: { $1 }),
      in: releases)
    let fleet = FeatureFleet(loaded.fleet)
    var found: [String: [FeatureFleet.Found]] = [:]
    var unknown: [FeatureFleet.Request] = []
    for package in packages {
      for feature in package.graph.names {
        found["\(package.facts.name)/\(feature)"] = fleet.enablers(
          of: feature, package: package.facts.name, in: package.graph)
      }
      unknown += fleet.unknown(of: package.facts.name, in: package.graph)
    }
    let places = try await FeaturePlaces(
      of: found.values.joined().map(\.request) + unknown, in: loaded.fleet,
      store: workspace.store.objects)
    let classing = FeatureClassing(flags: workspace.configuration.flags)
    let first = packages.first.map { classing.cycle(of: $0.facts) } ?? (.usual, .nothing)
    var review = FlagsReview(
      candidate: side.name, commit: side.commit?.description, baseline: releases.first?.version,
      cycle: first.0, cycleSource: first.1, defaults: [:], features: [], remarks: [])
    for package in packages {
      let maker = ReviewMaker(
        package: package, history: histories[package.facts.name] ?? FeatureHistory(releases: []),
        classing: classing, matrix: workspace.configuration.gates.features)
      review.defaults[package.facts.name] = package.graph.defaults.sorted()
      for feature in package.graph.names {
        let enablers = (found["\(package.facts.name)/\(feature)"] ?? []).map { $0.enabler(places) }
        // Members that inherit one line of their workspace ask with that line.
        review.features.append(maker.review(of: feature, enablers: Set(enablers).sorted()))
      }
      review.remarks += classing.remarks(on: package.facts, graph: package.graph)
    }
    review.remarks += changes.remarks + remarks(packages, unknown, places) + loaded.remarks
    return review
  }

  /// One package of the foundation.
  struct Package {
    let facts: PackageFacts
    let path: String
    let graph: FeatureGraph
    let document: TOMLDocument?
  }

  private func manifests(
    of side: FoundationSide
  ) async throws -> (ManifestSet, RepositoryManifests) {
    if let commit = side.commit {
      let source = try await workspace.source(at: commit)
      return (source.files, source.manifests)
    }
    let files = try ManifestSet(folder: side.folder ?? workspace.directory)
    return (files, Cargo().read(files))
  }

  /// The releases that a side stands on, the highest first; itself is none of them.
  private func releases(before side: FoundationSide) async throws -> [TaggedVersion] {
    guard let line = changes.line else { return [] }
    guard let commit = side.commit, commit != line.tip else { return line.merged }
    let tags = try await workspace.repository.tagsMerged(into: commit, under: Workspace.remoteTags)
    let names = Set(tags.map { $0.name.description.dropFirst(Workspace.remoteTags.count) })
    return line.releases.filter { names.contains($0.tag.short[...]) && $0.commit != commit }
  }

  private static func missing(
    _ package: String, in manifests: RepositoryManifests, side: FoundationSide
  ) -> ExplainedFailure {
    let problems = manifests.problems.map(\.explanation.oneLine)
    let found = manifests.manifests.compactMap { manifest in
      manifest.package.map { "`\($0.name)` in \(manifest.path)" }
    }
    return ExplainedFailure(
      "there is no package `\(package)` in \(side.name)",
      why: problems.isEmpty
        ? ["it has " + (found.isEmpty ? "no package at all" : found.joined(separator: ", "))]
        : problems,
      hints: ["correct the manifest, or `package` under [foundation] in lockstep.toml"])
  }

  private func remarks(
    _ packages: [Package], _ unknown: [FeatureFleet.Request], _ places: FeaturePlaces
  ) -> [String] {
    let classing = FeatureClassing(flags: workspace.configuration.flags)
    var remarks = classing.remarks(on: packages.map(\.graph))
    for set in workspace.configuration.gates.features {
      guard case .of(let names) = set else { continue }
      for name in names
      where name != "default" && !packages.contains(where: { $0.graph.features[name] != nil }) {
        remarks.append("the matrix names `\(name)`, and there is no such feature")
      }
    }
    var seen: Set<String> = []
    for request in unknown {
      let remark =
        "\(request.by.repository) asks for `\(printable(request.feature))`, which the candidate does not have "
        + "(\(places.place(of: request)))"
      if seen.insert(remark).inserted { remarks.append(remark) }
    }
    return remarks
  }
}

/// Puts together what is known of one feature.
private struct ReviewMaker {
  let package: FlagsStory.Package
  let history: FeatureHistory
  let classing: FeatureClassing
  let matrix: [Configuration.FeatureSet]

  func review(of name: String, enablers: [FeatureEnabler]) -> FeatureReview {
    let graph = package.graph
    let (feature, source) = classing.feature(name, of: package.facts)
    let statement = package.facts.featureStatements[name]
    let introduced = statement?.since ?? history.introduction(of: name)
    let cycle = classing.cycle(of: package.facts).0
    let legacySince =
      feature == .legacy ? statement?.deprecatedSince ?? history.legacy(name) : nil
    let reach = graph.reach([name])
    var review = FeatureReview(
      package: package.facts.name, name: name, place: place(of: name), feature: feature,
      source: source, introduced: introduced, minors: history.minors(since: introduced),
      legacySince: legacySince,
      cycleEnd: legacySince.flatMap { cycle.end(after: $0, in: history.versions) },
      cyclePassed: legacySince.map { cycle.steps(after: $0, in: history.versions).count } ?? 0,
      isDefault: graph.defaults.contains(name), isImplicit: graph.implicit.contains(name),
      implies: reach.features.subtracting([name]).sorted(),
      dependencies: reach.dependencies.sorted(),
      impliedBy: graph.names.filter { $0 != name && graph.reach([$0]).features.contains(name) },
      enablers: enablers, testing: FeatureTesting(of: name, in: graph, matrix: matrix),
      advice: FeatureAdvice(action: .keep, reasons: []))
    review.advice = FeatureAdvisor(cycle: cycle).advice(on: review)
    return review
  }

  private func place(of name: String) -> SourcePlace? {
    package.document?.keyPlace(of: ["features", .key(name)]).map {
      SourcePlace(path: package.path, line: $0.line, column: $0.column)
    }
  }
}

extension FeatureFleet.Found {
  fileprivate func enabler(_ places: FeaturePlaces) -> FeatureEnabler {
    FeatureEnabler(
      repository: request.by.repository, place: places.place(of: request), way: way, via: via,
      own: own, asks: via.isEmpty ? nil : request.feature, isActive: isActive,
      isDevelopment: isDevelopment)
  }
}

extension FeatureEnabler: Comparable {
  /// Those that enable it first, direct ones before the others, then by name and line.
  package static func < (one: Self, other: Self) -> Bool {
    let left = (one.isActive ? 0 : 1, one.via.count, one.repository.description)
    let right = (other.isActive ? 0 : 1, other.via.count, other.repository.description)
    if left != right { return left < right }
    return (one.place.path, one.place.line, "\(one.way)", one.own ?? "")
      < (other.place.path, other.place.line, "\(other.way)", other.own ?? "")
  }
}
