internal import ArgumentParser

/// `lockstep verify` with the words that may follow it; without one it runs the gates or the fleet.
struct VerifyCommand: AsyncParsableCommand {
  static let told = "Runs the quality gates of a candidate, or with --fleet its dependents' tests."

  // Help is that of the run, which says what else there is: so this command has no name for it.
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: told,
    discussion: "`lockstep verify --help` lists the options of the gates and of the fleet run.",
    subcommands: [VerifyRunCommand.self, VerifyMergeCommand.self, VerifyContractCommand.self],
    defaultSubcommand: VerifyRunCommand.self, helpNames: [])
}
