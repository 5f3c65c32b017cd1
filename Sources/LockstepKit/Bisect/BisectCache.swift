internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem
internal import LockstepVerification

/// What probes said before, so that a bisection that was broken off goes on where it was.
struct BisectCache: Sendable {
  let host: Host

  /// A comparison of a benchmark that decided something.
  struct Comparison: Codable, Hashable {
    var outcome: PairedJudgement.Outcome
    /// The figures in one line.
    var line: String
  }

  subscript(key: String) -> SideRun? { value(key) }

  subscript(comparison key: String) -> Comparison? { value(key) }

  /// Keeps a run that came to something.
  func keep(_ run: SideRun, _ key: String) throws {
    if case .trouble = run.ending { return }
    try write(run, key)
  }

  /// Keeps a comparison that decided something; what did not is measured again.
  func keep(_ comparison: Comparison, _ key: String) throws {
    guard comparison.outcome != .inconclusive else { return }
    try write(comparison, key)
  }

  /// The name for what depends on all of `parts` and on nothing else.
  static func key(_ parts: [String]) -> String {
    FileDigest.sha256(of: Array(parts.joined(separator: "\u{0}").utf8))
  }

  // A record that cannot be read is no record: it is found out again.
  private func value<Value: Decodable>(_ key: String) -> Value? {
    guard let bytes = try? Files.read(path(key), limit: 64 << 20) else { return nil }
    return try? JSONValue(parsing: bytes).decode(Value.self)
  }

  private func write(_ value: some Encodable, _ key: String) throws {
    let path = path(key)
    try Files.createDirectories(Files.parent(of: path))
    try Files.writeAtomically(
      try JSONValue(encoding: value).bytes(), to: path, faults: host.faults, label: "bisect")
  }

  private func path(_ key: String) -> String {
    Files.join(host.cacheDirectory, "bisect/\(key).json")
  }
}
