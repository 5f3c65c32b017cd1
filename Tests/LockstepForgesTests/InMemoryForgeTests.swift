import LockstepCore
import LockstepForges
import LockstepGit
import Synchronization
import Testing

/// The forge in memory keeps the promises that a real one makes.
@Suite struct InMemoryForgeTests {
  let forge = InMemoryForge()
  let path: ForgePath

  init() throws {
    let path = try ForgePath(parsing: "acme/billing")
    self.path = path
    forge.world.withLock {
      $0.repositories[path] = InMemoryRepository(files: ["Cargo.toml": "core = \"2.0\"\n"])
    }
  }

  private func proposal(_ branch: String, on head: ObjectID) throws -> CommitProposal {
    CommitProposal(
      branch: branch, expectedHead: head, headline: "pin core", marker: try ForgeMarker("pin/1"),
      changes: [.write(path: "Cargo.toml", bytes: Array("core = \"=2.0.5\"\n".utf8))])
  }

  @Test func `a commit needs the head that it expects`() async throws {
    let head = try #require(try await forge.branch("main", in: path)).head
    try await forge.createBranch("lockstep/pin", at: head, in: path)
    let first = try await forge.createCommit(try proposal("lockstep/pin", on: head), in: path)
    let error = await #expect(throws: ForgeError.self) {
      try await forge.createCommit(try proposal("lockstep/pin", on: head), in: path)
    }
    #expect(error?.kind == .stale(actual: first))
    let commit = try #require(try await forge.commit(first, in: path))
    #expect(commit.parents == [head])
    #expect(try ForgeMarker("pin/1").isCarried(by: commit.message))
  }

  @Test func `a protected branch takes a green pull request only`() async throws {
    forge.world.withLock { $0.repositories[path]?.protected = ["main"] }
    let head = try #require(try await forge.branch("main", in: path)).head
    let refused = await #expect(throws: ForgeError.self) {
      try await forge.createCommit(try proposal("main", on: head), in: path)
    }
    #expect(refused?.kind == .protected)
    try await forge.createBranch("pin", at: head, in: path)
    let pinned = try await forge.createCommit(try proposal("pin", on: head), in: path)
    let pull = try await forge.createPullRequest(
      PullRequestDraft(
        head: "pin", base: "main", title: "Pin", body: "why", marker: try ForgeMarker("pin/1")),
      in: path)
    #expect(pull.headCommit == pinned)
    forge.world.withLock { $0.repositories[path]?.report("ci", .pending, on: pinned) }
    let blocked = await #expect(throws: ForgeError.self) {
      try await forge.merge(pull.number, at: pinned, by: .squash, in: path)
    }
    #expect(blocked?.kind == .protected)
    try await forge.enableAutoMerge(pull.number, at: pinned, by: .squash, in: path)
    forge.world.withLock { $0.repositories[path]?.report("ci", .green, on: pinned) }
    #expect(try await forge.pullRequest(pull.number, in: path).state == .merged)
    let main = try #require(try await forge.branch("main", in: path)).head
    let bytes = try await forge.file("Cargo.toml", at: main, in: path)
    #expect(bytes == Array("core = \"=2.0.5\"\n".utf8))
  }

  @Test func `an answer that gets lost leaves the work done`() async throws {
    let head = try #require(try await forge.branch("main", in: path)).head
    forge.world.withLock {
      $0.faults = [InMemoryWorld.Fault(.createBranch, .uncertain, isCarriedOut: true)]
    }
    let error = await #expect(throws: ForgeError.self) {
      try await forge.createBranch("pin", at: head, in: path)
    }
    #expect(error?.kind == .uncertain)
    #expect(try await forge.branch("pin", in: path)?.head == head)
  }

  @Test(
    arguments: [
      ("https://github.com/acme/billing.git", "acme/billing"),
      ("git@github.com:acme/billing", "acme/billing"),
      ("ssh://git@host:22/group/sub/name.git/", "group/sub/name"),
      ("https://host/../x", nil), ("file:///srv", nil), ("/srv/acme/billing.git", nil),
      ("https://host/acme/-o", nil), ("https://host/a%2Fb/c", nil),
    ] as [(String, String?)])
  func `the path follows from the clone address`(address: String, path: String?) {
    #expect(ForgePath(cloneAddress: address)?.description == path)
  }

  @Test(arguments: [
    ("release/2.0.6/billing", true), ("a--b", false), ("", false), ("a b", false), ("x>", false),
  ])
  func `a marker can stand in a comment`(text: String, isMarker: Bool) {
    #expect(((try? ForgeMarker(text)) != nil) == isMarker)
  }

  @Test func `a marker is found on its own line only`() throws {
    let marker = try ForgeMarker("release/2.0.6")
    let text = marker.marking("Pins core.")
    #expect(marker.isCarried(by: text))
    #expect(marker.marking(text) == text)
    #expect(try !ForgeMarker("release/2.0").isCarried(by: text))
    #expect(!marker.isCarried(by: "see \(marker.comment)"))
  }
}
