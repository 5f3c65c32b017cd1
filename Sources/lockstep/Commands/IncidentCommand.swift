internal import ArgumentParser
internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit
internal import LockstepSystem

struct IncidentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident",
    abstract: "An emergency's record: who is told, who answers, what happened.",
    subcommands: [
      IncidentListCommand.self, IncidentOpenCommand.self, IncidentAckCommand.self,
      IncidentNoteCommand.self, IncidentCloseCommand.self, IncidentEscalateCommand.self,
      IncidentWhoCommand.self, IncidentReportCommand.self, IncidentSwapCommand.self,
      IncidentRoleCommand.self, IncidentSeverityCommand.self,
    ], defaultSubcommand: IncidentListCommand.self)
}

extension IncidentSeverity: ExpressibleByArgument {}
extension IncidentRole: ExpressibleByArgument {}

/// What the commands that say something have in common.
struct IncidentOptions: ParsableArguments {
  @Flag(name: [.customShort("x"), .long], help: "Does it instead of only showing it.")
  var execute = false

  @OptionGroup var shared: SharedOptions

  /// Opens the story; without `--execute` says what would be done, else does it and tells how that went.
  func tell(
    _ action: String, hiding secret: String? = nil, words: String? = nil,
    _ story: (IncidentStory) async throws -> (shown: String, IncidentAction)
  ) async throws {
    try await shared.tell("incident") { terminal, host in
      // A link may stand in a longer argument; words are an argument of their own, or an option's value.
      let command = CommandLine.arguments.map { argument in
        if let words, argument == words { return "…" }
        if let words, argument.hasPrefix("--"), argument.hasSuffix("=\(words)") {
          return argument.dropLast(words.count) + "…"
        }
        return secret.map { argument.replacing($0, with: "…") } ?? argument
      }
      let workspace = try await Workspace.open(host: host, command: command)
      let incidents = IncidentStory(workspace) { terminal.note($0) }
      let (shown, perform) = try await story(incidents)
      guard execute else {
        terminal.result(
          text: "would \(action) \(printable(shown))\n`--execute` does it",
          json: ["schema": "lockstep.incident/1", "would": .string("\(action) \(shown)")])
        return .done
      }
      let page = IncidentPage(told: try await perform())
      terminal.result(text: page.text, json: page.json)
      return page.exitStatus
    }
  }
}

/// What the commands about one incident have in common.
struct OneIncidentOptions: ParsableArguments {
  @Option(help: "The incident; the open one by default.")
  var incident: String?

  @OptionGroup var options: IncidentOptions

  /// Tells as ``IncidentOptions/tell(_:hiding:words:_:)`` does, of the incident that is meant.
  func tell(
    _ action: String, words: String? = nil,
    _ story: (IncidentStory, Incident) async throws -> (shown: String, IncidentAction)
  ) async throws {
    try await options.tell(action, words: words) { incidents in
      try await story(incidents, try await incidents.find(incident))
    }
  }
}

/// What becomes of words that do not belong into a record which everybody reads.
struct RecordOptions: ParsableArguments {
  @Flag(help: "Records the words even where everybody can read them; that is recorded, too.")
  var inPublic = false

  /// What whoever says them chose; `handling` where they chose nothing.
  func handling(else handling: IncidentStory.WordHandling) -> IncidentStory.WordHandling {
    inPublic ? .record : handling
  }
}

/// What is done once it is decided.
typealias IncidentAction = () async throws -> [IncidentStory.Told]

struct IncidentListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The incidents and their course.")

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.look { story in
      let incidents = try await story.all()
      return (
        incidents.isEmpty
          ? "there was no incident" : incidents.map(\.page).joined(separator: "\n\n"),
        incidents.json
      )
    }
  }
}

extension SharedOptions {
  /// Tells something of the incidents; nothing is changed, and who asks does not matter.
  func look(
    _ story: (IncidentStory) async throws -> (text: String, json: JSONValue)
  ) async throws {
    try await tell("incident") { terminal, host in
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: true)
      let (text, json) = try await story(IncidentStory(workspace) { _ in })
      terminal.result(text: text, json: json)
      return .done
    }
  }
}

struct IncidentOpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Opens an incident and tells everybody whom it concerns.")

  @Argument(help: "What is wrong, in one line.")
  var title: String

  @Option(help: "critical, major or minor.")
  var severity: IncidentSeverity = .major

  @OptionGroup var record: RecordOptions

  @OptionGroup var options: IncidentOptions

  func run() async throws {
    try await options.tell("open", words: title) { story in
      // In an emergency people are told first.
      if !options.execute { await story.sayExposure() }
      return (
        title,
        {
          [
            try await story.open(
              title, severity: severity, handling: record.handling(else: .withhold))
          ]
        }
      )
    }
  }
}

