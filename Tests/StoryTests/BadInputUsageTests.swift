import LockstepCore
import LockstepSystem
import Testing

/// One command line and what it is answered.
struct BadInputCase: Sendable, CustomStringConvertible {
  let command: [String]
  let status: Int32
  /// A part of the line that says what is wrong.
  let error: String

  init(_ command: String, _ status: Int32, _ error: String) {
    self.command = command.split(separator: " ").map(String.init)
    self.status = status
    self.error = error
  }

  var description: String { command.joined(separator: " ") }
}

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputUsageTests {
  private static let usage: [BadInputCase] = [
    BadInputCase("frobnicate", 64, "there is no command `frobnicate`"),
    BadInputCase("relase -x", 64, "did you mean `lockstep release`?"),
    BadInputCase("release --yolo", 64, "--yolo"),
    BadInputCase("plan --format xml", 64, "xml"),
    BadInputCase("plan --format sarif", 64, "`lockstep plan` has no form `sarif`"),
    BadInputCase("plan patch --override bump", 64, "`--override bump` needs its reason"),
    BadInputCase("plan patch --because so", 64, "and nothing is"),
    BadInputCase("plan patch --override gates --because so", 64, "gates"),
    BadInputCase("diff --features ,", 64, "`,` is no set of features"),
    BadInputCase("plan minimal", 64, "`minimal` is neither a bump nor a version"),
    BadInputCase("plan 1.2", 64, "`1.2` is neither a bump nor a version"),
    BadInputCase("rollout abc", 64, "`abc` is not a version"),
    BadInputCase("rollback 1", 64, "`1` is not a version"),
    BadInputCase("rollback --to 2.x", 64, "`2.x` is not a version"),
    BadInputCase("status -C /nowhere/at/all", 64, "there is no folder /nowhere/at/all"),
    BadInputCase("log --last many", 64, "many"),
  ]

  private static let refused: [BadInputCase] = [
    BadInputCase("plan patch", 10, "`patch` is too small a step"),
    BadInputCase("release 1.0.1 -x", 10, "`1.0.1` is too small a step"),
    BadInputCase("diff --candidate v9.9.9", 1, "there is no revision `v9.9.9`"),
    BadInputCase("diff --baseline ../nobody", 1, "there is no folder ../nobody"),
    BadInputCase("diff --features one,two", 1, "has no feature `one`"),
    BadInputCase("diff --branch next", 1, "`next` is not a line that is released"),
    BadInputCase("plan 1.0.0", 1, "1.0.0 is not newer than the last release"),
    BadInputCase("plan 0.9.0", 1, "0.9.0 is not newer than the last release"),
    BadInputCase("plan minor --branch next", 1, "`next` is not a line that is released"),
    BadInputCase("rollout 9.9.9", 1, "9.9.9 is not released"),
    BadInputCase("rollback 9.9.9", 1, "9.9.9 is not released"),
    BadInputCase("rollback", 1, "there is no version to go back to"),
    BadInputCase("rollback --to 0.1.0", 1, "0.1.0 is not released"),
    BadInputCase("resume rollout-9", 1, "the ledger has no operation `rollout-9`"),
    BadInputCase("abort rollout-9", 1, "the ledger has no operation `rollout-9`"),
    BadInputCase("log --operation rollout-9", 1, "the ledger has no operation `rollout-9`"),
    BadInputCase("init", 1, "there is a lockstep.toml already"),
  ]

  private static let nothingToDo: [BadInputCase] = [
    BadInputCase("resume", 0, "nothing to resume"),
    BadInputCase("abort", 0, "nothing to abort"),
    BadInputCase("log", 0, "the ledger is empty"),
    BadInputCase("status", 0, "nothing has happened yet"),
    BadInputCase("fleet", 0, "nobody depends on the foundation"),
  ]

  @Test
  func `every mistake has its status and says what is wrong`() async throws {
    try await BadInputFleet.with { fleet in
      for mistake in Self.usage + Self.refused {
        let answer = try await fleet.run(mistake.command)
        #expect(answer.status == mistake.status, "\(mistake): \(answer.errors)")
        #expect(answer.errors.contains(mistake.error), "\(mistake): \(answer.errors)")
      }
      for command in Self.nothingToDo {
        let answer = try await fleet.run(command.command)
        #expect(answer.status == 0, "\(command): \(answer.errors)")
        #expect(answer.output.contains(command.error), "\(command): \(answer.output)")
      }
      // Nothing of all that has left a trace.
      let references = try await fleet.git("for-each-ref", in: fleet.origin(of: "core"))
      #expect(!references.contains("refs/lockstep"))
    }
  }

  @Test
  func `the JSON result is printed on failure too`() async throws {
    try await BadInputFleet.with { fleet in
      for mistake in Self.refused {
        let answer = try await fleet.run(mistake.command + ["--format", "json"])
        let json = try answer.json()
        let schema = "lockstep.\(mistake.command[0])/1"
        #expect(json["schema"]?.string == schema, "\(mistake)")
        #expect(json["status"]?.integer == Int64(mistake.status), "\(mistake)")
        #expect(json["error"]?["what"]?.string?.contains(mistake.error) == true, "\(mistake)")
      }
    }
  }

  @Test
  func `where there is no foundation it says so`() async throws {
    try await BadInputFleet.with { fleet in
      let empty = "\(fleet.directory)/empty"
      try Files.createDirectories(empty)
      for command in ["plan", "status", "init", "check"] {
        let answer = try await fleet.lockstep(command, in: empty)
        #expect(answer.status == 1, "\(command): \(answer.errors)")
        #expect(answer.error?.contains("git repository") == true, "\(command): \(answer.errors)")
      }
      let bare = try await fleet.lockstep("status", in: fleet.origin(of: "core"))
      #expect(bare.status == 1)
      #expect(bare.error == "this is a bare repository")
      try Files.remove("\(fleet.foundation)/lockstep.toml")
      let missing = try await fleet.lockstep("plan", "minor")
      #expect(missing.status == 78)
      #expect(missing.error == "there is no lockstep.toml here")
      #expect(missing.errors.contains("lockstep init"))
    }
  }
}
