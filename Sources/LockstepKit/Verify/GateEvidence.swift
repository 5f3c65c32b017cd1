internal import LockstepCore
internal import LockstepFleet
package import LockstepGit
internal import LockstepLedger

/// What the ledger says of a candidate's gates, for reports that are made later.
package struct GateEvidence: Sendable {
  /// The newest verdict of each gate, by the gate's name.
  package var gates: [VerificationRecord.Gate]
  /// The newest picture of the benchmarks' intervals, as SVG.
  package var plot: [UInt8]?

  package init(gates: [VerificationRecord.Gate], plot: [UInt8]? = nil) {
    self.gates = gates
    self.plot = plot
  }

  /// Reads what was recorded of `candidate`, from this clone alone; `nil` where it was never verified.
  package static func newest(
    of candidate: ObjectID, in workspace: Workspace
  ) async throws -> GateEvidence? {
    let history = try await workspace.ledger.history()
    let gates = history.gates(of: candidate).values.sorted { $0.gate.rawValue < $1.gate.rawValue }
    guard !gates.isEmpty else { return nil }
    var evidence = GateEvidence(gates: gates)
    for entry in history.entries.reversed()
    where entry.event.kind == VerificationRecord.kind && evidence.plot == nil {
      guard let record = try? entry.event.body.decode(VerificationRecord.self),
        record.candidate == candidate, record.gates.contains(where: { $0.gate == .benchmarks })
      else { continue }
      evidence.plot = try await workspace.ledger.evidence("benchmarks.svg", of: entry.commit)
      // An older picture would be of other measurements.
      break
    }
    return evidence
  }
}
