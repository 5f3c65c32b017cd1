package import LockstepCore
package import LockstepFleet
package import LockstepGit
package import LockstepLedger
internal import LockstepVerification

/// What the ledger keeps of a verification: the verdicts, for whoever decides by them later.
package struct VerificationRecord: Hashable, Sendable, Codable {
  /// One gate of it.
  package struct Gate: Hashable, Sendable, Codable {
    package var gate: Configuration.Gate
    package var verdict: Verdict
    package var summary: String
    /// Why it holds nothing up although it did not pass.
    package var waived: String?

    package init(
      gate: Configuration.Gate, verdict: Verdict, summary: String, waived: String? = nil
    ) {
      self.gate = gate
      self.verdict = verdict
      self.summary = summary
      self.waived = waived
    }
  }

  /// The kind of the event.
  package static let kind = "gates.verified"

  package var candidate: ObjectID
  package var baseline: ObjectID?
  /// What the gates' limits were read from: the digest of the candidate's configuration.
  package var configuration: String
  package var gates: [Gate]
}

extension Verification {
  /// The event that records the verification; `nil` for a folder, which is no candidate.
  ///
  /// - Parameter configuration: The digest of the configuration that counted.
  func draft(configuration: String) throws -> EventDraft? {
    guard let commit = candidate.commit else { return nil }
    let record = VerificationRecord(
      candidate: commit, baseline: baseline?.commit, configuration: configuration,
      gates: reports.map { report in
        .init(
          gate: report.gate, verdict: report.verdict, summary: report.summary,
          waived: waiver(of: report))
      })
    var attachments: [String: [UInt8]] = [:]
    for report in reports {
      var text = report.evidence.joined(separator: "\n")
      if text.utf8.count > Self.evidenceLimit { text = String(text.prefix(Self.evidenceLimit)) }
      if !text.isEmpty { attachments["\(report.gate.rawValue).txt"] = Array((text + "\n").utf8) }
      for attachment in report.attachments where attachment.text.utf8.count <= Self.evidenceLimit {
        attachments[attachment.name] = Array(attachment.text.utf8)
      }
    }
    return EventDraft(
      kind: VerificationRecord.kind, operation: nil,
      summary: "verified \(candidate.name): \(conclusion)", body: try JSONValue(encoding: record),
      attachments: attachments)
  }

  /// The ledger keeps summaries; what is longer stays with whoever ran the gates.
  private static let evidenceLimit = 256 << 10
}

extension History {
  /// The gates' newest verdicts on `commit`, whichever runs they came from.
  package func gates(of commit: ObjectID) -> [Configuration.Gate: VerificationRecord.Gate] {
    var found: [Configuration.Gate: VerificationRecord.Gate] = [:]
    for entry in entries where entry.event.kind == VerificationRecord.kind {
      guard let record = try? entry.event.body.decode(VerificationRecord.self),
        record.candidate == commit
      else { continue }
      for gate in record.gates { found[gate.gate] = gate }
    }
    return found
  }
}
