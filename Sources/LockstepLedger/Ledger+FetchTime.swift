import LockstepCore
import LockstepGit
import LockstepSystem

extension Ledger {
  /// The file that remembers when the remote was last asked; only its age is shown, so losing it
  /// costs nothing.
  private var fetchTimePath: String { repository.gitDirectory + "/lockstep/ledger-fetched" }

  /// When the remote was last asked, as far as this clone remembers.
  func lastFetch() -> Timestamp? {
    guard let bytes = try? Files.read(fetchTimePath) else { return nil }
    return try? Timestamp(parsing: String(decoding: bytes, as: UTF8.self))
  }

  /// Remembers that the remote was asked just now.
  func rememberFetch() {
    let now = host.clock.now()
    known.fetchedAt = now
    // The age of the copy is a convenience: a clone that cannot be written to (a read-only mount)
    // still reads its ledger.
    try? Files.createDirectories(repository.gitDirectory + "/lockstep")
    try? Files.writeAtomically(
      Array(now.description.utf8), to: fetchTimePath, faults: .none, label: "ledger-fetched")
  }
}
