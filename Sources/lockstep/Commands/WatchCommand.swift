internal import ArgumentParser
internal import LockstepCore
internal import LockstepDashboard
internal import LockstepFleet
internal import LockstepKit
internal import LockstepSystem

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Looks after a release: triggers, drift, unanswered notices; tells, and escalates.",
    discussion: """
      What fires is recorded once, and what follows by the policy is done once, under --execute; \
      without it both are only shown. It goes on until it is told to end, or looks --once. \
      Exit status of --once: 0 nothing fires, 10 something does, 1 data is missing that \
      `[watch] needs` names.
      """)

  @Flag(help: "Looks at everything once and ends: for cron and continuous integration.")
  var once = false

  @Flag(name: [.customShort("x"), .long], help: "Records what fires, and does what follows.")
  var execute = false

  @Option(
    help: ArgumentHelp(
      "How often it looks, in the place of `[watch] interval`.", valueName: "span"))
  var interval: String?

  @Option(
    help: ArgumentHelp(
      "Says over HTTP whether it is well: `8080`, for this machine, or an address with a port.",
      valueName: "address"))
  var health: String?

  @Flag(help: "Prints a systemd unit that runs the watch with these options, and ends.")
  var systemd = false

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if once, interval != nil || health != nil || systemd {
      throw ValidationError("--once ends after one look: say it without options of the service")
    }
  }

  func run() async throws {
    try await shared.tell("watch") { terminal, host in
      let interval = try self.interval.map { try Span.argument($0, of: "--interval") }
      let address = try health.map(WebAddress.init(parsing:))
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: !execute)
      if systemd {
        terminal.result(try unit(of: workspace).text())
        return .done
      }
      let story = WatchStory(
        workspace, branch: branch, print: { terminal.note($0) },
        progress: { terminal.note(terminal.faint($0)) })
      guard !once else {
        let round = try await story.round(executing: execute)
        Self.show(round, on: terminal)
        return round.exitStatus
      }
      let service = WatchService(story, executing: execute, interval: interval)
      return try await serve(service, at: address, on: terminal)
    }
  }

  /// Runs until the process is told to end, which is no failure.
  private func serve(
    _ service: WatchService, at address: WebAddress?, on terminal: Terminal
  ) async throws -> ExitStatus {
    do {
      try await Interruption.cancelling {
        guard let address else { return try await Self.watch(service, on: terminal) }
        let server = HealthServer(at: address) { service.health.report() }
        try await server.whileServing {
          terminal.note("health: http://\($0)/health")
        } _: {
          try await Self.watch(service, on: terminal)
        }
      }
    } catch is CancellationError {
      terminal.note("stopped")
    }
    return .done
  }

  private static func watch(_ service: WatchService, on terminal: Terminal) async throws {
    try await service.run(
      changed: { show($0, on: terminal) }, failed: { terminal.error($0) })
  }

  private static func show(_ round: WatchRound, on terminal: Terminal) {
    terminal.result(text: WatchPage(round: round).text, json: round.json)
  }

  private func unit(of workspace: Workspace) -> WatchUnit {
    var arguments: [String] = []
    if execute { arguments.append("--execute") }
    if let interval { arguments += ["--interval", interval] }
    if let health { arguments += ["--health", health] }
    if let branch { arguments += ["--branch", branch] }
    if shared.format == .json { arguments += ["--format", "json"] }
    return WatchUnit(
      package: workspace.configuration.foundation.package,
      program: Files.canonicalPath("/proc/self/exe") ?? CommandLine.arguments.first ?? "lockstep",
      arguments: arguments, directory: workspace.directory)
  }
}
