import LockstepCore
import LockstepFleet
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// What a text says that everybody must not read.
@Suite struct DisclosureTests {
  @Test(
    arguments: [
      ("the parser is slow", .major, 0), ("the parser is slow", .critical, 1),
      ("it breaks billing, too", .major, 1), ("it breaks billing-web", .major, 0),
      ("ask ada@acme.example.", .minor, 1), ("ask lead@acme.example", .minor, 0),
      ("10.0.0.7 answers; 1.2.3 does not", .minor, 1), ("version 1.2.3.4567 is out", .minor, 0),
      ("fe80::1:2:3:4 is down", .minor, 1), ("std::vec::Vec is slow", .minor, 0),
      ("at 10:15:00, see https://example.org/x", .minor, 0), ("@everyone look", .minor, 0),
      ("billing on 10.0.0.7 leaks ada@acme.example", .critical, 4), ("", nil, 0),
    ] as [(String, IncidentSeverity?, Int)])
  func `it finds what can be told without understanding the text`(
    text: String, severity: IncidentSeverity?, count: Int
  ) throws {
    let found = Disclosure(
      of: [text], severity: severity, privateNames: [try RepositoryName("billing")],
      known: "channel = \"mail:lead@acme.example\"")
    #expect(found.reasons.count == count, "\(found.reasons)")
  }
}

