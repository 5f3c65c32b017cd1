internal import ArgumentParser
internal import LockstepCore
internal import LockstepDashboard
internal import LockstepKit

struct IncidentReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes an incident's post-mortem, and says what is missing.",
    discussion: """
      Writes incidents/ID.md into your working tree: what the ledger tells, with places for you to write. \
      What you wrote is kept whenever it is written anew. Addresses and channels are never in it; the \
      shareable form also leaves out people, notes, and dependents that lockstep.toml does not name.
      --format markdown prints the document and writes nothing. Exit status with --check: 0 complete, 10 \
      something is missing.
      """)

  @Argument(help: "The incident; the open one by default, else the last one.")
  var incident: String?

  @Option(
    help: ArgumentHelp("The document's file; incidents/ID.md else.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Writes the document as a page of its own too.", valueName: "file"))
  var html: String?

  @Flag(help: "Says what is missing in the document, and writes nothing.")
  var check = false

  @Flag(
    inversion: .prefixedNo,
    help:
      "Leaves out what must not stand in public; the default where `[ledger] remote` keeps the record apart."
  )
  var shareable: Bool?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell(
      "incident-report", formats: [.text, .json, .markdown], failure: ["problems": []]
    ) { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let incidents = IncidentStory(workspace) { terminal.note($0) }
      let found = try await Self.find(incident, in: incidents)
      let story = try await PostMortemStory.open(
        found, in: workspace, output: output, isShareable: shareable)
      let page = PostMortemPage(story: story)
      if check {
        let problems = try story.problems()
        terminal.result(text: page.text(problems), json: page.json(problems))
        return problems.isEmpty ? .done : .decidedNo
      }
      let draft = terminal.format == .markdown ? try story.draft() : try story.write()
      if let html {
        try HTMLFile(path: html, host: host).write(
          PostMortemSheet(story.facts, text: draft.text))
      }
      if terminal.format == .markdown {
        terminal.result(draft.text)
      } else {
        terminal.result(text: page.text(draft, html: html), json: page.json(draft))
      }
      return .done
    }
  }

  /// The one that is named, the one that is open, else the last one: a report is also written afterwards.
  private static func find(_ id: String?, in story: IncidentStory) async throws -> Incident {
    let all = try await story.all()
    if id == nil, all.count(where: \.isOpen) == 0, let last = all.last { return last }
    return try await story.find(id)
  }
}
