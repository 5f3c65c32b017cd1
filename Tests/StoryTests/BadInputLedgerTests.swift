import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputLedgerTests {
  private static let ledger = "refs/lockstep/ledger"

  /// Commands that ask the ledger's remote.
  private static let asking = [
    ["status", "--fetch"], ["rollout", "-x", "--yes"], ["resume"], ["abort"],
    ["release", "patch", "-x", "--yes"],
  ]

  /// A second clone of the foundation, with the dependents beside it and a cache of its own.
  private func secondClone(of fleet: BadInputFleet, with dependents: [String]) async throws
    -> (folder: String, settings: [String: String])
  {
    let folder = "\(fleet.directory)/second"
    try Files.createDirectories(folder)
    for name in ["core"] + dependents {
      try await fleet.git("clone", "--quiet", "file://\(fleet.origin(of: name))", name, in: folder)
    }
    return ("\(folder)/core", ["LOCKSTEP_CACHE": "\(fleet.directory)/second-cache"])
  }

  @Test
  func `a clone that has never seen the ledger goes on with it`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      try fleet.hook("pre-receive", of: "alpha", "exit 1")
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      try fleet.hook("pre-receive", of: "alpha", nil)

      let (folder, settings) = try await secondClone(of: fleet, with: ["alpha"])
      let unasked = try await fleet.lockstep("status", in: folder, with: settings)
      #expect(unasked.output.contains("the ledger's remote was not asked yet"))
      let asked = try await fleet.lockstep("status", "--fetch", in: folder, with: settings)
      #expect(asked.output.hasPrefix("rollout of core-types 1.1.0: stopped"), "\(asked.output)")
      let resumed = try await fleet.lockstep("resume", "--yes", in: folder, with: settings)
      #expect(resumed.status == 0, "\(resumed.errors)")
      // And the first one learns of it.
      let first = try await fleet.lockstep("status", "--fetch")
      #expect(first.output.hasPrefix("rollout of core-types 1.1.0: finished"))
    }
  }

  @Test
  func `a ledger that was rewritten is not followed`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let core = fleet.origin(of: "core")
      let seen = try await fleet.git("rev-parse", Self.ledger, in: core)
      let forged = try await fleet.git(
        "commit-tree", "-m", "forged", "\(Self.ledger)^{tree}", in: core)
      try await fleet.git("update-ref", Self.ledger, forged, in: core)
      for command in Self.asking {
        let answer = try await fleet.run(command)
        #expect(answer.status == 1, "\(command): \(answer.errors)")
        #expect(answer.error?.hasSuffix("was rewritten") == true, "\(command): \(answer.errors)")
        #expect(answer.errors.contains(String(seen.prefix(12))))
        #expect(answer.errors.contains(String(forged.prefix(12))))
      }
      // What is here is still read, and nothing was overwritten there.
      #expect(try await fleet.lockstep("status").output.hasPrefix("release core-types 1.1.0"))
      #expect(try await fleet.git("rev-parse", Self.ledger, in: core) == forged)
      // As the hint says:
      try await fleet.git(
        "push", "--quiet", "--force", "origin", "\(seen):\(Self.ledger)", in: fleet.foundation)
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 0)
    }
  }

  @Test
  func `a clock behind the ledger is refused before anything happens`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let clone = fleet.foundation
      let event = try await fleet.git("show", "\(Self.ledger):event.json", in: clone)
      let json = try JSONValue(parsing: Array(event.utf8))
      guard case .object(var fields) = json else { return #expect(Bool(false)) }
      fields["at"] = "2999-01-01T00:00:00Z"
      let later = String(decoding: JSONValue.object(fields).bytes(), as: UTF8.self)
      let core = try await fleet.repository("core")
      try await fleet.scratch.commit(
        ["event.json": later], to: core, branch: "later", message: "later")
      let commit = try await fleet.git(
        "commit-tree", "-p", Self.ledger, "-m", "later", "later^{tree}",
        in: fleet.origin(of: "core"))
      try await fleet.git("update-ref", Self.ledger, commit, in: fleet.origin(of: "core"))
      let before = try await fleet.git("for-each-ref", in: fleet.origin(of: "core"))
      let answer = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(answer.status == 1)
      #expect(answer.error?.hasPrefix("this machine's clock is behind the ledger by") == true)
      #expect(answer.errors.contains("2999-"))
      #expect(try await fleet.git("for-each-ref", in: fleet.origin(of: "core")) == before)
    }
  }
}
