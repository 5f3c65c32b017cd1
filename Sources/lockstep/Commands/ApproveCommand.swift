internal import ArgumentParser
internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Records that you sign off the candidate.",
    discussion: """
      The approval names the very commit and is signed where your git signs; another candidate has none \
      of it. Without --execute it shows what would be approved.
      """)

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The dependent for which you speak.", valueName: "dependent"))
  var behalf: String?

  @Option(
    help: ArgumentHelp(
      "The commit; by default that of the open release, else the one announced last.",
      valueName: "commit"))
  var candidate: String?

  @Flag(name: [.customShort("x"), .long], help: "Records it instead of only showing it.")
  var execute = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("approve") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = ApproveStory(workspace)
      let proposal = try await story.propose(candidate: candidate, as: behalf)
      let tally = execute ? try await story.carryOut(proposal) : proposal.tally
      terminal.result(text: text(proposal, tally), json: json(proposal, tally))
      return .done
    }
  }

  private func text(_ proposal: ApproveStory.Proposal, _ tally: ApprovalTally) -> String {
    let record = proposal.record
    let name = record.version.map { "\($0), commit \(record.candidate)" } ?? "\(record.candidate)"
    var lines = [
      proposal.isRecorded
        ? "you have approved \(name) already"
        : execute ? "approved \(name)" : "would approve \(name)"
    ]
    let needed = proposal.needed.map { " of \($0) needed" } ?? ""
    lines.append("approvals: \(tally.counted.count)\(needed)")
    lines += tally.counted.map { "  \($0.told), \($0.at)" }
    lines += tally.uncounted.map { "  \($0.name)'s does not count: \($0.reason)" }
    if !execute, !proposal.isRecorded { lines.append("`--execute` records it") }
    return lines.map { printable($0) }.joined(separator: "\n")
  }

  private func json(_ proposal: ApproveStory.Proposal, _ tally: ApprovalTally) -> JSONValue {
    [
      "schema": "lockstep.approve/1",
      "candidate": .string(proposal.record.candidate.description),
      "version": proposal.record.version.map { .string($0.description) } ?? .null,
      "needed": proposal.needed.map { .integer(Int64($0)) } ?? .null,
      "approvals": .array(
        tally.counted.map { approval in
          [
            "name": .string(approval.name), "email": .string(approval.email),
            "at": .string(approval.at.description),
            "as": .array(approval.behalf.map { .string($0.description) }),
          ]
        }),
      "uncounted": .array(
        tally.uncounted.map { ["name": .string($0.name), "reason": .string($0.reason)] }),
    ]
  }
}
