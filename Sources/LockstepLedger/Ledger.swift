import LockstepCore
package import LockstepGit
package import LockstepSystem

/// The append-only record of everything that was decided and done.
///
/// It is a chain of commits on `refs/lockstep/ledger`, one for each event, in the foundation's own
/// repository and on its remote. The remote is the one that decides: an event that it did not take
/// does not exist, and the local reference only ever follows by fast-forward. Without a remote the
/// local reference decides.
///
/// ```
///  objects ──> push (compare-and-swap) ──> update-ref (compare-and-swap)
///     │ killed here: nothing happened │ killed here: the next fetch fast-forwards
/// ```
package actor Ledger {
  /// The reference that holds the ledger, here and on the remote.
  package static let referenceName = "refs/lockstep/ledger"

  package nonisolated let repository: GitRepository
  package nonisolated let remote: RemoteAddress?
  package nonisolated let author: Author
  package nonisolated let command: [String]
  package nonisolated let host: Host
  package nonisolated let sign: Bool
  package nonisolated let policy: AppendPolicy

  /// What was read so far, so that reading again costs only what is new.
  var known = History()

  /// When this process last published an event, on the monotonic clock.
  var lastPublished: Duration?

  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Creates a view of the ledger of `repository`; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - remote: where the ledger is shared; `nil` for one that stays in `repository`.
  ///   - author: who is recorded as the author of appended events.
  ///   - command: the command line to record; it must not hold secrets.
  ///   - sign: whether commits are signed, as the user's git would.
  package init(
    repository: GitRepository, remote: RemoteAddress?, author: Author, command: [String],
    host: Host, sign: Bool, policy: AppendPolicy = AppendPolicy()
  ) {
    self.repository = repository
    self.remote = remote
    self.author = author
    self.command = command
    self.host = host
    self.sign = sign
    self.policy = policy
  }

  /// Reads the ledger as this clone has it, without any network.
  ///
  /// One `log`, and a `cat-file --batch` for every 2,048 events, read what is new since the last call.
  ///
  /// - Throws: `LedgerRewritten` where the local reference left the line that was read before.
  package func history() async throws -> History {
    try await exclusively { try await self.load() }
  }

  /// Runs `body` when nobody else of this process is between reading and publishing.
  ///
  /// An actor is open while it awaits; two appends that interleave would only lose to each other.
  func exclusively<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    if isBusy {
      await withCheckedContinuation { waiting.append($0) }
    }
    isBusy = true
    defer {
      if waiting.isEmpty {
        isBusy = false
      } else {
        waiting.removeFirst().resume()
      }
    }
    return try await body()
  }

  /// The reference as a checked name.
  var reference: RefName {
    get throws { try RefName(parsing: Ledger.referenceName) }
  }
}
