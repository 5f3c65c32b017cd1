internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepTOML

/// The story of `lockstep flags`: the review of the foundation's features. Nothing is decided by it.
package struct FlagsStory: Sendable {
  let changes: ChangeStory
  private(set) var workspace: Workspace

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
    var story = self
    // The classes and the matrix that count are the candidate's.
    if let commit = side.commit { try await story.workspace.takeConfiguration(of: commit) }
    return try await story.review(of: side, fetching: fetching)
  }

  private func review(of side: FoundationSide, fetching: Bool) async throws -> FlagsReview {
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
    let classing = FeatureClassing(workspace.configuration)
    let first = packages.first.map { classing.cycle(of: $0.facts) } ?? (.usual, .nothing)
    var review = FlagsReview(
      candidate: side.name, commit: side.commit?.description, baseline: releases.first?.version,
      cycle: first.0, cycleSource: first.1, defaults: [:], features: [], deprecations: [],
      conditional: fleet.conditional, remarks: [])
    for package in packages {
      let reviewer = FlagsReviewer(
        package: package, history: histories[package.facts.name] ?? FeatureHistory(releases: []),
        classing: classing, matrix: workspace.configuration.gates.features)
      review.defaults[package.facts.name] = package.graph.defaults.sorted()
      for feature in package.graph.names {
        let enablers = (found["\(package.facts.name)/\(feature)"] ?? []).map { $0.enabler(places) }
        // Members that inherit one line of their workspace ask with that line.
        review.features.append(reviewer.review(of: feature, enablers: Set(enablers).sorted()))
      }
      review.deprecations += try await deprecations(of: package, at: side).map(reviewer.judged)
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

  private func remarks(
    _ packages: [Package], _ unknown: [FeatureFleet.Request], _ places: FeaturePlaces
  ) -> [String] {
    let classing = FeatureClassing(workspace.configuration)
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
