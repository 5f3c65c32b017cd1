internal import LockstepCore
internal import LockstepVerification

extension FleetRunReport {
  /// The run as workflow commands of GitHub Actions: an error for each cause with all whom it breaks, one
  /// for each regressed dependent that shares no cause, a warning for each that could not be decided.
  ///
  /// No annotation names a file: the files are those of other repositories.
  package var annotations: String {
    let level: WorkflowCommand.Level = waiver == nil ? .error : .warning
    var commands = causes.map { cause in
      WorkflowCommand(
        level: level, title: "breaks \(counted(cause.names.count, "dependent"))",
        text: "\(cause.text)\n\(cause.names.map(\.description).joined(separator: ", "))")
    }
    for entry in entries(.regressed)
    where entry.because == nil && entry.outcome.newErrors.isEmpty {
      commands.append(
        WorkflowCommand(level: level, title: "\(entry.name) regressed", text: entry.told))
    }
    commands += entries(.unknown).map {
      WorkflowCommand(level: .warning, title: "\($0.name) is not known", text: $0.told)
    }
    commands.append(
      WorkflowCommand(
        level: .notice, title: "fleet run", text: waiver == nil ? tally : "\(tally): \(conclusion)")
    )
    return WorkflowCommand.lines(commands)
  }
}
