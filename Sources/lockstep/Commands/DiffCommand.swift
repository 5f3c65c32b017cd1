internal import ArgumentParser
internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares the public API of two versions, and says which bump it requires.",
    discussion: """
      A side is a revision (a tag, a branch, a commit of your clone or of its remote) or a folder. \
      Without sides the tip of the remote's branch is compared with the last release.
      Two folders need no lockstep.toml.
      Exit status: 0 compared, 1 something could not be compared, and so nothing is decided.
      """)

  @Option(help: ArgumentHelp("What it is compared with; the last release else.", valueName: "side"))
  var baseline: String?

  @Option(
    help: ArgumentHelp("What is compared; the tip of the remote's branch else.", valueName: "side"))
  var candidate: String?

  @Option(
    help: ArgumentHelp(
      """
      Exactly these features: `all`, `none`, `default`, or names with commas between. May be \
      repeated; the configured matrix else.
      """, valueName: "set"))
  var features: [String] = []

  @Option(help: ArgumentHelp("Compares this package alone.", valueName: "name"))
  var package: String?

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell(
      "diff", formats: [.text, .json, .markdown, .sarif, .github],
      failure: ["required": .null, "next": .null, "changes": []]
    ) { terminal, host in
      let sets = try features.map(FeatureSelection.init(parsing:))
      let difference = try await ChangeStory.tell(
        ChangeStory.Wish(
          baseline: baseline, candidate: candidate, features: sets.isEmpty ? nil : sets,
          package: package, branch: branch),
        host: host, command: CommandLine.arguments,
        progress: terminal.progress)
      for remark in difference.remarks { terminal.note("note: \(remark)") }
      DiffPage(difference: difference).tell(on: terminal)
      return difference.required == nil ? .failed : .done
    }
  }
}
