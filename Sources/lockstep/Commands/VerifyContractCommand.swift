internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

/// `lockstep verify contract`.
struct VerifyContractCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract:
      "Mock dependents: small crates beside the foundation that a candidate is tested with.",
    subcommands: [VerifyContractNewCommand.self], helpNames: [.short, .long])
}

/// `lockstep verify contract new`.
struct VerifyContractNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a mock dependent from what real dependents use.",
    discussion: """
      The crate goes under the first folder of `contract` in [gates]. It has one test that uses each item \
      that the dependents' sources use, it compiles on the baseline, and what was left out is told with \
      the reason. Nothing that is there is changed.
      """,
    helpNames: [.short, .long])

  @Argument(help: ArgumentHelp("The crate's name.", valueName: "name"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "A dependent whose uses count; may be repeated. All of them else.", valueName: "dependent"))
  var from: [String] = []

  @Option(
    help: ArgumentHelp("What it has to compile on; the last release else.", valueName: "side"))
  var baseline: String?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("verify", failure: ["items": []]) { terminal, host in
      let wish = try ContractWish(name: name, dependents: from, baseline: baseline)
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let draft = try await ContractStory.tell(wish, in: workspace, progress: terminal.progress)
      for remark in draft.remarks { terminal.note("note: \(printable(remark))") }
      terminal.result(text: ContractPage(draft).text, json: draft.json)
      return .done
    }
  }
}
