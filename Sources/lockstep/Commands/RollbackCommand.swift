internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Takes a release back: pins everybody exposed, ships the hotfix, restores, reverts.",
    discussion: "Pre-empts a release or a rollout that is under way, also on another machine.")

  @Argument(help: "The version that went wrong; the line's last release where none is given.")
  var bad: String?

  @Option(help: ArgumentHelp("The version to go back to.", valueName: "version"))
  var to: String?

  @Option(help: ArgumentHelp("Why; it is recorded.", valueName: "text"))
  var because: String?

  @Option(
    help: ArgumentHelp(
      "Pins only this dependent, and leaves the release standing; may be given several times.",
      valueName: "name"))
  var partial: [String] = []

  @Flag(help: "Offers a yanked version again, and does nothing else.")
  var undoYank = false

  @Flag(help: "Carries it out on copies of the whole fleet, and says how long it takes.")
  var rehearse = false

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if undoYank, !partial.isEmpty {
      throw ValidationError("--partial pins and --undo-yank pins nobody: say one of them")
    }
    if rehearse, undoYank || !partial.isEmpty {
      throw ValidationError(
        "--rehearse proves the whole way back: say it without --partial and --undo-yank")
    }
    if undoYank, to != nil {
      throw ValidationError("--undo-yank goes back to nothing: say it without --to")
    }
  }

  func run() async throws {
    try await shared.tell("rollback") { terminal, host in
      var wish = RollbackWish(
        bad: try bad.map(Version.argument), good: try to.map(Version.argument), because: because)
      if undoYank { wish.extent = .undoYank }
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      if rehearse {
        return try await execution.rehearse(.rollback(wish), in: workspace, on: terminal)
      }
      let story = try await RollbackStory.open(workspace, branch: execution.branch)
      if !partial.isEmpty { wish.extent = .partial(try story.named(partial)) }
      let proposal = try await story.propose(wish)
      var page = RollbackPage(proposal: proposal, fleet: story.fleet)
      guard execution.execute else {
        if let facts = proposal.facts {
          page.judgement = try await story.assess(facts) { terminal.note($0) }
        }
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      terminal.note(page.assessment)
      let result = try await story.carryOut(
        proposal, of: wish, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      terminal.note(
        try await DependentsPage.table(of: proposal.plan.operation, in: story.workspace))
      if let bad = proposal.facts?.bad.version {
        let left = try await DependentsPage.leftOver(
          of: proposal.plan.operation, in: story.workspace, bad: bad)
        if !left.isEmpty { terminal.note(terminal.bad(left)) }
      }
      return Conclusion(operation: proposal.plan.operation, result: result)
        .tell(on: terminal, schema: "rollback", facts: proposal.plan.facts)
    }
  }
}
