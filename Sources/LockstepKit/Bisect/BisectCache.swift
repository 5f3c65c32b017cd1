internal import LockstepCore
internal import LockstepSystem
internal import LockstepVerification

/// What probes said before, so that a bisection that was broken off goes on where it was.
struct BisectCache: Sendable {
  let host: Host

  // A record that cannot be read is no record: it is found out again.
  subscript(key: String) -> SideRun? {
    guard let bytes = try? Files.read(path(key), limit: 64 << 20) else { return nil }
    return try? JSONValue(parsing: bytes).decode(SideRun.self)
  }

  /// Keeps a run that came to something.
  func keep(_ run: SideRun, _ key: String) throws {
    if case .trouble = run.ending { return }
    let path = path(key)
    try Files.createDirectories(Files.parent(of: path))
    try Files.writeAtomically(
      try JSONValue(encoding: run).bytes(), to: path, faults: host.faults, label: "bisect")
  }

  private func path(_ key: String) -> String {
    Files.join(host.cacheDirectory, "bisect/\(key).json")
  }
}
