import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

/// With the real cargo, and bubblewrap.
@Suite(.enabled(if: InstalledTools.hasCargo, "needs cargo"), .timeLimit(.minutes(30)))
struct BuildYardSandboxTests {
  @Test(.enabled("needs bubblewrap", InstalledTools.hasSandbox), arguments: [true, false])
  func `a build of an update or a pin keeps a hostile build script apart`(isApart: Bool)
    async throws
  {
    var settings: [String: String] = ["API_TOKEN": "hunter2"]
    let live = Host.live().environment
    settings["RUSTUP_HOME"] = live["RUSTUP_HOME"] ?? live["HOME"].map { "\($0)/.rustup" }
    let listener = try LoopbackListener()
    try await ScratchGit.with(settings: settings) { git in
      try HostileBuildScript.layOutLoot(in: git)
      let manifest = "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"
      let origin = try await git.origin(
        "app",
        files: [
          "Cargo.toml": manifest, "src/lib.rs": "pub fn one() {}\n",
          "build.rs": HostileBuildScript.text(port: listener.port, isApart: isApart),
        ])
      let subject = BuildSubject(
        name: try RepositoryName("app"), objects: origin,
        commit: try #require(try await origin.resolve("refs/heads/main")),
        roots: [.init(manifest: "Cargo.toml", locked: false)], context: "1")
      // Where builds lie may be a link to another disk.
      let cache = "\(git.directory)/cache"
      try Files.createDirectories("\(cache)/yard")
      try Files.createDirectories("\(git.directory)/disk")
      try Files.createSymbolicLink(at: "\(cache)/yard/target", to: "\(git.directory)/disk")
      let yard = BuildYard(
        host: git.host, runner: CargoRunner(host: git.host),
        isolation: isApart ? Isolation(host: git.host) : nil,
        directory: "\(cache)/yard")
      let verdict = try await yard.verdict(of: subject)
      #expect(verdict.outcome == (isApart ? .builds : .fails), "\(verdict)")
    }
  }
}
