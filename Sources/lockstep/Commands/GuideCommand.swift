internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct GuideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guide",
    abstract: "Drafts the migration guide of a breaking release, keeps it up to date, checks it.",
    discussion: """
      Writes one file into your working tree, docs/migration/VERSION.md unless lockstep.toml says \
      otherwise: a section for each breaking change, with places for you to write. What you wrote is \
      kept, whatever changes around it.
      --check compiles the Rust blocks: ```rust,before against the baseline, ```rust,after against \
      the candidate; ```rust,ignore leaves one out.
      Exit status: 0 done, complete or not needed; 10 something is missing or does not compile; \
      1 could not be checked.
      """)

  @Argument(help: "The version that the guide is for; the one that follows from the changes else.")
  var version: String?

  @Option(help: ArgumentHelp("What users have now; the last release else.", valueName: "side"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "What they are to have; the tip of the remote's branch else.", valueName: "side"))
  var candidate: String?

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @Flag(
    help:
      "Compiles the dependents to find the places that break; else the last answer counts, or an estimate."
  )
  var impact = false

  @Flag(help: "Checks the guide instead of writing it.")
  var check = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("guide", failure: ["needed": .null, "problems": []]) { terminal, host in
      let wanted = try version.map(Version.argument)
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: !impact)
      let changes = try await ChangeStory.open(
        workspace, branch: branch, asking: baseline == nil || candidate == nil)
      let sides = try await changes.sides(baseline: baseline, candidate: candidate)
      let progress: @Sendable (String) -> Void = { terminal.note(terminal.faint($0)) }
      let difference = try await changes.difference(
        from: sides.baseline, to: sides.candidate, progress: progress)
      for remark in difference.remarks { terminal.note("note: \(remark)") }
      let story = try GuideStory(difference, of: changes, to: wanted)
      let page = GuidePage(story)
      if check {
        let verdict = try await story.check(progress: progress)
        terminal.result(text: page.text(verdict), json: page.json(verdict))
        return verdict?.exitStatus ?? .done
      }
      let draft = try story.draft(
        try await story.impact(compiling: impact, progress: progress))
      terminal.result(text: page.text(draft), json: page.json(draft))
      return .done
    }
  }
}
