import LockstepCore
import LockstepEcosystems
package import LockstepSystem

extension DemoFleet {
  /// The smallest fleet that holds every kind of dependent.
  package static let fewestRepositories = 8

  /// The largest fleet that the demo makes.
  package static let mostRepositories = 500

  /// Makes a fleet in `directory`, which is created when missing and otherwise has to be empty.
  ///
  /// - Parameters:
  ///   - directory: Where the fleet goes; the commits depend on this path, because manifests name it.
  ///   - repositories: How many dependents there are. The first eight are of all kinds; those beyond
  ///     follow six patterns in turn.
  ///   - people: Whether somebody is there who is told and called.
  ///   - host: The outside; of its environment only what finds programs is used.
  ///   - progress: Is told what is being made.
  /// - Throws: An explained error when the folder is not empty, the number is out of range, or git or
  ///   Cargo is missing or fails.
  package static func make(
    in directory: String, repositories: Int = fewestRepositories, people: Bool = false,
    host: Host, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> DemoFleet {
    guard (fewestRepositories...mostRepositories).contains(repositories) else {
      throw ExplainedFailure(
        "a demo fleet of \(repositories) repositories cannot be made",
        why: ["it needs \(fewestRepositories) to hold every kind of dependent"],
        hints: ["choose a number from \(fewestRepositories) to \(mostRepositories)"],
        exitStatus: .usage)
    }
    var places = try await prepare(directory)
    places.hasContacts = people
    var dependents: [DemoDependent] = [
      .almanac(), .sextant(), .beacon(places), .convoy(places), .harbour(), .sounding(), .wreck(),
    ]
    dependents += (0..<repositories - fewestRepositories).map { .generated($0 + 1, places) }
    // Last, because its lock names the commits of two others.
    dependents.append(.voyage(places))
    return try await make(dependents, in: places, host: host, progress: progress)
  }

  /// Makes a fleet of four in `directory`, as fast as can be: a registry requirement and a git tag with
  /// locks, a path, and a nested manifest.
  package static func small(in directory: String, host: Host) async throws -> DemoFleet {
    let places = try await prepare(directory)
    return try await make(
      [.almanac(), .beacon(places), .harbour(), .sounding()], in: places, host: host,
      progress: { _ in })
  }

  private static func prepare(_ directory: String) async throws -> DemoPlaces {
    try Files.createDirectories(directory)
    guard try Files.list(directory).isEmpty, let canonical = Files.canonicalPath(directory) else {
      throw ExplainedFailure(
        "the demo needs an empty folder", why: ["\(directory) is not empty"],
        hints: ["name a folder that does not exist yet"])
    }
    let places = DemoPlaces(directory: canonical)
    for folder in ["origins", "clones", "registry", "home", "cargo-home"] {
      try Files.createDirectories("\(canonical)/\(folder)")
    }
    try Files.write(
      Array(DemoPlaces.cargoHomeConfiguration.utf8), to: "\(places.cargoHome)/config.toml")
    return places
  }

  private static func make(
    _ dependents: [DemoDependent], in places: DemoPlaces, host: Host,
    progress: @Sendable (String) -> Void
  ) async throws -> DemoFleet {
    let workshop = DemoWorkshop(places: places, host: self.host(host, in: places))
    progress("\(DemoFoundation.name) \(DemoFoundation.baseline), the foundation")
    let history = try await workshop.repository(
      DemoFoundation.name, of: DemoFoundation.history(places))
    var pins = DemoLock.Pins(places: places, checksum: "", commits: [:])
    pins.commits[DemoFoundation.name] = history.first
    pins.checksum = try await workshop.publishBaseline()
    for group in [dependents.filter(\.facts.direct), dependents.filter { !$0.facts.direct }] {
      let known = pins
      let made = await forEach(group, width: 4) { dependent in
        await workshop.dependent(dependent, known)
      }
      for (dependent, commit) in zip(group, made) {
        pins.commits[dependent.name] = try commit.get()
      }
    }
    progress("\(dependents.count) dependents")
    let facts = Facts(
      foundation: DemoFoundation.name, baseline: DemoFoundation.baseline, next: "2.1.0",
      dependents: dependents.map(\.facts))
    return DemoFleet(directory: places.directory, facts: facts, host: workshop.host)
  }
}
