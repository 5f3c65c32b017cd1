import LockstepCore
import Testing

@testable import LockstepFleet

struct ConfigurationErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int
    let column: Int
    let message: String
    let hint: String?
    var testDescription: String { text }

    /// A file with a sound `[foundation]` in front, so that `text` begins in line 3.
    init(_ text: String, _ line: Int, _ column: Int, _ message: String, _ hint: String? = nil) {
      (self.text, self.line, self.column) = (text, line, column)
      (self.message, self.hint) = (message, hint)
    }
  }

  static func problems(_ text: String) -> [ConfigurationError.Problem] {
    do {
      _ = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
      return []
    } catch {
      return error.problems
    }
  }

  static let secretHint = ConfigurationCursor.whereSecretsBelong

  @Test(arguments: [
    Case("[fleet]\nserach = []", 4, 1, "unknown key `serach` in [fleet]", "did you mean `search`?"),
    Case("[polcy]", 3, 2, "unknown key `polcy` in the top level", "did you mean `policy`?"),
    Case(
      "[policy]\nnotice = { mayor = \"1 week\" }", 4, 12, "unknown key `mayor` in this table",
      "did you mean `major`?"),
    Case(
      "[ledger]\nxyzzy = 1", 4, 1, "unknown key `xyzzy` in [ledger]", "known here: `remote`"),
    // `coverage` is known, but not at this place, and what is known here is suggested.
    Case(
      "[triggers]\ncoverage = 1", 4, 1, "unknown key `coverage` in [triggers]",
      "known here: `benchmark-regression`, `regressed-dependents`, `compile-errors`, `automatic`, "
        + "`command`"),
    Case(
      "[[contact]]\nname = \"x\"\nchannel = \"mail:a@b\"\nlevle = \"primary\"", 6, 1,
      "unknown key `levle` in [[contact]]", "did you mean `level`?"),
    Case(
      "[gates]\ncoverage = true", 4, 12, "`coverage` has to be a percentage, not a boolean",
      "for example `10`"),
    Case("[gates]\ncoverage = 101", 4, 12, "`coverage` has to be between 0 and 100 per cent"),
    Case("[gates]\ncoverage = -1", 4, 12, "`coverage` has to be between 0 and 100 per cent"),
    Case("[gates]\ncoverage = nan", 4, 12, "`coverage` has to be between 0 and 100 per cent"),
    Case(
      "[gates]\ncoverage = \"much\"", 4, 12, "`coverage` is no percentage: \"much\"",
      "write 10 or \"10%\""),
    Case(
      "[policy]\nnotice = { major = \"two weeks\" }", 4, 20,
      "`major` is no duration: \"two weeks\"",
      "write for example \"2 weeks\", \"36 hours\" or \"90 seconds\""),
    Case(
      "[policy]\nnotice = \"2 weeks\"", 4, 10, "`notice` has to be a table, not a string",
      "write `notice = { ... }`"),
    Case(
      "[policy]\napprovals = { major = -1 }", 4, 23,
      "`major` is -1, and has to be between 0 and 1000"),
    Case(
      "[policy]\nyank = \"atonce\"", 4, 8,
      "`yank` is \"atonce\", which is none of \"after-replacement\", \"at-once\", \"never\"",
      "did you mean \"at-once\"?"),
    Case(
      "[policy]\nraise = 1", 4, 9,
      "`raise` has to be one of \"when-needed\", \"always\", not an integer",
      "for example `\"when-needed\"`"),
    Case(
      "[triggers]\ncompile-errors = 0.5", 4, 18,
      "`compile-errors` has to be a number of dependents or a percentage, not a number with a fraction",
      "for example `\"25%\"`"),
    Case(
      "[triggers]\nregressed-dependents = 0", 4, 24,
      "`regressed-dependents` has to be at least 1"),
    Case(
      "[triggers]\nautomatic = [\"panic\"]", 4, 14,
      "`automatic` is \"panic\", which is none of \"pin\", \"halt\"", nil),
    Case(
      "[fleet]\nsearch = \"../*\"", 4, 10,
      "`search` has to be an array of a pattern of folders, not a string",
      "write `search = [...]`"),
    Case(
      "[fleet]\nsearch = [\"~/src/*\"]", 4, 11,
      "`search` starts with `~`, which is not expanded: \"~/src/*\"",
      "write the folder relative to this file, or in full"),
    Case(
      "[fleet]\nsearch = [\"../**\"]", 4, 11, "`search` holds `**`: \"../**\"",
      "one `*` stands for one level of folders; name each level, \"../*\", \"../*/*\""),
    Case(
      "[fleet.dependent]\nname = \"b\"", 3, 8,
      "`dependent` has to be an array of tables, not a table",
      "write `[[fleet.dependent]]` with two brackets"),
    Case(
      "[[fleet.dependent]]\nurl = \"https://git.example/b\"", 3, 1,
      "[[fleet.dependent]] has no `name`", "add it, for example `name = \"billing\"`"),
    Case(
      "[[fleet.dependent]]\nname = \"b\"\nwave = 0", 5, 8,
      "`wave` is 0, and has to be between 1 and 100000"),
    Case(
      "[[fleet.dependent]]\nname = \"b\"\n[[fleet.dependent]]\nname = \"b\"", 6, 8,
      "a second [[fleet.dependent]] is called \"b\"", "join the two entries"),
    Case(
      "[[fleet.dependent]]\nname = \"b\"\nurl = \"https://git.example/b\"\n[[fleet.dependent]]\nname = \"c\"\nurl = \"git@git.example:b.git\"",
      8, 7, "`url` is that of \"b\" too", "join the two entries"),
    Case(
      "[[fleet.dependent]]\nname = \"b\"\nurl = \"--upload-pack=x\"", 5, 7,
      "`url` is no address that git may be given",
      "write a URL, `user@host:path`, or a folder"),
    Case(
      "[[contact]]\nname = \"x\"\nchannel = \"slak:#core\"", 5, 11,
      "`channel` names no known kind of channel: \"slak:#core\"", "did you mean `slack:`?"),
    Case(
      "[[contact]]\nname = \"x\"\nchannel = \"console\"\nrotation = { every = \"1 week\", from = \"monday\", people = [\"a\"] }",
      6, 39, "`from` is no instant in UTC: \"monday\"",
      "write for example \"2026-01-05T09:00:00Z\""),
    Case(
      "[[contact]]\nname = \"x\"\nchannel = \"console\"\nquiet = \"22-7\"", 6, 9,
      "`quiet` is no part of a day: \"22-7\"",
      "write two times that differ, \"22:00-07:00\""),
    Case(
      "[[contact]]\nname = \"x\"\nchannel = \"console\"\nzone = \"../../etc/passwd\"", 6, 8,
      "`zone` is no time zone: \"../../etc/passwd\"",
      "write it as the time zone database does, \"Europe/Berlin\""),
    Case(
      "[gates]\nfeatures = [\"everything\"]", 4, 13,
      "`features` holds \"everything\", which is neither a list nor \"all\", \"each\" or \"powerset\"",
      "write [\"everything\"] for the set of this one feature"),
    Case(
      "[gates]\ncontract = [\"../x\"]", 4, 13, "`contract` leaves this repository: \"../x\"",
      "write for example \"contracts/*\""),
    Case(
      "[gates]\nintegration = [\"a && b\"]", 4, 16,
      "`integration` holds `&`, and no shell reads it",
      "write the command as a list, or put it into a script"),
    Case(
      "[services]\ngithub = { rest = \"ghe.example\" }", 4, 19,
      "`rest` is no web address: \"ghe.example\"",
      "it starts with `https://`, for example \"https://ghe.example/api/v3\""),
  ])
  func `a mistake is shown at its place with what was meant`(given: Case) {
    let problems = Self.problems("[foundation]\npackage = \"core\"\n" + given.text + "\n")
    #expect(problems.count == 1)
    #expect(problems.first?.message == given.message)
    #expect(problems.first?.hint == given.hint)
    #expect(problems.first?.place.line == given.line)
    #expect(problems.first?.place.column == given.column)
  }

  @Test(
    arguments: [
      ("", 1, 1, "there is no [foundation]"),
      ("[foundation]\n", 1, 1, "[foundation] has no `package`"),
      ("foundation = 1\n", 1, 14, "`foundation` has to be a table, not an integer"),
      (
        "[foundation]\npackage = \"core\"\ntag = \"v\"\n", 3, 7,
        "`tag` needs `{version}` exactly once: \"v\""
      ),
      (
        "[foundation]\npackage = \"core\"\ntag = \"{version}{version}\"\n", 3, 7,
        "`tag` needs `{version}` exactly once: \"{version}{version}\""
      ),
      (
        "[foundation]\npackage = \"core\"\ntag = \"v {version}\"\n", 3, 7,
        "`tag` is no name that git gives a tag: \"v {version}\""
      ),
      (
        "[foundation]\npackage = \"core\"\nhotfix-tag = \"v{version}\"\n", 3, 14,
        "`hotfix-tag` is spelt like `tag`"
      ),
      (
        "[foundation]\npackage = \"core\"\npackages = [\"core\"]\n", 3, 13,
        "`packages` names \"core\" twice"
      ),
      ("[foundation]\npackage = \"core\"\nbranches = []\n", 3, 12, "`branches` is empty"),
      (
        "[foundation]\npackage = \"-x\"\n", 2, 11,
        "`package` is no name: \"-x\" is empty, starts with `-` or holds a blank"
      ),
    ] as [(String, Int, Int, String)])
  func `the foundation has to be sound`(text: String, line: Int, column: Int, message: String) {
    let problems = Self.problems(text)
    #expect(problems.map(\.message) == [message])
    #expect(problems.first.map { [$0.place.line, $0.place.column] } == [line, column])
  }

  @Test(arguments: [
    ("[services.github]\ntoken = \"abc\"", "token"),
    (
      "[[contact]]\nname = \"x\"\nchannel = \"webhook:https://hooks.slack.com/services/T0/B0/abc\"",
      "channel"
    ),
    (
      "[[contact]]\nname = \"ghp_0123456789abcdefghij0123456789abcdef\"\nchannel = \"console\"",
      "name"
    ),
    ("[ledger]\nremote = \"https://me:hunter2@git.example/x.git\"", "remote"),
    ("[ledger]\npassword = \"hunter2\"", "password"),
  ])
  func `a secret is refused and never repeated`(text: String, key: String) {
    let problems = Self.problems("[foundation]\npackage = \"core\"\n" + text + "\n")
    let about = problems.filter { $0.message.contains("secrets are never in this file") }
    #expect(about.count == 1)
    for problem in problems {
      #expect(!problem.description.contains("hunter2") && !problem.description.contains("ghp_"))
      #expect(!problem.description.contains("hooks.slack.com"))
    }
    #expect(!problems.isEmpty)
    #expect(problems.contains { $0.message.contains("`\(key)`") })
  }

  @Test
  func `every problem comes at once, in the order of the file`() throws {
    let text = """
      [foundation]
      pakage = "core"
      [gates]
      coverage = "x"
      [[contact]]
      level = "boss"
      """
    let error = try #require(throws: ConfigurationError.self) {
      _ = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    }
    #expect(
      error.problems.map(\.description) == [
        "lockstep.toml:1:1: [foundation] has no `package`; add it, for example `package = \"core\"`",
        "lockstep.toml:2:1: unknown key `pakage` in [foundation]; did you mean `package`?",
        "lockstep.toml:4:12: `coverage` is no percentage: \"x\"; write 10 or \"10%\"",
        "lockstep.toml:5:1: [[contact]] has no `name`; add it, for example `name = \"Core team lead\"`",
        "lockstep.toml:5:1: [[contact]] has no `channel`; add it, for example `channel = \"slack:#core\"`",
        "lockstep.toml:6:9: `level` is \"boss\", which is none of \"primary\", \"secondary\", \"escalation\", \"on-call\", \"maintainer\"",
      ])
    #expect(error.exitStatus == .configuration)
    #expect(
      error.explanation.what == "the configuration cannot be used: lockstep.toml has 6 problems")
    #expect(error.explanation.why.count == 6)
  }

  @Test
  func `a syntax error has its place`() {
    let problems = Self.problems("[foundation]\npackage = \n")
    #expect(problems.count == 1)
    #expect(problems.first?.place.line == 2)
    #expect(problems.first?.message.hasPrefix("expected ") == true)
  }
}
