internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepLedger
internal import LockstepWorkflow

struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Prints the ledger, oldest first.",
    discussion: "`git log refs/lockstep/ledger` shows the same without any tool.")

  @Option(help: ArgumentHelp("Only the events of this operation.", valueName: "name"))
  var operation: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Only the last ones.", valueName: "count"))
  var last: Int?

  @Flag(help: "Asks the ledger's remote first.")
  var fetch = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("log") { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let history =
        fetch ? try await workspace.ledger.fetch() : try await workspace.ledger.history()
      var entries = operation.map { history.entries(ofOperation: $0) } ?? history.entries
      if let operation, entries.isEmpty {
        throw OperationUnknown(
          operation: operation, open: OperationLog(history).open.map(\.id))
      }
      if let last { entries = Array(entries.suffix(max(0, last))) }
      let page = LogPage(entries: entries)
      terminal.result(text: page.text, json: page.json)
      return .done
    }
  }
}
