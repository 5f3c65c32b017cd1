internal import ArgumentParser
internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit
internal import LockstepSystem

struct IncidentWhoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who", abstract: "Who would be called now, level by level, and until when.")

  @Option(help: ArgumentHelp("Another moment than now (RFC 3339).", valueName: "instant"))
  var at: String?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.look { story in
      let time = try at.map { try Timestamp(parsing: $0) } ?? story.workspace.host.clock.now()
      let page = RosterPage(roster: try await story.roster(at: time), time: time)
      return (page.text, page.json)
    }
  }
}

struct IncidentSwapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swap", abstract: "Gives somebody else a contact's duty for a time.")

  @Argument(help: "The contact whose rotation it is.")
  var contact: String

  @Option(help: "Who takes the duty.")
  var to: String

  @Option(help: ArgumentHelp("Since when (RFC 3339); now by default.", valueName: "instant"))
  var from: String?

  @Option(help: ArgumentHelp("Until when (RFC 3339).", valueName: "instant"))
  var until: String

  @Option(help: ArgumentHelp("Why; it is recorded.", valueName: "reason"))
  var because: String?

  @Flag(name: [.customShort("x"), .long], help: "Does it instead of only showing it.")
  var execute = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("incident") { terminal, host in
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let story = IncidentStory(workspace) { terminal.note($0) }
      let swap = RotationSwap(
        contact: contact, from: try from.map { try Timestamp(parsing: $0) } ?? host.clock.now(),
        until: try Timestamp(parsing: until), person: to, because: because)
      for remark in try story.remarks(on: swap) { terminal.note("note: \(remark)") }
      let words =
        "\(swap.person) has the duty of \(swap.contact) from \(swap.from) until \(swap.until)"
      if execute { try await story.agree(swap) }
      terminal.result(
        text: printable(words) + (execute ? "\n" : "\n`--execute` records it\n"),
        json: [
          "schema": "lockstep.incident/1", "recorded": .boolean(execute), "swap": swap.json,
        ])
      return .done
    }
  }
}

/// Shows who would be called.
struct RosterPage {
  let roster: IncidentStory.Roster
  let time: Timestamp

  var text: String {
    guard !roster.calls.isEmpty else { return "no [[contact]] is configured" }
    var table = Table()
    for call in roster.calls {
      let wait = call.at == time ? "at once" : "after \(call.at.span(since: time))"
      table.add(
        call.level.rawValue,
        printable(call.person.map { "\($0) (\(call.contact))" } ?? call.contact),
        printable(call.channel), wait, duty(of: call))
    }
    let swaps = roster.swaps.map { swap in
      printable("  swap: \(swap.person) for \(swap.contact), \(swap.from) until \(swap.until)")
    }
    return ([table.text] + swaps).joined(separator: "\n")
  }

  private func duty(of call: Escalation.Call) -> String {
    guard let duty = roster.duties[call.contact], duty.person == call.person else { return "" }
    return
      "\(duty.isSwapped ? "by a swap, " : "")until \(duty.until) (\(LocalTime.text(duty.until)))"
  }

  var json: JSONValue {
    [
      "schema": "lockstep.incident/1",
      "calls": .array(
        roster.calls.map { call in
          [
            "level": .string(call.level.rawValue), "contact": .string(call.contact),
            "person": call.person.map { .string($0) } ?? .null,
            "channel": .string(call.channel), "at": .string(call.at.description),
            "duty_until": roster.duties[call.contact].map { .string($0.until.description) }
              ?? .null,
            "swapped": .boolean(roster.duties[call.contact]?.isSwapped ?? false),
          ]
        }),
      "swaps": .array(roster.swaps.map(\.json)),
    ]
  }
}

extension RotationSwap {
  fileprivate var json: JSONValue {
    [
      "contact": .string(contact), "person": .string(person), "from": .string(from.description),
      "until": .string(until.description), "because": because.map { .string($0) } ?? .null,
    ]
  }
}
