import LockstepCore
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// A server that takes pushes only.
@Suite struct PlainGitTests {
  /// A bare repository with one commit, a clone's objects with a second commit, and the server.
  private func with(
    _ body: (ScratchGit, GitRepository, PlainGit, ObjectID, ObjectID) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core", files: ["a": "1\n"])
      let first = try #require(try await origin.resolve("refs/heads/main"))
      let objects = try await scratch.origin("objects")
      let address = try scratch.address(of: origin)
      try await objects.fetch(["+refs/heads/*:refs/heads/*"], from: address)
      let second = try await scratch.commit(["a": "2\n"], to: objects)
      try await body(
        scratch, origin, PlainGit(objects: objects, address: address), first, second)
    }
  }

  @Test func `a branch is made, moved, found and removed, and each may be asked for twice`()
    async throws
  {
    try await with { _, _, git, first, second in
      #expect(try await git.defaultBranch() == "main")
      #expect(try await git.branch("main") == first)
      #expect(try await git.branch("pin") == nil)
      #expect(try await git.ensureBranch("pin", at: first, from: nil))
      #expect(try await git.ensureBranch("pin", at: second, from: first))
      #expect(try await !git.ensureBranch("pin", at: second, from: first))
      #expect(try await git.branch("pin") == second)
      try await git.ensureNoBranch("pin", at: second)
      try await git.ensureNoBranch("pin", at: second)
      #expect(try await git.branch("pin") == nil)
    }
  }

  @Test func `who expects another head is told the actual one`() async throws {
    try await with { scratch, origin, git, first, second in
      let theirs = try await scratch.commit(["b": "theirs\n"], to: origin)
      let error = await #expect(throws: ForgeError.self) {
        try await git.ensureBranch("main", at: second, from: first)
      }
      #expect(error?.kind == .stale(actual: theirs))
      #expect(try await git.branch("main") == theirs)
    }
  }

  @Test func `a server that refuses is told apart from one that moved`() async throws {
    try await with { scratch, origin, git, first, second in
      try await scratch.git(
        ["config", "receive.denyDeletes", "true"], in: origin.gitDirectory)
      try await git.ensureBranch("pin", at: second, from: nil)
      let error = await #expect(throws: ForgeError.self) {
        try await git.ensureNoBranch("pin", at: second)
      }
      #expect(error?.kind == .protected)
      #expect(try await git.branch("pin") == second)
      #expect(first != second)
    }
  }

  @Test func `a server that is away leaves it open`() async throws {
    try await with { scratch, origin, git, first, second in
      let gone = PlainGit(
        objects: git.objects,
        address: try RemoteAddress(parsing: "\(scratch.directory)/origins/gone.git"))
      let error = await #expect(throws: ForgeError.self) {
        try await gone.ensureBranch("main", at: second, from: first)
      }
      #expect(error?.kind == .uncertain)
      #expect(error?.exitStatus == .resumable)
      _ = origin
    }
  }

  @Test(
    .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"),
    arguments: [(ContractServer.Fault.Kind.resetAfter, 1), (.reset, 1), (.reset, 9)])
  func `a push whose answer is cut off is looked up`(
    kind: ContractServer.Fault.Kind, times: Int
  ) async throws {
    // On a connection that it has used before, git's library sends a request again by itself.
    let arrives = times == 1
    try await ContractServer.session("forges") { server in
      let repository = try await server.makeRepository("acme/core")
      let first = try ObjectID(parsing: repository.head)
      try await ScratchGit.with { scratch in
        let objects = try await scratch.origin("objects")
        let local = try RemoteAddress(parsing: repository.path)
        try await objects.fetch(["+refs/heads/*:refs/heads/*"], from: local)
        let second = try await scratch.commit(["a": "2\n"], to: objects)
        let address = server.git("acme/core").replacing("http://", with: "http://bot:canary@")
        let git = PlainGit(objects: objects, address: try RemoteAddress(parsing: address))
        #expect(try await git.branch("main") == first)
        try await server.inject(
          .init(kind, service: "git", method: "POST", path: "receive-pack", times: times))
        if arrives {
          #expect(try await git.ensureBranch("main", at: second, from: first))
        } else {
          let error = await #expect(throws: ForgeError.self) {
            try await git.ensureBranch("main", at: second, from: first)
          }
          #expect(error?.kind == .unavailable)
          let words = error.map { "\($0.explanation)" } ?? ""
          #expect(!words.isEmpty && !words.contains("canary"))
        }
        #expect(try await git.branch("main") == (arrives ? second : first))
        try await server.removeFaults()
        try await git.ensureBranch("main", at: second, from: first)
        #expect(try await git.branch("main") == second)
      }
    }
  }

  @Test func `what it cannot do is not there to be called`() async throws {
    try await with { _, _, git, _, _ in
      let host = RepositoryHost.plainGit(git)
      #expect(host.abilities.isEmpty)
      #expect(host.forge == nil)
    }
  }
}
