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
        name: "Setting up", subcommands: [InitCommand.self, CheckCommand.self, FleetCommand.self]),
      CommandGroup(
        name: "Releasing",
        subcommands: [
          PlanCommand.self, ReleaseCommand.self, RolloutCommand.self, ResumeCommand.self,
          AbortCommand.self,
        ]),
      CommandGroup(name: "When it went wrong", subcommands: [RollbackCommand.self]),
      CommandGroup(
        name: "Looking", subcommands: [StatusCommand.self, LogCommand.self, DemoCommand.self]),
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
      exit(withError: error)
    }
  }
}
