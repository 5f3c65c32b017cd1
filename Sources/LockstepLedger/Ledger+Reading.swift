import LockstepCore
package import LockstepGit
import LockstepSystem

extension Ledger {
  /// Commits whose events are asked of one git process; several work side by side.
  private static let readingBatch = 2048

  /// Reads what the local reference holds beyond what is known, and returns all of it.
  func load() async throws -> History {
    let tip = try await repository.value(of: reference)
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
    let commits: [CommitInfo] = try await repository.log(from: base, to: tip).reversed()
    let batches = stride(from: 0, to: commits.count, by: Ledger.readingBatch).map {
      Array(commits[$0..<min($0 + Ledger.readingBatch, commits.count)])
    }
    let repository = repository
    let results = await forEach(batches, width: 4) { batch in
      await Ledger.read(batch, in: repository)
    }
    return try results.flatMap { try $0.get() }
  }

  /// Reads the events of some commits, in their order.
  private static func read(
    _ commits: [CommitInfo], in repository: GitRepository
  ) async -> Result<[Entry], any Error> {
    // Asked for by its tree, an event costs git one object less.
    let specs = commits.map { ObjectSpec.file(commit: $0.tree, path: eventPath) }
    do {
      let contents = try await repository.read(specs)
      return .success(
        zip(commits, contents).map { commit, content in
          Entry(
            commit: commit.id, bytes: content?.bytes, subject: commit.subject,
            author: Author(name: commit.author.name, email: commit.author.email, host: ""),
            at: commit.committer.at)
        })
    } catch {
      return .failure(error)
    }
  }

  /// Where an event stands in its commit's tree.
  static let eventPath = "event.json"

  /// The folder of an event's attachments in its commit's tree.
  static let evidenceFolder = "evidence"
}

extension Ledger {
  /// Reads one piece of an event's evidence; `nil` where the event has none of that name.
  ///
  /// - Parameter commit: The ledger's commit that holds the event.
  package nonisolated func evidence(_ name: String, of commit: ObjectID) async throws -> [UInt8]? {
    guard Self.isEvidenceName(name) else { throw EvidenceNameInvalid(name: name) }
    let path = "\(Self.evidenceFolder)/\(name)"
    return try await repository.read([.file(commit: commit, path: path)]).first??.bytes
  }
}
