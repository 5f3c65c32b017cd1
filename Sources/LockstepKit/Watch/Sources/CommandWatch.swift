internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

/// Asks a configured program whether something is wrong.
///
/// It gets the release as JSON on its standard input. A line of JSON on its standard output decides,
/// `{"state": "fire"|"quiet"|"no-data", "summary": …, "evidence": …}`; without one its exit status does:
/// 0 is quiet, 10 fires, anything else says nothing. What it calls `evidence` tells one finding from the
/// next; the same one never fires twice.
struct CommandWatch: Sendable {
  let ground: WatchGround
  let command: Configuration.TriggerCommand

  /// Nothing of the user's that is secret reaches the program.
  private static let passed = ["PATH", "HOME", "LANG", "TZ"]
  private static let longest = 500

  func look() async throws -> WatchLook {
    let workspace = ground.workspace
    let timing = command.timing ?? workspace.configuration.watch.timing
    guard let program = command.run.first else {
      return WatchLook(command.name, .noData(because: "no program is named"))
    }
    let result = try await workspace.host.processes.run(
      Invocation(
        program: program, arguments: Array(command.run.dropFirst()),
        environment: workspace.host.environment.filter { Self.passed.contains($0.key) },
        directory: workspace.directory, input: .bytes(question.bytes() + [0x0A]),
        timeout: timing.budget.duration, outputLimit: 1 << 20))
    return answer(result)
  }

  private var question: JSONValue {
    let release = ground.release
    return [
      "schema": "lockstep.trigger/1", "trigger": .string(command.name),
      "package": .string(ground.workspace.configuration.foundation.package),
      "version": release.map { .string($0.version.description) } ?? .null,
      "tag": release.map { .string($0.tag) } ?? .null,
      "commit": release.map { .string($0.commit.description) } ?? .null,
      "released": ground.releasedAt.map { .string($0.description) } ?? .null,
    ]
  }

  private func answer(_ result: ProcessResult) -> WatchLook {
    if result.timedOut {
      return WatchLook(command.name, .noData(because: "it did not end in time"))
    }
    let said = result.text.split(separator: "\n").last.map(String.init)
    let json = said.flatMap { try? JSONValue(parsing: $0) }.flatMap { $0.object == nil ? nil : $0 }
    let summary = printable(
      String((json?["summary"]?.string ?? said ?? "").prefix(Self.longest)))
    let state = json?["state"]?.string ?? Self.state(of: result.exitCode)
    switch state {
    case "quiet": return WatchLook(command.name)
    case "fire":
      let evidence = json?["evidence"]?.string.map { String($0.prefix(Self.longest)) }
      let id = evidence ?? "\(command.name) \(ground.release?.version.description ?? "")"
      return WatchLook(
        command.name,
        findings: [
          .init(
            command.name, id, summary.isEmpty ? "`\(command.name)` fires" : summary,
            isOfRelease: ground.whyNoRelease == nil)
        ])
    default:
      let status =
        result.exitCode.map { "it ended with status \($0)" } ?? "it was ended by a signal"
      return WatchLook(
        command.name, .noData(because: summary.isEmpty ? status : "\(status): \(summary)"))
    }
  }

  private static func state(of status: Int32?) -> String {
    switch status {
    case 0: "quiet"
    case 10: "fire"
    default: "no-data"
    }
  }
}
