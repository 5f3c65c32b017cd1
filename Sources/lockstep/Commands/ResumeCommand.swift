internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with an operation that was interrupted, after looking at the world first.")

  @Argument(help: "The operation, as `lockstep status` names it; the open one where none is given.")
  var operation: String?

  @Flag(help: "Takes the lease over from somebody who does not answer.")
  var takeOver = false

  @Flag(name: .shortAndLong, help: "Does not ask before an irreversible step.")
  var yes = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("resume") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await ResumeStory.open(workspace, operation: operation)
      guard let record = story.record else {
        terminal.result(
          text: "nothing to resume: no operation is open",
          json: ["schema": "lockstep.resume/1", "operation": .null])
        return .done
      }
      let result = try await story.resume(
        takeOver: takeOver,
        confirm: terminal.confirmation(unless: yes),
        report: { Progress(terminal: terminal)($0) })
      return Conclusion(operation: record.id, result: result)
        .tell(on: terminal, schema: "resume", facts: record.facts)
    }
  }
}

struct AbortCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Takes back what can be taken back of an operation, and records what remains.")

  @Argument(help: "The operation, as `lockstep status` names it; the open one where none is given.")
  var operation: String?

  @Option(help: ArgumentHelp("Why; it is recorded.", valueName: "text"))
  var because = "aborted by hand"

  @Flag(help: "Takes the lease over from somebody who does not answer.")
  var takeOver = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("abort") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = try await ResumeStory.open(workspace, operation: operation)
      guard let record = story.record else {
        terminal.result(
          text: "nothing to abort: no operation is open",
          json: ["schema": "lockstep.abort/1", "operation": .null])
        return .done
      }
      let result = try await story.abort(
        because: because, takeOver: takeOver, report: { Progress(terminal: terminal)($0) })
      return Conclusion(operation: record.id, result: result)
        .tell(on: terminal, schema: "abort", facts: record.facts)
    }
  }
}
