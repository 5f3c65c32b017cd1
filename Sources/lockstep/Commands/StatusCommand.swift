internal import ArgumentParser
internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the release, where in its window it stands, and each dependent; one screen.")

  @Flag(help: "Asks the remotes of the ledger and of the fleet first.")
  var fetch = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("status") { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let history =
        fetch ? try await workspace.ledger.fetch() : try await workspace.ledger.history()
      let log = OperationLog(history)
      var fleet: Fleet?
      do {
        if fetch {
          fleet = try await workspace.loadFleet(fetching: true).fleet
        } else if SupportWindow.exists(in: log) {
          fleet = try await workspace.knownFleet()
        }
      } catch let error as any ExplainedError {
        terminal.note("note: what the dependents have is not known: \(error.explanation.oneLine)")
      }
      let page = StatusPage(
        status: Status(of: history, log, at: host.clock.now(), fleet: fleet),
        waysBack: try await history.waysBackInForce(in: workspace))
      terminal.result(text: page.text, json: page.json)
      return .done
    }
  }
}
