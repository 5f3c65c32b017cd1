internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem
internal import LockstepVerification

extension VerifyStory {
  /// The build tool for the gates that run programs of the candidate and of its dependencies: apart from
  /// this machine where there is a sandbox, and without the network, for everything is fetched before.
  ///
  /// A benchmark runs as it is: it shall meet nothing in between.
  ///
  /// - Parameters:
  ///   - requests: What is built.
  ///   - locked: Whether the locks beside it have to stand.
  func checker(
    on ground: Ground, building requests: [LockRequest], locked: Bool
  ) async throws -> any EcosystemChecker {
    let outside = workspace.cargo
    guard sandbox.isReal, let subject = ground.subjects.first else { return outside }
    for request in requests { try await outside.fetch(request, locked: locked) }
    try Files.createDirectories(subject.targetDirectory)
    let profile = try outside.sandboxProfile(
      for: subject.folder, writable: [ground.top, subject.targetDirectory], readable: [])
    return CargoRunner(
      host: sandbox.host(host, in: profile), surroundings: workspace.surroundings.offline)
  }

  /// The build tool for the released packages themselves.
  func checker(on ground: Ground) async throws -> any EcosystemChecker {
    try await checker(
      on: ground,
      building: ground.subjects.map { LockRequest(folder: $0.folder, timeout: $0.timeout) },
      locked: ground.subjects.allSatisfy(\.locked))
  }
}

extension CargoSurroundings {
  /// The same without a network.
  var offline: CargoSurroundings {
    var surroundings = self
    surroundings.environment["CARGO_NET_OFFLINE"] = "true"
    return surroundings
  }
}
