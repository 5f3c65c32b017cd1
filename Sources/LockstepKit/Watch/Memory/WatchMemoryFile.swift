internal import LockstepCore
internal import LockstepGit
internal import LockstepSystem

/// Where a clone keeps what its watch remembers.
struct WatchMemoryFile: Sendable {
  private let path: String
  private let faults: FaultPoints

  /// Tens of bytes for each dependent of the largest fleets.
  private static let limit = 16 << 20

  init(_ workspace: Workspace) {
    path = Files.join(workspace.repository.gitDirectory, "lockstep-watch.json")
    faults = workspace.host.faults
  }

  /// What is remembered; `nil` where nothing is, or the file is not ours.
  func read() -> WatchMemory? {
    guard let bytes = try? Files.read(path, limit: Self.limit) else { return nil }
    return try? JSONValue(parsing: bytes).decode(WatchMemory.self)
  }

  func write(_ memory: WatchMemory) throws {
    guard memory != read() else { return }
    try Files.writeAtomically(
      try JSONValue(encoding: memory).bytes(), to: path, faults: faults, label: "watch-memory")
  }
}
