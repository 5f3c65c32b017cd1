internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepLedger
internal import LockstepSystem

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the release, where in its window it stands, and each dependent; one screen.")

  @Flag(help: "Asks the ledger's remote first.")
  var fetch = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("status") { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let history =
        fetch ? try await workspace.ledger.fetch() : try await workspace.ledger.history()
      let page = StatusPage(
        status: Status(of: history, at: host.clock.now()),
        waysBack: try await history.waysBackInForce(in: workspace))
      terminal.result(text: page.text, json: page.json)
      return .done
    }
  }
}
