internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct FlagsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flags",
    abstract:
      "Reviews the foundation's features: class, age, users, tests, and what to do with each.",
    discussion: """
      A feature is stable, preview, legacy or experimental: by [package.metadata.features] of the \
      foundation's manifest, by [flags] of lockstep.toml, or by its name, in this order.
      Nothing is decided by the review. Dependents are read as they were fetched last; --fetch asks \
      every remote first.
      """)

  @Option(
    help: ArgumentHelp(
      "What is reviewed: a revision or a folder; the tip of the remote's branch else.",
      valueName: "side"))
  var candidate: String?

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @Flag(help: "Asks every dependent's remote first.")
  var fetch = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell(
      "flags", formats: [.text, .json, .markdown], failure: ["features": []]
    ) { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let story = try await FlagsStory.open(workspace, branch: branch)
      let page = FlagsPage(review: try await story.review(of: candidate, fetching: fetch))
      switch terminal.format {
      case .markdown: terminal.result(page.markdown)
      default: terminal.result(text: page.text, json: page.review.json)
      }
      if terminal.format != .markdown {
        terminal.note(page.review.remarks.map { "note: \($0)" }.joined(separator: "\n"))
      }
      return .done
    }
  }
}
