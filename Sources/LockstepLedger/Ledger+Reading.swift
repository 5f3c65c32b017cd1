import LockstepCore
import LockstepGit
import LockstepSystem

extension Ledger {
  /// Commits whose events are asked of git at once; bounds the memory that their bytes take.
  private static let readingBatch = 4096

  /// Reads what the local reference holds beyond what is known, and returns all of it.
  func load() async throws -> History {
    let tip = try await repository.resolve(Ledger.referenceName)
    guard tip != known.tip else { return known }
    guard let tip else {
      if let seen = known.tip {
        throw LedgerRewritten(seen: seen, found: .absent, location: Ledger.referenceName)
      }
      return known
    }
    if let seen = known.tip, try await !repository.isAncestor(seen, of: tip) {
      throw LedgerRewritten(seen: seen, found: tip, location: Ledger.referenceName)
    }
    if known.fetchedAt == nil { known.fetchedAt = lastFetch() }
    let newer = try await read(from: known.tip, to: tip)
    known.extend(with: newer)
    return known
  }

  /// Reads the events after `base` up to `tip`, oldest first.
  private func read(from base: ObjectID?, to tip: ObjectID) async throws -> [Entry] {
    let commits = try await repository.log(from: base, to: tip)
    var entries: [Entry] = []
    entries.reserveCapacity(commits.count)
    var end = commits.count
    while end > 0 {
      let start = max(0, end - Ledger.readingBatch)
      let batch = commits[start..<end].reversed()
      let specs = batch.map { ObjectSpec.file(commit: $0.id, path: Ledger.eventPath) }
      let contents = try await repository.read(specs)
      for (commit, content) in zip(batch, contents) {
        entries.append(
          Entry(
            commit: commit.id, bytes: content?.bytes, subject: commit.subject,
            author: Author(name: commit.author.name, email: commit.author.email, host: ""),
            at: commit.committer.at))
      }
      end = start
    }
    return entries
  }

  /// Where an event stands in its commit's tree.
  static let eventPath = "event.json"

  /// The folder of an event's attachments in its commit's tree.
  static let evidenceFolder = "evidence"
}
