import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputReleaseTests {
  /// Refuses every push that moves `main`.
  private static let protectsMain = """
    while read old new ref; do
      case $ref in refs/heads/main) echo "main is protected" >&2; exit 1;; esac
    done
    """

  /// Runs `command` once, when the candidate comes.
  private static func onCandidate(_ command: String) -> String {
    """
    while read old new ref; do
      case $ref in refs/heads/lockstep/*) \(command);; esac
    done
    """
  }

  /// Commits `file` on top of `main`, as somebody would who pushes meanwhile.
  private static func meanwhile(_ file: String) -> String {
    """
    blob=$(echo meanwhile | git hash-object -w --stdin)
    tree=$( (git ls-tree main | grep -v "\t\(file)$"; printf '100644 blob %s\\t\(file)\\n' $blob) | git mktree)
    git update-ref refs/heads/main $(echo Meanwhile | git commit-tree $tree -p main)
    """
  }

  @Test
  func `a protected branch leaves nothing half done, and the release goes on later`() async throws {
    try await BadInputFleet.with { fleet in
      try fleet.hook("pre-receive", of: "core", Self.protectsMain)
      let refused = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(refused.status == 1)
      #expect(refused.error == "the remote refused to move main")
      #expect(refused.errors.contains("main is protected"))
      #expect(refused.errors.contains("lockstep resume"))
      let core = try await fleet.repository("core")
      #expect(try await core.resolve("refs/tags/v1.1.0") == nil)

      let other = try await fleet.lockstep("release", "major", "-x", "--yes")
      #expect(other.status == 12)
      #expect(other.errors.contains("by Test"))
      // What is open does not spend its version, and a plan says that it is open.
      let plan = try await fleet.lockstep("plan", "minor")
      #expect(plan.output.hasPrefix("core-types 1.0.0 → 1.1.0"), "\(plan.output)")
      #expect(plan.output.contains("`release-1.1.0` is open"))

      try fleet.hook("pre-receive", of: "core", nil)
      #expect(try await fleet.lockstep("resume", "--yes").status == 0)
      #expect(try await core.resolve("refs/tags/v1.1.0") == core.resolve("refs/heads/main"))
    }
  }

  @Test
  func `what never became public is not spent by an abort`() async throws {
    try await BadInputFleet.with { fleet in
      try fleet.hook("pre-receive", of: "core", Self.protectsMain)
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 1)
      let abort = try await fleet.lockstep("abort", "--format", "json")
      #expect(abort.status == 0)
      #expect(try abort.json()["outcome"]?.string == "aborted")
      #expect(
        try await fleet.git("branch", "--list", "lockstep/*", in: fleet.origin(of: "core")) == "")
      try fleet.hook("pre-receive", of: "core", nil)
      let again = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("release-1.1.0-2: finished"))
    }
  }

  @Test
  func `what somebody pushed meanwhile is merged, or waits for a person`() async throws {
    try await BadInputFleet.with { fleet in
      try fleet.hook(
        "post-receive", of: "core", Self.onCandidate(Self.meanwhile("NEWS")))
      let merged = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(merged.status == 0, "\(merged.errors)")
      let core = try await fleet.repository("core")
      let main = try #require(try await core.resolve("refs/heads/main"))
      let tag = try #require(try await core.resolve("refs/tags/v1.1.0"))
      #expect(main != tag)
      #expect(try await core.isAncestor(tag, of: main))
      #expect(try await core.read([.file(commit: main, path: "NEWS")])[0] != nil)

      try fleet.hook("post-receive", of: "core", Self.onCandidate(Self.meanwhile("Cargo.toml")))
      let conflict = try await fleet.lockstep("release", "1.2.0", "-x", "--yes")
      #expect(conflict.status == 13)
      #expect(conflict.error?.hasSuffix("does not merge into main by itself") == true)
      #expect(conflict.errors.contains("conflict in Cargo.toml"))
      #expect(conflict.errors.contains("git merge"))
      try fleet.hook("post-receive", of: "core", nil)
      #expect(try await fleet.lockstep("resume", "--yes").status == 13)
      #expect(try await fleet.lockstep("abort").status == 0)
      #expect(try await core.resolve("refs/tags/v1.2.0") == nil)
    }
  }

  @Test
  func `a tag that is somebody else's is never moved`() async throws {
    try await BadInputFleet.with { fleet in
      let core = try await fleet.repository("core")
      let stranger = try await fleet.scratch.commit(["x": "x"], to: core, branch: "side")
      try await fleet.scratch.tag("v1.1.0", at: stranger, in: core)
      let taken = try await fleet.lockstep("plan", "minor")
      #expect(taken.status == 1)
      #expect(taken.error == "1.1.0 cannot be released: the version is taken")
      #expect(taken.errors.contains("the tag v1.1.0 exists at \(stranger.short)"))
      #expect(taken.errors.contains("`lockstep plan 1.1.1`"))

      // The same, made after the plan and before the tag is pushed.
      try fleet.hook(
        "post-receive", of: "core", Self.onCandidate("git update-ref refs/tags/v2.0.0 side"))
      let conflict = try await fleet.lockstep("release", "major", "-x", "--yes")
      #expect(conflict.status == 1)
      #expect(conflict.error == "the tag v2.0.0 exists at another commit")
      #expect(try await core.resolve("refs/tags/v2.0.0") == stranger)
      try fleet.hook("post-receive", of: "core", nil)
      let resumed = try await fleet.lockstep("resume")
      #expect(resumed.status == 1)
      #expect(resumed.error == conflict.error)
      #expect(try await fleet.lockstep("abort").status == 0)
      #expect(try await core.resolve("refs/tags/v2.0.0") == stranger)
      let next = try await fleet.lockstep("release", "2.0.1", "-x", "--yes")
      #expect(next.status == 0, "\(next.errors)")
    }
  }

  @Test
  func `two tags for one version are refused`() async throws {
    try await BadInputFleet.with { fleet in
      let core = try await fleet.repository("core")
      let main = try #require(try await core.resolve("refs/heads/main"))
      try await fleet.scratch.tag("v1.0.0-hotfix", at: main, in: core)
      for command in [["plan", "minor"], ["rollout"], ["rollback"]] {
        let answer = try await fleet.run(command)
        #expect(answer.status == 1)
        #expect(answer.error == "two tags stand for 1.0.0")
      }
    }
  }

  @Test
  func `a version that only the registry has is taken`() async throws {
    try await BadInputFleet.with { fleet in
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let core = try await fleet.repository("core")
      try await fleet.push(["src/lib.rs": "pub fn one() -> u8 { 3 }\n"], to: "core")
      let tag = try #require(
        try await core.references(under: ["refs/tags/v1.1.0"]).first)
      try await core.update(
        [RefUpdate(ref: tag.name, old: tag.object, new: nil)], because: "lost")
      let taken = try await fleet.lockstep("plan", "minor")
      #expect(taken.status == 1)
      #expect(taken.error == "1.1.0 cannot be released: the version is taken")
      #expect(taken.errors.contains("it is in the registry"))
      let rollout = try await fleet.lockstep("rollout", "1.1.0")
      #expect(rollout.status == 1)
      #expect(rollout.error == "1.1.0 is not released")
    }
  }

  @Test
  func `a foundation without a tag is released only when that is meant`() async throws {
    try await BadInputFleet.with(released: false) { fleet in
      for command in [["plan"], ["plan", "minor"], ["release", "-x", "--yes"]] {
        let answer = try await fleet.run(command)
        #expect(answer.status == 1)
        #expect(answer.error == "the foundation was never released")
        #expect(answer.errors.contains("--initial"))
      }
      #expect(try await fleet.lockstep("rollout").error == "nothing is released yet")
      #expect(
        try await fleet.lockstep("rollback").error
          == "nothing is released that could be taken back")
      let first = try await fleet.lockstep("release", "--initial", "-x", "--yes")
      #expect(first.status == 0, "\(first.errors)")
      let core = try await fleet.repository("core")
      #expect(try await core.resolve("refs/tags/v1.0.0") != nil)
      let nothing = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(nothing.status == 0)
      #expect(nothing.line("nothing to do: ") == "there is nothing to release")
    }
  }

  @Test
  func `what exists only here is said, and not released`() async throws {
    try await BadInputFleet.with { fleet in
      try fleet.scratch.file("clones/core/src/lib.rs", "not even Rust\n")
      let dirty = try await fleet.lockstep("plan", "minor")
      #expect(dirty.status == 0, "\(dirty.errors)")
      #expect(
        try await fleet.git("status", "--porcelain", in: fleet.foundation) == " M src/lib.rs")
      try await fleet.git("commit", "--quiet", "--all", "--message", "local", in: fleet.foundation)
      let local = try await fleet.lockstep("plan", "minor")
      #expect(local.output.contains("your `main` has 1 commit that origin/main does not have"))
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let core = try await fleet.repository("core")
      let tag = try #require(try await core.resolve("refs/tags/v1.1.0"))
      let file = try await core.read([.file(commit: tag, path: "src/lib.rs")])[0]
      #expect(file?.bytes.starts(with: Array("pub fn".utf8)) == true)
    }
  }

  @Test
  func `of several candidates one has to be named`() async throws {
    try await BadInputFleet.with { fleet in
      #expect(try await fleet.lockstep("plan", "major").status == 0)
      #expect(try await fleet.lockstep("plan", "minor").status == 0)
      let answer = try await fleet.lockstep("release", "-x", "--yes")
      #expect(answer.status == 1)
      #expect(answer.error == "2 candidates are planned on the tip of main")
      #expect(answer.errors.contains("1.1.0, 2.0.0"))
    }
  }
}
