import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// What is fetched from this machine without a process, and what is not.
@Suite(.timeLimit(.minutes(10)))
struct LocalFetchTests {
  private struct Fixture {
    let store: FleetStore
    let origin: GitRepository
    let source: FleetSource
    let scratch: ScratchGit

    func fetch() async throws -> FleetTip {
      let outcome = await store.fetch([source], width: 1, timeout: .seconds(60))[source.name]
      guard case .fetched(let tip)? = outcome else {
        throw ExplainedFailure("not fetched", why: ["\(String(describing: outcome))"])
      }
      return tip
    }

    /// Whether a fetch would start git for the repository: its own lock is looked at then.
    func startsGit() async throws -> Bool {
      let repository = store.repository(source.name).gitDirectory
      try Files.write(Array("[broken".utf8), to: "\(repository)/config")
      defer { try? Files.write(Array("[core]\n\tbare = true\n".utf8), to: "\(repository)/config") }
      do {
        _ = try await fetch()
        return false
      } catch {
        return true
      }
    }
  }

  private func with(_ body: (Fixture) async throws -> Void) async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core", files: ["Cargo.toml": "1"])
      let source = FleetSource(
        name: try RepositoryName("core"), address: try scratch.address(of: origin))
      let store = FleetStore(
        directory: "\(scratch.host.cacheDirectory)/fleet", host: scratch.host)
      let fixture = Fixture(store: store, origin: origin, source: source, scratch: scratch)
      _ = try await fixture.fetch()
      try await body(fixture)
    }
  }

  @Test func `a branch that has not moved needs no git, loose or packed`() async throws {
    try await with { fixture in
      #expect(try await !fixture.startsGit())
      _ = try await fixture.scratch.git(["pack-refs", "--all"], in: fixture.origin.gitDirectory)
      #expect(!Files.exists("\(fixture.origin.gitDirectory)/refs/heads/main"))
      #expect(try await !fixture.startsGit())
    }
  }

  @Test func `a branch that has moved, or cannot be read for sure, is fetched`() async throws {
    try await with { fixture in
      _ = try await fixture.scratch.git(["pack-refs", "--all"], in: fixture.origin.gitDirectory)
      let moved = try await fixture.scratch.commit(["Cargo.toml": "2"], to: fixture.origin)
      #expect(try await fixture.startsGit())
      #expect(try await fixture.fetch().commit == moved)
      #expect(try await !fixture.startsGit())
      // A symbolic reference is for git to follow.
      let heads = "\(fixture.origin.gitDirectory)/refs/heads"
      try Files.write(Array("\(moved)\n".utf8), to: "\(heads)/next")
      try Files.write(Array("ref: refs/heads/next\n".utf8), to: "\(heads)/main")
      #expect(try await fixture.startsGit())
      #expect(try await fixture.fetch().commit == moved)
    }
  }

  @Test func `what nothing refers to is kept, and let go when something takes its place`()
    async throws
  {
    try await with { fixture in
      let store = fixture.store
      let names = try ["core", "a..b", "x.lock", "-y"].map { try RepositoryName($0) }
      let tip = try await fixture.fetch().commit
      let who = fixture.scratch.signature()
      let commits = try await store.objects.write(
        ["one", "two"].map {
          CommitDraft(
            parents: [tip], tree: .firstParent,
            changes: [FileChange(path: $0, content: .bytes([1], executable: false))], message: $0,
            author: who, committer: who)
        })
      for commit in commits {
        try await store.keep(
          Dictionary(uniqueKeysWithValues: names.map { ($0, commit) }), as: "way-back/1.0.0")
        let kept = try await store.objects.references(under: ["refs/lockstep/way-back"])
        #expect(kept.count == names.count)
        #expect(Set(kept.map(\.object)) == [commit])
      }
      let untouched = try RepositoryName("core")
      try await store.keep([untouched: commits[0]], as: "way-back/1.0.0")
      let kept = try await store.objects.references(under: ["refs/lockstep/way-back"])
      #expect(kept.count { $0.object == commits[0] } == 1)
    }
  }
}
