import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Synchronization

/// A folder of its own with clones of one foundation and the bare repository that they share.
struct ScratchLedger: Sendable {
  let directory: String
  let clock: TestClock
  let remote: RemoteAddress

  static let start = Timestamp(secondsSince1970: 1_767_603_600)  // 2026-01-05T09:00:00Z

  /// Runs `body` on a fresh folder, and removes it afterwards.
  static func run(
    _ body: @Sendable (ScratchLedger) async throws -> Void
  ) async throws {
    let directory = try Files.temporaryDirectory(in: "/tmp")
    let scratch = ScratchLedger(
      directory: directory, clock: TestClock(at: start),
      remote: try RemoteAddress(parsing: "\(directory)/origin.git"))
    let host = scratch.host()
    _ = try await GitRepository.initialise(at: "\(directory)/origin.git", bare: true, host: host)
    do {
      try await body(scratch)
    } catch {
      try Files.remove(directory)
      throw error
    }
    try Files.remove(directory)
  }

  /// A host that knows nothing of the machine's user.
  func host(
    clock: Clock? = nil, processes: Processes? = nil, faults: FaultPoints = .none
  ) -> Host {
    let live = Host.live()
    return Host(
      processes: processes ?? .live(faults: .none),
      clock: clock ?? self.clock.clock,
      environment: [
        "PATH": live.environment["PATH"] ?? "/usr/bin:/bin", "HOME": directory,
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      ],
      faults: faults, identifiers: live.identifiers, workingDirectory: directory)
  }

  /// The clone called `name`, made where it is not there yet.
  func clone(_ name: String, host: Host? = nil) async throws -> GitRepository {
    let host = host ?? self.host()
    let path = "\(directory)/\(name)"
    if Files.isDirectory(path) { return GitRepository(gitDirectory: "\(path)/.git", host: host) }
    return try await GitRepository.initialise(at: path, bare: false, host: host)
  }

  /// The shared repository itself.
  func origin() -> GitRepository {
    GitRepository(gitDirectory: "\(directory)/origin.git", host: host())
  }

  /// What a process that works in the clone called `name` sees of the ledger.
  func ledger(
    in name: String = "clone", host: Host? = nil, isShared: Bool = true, sign: Bool = false,
    policy: AppendPolicy = AppendPolicy()
  ) async throws -> Ledger {
    let host = host ?? self.host()
    return Ledger(
      repository: try await clone(name, host: host), remote: isShared ? remote : nil,
      author: Author(name: "Ada of \(name)", email: "ada@example.org", host: "\(name)-machine"),
      command: ["lockstep", "release"], host: host, sign: sign, policy: policy)
  }
}

/// A draft that says nothing but its kind.
func draft(
  _ kind: String, _ summary: String = "something happened", operation: String? = nil,
  body: JSONValue = .null, attachments: [String: [UInt8]] = [:]
) -> EventDraft {
  EventDraft(
    kind: kind, operation: operation, summary: summary, body: body, attachments: attachments)
}

extension GitRepository {
  /// The ledger's tip in this repository.
  func ledgerTip() async throws -> ObjectID? {
    try await resolve(Ledger.referenceName)
  }
}
