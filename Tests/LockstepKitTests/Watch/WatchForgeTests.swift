import LockstepCore
import LockstepFleet
import LockstepForges
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// What a watch sees on a forge: checks against their state before, and labelled issues.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(30)))
struct WatchForgeTests {
  private func withWorkspace(
    _ server: ContractServer, _ service: String, token: String? = "canary",
    _ body: (Workspace, ForgeDesk) async throws -> Void
  ) async throws {
    let tokens = token.map { ["LOCKSTEP_\(service.uppercased())_TOKEN": $0] } ?? [:]
    try await ScratchGit.with(settings: tokens) { scratch in
      let settings = """
        [foundation]
        package = "core"
        publish = "none"
        [fleet]
        search = []
        [services]
        \(server.entry(of: service))

        """
      let origin = try await scratch.origin("core", files: ["lockstep.toml": settings])
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      _ = try await scratch.git(
        ["config", "remote.origin.url", server.git("acme/core")], in: host.workingDirectory)
      let workspace = try await Workspace.open(host: host, command: ["lockstep"])
      try await body(
        workspace, ForgeDesk(services: workspace.configuration.services, host: host))
    }
  }

  private func ground(_ workspace: Workspace) -> WatchGround {
    WatchGround(
      workspace: workspace, line: nil, history: History(), log: OperationLog(History()),
      fleet: nil, now: workspace.host.clock.now(), releaseTimes: [:], remarks: [])
  }

  /// Not with Gitea: a label has a number there, and the contract server has none to give.
  @Test func `an open issue with one of the labels fires, once for both labels`() async throws {
    try await ContractServer.session("kit-watch") { server in
      try await server.makeRepository("acme/core", files: ["a": "b"])
      try await withWorkspace(server, "github") { workspace, desk in
        let place = try #require(try desk.place(of: server.git("acme/core")))
        let issues: [(String, [String])] = [
          ("It loses data @everyone", ["critical", "security"]), ("A typo", ["docs"]),
          ("Mended", ["critical"]),
        ]
        for (number, (title, labels)) in issues.enumerated() {
          let draft = IssueDraft(
            title: title, body: "", labels: labels, marker: try ForgeMarker("issue-\(number)"))
          let issue = try await place.forge.forge.createIssue(draft, in: place.path)
          if title == "Mended" {
            _ = try await place.forge.forge.updateIssue(
              issue.number, to: draft, isOpen: false, in: place.path)
          }
        }
        let look = try await IssueWatch(ground: ground(workspace), desk: desk).look()
        #expect(look.state == .seen)
        #expect(look.findings.count == 1)
        #expect(look.findings.first?.trigger == "critical-bug")
        #expect(look.findings.first?.fact.text.contains("It loses data") == true)
      }
    }
  }

  @Test func `a forge without a token is no data, and a service that is away too`() async throws {
    try await ContractServer.session("kit-watch") { server in
      try await server.makeRepository("acme/core", files: ["a": "b"])
      try await withWorkspace(server, "github", token: nil) { workspace, desk in
        let look = try await IssueWatch(ground: ground(workspace), desk: desk).look()
        #expect(look.state == .noData(because: "there is no token for GitHub"))
      }
      try await server.setTokens(["another"], for: "github")
      try await withWorkspace(server, "github") { workspace, _ in
        let looks = await WatchSources(ground: ground(workspace)) { _ in }.look(at: ["issues"])
        guard case .noData(let reason)? = looks.first?.state else {
          Issue.record("\(looks)")
          return
        }
        #expect(reason.contains("token"))
        #expect(!reason.contains("canary"))
      }
    }
  }

  @Test func `a tag without a release is drift where the tag before it has one`() async throws {
    try await ContractServer.session("kit-watch") { server in
      try await server.makeRepository(
        "acme/core", files: ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.1.0\"\n"])
      try await withWorkspace(server, "github") { workspace, desk in
        var workspace = workspace
        let place = try #require(try desk.place(of: server.git("acme/core")))
        let first = try #require(try await place.forge.forge.branch("main", in: place.path)).head
        let second = try ObjectID(
          parsing: try await server.commit(["src/lib.rs": ""], to: "acme/core"))
        let origin = GitRepository(
          gitDirectory: server.gitDirectory("acme/core"), host: workspace.host)
        for (tag, commit) in [("v1.0.0", first), ("v1.1.0", second)] {
          try await origin.update(
            [RefUpdate(ref: try .tag(tag), old: nil, new: commit)], because: "release")
        }
        try await workspace.repository.fetch(
          [
            "+refs/heads/main:refs/lockstep/remote/heads/main",
            "+refs/tags/*:refs/lockstep/remote/tags/*",
          ],
          from: try RemoteAddress(parsing: origin.gitDirectory), prune: false, timeout: .seconds(60)
        )
        let line = try await workspace.knownLine()
        let ground = WatchGround(
          workspace: workspace, line: line, history: History(), log: OperationLog(History()),
          fleet: nil, now: workspace.host.clock.now(), releaseTimes: [:], remarks: [])
        func found() async throws -> [String] {
          try await DriftWatch(ground: ground, desk: desk).look().findings.map(\.fact.text)
        }
        let told = "GitHub has a release of v1.0.0 and none of v1.1.0"
        #expect(try await !found().contains(told), "nobody makes releases there")
        for (tag, isTold) in [("v1.0.0", true), ("v1.1.0", false)] {
          _ = try await place.forge.forge.createRelease(
            ReleaseDraft(tag: tag, title: tag, notes: ""), in: place.path)
          #expect(try await found().contains(told) == isTold, "\(tag)")
        }
      }
    }
  }

  @Test(arguments: ["github", "gitea"])
  func `checks count against their state before the update`(service: String) async throws {
    try await ContractServer.session("kit-watch") { server in
      try await server.makeRepository("acme/core", files: ["a": "b"])
      try await withWorkspace(server, service) { workspace, desk in
        let place = try #require(try desk.place(of: server.git("acme/core")))
        let branch = try #require(try await place.forge.forge.branch("main", in: place.path))
        let after = try await server.commit(["a": "c"], to: "acme/core")
        let update = ChecksWatch.Update(
          name: try RepositoryName("core"), before: branch.head,
          after: try ObjectID(parsing: after), place: place)
        func check(_ commit: ObjectID, _ name: String, _ state: String) async throws {
          try await server.check(
            commit.description, of: "acme/core", name: name, conclusion: state, service: service,
            asStatus: service == "gitea")
        }
        guard case .unknown = await ChecksWatch.judge(update) else {
          Issue.record("nobody has checked anything")
          return
        }
        try await check(update.after, "build", "failure")
        guard case .unknown = await ChecksWatch.judge(update) else {
          Issue.record("nobody had checked the commit before")
          return
        }
        try await check(update.before, "build", "failure")
        #expect(await ChecksWatch.judge(update) == .fine, "it was red before")
        try await check(update.before, "lint", "success")
        try await check(update.after, "lint", "failure")
        guard case .broken(let text) = await ChecksWatch.judge(update) else {
          Issue.record("lint turned red")
          return
        }
        #expect(text.hasPrefix("lint failed at"))
      }
    }
  }
}
