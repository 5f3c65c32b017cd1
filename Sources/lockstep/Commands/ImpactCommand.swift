internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct ImpactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Shows which dependents break on the candidate, at which line, because of what.",
    discussion: """
      Every dependent is compiled as a rollout would leave it, in a world in which the candidate is \
      public; nothing leaves this machine. Exit status: 10 where one breaks, 1 where one could not be \
      decided, else 0.
      """)

  @Option(help: "What it is compared with: a revision; the last release where it is left out.")
  var baseline: String?

  @Option(
    help: "What is proposed: a revision; the tip of the remote's branch where it is left out.")
  var candidate: String?

  @Flag(help: "Estimates from the sources in seconds, without compiling anything.")
  var fast = false

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @Argument(
    help: ArgumentHelp("The dependents to look at; all by default.", valueName: "dependent"))
  var dependents: [String] = []

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell(
      "impact", formats: [.text, .json, .markdown, .sarif, .github], failure: ["dependents": []]
    ) { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await ChangeStory.open(workspace, branch: branch)
      let progress: @Sendable (String) -> Void = { terminal.note(terminal.faint($0)) }
      let (before, after) = try await story.sides(baseline: baseline, candidate: candidate)
      let difference = try await story.difference(from: before, to: after, progress: progress)
      let report =
        if fast {
          try await FastImpact(workspace: story.workspace, line: story.line)
            .report(of: difference, dependents: dependents, progress: progress)
        } else {
          try await ImpactStory(workspace: story.workspace, line: story.line)
            .report(of: difference, dependents: dependents, progress: progress)
        }
      // The migration guide takes its places from there.
      if dependents.isEmpty { try ImpactRecord.keep(report, of: difference, on: host) }
      ImpactPage(report).tell(on: terminal)
      return report.exitStatus
    }
  }
}
