import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Sign-offs from the command line.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct ApprovalStoryTests {
  private static let hasKeys = ["/usr/bin/ssh-keygen", "/usr/local/bin/ssh-keygen"].contains(
    where: Files.isFile)

  private static func with(_ body: (BadInputFleet) async throws -> Void) async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: fleet.registry)
            + "[policy]\napprovals = { minor = 1 }\n"
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
      let key = "\(fleet.directory)/key"
      let made = try await fleet.scratch.host.processes.run(
        Invocation(
          program: "ssh-keygen", arguments: ["-q", "-t", "ed25519", "-N", "", "-f", key],
          environment: fleet.environment, directory: fleet.directory, timeout: .seconds(60)))
      #expect(made.succeeded, "\(made.errorText)")
      let signer = String(decoding: try #require(try Files.read("\(key).pub")), as: UTF8.self)
      try Files.write(Array("* \(signer)".utf8), to: "\(fleet.directory)/signers")
      for (name, value) in [
        ("gpg.format", "ssh"), ("user.signingkey", key), ("commit.gpgsign", "true"),
        ("gpg.ssh.allowedSignersFile", "\(fleet.directory)/signers"),
      ] {
        try await fleet.git("config", name, value, in: fleet.foundation)
      }
      let approved = try await fleet.lockstep("approve", "--candidate", "HEAD", "-x")
      #expect(approved.status == 0, "\(approved.errors)")
      // Fails where there is no good signature.
      try await fleet.git("verify-commit", "refs/lockstep/ledger", in: fleet.foundation)
      let subject = try await fleet.git(
        "log", "-1", "--format=%s", "refs/lockstep/ledger", in: fleet.foundation)
      #expect(subject.hasPrefix("approved "))
    }
  }
}
