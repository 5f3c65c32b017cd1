import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// Two lines that are released in turn and taken back each by itself, and a branch that has moved on.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct LineStoryTests {
  /// Runs the command and expects it to end well.
  private func run(_ arguments: String..., on fleet: BadInputFleet) async throws {
    let answer = try await fleet.run(arguments)
    try #require(answer.status == 0, "\(arguments): \(answer.errors)")
  }

  private func tag(of dependent: String, in fleet: BadInputFleet) async throws -> String {
    let manifest = try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: dependent))
    return manifest.split(separator: "\"").map(String.init).first { $0.hasPrefix("v1") } ?? "none"
  }

  private func tip(_ name: String, in fleet: BadInputFleet) async throws -> String {
    try await fleet.git("rev-parse", name, in: fleet.origin(of: "core"))
  }

  private func describe(_ branch: String, in fleet: BadInputFleet) async throws -> String {
    try await fleet.git("tag", "--points-at", branch, in: fleet.origin(of: "core"))
  }

  @Test func `two lines are released in turn, and each is taken back alone`() async throws {
    try await BadInputFleet.with(dependents: ["old", "young"], publish: "none") { fleet in
      let lines = "\nbranches = [\"main\", \"1.0.x\"]\n"
      let text = fleet.configuration(publish: "none")
        .replacing("[foundation]\n", with: "[foundation]\(lines)")
      try await fleet.push(["lockstep.toml": text], to: "core")
      try await fleet.git("branch", "1.0.x", "v1.0.0", in: fleet.origin(of: "core"))
      try await fleet.git("pull", "--quiet", in: fleet.foundation)

      try await run("release", "minor", "-x", "--yes", on: fleet)
      try await run("rollout", "--only", "young", "-x", "--yes", on: fleet)
      try await fleet.scratch.commit(
        ["src/lib.rs": "pub fn one() -> u8 { 2 - 1 }\n"], to: try await fleet.repository("core"),
        branch: "1.0.x")
      let minor = try await fleet.lockstep("plan", "minor", "--branch", "1.0.x")
      #expect(minor.status == 10)
      #expect(minor.error == "1.1.0 cannot be released from `1.0.x`: the number is another line's")
      try await run("release", "patch", "--branch", "1.0.x", "-x", "--yes", on: fleet)
      // Which line it is follows from the version.
      try await run("rollout", "1.0.1", "-x", "--yes", on: fleet)
      #expect(try await tag(of: "old", in: fleet) == "v1.0.1")
      #expect(try await tag(of: "young", in: fleet) == "v1.1.0", "it is ahead of the old line")

      let main = try await tip("main", in: fleet)
      let prepared = try await fleet.lockstep("rollback", "1.0.1", "--prepare")
      #expect(prepared.output.contains("ways back to 1.0.0: 1 prepared"), "\(prepared.output)")
      try await run("rollback", "1.0.1", "-x", "--yes", on: fleet)
      #expect(try await tag(of: "old", in: fleet) == "v1.0.2-hotfix")
      #expect(try await tag(of: "young", in: fleet) == "v1.1.0")
      #expect(try await tip("main", in: fleet) == main)
      #expect(try await describe("1.0.x", in: fleet) == "v1.0.2-hotfix")

      let before = try await fleet.git("rev-parse", "main", in: fleet.origin(of: "old"))
      try await run("rollback", "1.1.0", "-x", "--yes", on: fleet)
      // The last good version is the newest patch of the one before, which the other line has released.
      #expect(try await tag(of: "young", in: fleet) == "v1.0.3-hotfix")
      #expect(try await fleet.git("rev-parse", "main", in: fleet.origin(of: "old")) == before)
      #expect(try await describe("main", in: fleet) == "v1.0.3-hotfix")
      #expect(try await describe("1.0.x", in: fleet) == "v1.0.2-hotfix")
    }
  }

  @Test func `a line without a branch gets one from the tag`() async throws {
    try await BadInputFleet.with(dependents: ["old"], publish: "none") { fleet in
      try await fleet.push(["src/lib.rs": "pub fn one() -> u8 { 2 - 1 }\n"], to: "core")
      try await run("release", "patch", "-x", "--yes", on: fleet)
      try await run("rollout", "-x", "--yes", on: fleet)
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { 2 - 1 }\npub fn two() {}\n"], to: "core")
      try await run("release", "minor", "-x", "--yes", on: fleet)
      let main = try await tip("main", in: fleet)

      let shown = try await fleet.lockstep("rollback", "1.0.1")
      #expect(shown.output.contains("`1.0.x` is made from v1.0.1"), "\(shown.output)")
      #expect(shown.output.contains("1.1.0 stands on 1.0.1 and stays released"))
      try await run("rollback", "1.0.1", "-x", "--yes", on: fleet)
      #expect(try await tip("main", in: fleet) == main)
      #expect(try await describe("1.0.x", in: fleet) == "v1.0.2-hotfix")
      #expect(try await tag(of: "old", in: fleet) == "v1.0.2-hotfix")
      let again = try await fleet.lockstep("release", "patch", "--branch", "1.0.x")
      #expect(again.error == "`1.0.x` is not a line that is released")
    }
  }

  @Test func `a conflict stops the revert alone, and resume goes on when it is settled`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["old"], publish: "none") { fleet in
      let gates = """

        [gates]
        benchmarks = [["awk", 'END { print "read", 100 * NR, "ns" }', "src/lib.rs"]]

        """
      try await fleet.push(
        ["lockstep.toml": fleet.configuration(publish: "none") + gates], to: "core")
      try await fleet.git("pull", "--quiet", in: fleet.foundation)
      try await run("release", "minor", "-x", "--yes", on: fleet)
      try await run("rollout", "-x", "--yes", on: fleet)
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { 1 }\npub fn two() -> u8 { 1 + 1 }\n"], to: "core")
      let main = try await tip("main", in: fleet)

      let stopped = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(stopped.status == 13, "\(stopped.errors)")
      #expect(stopped.errors.contains("conflict in src/lib.rs"))
      #expect(stopped.errors.contains("git merge v1.0.1-hotfix"))
      #expect(try await tag(of: "old", in: fleet) == "v1.0.1-hotfix", "nobody waits for the revert")
      #expect(try await tip("main", in: fleet) == main)
      #expect(try await fleet.lockstep("resume", "--yes").status == 13, "nothing has changed yet")

      // As the error says.
      let clone = fleet.foundation
      try await fleet.git("fetch", "--quiet", "origin", "--tags", in: clone)
      try await fleet.git("pull", "--quiet", in: clone)
      _ = try? await fleet.git("merge", "--quiet", "v1.0.1-hotfix", in: clone)
      try Files.write(Array("pub fn one() -> u8 { 1 }\n".utf8), to: "\(clone)/src/lib.rs")
      try await fleet.git("commit", "--quiet", "--all", "--message", "settled", in: clone)
      try await fleet.git("push", "--quiet", "origin", "main", in: clone)
      let settled = try await tip("main", in: fleet)
      try await run("resume", "--yes", on: fleet)
      #expect(try await tip("main", in: fleet) == settled)
      let status = try await fleet.lockstep("status", "--format", "json").json()
      #expect(status["operations"]?.array?.last?["state"]?.string == "finished")
      let steps = status["operations"]?.array?.last?["steps"]?.array ?? []
      let detail = { (id: String) in steps.first { $0["id"]?.string == id }?["detail"]?.string ?? ""
      }
      #expect(detail("validate").hasPrefix("1 of 1 build, the tests of 1 pass"), "\(steps)")
      #expect(detail("benchmarks").hasPrefix("as fast as 1.0.0"), "\(steps)")
    }
  }

  @Test func `one commit is taken out, and the rest of the release stays`() async throws {
    try await BadInputFleet.with(dependents: ["old"], publish: "none") { fleet in
      try await fleet.push(["src/bad.rs": "// bad\n", "src/more.rs": "// more\n"], to: "core")
      let bad = try await tip("main", in: fleet)
      try await run("release", "minor", "-x", "--yes", on: fleet)
      try await run("rollout", "-x", "--yes", on: fleet)
      try await fleet.git("fetch", "--quiet", "--tags", in: fleet.foundation)

      let shown = try await fleet.lockstep("rollback", "--revert", bad)
      #expect(shown.output.contains("Taken out of 1.1.0:"), "\(shown.output)\(shown.errors)")
      try await run("rollback", "--revert", bad, "-x", "--yes", on: fleet)
      // `two` is in it still, so that it goes on from 1.1.0.
      #expect(try await tag(of: "old", in: fleet) == "v1.1.1-hotfix")
      let files = try await fleet.git(
        "ls-tree", "--name-only", "main:src", in: fleet.origin(of: "core"))
      #expect(files == "lib.rs")
      let library = try await fleet.git("show", "main:src/lib.rs", in: fleet.origin(of: "core"))
      #expect(library.contains("fn two"))
      let status = try await fleet.lockstep("status", "--format", "json").json()
      let tested = status["operations"]?.array?.last?["steps"]?.array?.first {
        $0["id"] == "hotfix.gates"
      }
      #expect(tested?["detail"] == "every gate passed", "\(String(describing: tested))")
    }
  }

  @Test func `a commit that others built on is taken out by hand, and its trailer says so`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["old"], publish: "none") { fleet in
      try await fleet.push(["src/bad.rs": "// bad\n", "src/more.rs": "// more\n"], to: "core")
      let bad = try await tip("main", in: fleet)
      try await run("release", "minor", "-x", "--yes", on: fleet)
      try await run("rollout", "-x", "--yes", on: fleet)
      try await fleet.push(["src/bad.rs": "// bad, and built on\n"], to: "core")
      let main = try await tip("main", in: fleet)
      let clone = fleet.foundation
      try await fleet.git("pull", "--quiet", "--tags", "origin", "main", in: clone)

      let stopped = try await fleet.lockstep("rollback", "--revert", bad, "-x", "--yes")
      #expect(stopped.status == 13, "\(stopped.errors)")
      #expect(stopped.errors.contains("conflict in src/bad.rs"), "\(stopped.errors)")
      #expect(try await tag(of: "old", in: fleet) == "v1.1.1-hotfix", "nobody waits for the revert")
      #expect(try await tip("main", in: fleet) == main)

      // The other way that the error names: a commit of one's own.
      let trailer = try #require(stopped.errors.firstMatch(of: /`(Lockstep-Reverts: [^`]+)`/)).1
      try await fleet.git("rm", "--quiet", "src/bad.rs", "src/more.rs", in: clone)
      try await fleet.git(
        "commit", "--quiet", "--message", "without it\n\n\(trailer)", in: clone)
      try await fleet.git("push", "--quiet", "origin", "HEAD:main", in: clone)
      let byHand = try await tip("main", in: fleet)
      try await run("resume", "--yes", on: fleet)
      let origin = fleet.origin(of: "core")
      #expect(
        try await fleet.git("rev-parse", "main^{tree}", in: origin)
          == fleet.git("rev-parse", "\(byHand)^{tree}", in: origin))
      let parents = try await fleet.git("log", "-1", "--format=%P", "main", in: origin)
      let hotfix = try await fleet.git("rev-parse", "v1.1.1-hotfix^{commit}", in: origin)
      #expect(parents == "\(byHand) \(hotfix)")
      let status = try await fleet.lockstep("status", "--format", "json").json()
      #expect(status["operations"]?.array?.last?["state"]?.string == "finished")
    }
  }

  @Test func `a hotfix of new code that is red is not tagged, and all can be taken back instead`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["old"], publish: "none") { fleet in
      try await fleet.push(
        ["src/three.rs": "pub fn three() -> u8 { 3 }\n"], to: "core")
      let bad = try await tip("main", in: fleet)
      // Nothing but the foundation's own tests knows what this one needs.
      try await fleet.push(
        [
          "tests/three.rs":
            "include!(\"../src/three.rs\");\n#[test] fn it() { assert_eq!(three(), 3) }\n"
        ], to: "core")
      try await run("release", "minor", "-x", "--yes", on: fleet)
      try await run("rollout", "-x", "--yes", on: fleet)
      try await fleet.git("fetch", "--quiet", "--tags", in: fleet.foundation)
      let red = try await fleet.lockstep("rollback", "--revert", bad, "-x", "--yes")
      #expect(red.status == 10, "\(red.errors)")
      #expect(red.errors.contains("the hotfix 1.1.1 is not released: failed: features"))
      #expect(red.errors.contains("`lockstep abort`"))
      let tags = try await fleet.git("tag", in: fleet.origin(of: "core"))
      #expect(tags.split(separator: "\n") == ["v1.0.0", "v1.1.0"])
      #expect(try await tag(of: "old", in: fleet) == "v1.0.0", "it is pinned, and stays so")

      _ = try await fleet.lockstep("abort", "--yes")
      try await run("rollback", "1.1.0", "-x", "--yes", on: fleet)
      #expect(
        try await tag(of: "old", in: fleet) == "v1.0.1-hotfix", "it is restored with the rest")
    }
  }
}
