internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem
internal import LockstepVerification

extension VerifyStory {
  /// The build tool for the gates, which run programs of the candidate and of its dependencies: apart from
  /// this machine where there is a sandbox, and without the network.
  ///
  /// - Parameters:
  ///   - requests: What is built.
  ///   - locked: Whether the locks beside it have to stand.
  func checker(
    on ground: Ground, building requests: [LockRequest], locked: Bool
  ) async throws -> any EcosystemChecker {
    guard let subject = ground.subjects.first else { return workspace.cargo }
    try Files.createDirectories(subject.targetDirectory)
    return try await workspace.isolation.runner(
      for: subject.folder, fetching: requests, locked: locked,
      writable: [ground.top, subject.targetDirectory])
  }

  /// The build tool for the released packages themselves.
  func checker(on ground: Ground) async throws -> any EcosystemChecker {
    try await checker(
      on: ground,
      building: ground.subjects.map { LockRequest(folder: $0.folder, timeout: $0.timeout) },
      locked: ground.subjects.allSatisfy(\.locked))
  }

  /// Compares the benchmarks of two sides, which are built and run apart like everything else: both meet
  /// the same in between.
  ///
  /// - Returns: What `compare` returns; `nil` where a side releases nothing.
  func measuring<Result: Sendable>(
    _ candidate: Ground, against baseline: Ground, _ settings: BenchmarkGate.Settings,
    _ compare: (BenchmarkGate) async throws -> Result
  ) async throws -> Result? {
    guard let old = baseline.subjects.first, let new = candidate.subjects.first else { return nil }
    return try await Scratch.withFolder(in: host, name: "benchmarks") { scratch in
      let isolation = workspace.isolation
      for subject in [old, new] {
        try Files.createDirectories(subject.targetDirectory)
        try await isolation.fetch(
          LockRequest(folder: subject.folder, timeout: subject.timeout), locked: subject.locked)
      }
      let writable = [
        baseline.top, candidate.top, old.targetDirectory, new.targetDirectory, scratch,
      ]
      return try await compare(
        BenchmarkGate(
          baseline: old, candidate: new, settings: settings,
          checker: try await isolation.runner(for: new.folder, writable: writable),
          host: try await isolation.host(for: new.folder, writable: writable), scratch: scratch,
          progress: { [progress] in progress("  \($0)") }))
    }
  }
}
