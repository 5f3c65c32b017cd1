package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepTOML

/// The story of `lockstep flags`: the review of the foundation's features. Nothing is decided by it.
package struct FlagsStory: Sendable {
  package let workspace: Workspace
  package let line: Line

  /// Asks the remote how the line stands, and takes the configuration that counts there.
  package static func open(_ workspace: Workspace, branch: String? = nil) async throws -> FlagsStory {
    var workspace = workspace
    let line = try await workspace.refreshLine(branch)
    return FlagsStory(workspace: workspace, line: line)
  }

  /// Reviews the features of a candidate.
  ///
  /// - Parameters:
  ///   - candidate: A revision of the user's clone or of the mirrored remote; the tip of the line where it
  ///     is `nil`.
  ///   - fetching: Asks the remote of every dependent first.
  package func review(
    of candidate: String? = nil, fetching: Bool = false
  ) async throws -> FlagsReview {
    let (name, commit) = try await find(candidate)
    let source = try await workspace.source(at: commit)
    let loaded = try await workspace.loadFleet(fetching: fetching)
    var packages: [Package] = []
    for package in workspace.configuration.foundation.allPackages {
      _ = try source.version(of: package)
      guard let manifest = source.manifests.manifest(ofPackage: package),
        let facts = manifest.package
      else { continue }
      packages.append(
        Package(
          facts: facts, path: manifest.path,
          graph: FeatureGraph(declared: facts.features, dependencies: manifest.dependencies),
          document: source.files[manifest.path].flatMap { try? TOMLDocument(parsing: $0) }))
    }
    let histories = try await workspace.featureHistories(
      of: Dictionary(packages.map { ($0.facts.name, $0.path) }, uniquingKeysWith: { $1 }), on: line)
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
      candidate: name, commit: commit.description, baseline: line.baseline?.version,
      cycle: first.0, cycleSource: first.1, defaults: [:], features: [], remarks: [])
    for package in packages {
      let maker = ReviewMaker(
        package: package, history: histories[package.facts.name] ?? FeatureHistory(releases: []),
        classing: classing, matrix: workspace.configuration.gates.features)
      review.defaults[package.facts.name] = package.graph.defaults.sorted()
      for feature in package.graph.names {
        let enablers = (found["\(package.facts.name)/\(feature)"] ?? []).map { $0.enabler(places) }
        review.features.append(maker.review(of: feature, enablers: enablers.sorted()))
      }
      review.remarks += classing.remarks(on: package.facts, graph: package.graph)
    }
    review.remarks += remarks(packages, unknown, places) + loaded.remarks
    return review
  }

  /// One package of the foundation.
  struct Package {
    let facts: PackageFacts
    let path: String
    let graph: FeatureGraph
    let document: TOMLDocument?
  }

  private func find(_ candidate: String?) async throws -> (String, ObjectID) {
    guard let candidate else {
      return ("\(line.branch.short) (\(line.tip.short))", line.tip)
    }
    let spellings = [
      candidate, Workspace.remoteTags + candidate, Workspace.remoteHeads + candidate,
    ]
    for spelling in spellings {
      if let commit = try await workspace.repository.resolve(spelling) {
        let name = printable(candidate)
        return (commit.description == candidate ? commit.short : "\(name) (\(commit.short))", commit)
      }
    }
    throw ExplainedFailure(
      "there is no revision `\(printable(candidate))`",
      why: ["neither this clone nor what was fetched of \(workspace.remoteName) has it"],
      hints: ["name a branch, a tag or a commit"], exitStatus: .usage)
  }

  private func remarks(
    _ packages: [Package], _ unknown: [FeatureFleet.Request], _ places: FeaturePlaces
  ) -> [String] {
    let classing = FeatureClassing(flags: workspace.configuration.flags)
    var remarks = classing.remarks(on: packages.map(\.graph))
    for set in workspace.configuration.gates.features {
      guard case .of(let names) = set else { continue }
      for name in names where name != "default" && !packages.contains(where: { $0.graph.features[name] != nil }) {
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
