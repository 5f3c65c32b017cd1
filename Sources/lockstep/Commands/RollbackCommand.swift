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

  @Option(
    help: ArgumentHelp(
      "Takes this feature out of those who ask for it, or with --partial of those: they stay on the "
        + "version, without it.",
      valueName: "feature"))
  var flag: String?

  @Flag(help: "With --flag: gives the feature back to those whom it was taken from.")
  var restore = false

  @Option(
    help: ArgumentHelp(
      "Takes only this commit, or range `A..B`, out of the bad version; may be given several times.",
      valueName: "range"))
  var revert: [String] = []

  @Flag(help: "Offers a yanked version again, and does nothing else.")
  var undoYank = false

  @Flag(
    help: ArgumentHelp(
      "Only prepares and builds the pins that are missing, or whose branches have moved; pushes "
        + "nothing."))
  var prepare = false

  @Flag(help: "Carries it out on copies of the whole fleet, and says how long it takes.")
  var rehearse = false

  @Option(
    help: ArgumentHelp(
      "How bad it is, for the incident that is opened: critical, major or minor; follows from who is exposed else.",
      valueName: "severity"))
  var severity: IncidentSeverity?

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if restore, flag == nil {
      throw ValidationError("--restore gives a feature back: say which with --flag")
    }
    if flag != nil, undoYank || rehearse || prepare || to != nil {
      throw ValidationError(
        "--flag is a way of its own: say it without --to, --rehearse, --prepare and --undo-yank")
    }
    if undoYank, !partial.isEmpty {
      throw ValidationError("--partial pins and --undo-yank pins nobody: say one of them")
    }
    if rehearse, undoYank || !partial.isEmpty {
      throw ValidationError(
        "--rehearse proves the whole way back: say it without --partial and --undo-yank")
    }
    if prepare, rehearse || undoYank || !partial.isEmpty || execution.execute {
      throw ValidationError(
        "--prepare pushes nothing and proves one part: say it without --execute, --rehearse, "
          + "--partial and --undo-yank")
    }
    if !revert.isEmpty, undoYank || flag != nil || !partial.isEmpty {
      throw ValidationError(
        "--revert makes a hotfix: say it without --partial, --flag and --undo-yank")
    }
    if undoYank, to != nil {
      throw ValidationError("--undo-yank goes back to nothing: say it without --to")
    }
  }

  func run() async throws {
    try await shared.tell("rollback") { terminal, host in
      var wish = RollbackWish(
        bad: try bad.map(Version.argument), good: try to.map(Version.argument), because: because,
        revert: revert)
      if undoYank { wish.extent = .undoYank }
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      if rehearse {
        return try await execution.rehearse(.rollback(wish), in: workspace, on: terminal)
      }
      if prepare { return try await Self.prepare(wish, execution, in: workspace, on: terminal) }
      let story = try await RollbackStory.open(
        workspace, bad: wish.bad, branch: execution.branch)
      if let flag {
        let names = partial.isEmpty ? [] : try story.named(partial)
        wish.extent = .flag(FlagWish(name: flag, only: names, restores: restore))
      } else if !partial.isEmpty {
        wish.extent = .partial(try story.named(partial))
      }
      let proposal = try await story.propose(wish)
      var page = RollbackPage(proposal: proposal, fleet: story.fleet)
      if let facts = proposal.facts {
        page.waysBack = try await story.waysBack(from: facts.bad, to: facts.good)
      }
      guard execution.execute else {
        if let facts = proposal.facts {
          page.judgement = try await story.assess(facts) { terminal.note($0) }
        }
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      terminal.note(page.assessment)
      let emergency = try await story.emergency(of: proposal, wish, severity: severity) {
        terminal.note($0)
      }
      if let emergency { terminal.note(Self.word(on: emergency)) }
      // Nobody's channel holds the way back up.
      async let told: Void = Self.tell(emergency, of: story, on: terminal)
      let result = try await story.carryOut(
        proposal, of: wish, confirm: execution.confirmation(on: terminal),
        report: { Progress(terminal: terminal)($0) })
      await told
      terminal.note(
        try await DependentsPage.table(of: proposal.plan.operation, in: story.workspace))
      let left = try await DependentsPage.leftOver(
        of: proposal.plan.operation, in: story.workspace)
      if !left.isEmpty { terminal.note(terminal.bad(left)) }
      return Conclusion(operation: proposal.plan.operation, result: result)
        .tell(
          on: terminal, schema: "rollback", facts: proposal.plan.facts,
          more: ["incident": emergency.map { .string($0.incident.id) } ?? .null])
    }
  }

  private static func word(on emergency: RollbackStory.Emergency) -> String {
    emergency.isNew
      ? "opened \(emergency.incident.id) (\(emergency.incident.severity.rawValue))"
      : printable("belongs to \(emergency.incident.id): \(emergency.incident.title)")
  }

  /// Tells people beside the rollback; what could not be told waits, and is said.
  private static func tell(
    _ emergency: RollbackStory.Emergency?, of story: RollbackStory, on terminal: Terminal
  ) async {
    guard let emergency else { return }
    do {
      try await story.tell(emergency) { terminal.note($0) }
    } catch {
      terminal.note("not told yet: \(printable(Explanation(of: error).oneLine))")
    }
  }

  /// Prepares the pins of everybody exposed anew where it is needed.
  private static func prepare(
    _ wish: RollbackWish, _ execution: ExecutionOptions, in workspace: Workspace,
    on terminal: Terminal
  ) async throws -> ExitStatus {
    let story = try await WaysBackStory.open(
      workspace, bad: wish.bad, branch: execution.branch)
    let result = try await story.refresh(wish, progress: terminal.progress)
    let page = WaysBackPage(result: result)
    terminal.result(text: page.text, json: page.json)
    return page.exitStatus
  }
}
