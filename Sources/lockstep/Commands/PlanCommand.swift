internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Plans the next release: bump, candidate, waves, steps; everything that would happen.",
    discussion: """
      The bump is inferred from what changed in the public API since the last release; a smaller one \
      than that requires is refused with status 10.
      Freezes the candidate on the local branch lockstep/<version>; nothing is pushed.
      """)

  @Argument(help: "auto (inferred), patch, minor, major, or a version.")
  var wish = "auto"

  @Flag(help: "Releases a foundation that has no released version yet.")
  var initial = false

  @OptionGroup var override: OverrideOptions

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("plan") { terminal, host in
      let wish = try ReleaseWish(parsing: wish)
      let override = try override.value()
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await ReleaseStory.open(workspace, branch: branch)
      let proposal = try await story.propose(
        wish, initial: initial, override: override, progress: terminal.progress)
      let page = try await PlanPage(proposal, workspace: story.workspace)
      terminal.result(text: page.text, json: page.json)
      return .done
    }
  }
}
