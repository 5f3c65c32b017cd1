internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

struct RolloutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout",
    abstract: "Brings a released version to the dependents, wave by wave, each one built first.")

  @Argument(help: "The version; the line's last release where none is given.")
  var version: String?

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("rollout") { terminal, host in
      let wanted = try version.map(Version.argument)
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await RolloutStory.open(workspace, branch: execution.branch)
      let proposal = try await story.propose(wanted)
      guard execution.execute else {
        let page = RolloutPage(proposal: proposal, fleet: story.fleet)
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      for remark in proposal.remarks + story.fleet.remarks { terminal.note("note: \(remark)") }
      let result = try await story.carryOut(
        proposal, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      terminal.note(
        try await DependentsPage.table(of: proposal.plan.operation, in: story.workspace))
      return Conclusion(operation: proposal.plan.operation, result: result)
        .tell(on: terminal, schema: "rollout", facts: proposal.plan.facts)
    }
  }
}
