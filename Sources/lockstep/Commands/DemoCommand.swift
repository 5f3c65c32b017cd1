internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem
internal import LockstepWorkflow

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Makes a sandbox fleet of real repositories: a release, a bad release, the rollback.",
    discussion: """
      Everything happens in one folder; nothing outside it is touched and no network is used. Kill it \
      whenever you like: `lockstep resume` in the foundation's clone goes on.
      """)

  @Option(
    help: ArgumentHelp("Where the sandbox goes; a new temporary folder else.", valueName: "folder"))
  var keep: String?

  @Option(help: ArgumentHelp("How many dependents.", valueName: "count"))
  var repositories = DemoFleet.fewestRepositories

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("demo") { terminal, host in
      let started = host.clock.elapsed()
      let directory =
        try keep.map { Files.absolutePath($0, from: host.workingDirectory) }
        ?? Files.temporaryDirectory(
          in: host.environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-demo")
      let narrator = Narrator(terminal: terminal)
      let story = try await DemoStory.begin(
        in: directory, repositories: repositories, host: host, tell: { narrator.tell($0) })
      narrator.tellHowToResume(story.fleet)
      let status = try await story.run()
      let seconds = Int((host.clock.elapsed() - started).components.seconds)
      terminal.result(
        text: narrator.ending(status, fleet: story.fleet, seconds: seconds),
        json: [
          "schema": "lockstep.demo/1", "directory": .string(story.fleet.directory),
          "clone": .string(story.fleet.foundationClone), "status": status.json(),
        ])
      return .done
    }
  }
}

/// Tells the demo's story on a terminal.
struct Narrator: Sendable {
  let terminal: Terminal

  func tell(_ event: DemoStory.Event) {
    switch event {
    case .chapter(let title): terminal.note("\n" + terminal.emphasised("── \(title)"))
    case .line(let text): terminal.note("   \(text)")
    case .refusal(let explanation):
      for line in explanation.lines {
        let label = line.label == "error" ? terminal.bad("✗") : terminal.faint("\(line.label):")
        terminal.note("   \(label) \(line.text)")
      }
    case .report(let report): Progress(terminal: terminal)(report)
    case .dependents(let dependents):
      var table = Table(indent: 6)
      for dependent in dependents {
        table.add(dependent.name.description, dependent.outcome, dependent.detail)
      }
      terminal.note(table.text)
    }
  }

  func tellHowToResume(_ fleet: DemoFleet) {
    terminal.note(
      terminal.faint(
        """
           kill this whenever you like, then:
             cd \(fleet.foundationClone)
             LOCKSTEP_CACHE=\(fleet.directory)/cache lockstep resume
        """))
  }

  func ending(_ status: Status, fleet: DemoFleet, seconds: Int) -> String {
    var lines = ["", "What happened, in \(seconds) seconds:"]
    for operation in status.operations {
      lines.append("  \(operation.title): \(operation.state)")
    }
    lines += [
      "", "The ledger is in the foundation's own repository, and needs no tool to be read:",
      "  cd \(fleet.foundationClone)", "  git log refs/lockstep/ledger",
      "  LOCKSTEP_CACHE=\(fleet.directory)/cache lockstep status",
      "", "The post-mortem, with places for people to write:",
      "  \(fleet.foundationClone)/\(DemoStory.postMortem)",
      "", "Everything lies in \(fleet.directory); remove it when you have seen enough.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