/// Incidents whose record everybody reads, as a forge says it.
@Suite(.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"))
struct PublicRecordTests {
  /// A foundation whose record is public or not, and what its contact was told.
  private static func with(
    isPrivate: Bool,
    _ body: @Sendable (Workspace, @Sendable () throws -> [JSONValue]) async throws -> Void
  ) async throws {
    try await ContractServer.session("people-public") { server in
      try await server.makeRepository("acme/record")
      for name in ["billing", "search"] { try await server.makeRepository("acme/\(name)") }
      try await server.set(["private": true], of: "acme/billing")
      try await server.set(["private": .boolean(isPrivate)], of: "acme/record")
      try await ScratchGit.with(settings: ["LOCKSTEP_GITHUB_TOKEN": "canary"]) { scratch in
        try scratch.file(
          "home/.netrc", "machine 127.0.0.1 login somebody password canary\n", mode: 0o600)
        let told = "\(scratch.directory)/told.jsonl"
        let settings = """
          [foundation]
          package = "core"
          publish = "none"
          [fleet]
          search = []
          [services]
          github = { rest = "\(server.github)", graphql = "\(server.githubGraphQL)" }
          [ledger]
          remote = "\(server.git("acme/record"))"
          [[fleet.dependent]]
          name = "billing"
          url = "\(server.git("acme/billing"))"
          [[fleet.dependent]]
          name = "search"
          url = "\(server.git("acme/search"))"
          [[contact]]
          name = "lead"
          channel = "file:\(told)"

          """
        try await body(try await scratch.workspace(of: settings)) {
          try (Files.read(told) ?? []).split(separator: 0x0A).map {
            try JSONValue(parsing: Array($0))
          }
        }
      }
    }
  }

  /// Everything that the record says.
  private static func record(of workspace: Workspace) async throws -> String {
    try await workspace.ledger.history().entries
      .map { "\($0.event.summary) \($0.event.body)" }.joined(separator: "\n")
  }

  @Test func `an emergency is opened, told in full, and recorded without its words`() async throws {
    try await Self.with(isPrivate: false) { workspace, messages in
      let story = IncidentStory(workspace) { _ in }
      let told = try await story.open("the parser leaks keys", severity: .critical)
      #expect(told.reached.count == 1)
      #expect(told.remarks.first?.contains("acme/record: the incident is critical") == true)
      #expect(try messages().last?["title"] == "critical: the parser leaks keys")
      #expect(told.incident.title == IncidentStory.withheldTitle)

      await #expect(throws: RecordTooPublic.self) {
        try await story.note(told.incident, "keys of billing are out", handling: .refuse)
      }
      _ = try await story.note(told.incident, "the leak is in Lexer", handling: .withhold)
      #expect(try messages().last?["title"] == "the leak is in Lexer")
      let record = try await Self.record(of: workspace)
      #expect(!record.contains("leak"), "\(record)")

      _ = try await story.note(told.incident, "1.0.1 is on its way", handling: .record)
      let after = try await Self.record(of: workspace)
      #expect(after.contains("1.0.1 is on its way") && after.contains("chosen"))
    }
  }

  @Test func `that it is worse is recorded in any case, and why is told`() async throws {
    try await Self.with(isPrivate: false) { workspace, messages in
      let story = IncidentStory(workspace) { _ in }
      let told = try await story.open("the parser is slow", severity: .major)
      let worse = try await story.grade(told.incident, as: .critical, because: "it leaks keys")
      #expect(worse.incident.severity == .critical)
      #expect(worse.remarks.first?.contains("the incident is critical") == true)
      #expect(
        try messages().last?["title"] == "incident-1 is critical, was major: it leaks keys")
      let better = try await story.grade(
        worse.incident, as: .major, because: "no key was in the log", handling: .record)
      #expect(better.incident.severity == .major)
      let record = try await Self.record(of: workspace)
      #expect(!record.contains("it leaks keys"), "\(record)")
      #expect(record.contains("no key was in the log") && record.contains("chosen"))
    }
  }

  @Test func `who has a role is said by name`() async throws {
    try await Self.with(isPrivate: false) { workspace, messages in
      let story = IncidentStory(workspace) { _ in }
      let told = try await story.open("it leaks keys", severity: .critical)
      let error = await #expect(throws: RecordTooPublic.self) {
        try await story.assign(.commander, to: "ada@home.example", in: told.incident)
      }
      #expect(error?.reasons == ["it has somebody's address"])
      let named = try await story.assign(.commander, to: "ada", in: told.incident)
      #expect(named.incident.roles[.commander] == "ada")
      #expect(try messages().last?["title"] == "incident-1: commander is ada")
      let chosen = try await story.assign(
        .scribe, to: "ada@home.example", in: named.incident, handling: .record)
      #expect(chosen.incident.roles[.scribe] == "ada@home.example")
    }
  }

  @Test func `what harms nobody is recorded as it is`() async throws {
    try await Self.with(isPrivate: false) { workspace, messages in
      let story = IncidentStory(workspace) { _ in }
      let told = try await story.open("the parser is slow", severity: .major)
      _ = try await story.note(told.incident, "since 1.0.1", handling: .refuse)
      #expect(told.incident.title == "the parser is slow" && told.remarks.isEmpty)
      #expect(try messages().last?["title"] == "since 1.0.1")
    }
  }

  @Test(arguments: [false, true])
  func `a dependent that its forge hides is not named where everybody reads`(
    isPrivate: Bool
  ) async throws {
    try await Self.with(isPrivate: isPrivate) { workspace, _ in
      let names = try Set(["billing", "search", "unheard-of"].map(RepositoryName.init))
      let found = await workspace.unspeakable(among: names)
      #expect(found?.names.map(\.description) == (isPrivate ? nil : ["billing"]))
      let verdict = await workspace.verdict(on: ["it breaks billing and search"], severity: .major)
      #expect(
        verdict
          == (isPrivate
            ? .fine
            : .tooMuch(address: "acme/record", reasons: ["it names billing, which is private"])))
    }
  }

  @Test func `a record of members has everything`() async throws {
    try await Self.with(isPrivate: true) { workspace, _ in
      let story = IncidentStory(workspace) { _ in }
      let told = try await story.open("the parser leaks keys", severity: .critical)
      _ = try await story.note(told.incident, "ask ada@acme.example", handling: .refuse)
      #expect(told.incident.title == "the parser leaks keys")
    }
  }

  @Test func `a folder is no public place`() async throws {
    try await ScratchGit.with { scratch in
      let workspace = try await scratch.workspace(
        of: "[foundation]\npackage = \"core\"\npublish = \"none\"\n")
      let told = try await IncidentStory(workspace) { _ in }.open(
        "it leaks keys", severity: .critical)
      #expect(told.incident.title == "it leaks keys" && told.remarks.isEmpty)
    }
  }
}
