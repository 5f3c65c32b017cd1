internal import ArgumentParser
internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

struct FleetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Shows who depends on us: manifest and line, requirement, source, features, wave.",
    discussion: "Reads what was fetched last; --fetch asks every remote first.")

  @Flag(help: "Asks every remote first.")
  var fetch = false

  @Option(help: "Prints the graph instead: dot or mermaid.")
  var graph: GraphFormat?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("fleet") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let loaded = try await workspace.loadFleet(fetching: fetch)
      switch graph {
      case .dot: terminal.result(loaded.fleet.dot)
      case .mermaid: terminal.result(loaded.fleet.mermaid)
      case nil:
        let page = FleetPage(loaded: loaded)
        terminal.result(text: page.text, json: loaded.fleet.json)
        terminal.note(page.remarks)
      }
      return .done
    }
  }
}

/// The forms in which the graph can be drawn.
enum GraphFormat: String, ExpressibleByArgument, CaseIterable {
  case dot
  case mermaid
}
