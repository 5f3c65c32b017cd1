internal import LockstepDashboard
internal import LockstepKit
internal import LockstepSystem

/// The file that `--html` asks for.
struct HTMLFile {
  /// As the user wrote it.
  let path: String
  let host: Host

  /// Writes a fleet run, with what the ledger knows of the candidate's gates.
  ///
  /// - Parameters:
  ///   - workspace: Whose ledger is asked; none is where it is `nil`.
  ///   - folders: Where logs may lie beside the cache.
  func write(
    _ report: FleetRunReport, in workspace: Workspace?, logs folders: [String] = []
  ) async throws {
    var gates: GateEvidence?
    if let workspace, let commit = report.subject?.candidate {
      gates = try await GateEvidence.newest(of: commit, in: workspace)
    }
    try write(
      FleetRunDocument(
        report, gates: gates, logs: LogShelf(folders: [host.cacheDirectory] + folders),
        at: host.clock.now()
      ).html)
  }

  /// Writes the gates' verdicts.
  func write(_ verification: Verification) throws {
    try write(VerificationDocument(verification, at: host.clock.now()).html)
  }

  /// Writes a post-mortem.
  func write(_ sheet: PostMortemSheet) throws {
    try write(sheet.html)
  }

  private func write(_ html: String) throws {
    try Files.writeAtomically(
      Array(html.utf8), to: Files.absolutePath(path, from: host.workingDirectory))
  }
}
