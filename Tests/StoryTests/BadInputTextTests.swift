import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputTextTests {
  /// Text that a shell would act on, and that must stay text.
  private static let texts = [
    "$(touch pwned) `touch pwned` ; touch pwned; # | touch pwned && touch pwned \" ' \\",
    "--upload-pack=touch pwned", "-x", "line\nerror: forged \u{1B}[31mred",
  ]

  @Test
  func `a reason is recorded as it is, and never evaluated`() async throws {
    try await BadInputFleet.with { fleet in
      try fleet.hook(
        "pre-receive", of: "core", "while read a b r; do [ $r != refs/heads/main ] || exit 1; done")
      for text in Self.texts {
        let release = try await fleet.lockstep("release", "minor", "-x", "--yes", "-q")
        try #require(release.status == 1, "\(release.errors)")
        let abort = try await fleet.lockstep("abort", "--because=\(text)")
        #expect(abort.status == 0, "\(abort.errors)")
        let log = try await fleet.lockstep("log", "--last", "30", "--format", "json")
        #expect(log.output.contains(JSONValue.string(text).written), "\(text)")
        // One event is one line, whatever it quotes.
        let lines = try await fleet.lockstep("log", "--last", "5")
        #expect(lines.output.split(separator: "\n").count == 5, "\(lines.output)")
        #expect(!lines.output.contains("\u{1B}"))
      }
      try expectNothingTouched(in: fleet)
    }
  }

  @Test
  func `hostile names of packages, branches and folders stay names`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      // A branch whose name is a command, on a repository whose name is one.
      let name = "$(touch pwned)"
      let repository = try await fleet.scratch.origin(
        name,
        files: [
          "Cargo.toml": fleet.manifest(of: "hostile"),
          "src/lib.rs": "pub fn one() -> u8 { core_types::one() }\n", ".gitignore": "/target\n",
        ])
      let origin = fleet.origin(of: name)
      try await fleet.git("branch", "-m", "main", "$(touch${IFS}pwned)", in: origin)
      try await fleet.git("symbolic-ref", "HEAD", "refs/heads/$(touch${IFS}pwned)", in: origin)
      _ = try await fleet.scratch.clone(repository, as: "; touch pwned")
      // A package name that no package may have.
      try await fleet.make(
        "bravo", ["Cargo.toml": fleet.manifest(of: "--config=x;touch pwned")])
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let rollout = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rollout.status == 0 || rollout.status == 13, "\(rollout.errors)")
      let alpha = try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: "alpha"))
      #expect(alpha.contains("v1.1.0"))
      let hostile = try await fleet.git("show", "HEAD:Cargo.toml", in: origin)
      #expect(hostile.contains("v1.1.0"), "\(rollout.errors)")
      try expectNothingTouched(in: fleet)
    }
  }

  @Test
  func `arguments that look like options or paths are versions, branches or mistakes`() async throws
  {
    try await BadInputFleet.with { fleet in
      for text in Self.texts where !text.contains("\n") {
        for command in [
          ["plan", "--", text], ["rollout", "--", text], ["rollback", "--to=\(text)"],
          ["plan", "minor", "--branch=\(text)"], ["resume", "--", text],
          ["log", "--operation=\(text)"],
        ] {
          let answer = try await fleet.run(command)
          #expect([1, 64].contains(answer.status), "\(command): \(answer.status)")
          #expect(!answer.errors.contains("\u{1B}"))
        }
      }
      try expectNothingTouched(in: fleet)
    }
  }

  /// Fails where a file called `pwned` lies anywhere in the fleet.
  private func expectNothingTouched(in fleet: BadInputFleet) throws {
    for folder in ["", "clones", "clones/core", "clones/alpha", "origins", "origins/core.git"] {
      #expect(!Files.exists("\(fleet.directory)/\(folder)/pwned"))
    }
  }
}

extension JSONValue {
  /// The value as JSON writes it.
  fileprivate var written: String { String(decoding: bytes(), as: UTF8.self) }
}
