internal import ArgumentParser
internal import LockstepCore
internal import LockstepSystem

/// The command: it parses, tells one story, and prints.
@main
struct Lockstep: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockstep",
    abstract:
      "Releases a library together with every repository that depends on it, and takes it back.",
    discussion: """
      What changes the world shows its plan and stops, unless --execute is given.
      Exit status: 0 done, 1 could not finish, 10 a decided no, 11 refused by policy, 12 another \
      operation holds the lease, 13 interrupted or partial and resumable, 64 usage, 70 a defect, \
      78 configuration.
      """,
    version: "lockstep \(Lockstep.version)",
    groupedSubcommands: [
      CommandGroup(
        name: "Setting up",
        subcommands: [InitCommand.self, CheckCommand.self, FleetCommand.self, CICommand.self]),
      CommandGroup(
        name: "What changed",
        subcommands: [
          DiffCommand.self, ImpactCommand.self, FlagsCommand.self, GuideCommand.self,
        ]),
      CommandGroup(
        name: "Releasing",
        subcommands: [
          PlanCommand.self, VerifyCommand.self, AnnounceCommand.self, ApproveCommand.self,
          ReleaseCommand.self,
          RolloutCommand.self,
          ResumeCommand.self,
          AbortCommand.self,
        ]),
      CommandGroup(
        name: "When it went wrong",
        subcommands: [RollbackCommand.self, BisectCommand.self, IncidentCommand.self]),
      CommandGroup(
        name: "Looking",
        subcommands: [
          StatusCommand.self, WatchCommand.self, ServeCommand.self, LogCommand.self,
          DemoCommand.self,
        ]),
    ])

  /// The version of this program.
  static let version = "0.1.0"

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if let mistake = mistakenCommand(in: Array(CommandLine.arguments.dropFirst())) {
        Terminal(format: .text, isQuiet: false, environment: [:]).error(mistake)
        exit(withError: ExitCode(ExitStatus.usage.rawValue))
      }
      exit(withError: error)
    }
  }

  /// Explains a first word that is no command; `nil` where it is one, or an option.
  private static func mistakenCommand(in arguments: [String]) -> Explanation? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    let names = configuration.groupedSubcommands.flatMap(\.subcommands).map { command in
      command.configuration.commandName ?? ""
    }
    guard !names.contains(word), word != "help" else { return nil }
    let meant = nearest(to: word, among: names).map { "did you mean `lockstep \($0)`?" }
    return Explanation(
      "there is no command `\(word)`",
      hints: (meant.map { [$0] } ?? []) + ["`lockstep --help` lists the commands"])
  }
}
