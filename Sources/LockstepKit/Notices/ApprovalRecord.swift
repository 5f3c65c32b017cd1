package import LockstepCore
package import LockstepGit
package import LockstepLedger

/// What the ledger keeps of a sign-off. The event is signed where git signs, and names the very commit:
/// another candidate has none of it.
package struct ApprovalRecord: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "release.approved"

  package var candidate: ObjectID
  package var version: Version?
  /// The dependent on whose behalf it was given.
  package var behalf: RepositoryName?

  package init(candidate: ObjectID, version: Version?, behalf: RepositoryName?) {
    self.candidate = candidate
    self.version = version
    self.behalf = behalf
  }
}

/// One person's sign-off.
package struct Approval: Hashable, Sendable {
  package var name: String
  package var email: String
  package var at: Timestamp
  /// The dependents on whose behalf it was given.
  package var behalf: [RepositoryName]

  package init(name: String, email: String, at: Timestamp, behalf: [RepositoryName]) {
    self.name = name
    self.email = email
    self.at = at
    self.behalf = behalf
  }

  /// The person, and for whom they spoke.
  package var told: String {
    behalf.isEmpty ? name : "\(name) for \(behalf.map(\.description).joined(separator: ", "))"
  }
}

extension History {
  /// The events by which `candidate` was approved, in their order.
  func approvalEntries(of candidate: ObjectID) -> [Entry] {
    entries(ofKind: ApprovalRecord.kind).filter { entry in
      (try? entry.event.body.decode(ApprovalRecord.self))?.candidate == candidate
    }
  }

  /// The people who approved `candidate`, each once, in the order of their first approval.
  package func approvals(of candidate: ObjectID) -> [Approval] {
    var found: [Approval] = []
    for entry in approvalEntries(of: candidate) {
      guard let record = try? entry.event.body.decode(ApprovalRecord.self) else { continue }
      let author = entry.event.by
      let email = author.email.lowercased()
      if let place = found.firstIndex(where: { $0.email == email }) {
        if let behalf = record.behalf, !found[place].behalf.contains(behalf) {
          found[place].behalf.append(behalf)
        }
      } else {
        found.append(
          Approval(
            name: author.name, email: email, at: entry.event.at,
            behalf: record.behalf.map { [$0] } ?? []))
      }
    }
    return found
  }
}
