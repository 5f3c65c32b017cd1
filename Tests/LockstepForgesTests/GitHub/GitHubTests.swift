import LockstepCore
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// GitHub, on the server that holds every request against GitHub's own contract.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(30)))
struct GitHubTests {
  private static let canary = "ghp_canary0123456789"
  private let jump = JumpClock()
  private let path: ForgePath

  init() throws {
    path = try ForgePath(parsing: "acme/billing")
  }

  private func forge(
    _ server: ContractServer, limits: ForgeLimits = .github, clock: Clock? = nil,
    credential: ForgeCredential = .fixed(Secret(canary))
  ) -> GitHubForge {
    let clock = clock ?? jump.clock
    return GitHubForge(
      addresses: .init(rest: server.github + "/", graphql: server.githubGraphQL),
      userAgent: "lockstep/test", http: .live, clock: clock,
      scheduler: ForgeScheduler(limits, clock: clock), credential: credential)
  }

  private func proposal(
    on head: ObjectID, _ changes: [ForgeFileChange]? = nil
  ) throws -> CommitProposal {
    CommitProposal(
      branch: "lockstep/core-2.1.0", expectedHead: head, headline: "Take core 2.1.0",
      body: "It is out.", marker: try ForgeMarker("rollout/2.1.0/billing"),
      changes: changes ?? [.write(path: "Cargo.toml", bytes: Array("core = \"2.1\"\n".utf8))])
  }

  private func draft() throws -> PullRequestDraft {
    PullRequestDraft(
      head: "lockstep/core-2.1.0", base: "main", title: "Take core 2.1.0", body: "It is out.",
      marker: try ForgeMarker("rollout/2.1.0/billing"))
  }

  /// A repository with a branch and our commit on it; its tip, and the commit.
  private func prepare(
    _ server: ContractServer, _ steady: SteadyForge, settings: JSONValue = [:]
  ) async throws -> (base: ObjectID, ours: ObjectID) {
    let made = try await server.makeRepository(
      "acme/billing", files: ["Cargo.toml": "core = \"2.0\"\n"], settings: settings)
    let base = try ObjectID(parsing: made.head)
    _ = try await steady.ensureBranch("lockstep/core-2.1.0", at: base, in: path)
    return (base, try await steady.ensureCommit(try proposal(on: base), in: path))
  }

