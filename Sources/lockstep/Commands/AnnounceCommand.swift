internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct AnnounceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "announce",
    abstract: "Tells the dependents' maintainers what is coming, and starts the notice's clock.",
    discussion: """
      Without --execute it shows what each would be told. Whoever was told is told again only when more \
      breaking changes touch their repository; only their clock starts again. What could not be delivered \
      waits, and the next run tries it again. Exit status: 1 where somebody was not reached.

      With --due it sends what is due by now: reminders of a notice or a window that runs, the day's state \
      of a coordinated release, and what waits from before. For cron; nobody is told twice.
      """)

  @Argument(help: "auto, patch, minor, major, or a version; the planned candidate by default.")
  var wish: String?

  @Flag(help: "Announces a foundation that has no released version yet.")
  var initial = false

  @Flag(help: "Sends the reminders and the progress that are due, and announces nothing new.")
  var due = false

  @Option(
    help: ArgumentHelp(
      "Needs no notice for this dependent (`all`: for nobody); with --because. May be repeated.",
      valueName: "dependent"))
  var waive: [String] = []

  @Option(help: ArgumentHelp("Why it is waived; it is recorded.", valueName: "reason"))
  var because: String?

  @Flag(help: "Announces even where everybody can read of private dependents; that is recorded.")
  var inPublic = false

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("announce") { terminal, host in
      let wish = try wish.map(ReleaseWish.init(parsing:))
      let because = try reason()
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      if due { return try await tellDue(workspace, on: terminal) }
      let release = try await ReleaseStory.open(workspace, branch: execution.branch)
      let story = AnnounceStory(release)
      let plan = try await story.propose(wish, initial: initial, progress: terminal.progress)
      for remark in plan.remarks { terminal.note("note: \(remark)") }
      if let objection = plan.objection, !inPublic {
        terminal.note(
          "note: it will be refused: \(([objection.explanation.what] + objection.reasons).joined(separator: "; "))"
        )
      }
      let page = NoticePage(plan)
      guard execution.execute else {
        terminal.result(text: page.text + PlanPage.toGoOn, json: page.json)
        return .done
      }
      if let because {
        let verdict = try await story.waive(try names(in: plan), of: plan, because: because)
        terminal.result(
          text: NoticePage.words(verdict), json: page.json(verdict: verdict, undelivered: []))
        return .done
      }
      let outcome = try await story.carryOut(plan, inPublic: inPublic) { terminal.note($0) }
      terminal.result(
        text: page.text(outcome),
        json: page.json(verdict: outcome.verdict, undelivered: outcome.undelivered))
      return outcome.exitStatus
    }
  }

  /// Shows or sends what is due without anybody asking.
  private func tellDue(_ workspace: Workspace, on terminal: Terminal) async throws -> ExitStatus {
    guard wish == nil, waive.isEmpty, !initial else {
      throw ExplainedFailure(
        "`--due` sends what follows from what was announced before",
        hints: ["leave out the version, `--initial` and `--waive`"], exitStatus: .usage)
    }
    let story = PeopleStory(workspace) { terminal.note($0) }
    guard execution.execute else {
      let page = DuePage(due: try await story.due())
      terminal.result(
        text: page.text + (page.due.isEmpty ? "" : PlanPage.toGoOn), json: page.json)
      return .done
    }
    let outcome = try await story.tellDue()
    let page = DuePage(due: outcome.due, outcome: outcome)
    terminal.result(text: page.text, json: page.json)
    return outcome.exitStatus
  }

  private func reason() throws -> String? {
    let words = because.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    guard waive.isEmpty == (words == nil), words?.isEmpty != true else {
      throw ExplainedFailure(
        "`--waive` and `--because` need each other",
        hints: ["say whom and why: `--waive billing --because \"…\"`; it is recorded"],
        exitStatus: .usage)
    }
    return words
  }

  private func names(in plan: NoticePlan) throws -> [RepositoryName] {
    guard !waive.contains("all") else { return [] }
    return try waive.map { text in
      guard let letter = plan.letters.first(where: { $0.name.description == text }) else {
        throw ExplainedFailure(
          "`\(text)` is no dependent",
          hints: nearest(to: text, among: plan.letters.map(\.name.description))
            .map { ["did you mean `\($0)`?"] } ?? [], exitStatus: .usage)
      }
      return letter.name
    }
  }
}
