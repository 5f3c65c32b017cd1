internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct CICommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ci",
    abstract: "Writes a fleet run on several machines as a job array for GitHub, GitLab or Slurm.",
    discussion: """
      The file divides the run, runs the shards side by side, and joins them whatever became of each. \
      It holds no secrets and asks for no right but to read; so GitHub's and GitLab's record nothing in \
      the ledger. It is printed; --write puts it into your working tree.
      """)

  @Argument(help: "Who runs the jobs: github, gitlab or slurm.")
  var engine: JobArray.Engine

  @Option(help: ArgumentHelp("How many shards the run is divided into.", valueName: "number"))
  var shards = 4

  @Option(
    help: ArgumentHelp(
      "Where the jobs run: GitHub's runner label, GitLab's runner tag, Slurm's partition.",
      valueName: "name"))
  var runner: String?

  @Option(
    help: ArgumentHelp(
      "A shell command that makes `lockstep`, git and cargo available to a job.",
      valueName: "command"))
  var setup: String?

  @Flag(help: "Writes the file, unless there is one of somebody else's.")
  var write = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("ci", failure: ["path": .null]) { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let array = try JobArrayStory.array(
        engine, shards: shards, runner: runner, setup: setup, in: workspace)
      let written = write ? try JobArrayStory.write(array, in: workspace) : nil
      terminal.result(
        text: written.map { "written: \($0)\n" } ?? array.text,
        json: [
          "schema": "lockstep.ci/1", "engine": .string(engine.rawValue),
          "shards": .integer(Int64(shards)), "path": .string(array.path),
          "text": .string(array.text), "written": written.map(JSONValue.string) ?? .null,
          "hints": .array(array.hints.map(JSONValue.string)),
        ])
      for hint in array.hints { terminal.note("hint: \(hint)") }
      return .done
    }
  }
}

extension JobArray.Engine: ExpressibleByArgument {}
