internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Releases the candidate: tag, push, publish.",
    discussion: "Without an argument it takes the candidate that `lockstep plan` has frozen.")

  @Argument(help: "auto, patch, minor, major, or a version.")
  var wish: String?

  @Flag(help: "Releases a foundation that has no released version yet.")
  var initial = false

  @Flag(
    help: "Carries out the release, its rollout and the rollback of it on copies of the fleet.")
  var rehearse = false

  @OptionGroup var override: OverrideOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("release") { terminal, host in
      let wish = try wish.map(ReleaseWish.init(parsing:))
      let override = try override.value()
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      if rehearse {
        return try await execution.rehearse(
          .release(wish, initial: initial, override: override), in: workspace, on: terminal)
      }
      let story = try await ReleaseStory.open(workspace, branch: execution.branch)
      let proposal = try await story.propose(
        wish, initial: initial, override: override, progress: terminal.progress)
      let page = try await PlanPage(proposal, workspace: story.workspace)
      guard execution.execute else {
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      for remark in PlanPage.warnings(of: proposal.facts) + proposal.remarks {
        terminal.note("note: \(remark)")
      }
      for line in page.risks.lines { terminal.note(line) }
      let result = try await story.carryOut(
        proposal, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      return Conclusion(operation: proposal.plan.operation, result: result)
        .tell(on: terminal, schema: "release", facts: proposal.plan.facts)
    }
  }
}

/// The flags with which a smaller number than the changes require is released all the same.
struct OverrideOptions: ParsableArguments {
  /// What can be overridden.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case bump
  }

  @Option(
    help: ArgumentHelp(
      "Lets a smaller number pass than the changes require; with --because.", valueName: "what"))
  var override: Subject?

  @Option(help: ArgumentHelp("Why; it is recorded, and told in the notice.", valueName: "reason"))
  var because: String?

  /// What was given, where something was; each of the two needs the other.
  func value() throws -> BumpOverride? {
    switch (override, because) {
    case (nil, nil): nil
    case (.bump?, let because?): try BumpOverride(because: because)
    case (.bump?, nil):
      throw ExplainedFailure(
        "`--override bump` needs its reason",
        hints: ["say it: `--because \"…\"`; it is recorded"], exitStatus: .usage)
    case (nil, .some):
      throw ExplainedFailure(
        "`--because` says why something is overridden, and nothing is",
        hints: ["say `--override bump` too, or leave it out"], exitStatus: .usage)
    }
  }
}

extension ExecutionOptions {
  /// Asks before an irreversible step where somebody can answer; `--yes` answers beforehand.
  func confirmation(on terminal: Terminal) -> @Sendable (Step<Action>) async -> Bool {
    terminal.confirmation(unless: yes)
  }
}

extension Terminal {
  /// Asks before an irreversible step where somebody can answer and `confirmed` does not say yes already.
  func confirmation(unless confirmed: Bool) -> @Sendable (Step<Action>) async -> Bool {
    let asks = isInteractive && !confirmed
    return { step in asks ? ask("\(step.title)? It cannot be undone.") : true }
  }
}
