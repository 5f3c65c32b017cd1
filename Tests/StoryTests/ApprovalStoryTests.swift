import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Sign-offs from the command line.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct ApprovalStoryTests {
  private static let hasKeys = ["/usr/bin/ssh-keygen", "/usr/local/bin/ssh-keygen"].contains(
    where: Files.isFile)

  private static func with(
    _ approvals: String = "minor = 1", _ body: (BadInputFleet) async throws -> Void
  ) async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: fleet.registry)
            + "[policy]\napprovals = { \(approvals) }\n"
        ], to: "core")
      try await fleet.git("pull", "--quiet", in: fleet.foundation)
      try await body(fleet)
    }
  }

  @Test func `a change of the candidate voids its approvals`() async throws {
    try await Self.with { fleet in
      let refused = try await fleet.lockstep("release", "-x", "--yes")
      #expect(refused.status == 11, "\(refused.errors)")
      let approved = try await fleet.lockstep("approve", "-x", "--format", "json")
      #expect(approved.status == 0, "\(approved.errors)")
      let candidate = try approved.json()["candidate"]?.string

      // Somebody pushes, and the release is planned anew: nobody has seen that commit.
      try await fleet.push(["src/more.rs": "pub fn three() -> u8 { 3 }\n"], to: "core")
      let aborted = try await fleet.lockstep("abort", "--because", "another candidate")
      #expect(aborted.status == 0, "\(aborted.errors)")
      let again = try await fleet.lockstep("release", "-x", "--yes", "minor")
      #expect(again.status == 11, "\(again.errors)")
      #expect(again.error?.hasPrefix("1 approval of ") == true)
      let second = try await fleet.lockstep("approve", "-x", "--format", "json")
      #expect(try second.json()["candidate"]?.string != candidate)
      let released = try await fleet.lockstep("resume", "--yes")
      #expect(released.status == 0, "\(released.errors)")
    }
  }

  @Test(.enabled(if: hasKeys, "needs ssh-keygen"))
  func `an approval is signed where git signs`() async throws {
    try await Self.with { fleet in
      let signer = try await Self.key("key", of: fleet)
      try Files.write(Array("* \(signer)".utf8), to: "\(fleet.directory)/signers")
      try await Self.sign(with: "key", in: fleet)
      let approved = try await fleet.lockstep("approve", "--candidate", "HEAD", "-x")
      #expect(approved.status == 0, "\(approved.errors)")
      // Fails where there is no good signature.
      try await fleet.git("verify-commit", "refs/lockstep/ledger", in: fleet.foundation)
      let subject = try await fleet.git(
        "log", "-1", "--format=%s", "refs/lockstep/ledger", in: fleet.foundation)
      #expect(subject.hasPrefix("approved "))
    }
  }

  /// Makes a key and returns its public half.
  private static func key(_ name: String, of fleet: BadInputFleet) async throws -> String {
    let path = "\(fleet.directory)/\(name)"
    let made = try await fleet.scratch.host.processes.run(
      Invocation(
        program: "ssh-keygen", arguments: ["-q", "-t", "ed25519", "-N", "", "-f", path],
        environment: fleet.environment, directory: fleet.directory, timeout: .seconds(60)))
    try #require(made.succeeded, "\(made.errorText)")
    return String(decoding: try #require(try Files.read("\(path).pub")), as: UTF8.self)
  }

  /// Lets git in the foundation's clone sign with a key.
  private static func sign(with name: String, in fleet: BadInputFleet) async throws {
    for (name, value) in [
      ("gpg.format", "ssh"), ("user.signingkey", "\(fleet.directory)/\(name)"),
      ("commit.gpgsign", "true"), ("gpg.ssh.allowedSignersFile", "\(fleet.directory)/signers"),
    ] {
      try await fleet.git("config", name, value, in: fleet.foundation)
    }
  }

  @Test(.enabled(if: hasKeys, "needs ssh-keygen"))
  func `where signatures are asked for, only those of allowed signers count, for that candidate`()
    async throws
  {
    try await Self.with("minor = 2, signed = true") { fleet in
      func approve(as person: String) async throws -> Answer {
        try await fleet.lockstep(
          "approve", "-x",
          with: [
            "GIT_AUTHOR_NAME": person, "GIT_AUTHOR_EMAIL": "\(person)@acme.example",
            "GIT_COMMITTER_NAME": person, "GIT_COMMITTER_EMAIL": "\(person)@acme.example",
          ])
      }
      let waiting = try await fleet.lockstep("release", "-x", "--yes", "minor")
      #expect(waiting.status == 11, "\(waiting.errors)")
      let unsigned = try await approve(as: "ada")
      #expect(unsigned.status == 11)
      #expect(unsigned.error == "an approval that is not signed would not count")

      let signers = [
        "ada@acme.example \(try await Self.key("ada", of: fleet))",
        "grace@acme.example \(try await Self.key("grace", of: fleet))",
      ]
      _ = try await Self.key("mallory", of: fleet)
      try Files.write(Array(signers.joined().utf8), to: "\(fleet.directory)/signers")
      for (person, key, counts) in [
        ("ada", "ada", 1), ("grace", "ada", 1), ("grace", "mallory", 1), ("grace", "grace", 2),
      ] {
        try await Self.sign(with: key, in: fleet)
        let approved = try await approve(as: person)
        #expect(approved.status == 0, "\(approved.errors)")
        #expect(approved.output.contains("approvals: \(counts) of 2 needed"), "\(approved.output)")
        if person == "grace", key != "grace" {
          #expect(approved.output.contains("grace's does not count: it is signed "))
        }
      }

      // Somebody withdraws a key: what it signed counts no more.
      try Files.write(Array(signers[0].utf8), to: "\(fleet.directory)/signers")
      let refused = try await fleet.lockstep("resume", "--yes")
      #expect(refused.status == 11)
      #expect(refused.errors.contains("grace's does not count"), "\(refused.errors)")
      try Files.write(Array(signers.joined().utf8), to: "\(fleet.directory)/signers")

      // Another candidate has none of them.
      try await fleet.push(["src/more.rs": "pub fn three() -> u8 { 3 }\n"], to: "core")
      #expect(try await fleet.lockstep("abort", "--because", "another candidate").status == 0)
      let again = try await fleet.lockstep("release", "-x", "--yes", "minor")
      #expect(again.status == 11)
      #expect(again.error?.hasPrefix("2 approvals of ") == true, "\(again.errors)")
    }
  }
}
