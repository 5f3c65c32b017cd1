internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Validates configuration, tools and access; says what is missing and how to get it.")

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("check") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = await CheckStory.tell(workspace)
      terminal.result(text: text(of: story), json: json(of: story))
      return story.isReady ? .done : .failed
    }
  }

  private func text(of story: CheckStory) -> String {
    story.findings.map { finding in
      let mark =
        switch finding.verdict {
        case .good: "✓"
        case .notice: "!"
        case .missing: "✗"
        }
      let detail = finding.detail.split(separator: "\n").joined(separator: "\n    ")
      return (["\(mark) \(finding.subject): \(detail)"] + finding.hints.map { "    hint: \($0)" })
        .joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }

  private func json(of story: CheckStory) -> JSONValue {
    [
      "schema": "lockstep.check/1", "ready": .boolean(story.isReady),
      "findings": .array(
        story.findings.map { finding in
          [
            "subject": .string(finding.subject), "verdict": .string(finding.verdict.rawValue),
            "detail": .string(finding.detail), "hints": .array(finding.hints.map(JSONValue.string)),
          ]
        }),
    ]
  }
}
