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

  @Option(
    help: ArgumentHelp(
      "Only this dependent; may be given several times.", valueName: "name"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Everybody but this dependent; may be given several times.", valueName: "name"))
  var skip: [String] = []

  @Flag(help: "Lets the rollout that is under way stop before its next wave.")
  var pause = false

  @Flag(name: .customLong("continue"), help: "Goes on after a pause, a soak or a halt.")
  var goesOn = false

  @Option(help: ArgumentHelp("Why; it is recorded.", valueName: "text"))
  var because: String?

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    guard pause || goesOn else { return }
    if pause, goesOn { throw ValidationError("--pause and --continue contradict one another") }
    if version != nil || !only.isEmpty || !skip.isEmpty {
      throw ValidationError(
        "--\(pause ? "pause" : "continue") is about the rollout that is under way: "
          + "it takes neither a version nor names")
    }
  }

  func run() async throws {
    if pause { return try await say() }
    if goesOn { return try await goOn() }
    try await shared.tell("rollout") { terminal, host in
      let wanted = try version.map(Version.argument)
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await RolloutStory.open(
        workspace, version: wanted, branch: execution.branch)
      let selection = RolloutSelection(
        only: try story.named(only), skipped: try story.named(skip))
      let proposal = try await story.propose(wanted, selection: selection)
      let risks = RisksPage(
        risks: try await RolloutRisks.read(
          proposal.facts.release, good: proposal.facts.baseline, forecast: proposal.facts.forecast,
          in: story.workspace))
      guard execution.execute else {
        let page = RolloutPage(proposal: proposal, fleet: story.fleet, risks: risks)
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      for remark in proposal.remarks + story.fleet.remarks { terminal.note("note: \(remark)") }
      for line in risks.lines { terminal.note(line) }
      let result = try await story.carryOut(
        proposal, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      terminal.note(
        try await DependentsPage.table(of: proposal.plan.operation, in: story.workspace))
      return Conclusion(operation: proposal.plan.operation, result: result)
        .tell(on: terminal, schema: "rollout", facts: proposal.plan.facts)
    }
  }

  /// Says that the rollout under way waits before its next wave.
  private func say() async throws {
    try await shared.tell("rollout") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let record = try await RolloutWordStory.say(.pause, because: because, in: workspace)
      terminal.result(
        text: "\(record.id) stops before its next wave; `lockstep rollout --continue` goes on\n",
        json: [
          "schema": "lockstep.rollout/1", "operation": .string(record.id), "word": "pause",
        ])
      return .done
    }
  }

  /// Goes on with the rollout under way.
  private func goOn() async throws {
    try await shared.tell("rollout") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let record = try await RolloutWordStory.say(.goOn, because: because, in: workspace)
      let story = try await ResumeStory.open(workspace, operation: record.id)
      let result = try await story.resume(
        takeOver: false, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      terminal.note(try await DependentsPage.table(of: record.id, in: workspace))
      return Conclusion(operation: record.id, result: result)
        .tell(on: terminal, schema: "rollout", facts: record.facts)
    }
  }
}