  @Test func `a rollout by pull request, each request sent once`() async throws {
    try await ContractServer.session("forges-github") { server in
      let steady = SteadyForge(forge(server), clock: jump.clock)
      let (_, ours) = try await prepare(
        server, steady, settings: ["protected": ["main"], "allow_auto_merge": true])
      let pull = try await steady.ensurePullRequest(try draft(), in: path)
      #expect(try await steady.ensurePullRequest(try draft(), in: path).number == pull.number)
      #expect(pull.headCommit == ours)
      try await server.check("\(ours)", of: "acme/billing", service: "github")
      let pending = try await steady.look { try await $0.checks(of: ours, in: path) }
      #expect(pending.verdict == .pending && pending.names(of: .pending) == ["ci"])
      let progress = try await steady.ensureAutoMerge(
        pull.number, at: ours, by: .squash, in: path)
      #expect(progress == .waiting)
      #expect(
        try await steady.ensureAutoMerge(pull.number, at: ours, by: .squash, in: path) == .waiting)
      try await server.check(
        "\(ours)", of: "acme/billing", conclusion: "success", service: "github")
      let merged = try await steady.ensureMerged(pull.number, at: ours, by: .squash, in: path)
      let main = try await steady.look { try await $0.branch("main", in: path) }
      #expect(merged == main?.head)
      let marker = try ForgeMarker("note/2.1.0")
      for _ in 0..<2 {
        _ = try await steady.ensureComment(
          "Thanks.", marker: marker, on: .pullRequest(pull.number), in: path)
      }
      let journal = try await server.journal(service: "github")
      for operation in [
        "git/create-ref", "createCommitOnBranch", "pulls/create", "enablePullRequestAutoMerge",
        "issues/create-comment",
      ] {
        #expect(journal.count { $0.operations.contains(operation) } == 1, "\(operation)")
      }
      #expect(!journal.contains { "\($0)".contains(Self.canary) })
    }
  }

  @Test func `a file that is a program goes by the parts of git`() async throws {
    try await ContractServer.session("forges-github") { server in
      let steady = SteadyForge(forge(server), clock: jump.clock)
      let made = try await server.makeRepository(
        "acme/billing", files: ["old.sh": "#!/bin/sh\n", "keep": "x\n"])
      let base = try ObjectID(parsing: made.head)
      _ = try await steady.ensureBranch("lockstep/core-2.1.0", at: base, in: path)
      let changes: [ForgeFileChange] = [
        .write(path: "bin/run", bytes: Array("#!/bin/sh\n".utf8), mode: .executable),
        .write(path: "latest", bytes: Array("bin/run".utf8), mode: .link),
        .delete(path: "old.sh"),
      ]
      let id = try await steady.ensureCommit(try proposal(on: base, changes), in: path)
      #expect(try await steady.ensureCommit(try proposal(on: base, changes), in: path) == id)
      let host = Host.live()
      let tree = try await host.processes.run(
        Invocation(
          program: "git",
          arguments: ["--git-dir", server.gitDirectory("acme/billing"), "ls-tree", "-r", "\(id)"],
          environment: host.environment))
      let modes = tree.text.split(separator: "\n").map { line in
        "\(line.prefix(6)) \(line.split(separator: "\t").last ?? "")"
      }
      #expect(modes == ["100755 bin/run", "100644 keep", "120000 latest"])
      #expect(try await server.journal(operation: "git/create-commit").count == 1)
    }
  }

  @Test func `an answer that was cut off is not asked for again before a look`() async throws {
    try await ContractServer.session("forges-github") { server in
      let steady = SteadyForge(forge(server), clock: jump.clock)
      for operation in ["createCommitOnBranch", "pulls/create", "pulls/merge"] {
        try await server.inject(.init(.resetAfter, service: "github", operation: operation))
      }
      let (_, ours) = try await prepare(server, steady)
      let pull = try await steady.ensurePullRequest(try draft(), in: path)
      let merged = try await steady.ensureMerged(pull.number, at: ours, by: .merge, in: path)
      #expect(try await steady.look { try await $0.branch("main", in: path) }?.head == merged)
      for operation in ["createCommitOnBranch", "pulls/create", "pulls/merge"] {
        #expect(try await server.journal(operation: operation).count == 1, "\(operation)")
      }
    }
  }

  @Test(
    arguments: [
      ("rate_limit_primary", ["reset_in": 100], 100, 105),
      ("rate_limit_secondary", ["retry_after": 33], 33, 38),
      // No header says how long: a minute, as GitHub's pages ask for.
      ("rate_limit_secondary", ["retry_after": nil], 60, 65),
      ("rate_limit_secondary", ["retry_after": 5, "status": 429], 5, 10),
    ] as [(String, JSONValue, Int, Int)])
  func `a limit is waited for as long as GitHub says`(
    kind: String, details: JSONValue, from: Int, to: Int
  ) async throws {
    try await ContractServer.session("forges-github") { server in
      // The server tells the time at which a pool is full again by the machine's clock.
      let jump = JumpClock(at: Clock.live.now())
      let steady = SteadyForge(forge(server, clock: jump.clock), clock: jump.clock)
      try await server.makeRepository("acme/billing")
      let fault = try #require(ContractServer.Fault.Kind(rawValue: kind))
      try await server.inject(.init(fault, service: "github", details: details))
      let facts = try await steady.look { try await $0.repository(path) }
      #expect(facts.path == path)
      let waited = Int(jump.elapsed.components.seconds)
      #expect((from...to).contains(waited), "\(waited) s")
    }
  }

  @Test(arguments: [
    (ContractServer.Fault.Kind.unauthorized, ForgeError.Kind.unauthorised),
    (.forbidden, .forbidden), (.notFound, .notFound), (.validation, .refused),
    (.badGateway, .uncertain), (.reset, .uncertain), (.truncate, .uncertain),
    (.malformed, .uncertain),
  ])
  func `an error says what failed, and never the token`(
    fault: ContractServer.Fault.Kind, kind: ForgeError.Kind
  ) async throws {
    try await ContractServer.session("forges-github") { server in
      try await server.makeRepository("acme/billing")
      try await server.inject(.init(fault, service: "github", operation: "issues/create"))
      let draft = IssueDraft(
        title: "It broke", body: "", labels: ["critical"], marker: try ForgeMarker("incident/1"))
      let error = await #expect(throws: ForgeError.self) {
        _ = try await forge(server).createIssue(draft, in: path)
      }
      #expect(error?.kind == kind)
      let words = error.map { "\($0) \($0.explanation.rendered)" } ?? ""
      #expect(words.contains("acme/billing") && !words.contains("canary"))
    }
  }

  @Test func `what has not changed costs nothing of the hour`() async throws {
    try await ContractServer.session("forges-github") { server in
      try await server.makeRepository("acme/billing")
      let forge = forge(server)
      let first = try await forge.repository(path)
      #expect(try await forge.repository(path) == first)
      #expect(try await server.journal(service: "github").map(\.status) == [200, 304])
    }
  }

  @Test func `an organisation is listed in pages, and its manifests are searched`() async throws {
    try await ContractServer.session("forges-github") { server in
      for number in 100..<205 {
        try await server.makeRepository(
          "acme/r\(number)",
          files: number.isMultiple(of: 2) ? ["Cargo.toml": "acme-core = \"2\"\n"] : ["a": "b\n"])
      }
      let forge = forge(server)
      let all = try await forge.repositories(of: "acme")
      #expect(all.map(\.path.name) == (100..<205).map { "r\($0)" })
      let found = try await forge.search(
        CodeQuery(owner: "acme", text: "acme-core", fileName: "Cargo.toml"))
      #expect(found.hits.count == 53 && found.isComplete)
      #expect(Set(found.hits.map(\.file)) == ["Cargo.toml"])
      let missing = await #expect(throws: ForgeError.self) {
        _ = try await forge.repositories(of: "nobody")
      }
      #expect(missing?.kind == .notFound)
    }
  }

  @Test func `many workers under real limits are never refused`() async throws {
    try await ContractServer.session("forges-github") { server in
      try await server.makeRepository("acme/billing")
      try await server.setLimits([
        // The server takes a request off its count after its answer has gone out.
        "secondary": [
          "content": 8, "points": 120, "concurrent": 12, "window": 1, "retry_after": 1,
        ]
      ])
      let limits = ForgeLimits(
        points: [.rest: .init(120, per: .seconds(1))],
        content: [.init(8, per: .seconds(1))], spacing: .milliseconds(20), concurrent: 6)
      let forge = forge(server, limits: limits, clock: .live)
      let results = await forEach(Array(1...20), width: 12) { number -> String? in
        do {
          let draft = IssueDraft(
            title: "\(number)", body: "", marker: try ForgeMarker("n/\(number)"))
          _ = try await forge.createIssue(draft, in: path)
          return nil
        } catch {
          return "\(error)"
        }
      }
      #expect(results.compactMap { $0 } == [])
      #expect(try await server.journal(service: "github").allSatisfy { $0.status == 201 })
    }
  }
}
