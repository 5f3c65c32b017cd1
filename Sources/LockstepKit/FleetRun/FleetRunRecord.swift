package import LockstepCore
internal import LockstepEcosystems
package import LockstepGit
package import LockstepLedger
internal import LockstepSystem
package import LockstepVerification

/// What the ledger keeps of a fleet run: how each dependent came out, for whoever decides by it later.
///
/// The event itself names the dependents by outcome; which tree of each was tested stands beside it, in
/// ``evidenceName``, where reading the whole ledger does not touch it.
package struct FleetRunRecord: Codable, Hashable, Sendable {
  /// What is kept of one dependent, in the evidence.
  package struct Dependent: Codable, Hashable, Sendable {
    package var name: RepositoryName
    package var outcome: FleetOutcome.Kind
    /// Why, in one short line.
    package var reason: String
    /// The tree that was built and tested with the candidate; `nil` where none could be made.
    package var tree: ObjectID?
    /// The commit that has it; `nil` where nothing had to change.
    package var commit: ObjectID?
    package var seconds: Double
    /// The SHA-256 digest of its log, which stays in the cache of whoever ran it.
    package var log: String?
    /// Whether it compiles with the candidate.
    package var compiles: Bool?
  }

  /// The kind of the event.
  package static let kind = "fleet.verified"
  /// The file of the event's evidence that has a ``Dependent`` for each one.
  package static let evidenceName = "dependents.json"

  package var subject: FleetRunReport.Subject
  /// Why the programs of strangers did not run apart; `nil` where they did.
  package var sandboxAbsence: String?
  /// Who came out how.
  package var outcomes: [String: [RepositoryName]]
  /// Why those that regressed hold nothing up; `nil` where they do.
  package var waiver: String?

  /// Reads what the evidence of an event says.
  static func dependents(in bytes: [UInt8]) throws -> [Dependent] {
    try JSONValue(parsing: bytes).decode([Dependent].self)
  }
}

extension FleetRunReport {
  /// The most characters of a reason that the ledger keeps: a thousand dependents stay a small file.
  private static let reasonLimit = 200

  /// The event that records the run; `nil` where nothing was run, or what was run is not known by commit.
  package func draft() throws -> EventDraft? {
    guard let subject, !entries.isEmpty else { return nil }
    let record = FleetRunRecord(
      subject: subject, sandboxAbsence: sandboxAbsence,
      outcomes: Dictionary(grouping: entries, by: \.outcome.kind.rawValue)
        .mapValues { $0.map(\.name).sorted() },
      waiver: waiver)
    let dependents = entries.sorted { $0.name < $1.name }.map { entry in
      FleetRunRecord.Dependent(
        name: entry.name, outcome: entry.outcome.kind,
        reason: printable(String(entry.outcome.reason.prefix(Self.reasonLimit))),
        tree: entry.tree, commit: entry.commit, seconds: entry.outcome.seconds,
        log: entry.outcome.log.flatMap { try? FileDigest.sha256(ofFile: $0).checksum },
        compiles: entry.outcome.compiles)
    }
    return EventDraft(
      kind: FleetRunRecord.kind, operation: nil,
      summary: "fleet run on \(candidate): " + FleetStanding.counts(of: record.outcomes),
      body: try JSONValue(encoding: record),
      attachments: [
        FleetRunRecord.evidenceName: try JSONValue(encoding: dependents).bytes()
      ])
  }

  /// Writes the run to the ledger.
  ///
  /// - Returns: What a reader should know where that was not possible; it changes no outcome.
  package func record(in workspace: Workspace) async throws -> String? {
    guard let draft = try draft() else { return nil }
    do {
      _ = try await workspace.ledger.fetch()
      _ = try await workspace.ledger.append([draft])
      return nil
    } catch let error as any ExplainedError {
      return "not recorded: \(error.explanation.oneLine)"
    }
  }
}
