internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem
internal import LockstepVerification

/// What fleet runs found out before, by everything that it depends on.
///
/// Only what was decided is kept: a run that was in trouble is made again.
struct FleetRunCache: Sendable {
  let directory: String
  let host: Host

  private enum Part: String {
    case baselines, outcomes, flaky, past
  }

  func baseline(_ key: String) -> SideRun? { read(.baselines, key) }

  func keep(baseline run: SideRun?, _ key: String) throws {
    guard let run else { return }
    try write(run, .baselines, key)
  }

  func outcome(_ key: String) -> FleetOutcome? { read(.outcomes, key) }

  func keep(outcome: FleetOutcome, _ key: String) throws {
    switch outcome.kind {
    case .passed, .regressed, .fixed, .brokenBefore: try write(outcome, .outcomes, key)
    case .flaky, .unknown, .skipped: return
    }
  }

  /// The tests of a dependent that were seen to flip.
  func flaky(of name: String) -> Set<TestName> { read(.flaky, key(of: name)) ?? [] }

  func keep(flaky tests: [TestName], of name: String) throws {
    let known = flaky(of: name)
    let all = known.union(tests)
    guard all != known else { return }
    try write(all, .flaky, key(of: name))
  }

  /// What the runs of a dependent took when they were last made, in seconds.
  func duration(of name: RepositoryName) -> Double? { past(of: name)?.seconds }

  /// What is remembered of a dependent whatever was tested of it.
  func past(of name: RepositoryName) -> Past? { read(.past, key(of: name.description)) }

  func keep(past: Past, of name: RepositoryName) throws {
    try write(past, .past, key(of: name.description))
  }

  /// What a dependent's last trial was like: the next one goes by it in what comes first.
  struct Past: Codable, Hashable, Sendable {
    /// What its runs took together.
    var seconds: Double
    /// Whether it regressed.
    var broke: Bool
  }

  /// Runs `body` while no other process works on the dependent in this cache: the folders that it is built
  /// in are the same. Who has waited finds in the cache what the other one found out.
  func exclusively<Result: Sendable>(
    on name: String, _ body: () async throws -> Result
  ) async throws -> Result {
    let folder = Files.join(directory, "busy")
    try Files.createDirectories(folder)
    let lock = FileLock(path: Files.join(folder, key(of: name)))
    return try await lock.whileHeld(timeout: .seconds(12 * 3600), body)
  }

  /// Names may hold slashes and dots.
  private func key(of name: String) -> String {
    FileDigest.sha256(of: Array(name.utf8))
  }

  // A record that cannot be read is no record: it is found out again.
  private func read<Value: Decodable>(_ part: Part, _ key: String) -> Value? {
    guard let bytes = try? Files.read(path(part, key)) else { return nil }
    return try? JSONValue(parsing: bytes).decode(Value.self)
  }

  private func write(_ value: some Encodable & Sendable, _ part: Part, _ key: String) throws {
    let path = path(part, key)
    try Files.createDirectories(Files.parent(of: path))
    try Files.writeAtomically(
      try JSONValue(encoding: value).bytes(), to: path, faults: host.faults,
      label: "fleet-run:\(part.rawValue)")
  }

  private func path(_ part: Part, _ key: String) -> String {
    Files.join(directory, "\(part.rawValue)/\(key).json")
  }
}
