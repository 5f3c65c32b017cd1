internal import ArgumentParser
internal import LockstepCore
internal import LockstepDashboard
internal import LockstepKit
internal import LockstepSystem

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "A dashboard: how things stand, each incident; and where links of messages lead.",
    discussion: """
      It shows what the ledger tells, at / as pages, at /api/status and /api/incidents as JSON. Nothing is \
      changed by looking. An incident is taken by the link of a message (/acknowledge, with \
      LOCKSTEP_ACKNOWLEDGE_KEY), or on its page with the token that `[serve] token` names; without either \
      the pages can only be read. Whoever reaches it reads the record: it listens on this machine alone \
      unless it is told otherwise, and --links-only shows nothing but the links.
      """)

  @Option(
    help: ArgumentHelp(
      "Where it listens: `8470`, for this machine, or an address with a port; port 0 is any free one.",
      valueName: "address"))
  var listen = "8470"

  @Option(
    help: ArgumentHelp(
      "The least time between two questions to the ledger's remote.", valueName: "span"))
  var interval = "10 seconds"

  @Flag(help: "Answers the links of messages and /health, and shows nothing else.")
  var linksOnly = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("serve") { terminal, host in
      let address = try WebAddress(parsing: listen)
      let interval = try Span.argument(interval, of: "--interval")
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = BoardStory(workspace, interval: interval.duration) { terminal.note($0) }
      let settings = BoardSettings(of: workspace.configuration, environment: host.environment)
      for remark in settings.remarks(isLoopback: address.isLoopback, onlyLinks: linksOnly) {
        terminal.note("note: \(remark)")
      }
      let site = BoardSite(
        story, door: BoardDoor(token: settings.token, hosts: settings.hosts),
        linkPath: settings.linkPath, onlyLinks: linksOnly, failed: { terminal.error($0) })
      let server = WebServer(at: address, called: "the dashboard") { await site.answer($0) }
      do {
        try await Interruption.cancelling {
          try await server.whileServing {
            Self.show($0, on: terminal)
          } _: {
            try await story.carryMail(failed: { terminal.error($0) })
          }
        }
      } catch is CancellationError {
        terminal.note("stopped")
      }
      return .done
    }
  }

  private static func show(_ address: WebAddress, on terminal: Terminal) {
    terminal.result(
      text: "the dashboard is at http://\(address)/",
      json: ["schema": "lockstep.serve/1", "address": .string("http://\(address)/")])
  }
}
