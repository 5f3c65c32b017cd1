internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem
internal import LockstepWorkflow

extension OutputFormat: ExpressibleByArgument {}

/// The flags that every command takes.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How results are printed: text, json; some commands also have markdown, sarif, github, junit.",
      valueName: "format"))
  var format: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "Prints results and errors only.")
  var quiet = false

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Runs as if started in this folder.", valueName: "folder"))
  var directory: String?

  /// Tells one story: gives it the outside, and turns whatever it throws into an exit status.
  ///
  /// The JSON result is printed on failure too, under the command's schema.
  ///
  /// - Parameters:
  ///   - formats: The forms that this command has.
  ///   - failure: What its JSON says beside the error where there is no result.
  func tell(
    _ schema: String, formats: [OutputFormat] = OutputFormat.everywhere,
    failure: [String: JSONValue] = [:],
    _ story: (Terminal, Host) async throws -> ExitStatus
  ) async throws {
    var host = Host.live()
    let terminal = Terminal(format: format, isQuiet: quiet, environment: host.environment)
    let status: ExitStatus
    do {
      if let directory {
        let folder = Files.absolutePath(directory, from: host.workingDirectory)
        guard Files.isDirectory(folder) else {
          throw ExplainedFailure(
            "there is no folder \(directory)", hints: ["correct `-C`"], exitStatus: .usage)
        }
        host.workingDirectory = folder
      }
      guard formats.contains(format) else {
        throw ExplainedFailure(
          "`lockstep \(schema)` has no form `\(format.rawValue)`",
          hints: ["say `--format \(formats.map(\.rawValue).joined(separator: "`, `"))`"],
          exitStatus: .usage)
      }
      status = try await story(terminal, host)
    } catch {
      status = report(error, as: schema, failure, on: terminal)
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func report(
    _ error: any Error, as schema: String, _ failure: [String: JSONValue], on terminal: Terminal
  ) -> ExitStatus {
    let (explanation, status) = Self.explain(error)
    let key = status == .done ? "remark" : "error"
    if status == .done { terminal.remark(explanation) } else { terminal.error(explanation) }
    if terminal.format == .json {
      let result: [String: JSONValue] = [
        "schema": .string("lockstep.\(schema)/1"), key: explanation.json,
        "status": .integer(Int64(status.rawValue)),
      ]
      terminal.result(.object(failure.merging(result) { $1 }))
    }
    return status
  }

  private static func explain(_ error: any Error) -> (Explanation, ExitStatus) {
    let status = (error as? any ExitStatusCarrying)?.exitStatus
    if let explained = error as? any ExplainedError {
      return (explained.explanation, status ?? .failed)
    }
    if error is CancellationError {
      return (
        Explanation("interrupted", hints: ["`lockstep resume` goes on"]), .resumable
      )
    }
    return (
      Explanation(
        "something happened that Lockstep did not foresee", why: ["\(type(of: error)): \(error)"],
        hints: ["this is a defect of ours; please report it with the command that you ran"]),
      .defect
    )
  }
}

/// The flags of a command that changes the world.
struct ExecutionOptions: ParsableArguments {
  @Flag(name: [.customShort("x"), .long], help: "Carries the plan out instead of only showing it.")
  var execute = false

  @Flag(name: .shortAndLong, help: "Does not ask before an irreversible step.")
  var yes = false

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?
}