struct IncidentAckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Takes an incident, which ends its escalation.")

  @Argument(help: "The incident; the open one by default.")
  var incident: String?

  @Option(
    help: ArgumentHelp(
      "Takes it as the contact to whom this link of a message was given.", valueName: "link"))
  var link: String?

  @OptionGroup var options: IncidentOptions

  func run() async throws {
    try await options.tell("acknowledge", hiding: link) { story in
      if let link {
        let (found, contact) = try await story.verify(link: link)
        if let incident, incident != found.id {
          throw ExplainedFailure(
            "the link is for \(found.id), not for \(incident)", exitStatus: .usage)
        }
        return ("\(found.id) as \(contact)", { [try await Self.take(found, as: contact, story)] })
      }
      let incident = try await story.find(incident)
      return (incident.id, { [try await story.acknowledge(incident)] })
    }
  }

  private static func take(
    _ incident: Incident, as contact: String, _ story: IncidentStory
  ) async throws -> IncidentStory.Told {
    switch try await story.take(incident.id, as: contact, via: .link) {
    case .taken(let told): return told
    case .before(let incident), .closed(let incident):
      throw ExplainedFailure(incident.heading, exitStatus: .done)
    case .unknown:
      throw ExplainedFailure("there is no incident `\(incident.id)`", exitStatus: .usage)
    }
  }
}

struct IncidentNoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Adds a line to an incident's course, and tells it.")

  @Argument(help: "The line.")
  var text: String

  @Flag(help: "Keeps the words out of a record that everybody can read; the messages have them.")
  var confidential = false

  @OptionGroup var record: RecordOptions

  @OptionGroup var options: OneIncidentOptions

  func validate() throws {
    if confidential, record.inPublic {
      throw ValidationError("say --confidential or --in-public, not both")
    }
  }

  func run() async throws {
    try await options.tell("note on", words: text) { story, incident in
      let handling = record.handling(else: confidential ? .withhold : .refuse)
      return (
        "\(incident.id): \(text)",
        { [try await story.note(incident, text, handling: handling)] }
      )
    }
  }
}

struct IncidentRoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Gives somebody a role in an incident, and tells it.")

  @Argument(help: "commander, operations, communications or scribe.")
  var role: IncidentRole

  @Argument(help: "Who has it from now on.")
  var person: String

  @OptionGroup var record: RecordOptions

  @OptionGroup var options: OneIncidentOptions

  func run() async throws {
    try await options.tell("name", words: person) { story, incident in
      return (
        "\(person) as \(role.rawValue) of \(incident.id)",
        {
          [
            try await story.assign(
              role, to: person, in: incident, handling: record.handling(else: .refuse))
          ]
        }
      )
    }
  }
}

struct IncidentSeverityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "severity",
    abstract: "Says that an incident is worse, or less bad, than it was said to be.")

  @Argument(help: "critical, major or minor.")
  var severity: IncidentSeverity

  @Option(help: ArgumentHelp("Why; it is recorded and told.", valueName: "reason"))
  var because: String

  @OptionGroup var record: RecordOptions

  @OptionGroup var options: OneIncidentOptions

  func run() async throws {
    try await options.tell("grade", words: because) { story, incident in
      guard incident.severity != severity else {
        throw ExplainedFailure(
          "\(incident.id) is \(severity.rawValue) already", exitStatus: .usage)
      }
      return (
        "\(incident.id) as \(severity.rawValue), not \(incident.severity.rawValue)",
        {
          [
            try await story.grade(
              incident, as: severity, because: because, handling: record.handling(else: .withhold))
          ]
        }
      )
    }
  }
}

struct IncidentCloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Closes an incident with the all-clear.")

  @Argument(help: "How it ended, in one line.")
  var text: String

  @Option(
    help: ArgumentHelp(
      "Closes it although its post-mortem is not complete, for this reason; it is recorded.",
      valueName: "reason"))
  var because: String?

  @OptionGroup var options: OneIncidentOptions

  func run() async throws {
    try await options.tell("close") { story, incident in
      let report = try await PostMortemStory.open(incident, in: story.workspace)
      let standing = try report.standing()
      // Nobody has to write a book about what stopped nobody.
      if !standing.isComplete, incident.severity != .minor, because == nil {
        throw PostMortemIncomplete(
          incident: incident.id, path: report.path, problems: try report.problems())
      }
      return (
        incident.id,
        {
          [try await story.close(incident, text, report: standing, because: because)]
        }
      )
    }
  }
}

struct IncidentEscalateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "escalate",
    abstract: "Calls the next level where nobody answered in time; for cron.")

  @OptionGroup var options: IncidentOptions

  func run() async throws {
    try await options.tell("call") { story in
      ("whoever's turn has come", { try await story.escalate() })
    }
  }
}
