import LockstepCore
import LockstepForges
import LockstepGit
import LockstepTestSupport
import Testing

/// Every forge behaves alike: one story for all of them, with the same expectations.
@Suite struct ForgeContractTests {
  let path: ForgePath
  let marker: ForgeMarker
  static let files = ["Cargo.toml": "core = \"2.0\"\n", "src/lib.rs": "pub fn f() {}\n"]

  init() throws {
    path = try ForgePath(parsing: "acme/billing")
    marker = try ForgeMarker("rollout/2.1.0/acme/billing")
  }

  private func proposal(
    on head: ObjectID, branch: String = "lockstep/2.1.0",
    _ changes: [ForgeFileChange]? = nil
  ) -> CommitProposal {
    CommitProposal(
      branch: branch, expectedHead: head, headline: "take core 2.1.0", body: "Why: see the notes.",
      marker: marker,
      changes: changes ?? [.write(path: "Cargo.toml", bytes: Array("core = \"2.1\"\n".utf8))])
  }

  private func draft(_ title: String = "Take core 2.1.0") -> PullRequestDraft {
    PullRequestDraft(
      head: "lockstep/2.1.0", base: "main", title: title, body: "Migration guide: …",
      marker: marker)
  }

  /// Expects that `body` fails with `kind`.
  private func expect(
    _ kind: ForgeError.Kind, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
  ) async {
    let error = await #expect(throws: ForgeError.self, sourceLocation: sourceLocation) {
      try await body()
    }
    #expect(error?.kind == kind, sourceLocation: sourceLocation)
  }

  /// A repository with our branch and commit; returns the commits of both branches.
  private func prepare(_ stand: any ForgeStand) async throws -> (main: ObjectID, ours: ObjectID) {
    let main = try await stand.makeRepository(path, files: Self.files)
    try await stand.forge.createBranch("lockstep/2.1.0", at: main, in: path)
    let ours = try await stand.forge.createCommit(proposal(on: main), in: path)
    return (main, ours)
  }

  @Test(arguments: StandKind.available)
  func `repositories are found with their facts`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      _ = try await stand.makeRepository(path, files: Self.files)
      let other = try ForgePath(parsing: "acme/search")
      _ = try await stand.makeRepository(other, files: Self.files)
      let facts = try await stand.forge.repository(path)
      #expect(facts.path == path)
      #expect(facts.defaultBranch == "main")
      #expect(!facts.isArchived && !facts.isFork)
      #expect(facts.cloneAddress.hasSuffix("acme/billing.git"))
      #expect(try await stand.forge.repositories(of: "acme").map(\.path) == [path, other])
      await expect(.notFound) {
        _ = try await stand.forge.repository(try ForgePath(parsing: "acme/nowhere"))
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `more repositories than fit on a page are all found`(_ kind: StandKind) async throws {
    guard !kind.isContract else { return }
    try await kind.with { stand in
      for number in 100..<230 {
        let path = try ForgePath(parsing: "acme/r\(number)")
        _ = try await stand.makeRepository(path, files: ["a": "b"])
      }
      let found = try await stand.forge.repositories(of: "acme")
      #expect(found.count == 130)
      #expect(found.map(\.path) == found.map(\.path).sorted())
    }
  }

  @Test(arguments: StandKind.available)
  func `code is searched where the forge can, and refused as unsupported where not`(
    _ kind: StandKind
  ) async throws {
    // The loopback forges keep no index.
    guard kind != .gitHubLoopback, kind != .gitLabLoopback else { return }
    try await kind.with { stand in
      _ = try await stand.makeRepository(path, files: Self.files)
      _ = try await stand.makeRepository(
        try ForgePath(parsing: "other/billing"), files: Self.files)
      let query = CodeQuery(owner: "acme", text: "core", fileName: "Cargo.toml")
      guard stand.forge.abilities.contains(.codeSearch) else {
        return await expect(.unsupported) { _ = try await stand.forge.search(query) }
      }
      let found = try await stand.forge.search(query)
      #expect(found.hits == [.init(repository: path, file: "Cargo.toml")])
      #expect(found.isComplete)
    }
  }

  @Test(arguments: StandKind.available)
  func `a branch and a commit are made without a clone`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let forge = stand.forge
      let (main, ours) = try await prepare(stand)
      await expect(.alreadyExists) {
        try await forge.createBranch("lockstep/2.1.0", at: main, in: path)
      }
      let branch = try #require(try await forge.branch("lockstep/2.1.0", in: path))
      #expect(branch.head == ours && !branch.isProtected)
      let commit = try #require(try await forge.commit(ours, in: path))
      #expect(commit.parents == [main])
      #expect(commit.message.hasPrefix("take core 2.1.0\n\nWhy: see the notes."))
      #expect(marker.isCarried(by: commit.message))
      let read = try await forge.file("Cargo.toml", at: ours, in: path)
      #expect(read == Array("core = \"2.1\"\n".utf8))
      let before = try await forge.file("Cargo.toml", at: main, in: path)
      #expect(before == Array("core = \"2.0\"\n".utf8))
      #expect(try await forge.file("src/lib.rs", at: ours, in: path) != nil)
      #expect(try await forge.file("nowhere/x.toml", at: ours, in: path) == nil)
      #expect(try await forge.branch("none", in: path) == nil)
      let unknown = try ObjectID(parsing: String(repeating: "1", count: 40))
      #expect(try await forge.commit(unknown, in: path) == nil)
      await expect(.notFound) {
        _ = try await forge.file("Cargo.toml", at: unknown, in: path)
      }
      let elsewhere = try ForgePath(parsing: "acme/nowhere")
      await expect(.notFound) { _ = try await forge.branch("main", in: elsewhere) }
    }
  }

  @Test(arguments: StandKind.available)
  func `files are added and removed in one commit`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (_, ours) = try await prepare(stand)
      let second = try await stand.forge.createCommit(
        proposal(
          on: ours,
          [
            .write(path: "docs/bytes.bin", bytes: [0, 255, 10, 13, 0]),
            .delete(path: "src/lib.rs"),
            .write(path: "Cargo.toml", bytes: Array("core = \"3\"\n".utf8)),
          ]), in: path)
      #expect(
        try await stand.forge.file("docs/bytes.bin", at: second, in: path) == [0, 255, 10, 13, 0])
      #expect(try await stand.forge.file("src/lib.rs", at: second, in: path) == nil)
      await expect(.refused) {
        _ = try await stand.forge.createCommit(
          proposal(on: second, [.delete(path: "src/lib.rs")]), in: path)
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `who expects another head is told the actual one`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (main, ours) = try await prepare(stand)
      await expect(.stale(actual: ours)) {
        _ = try await stand.forge.createCommit(proposal(on: main), in: path)
      }
      let theirs = try await stand.push(
        ["notes.md": "mine"], to: path, branch: "lockstep/2.1.0")
      await expect(.stale(actual: theirs)) {
        _ = try await stand.forge.createCommit(proposal(on: ours), in: path)
      }
      await expect(.stale(actual: theirs)) {
        try await stand.forge.deleteBranch("lockstep/2.1.0", at: ours, in: path)
      }
      try await stand.forge.deleteBranch("lockstep/2.1.0", at: theirs, in: path)
      #expect(try await stand.forge.branch("lockstep/2.1.0", in: path) == nil)
      await expect(.notFound) {
        try await stand.forge.deleteBranch("lockstep/2.1.0", at: theirs, in: path)
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `a protected branch and an archive take no commits`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let main = try await stand.makeRepository(path, files: Self.files)
      try await stand.protect("main", in: path)
      #expect(try await stand.forge.branch("main", in: path)?.isProtected == true)
      await expect(.protected) {
        _ = try await stand.forge.createCommit(proposal(on: main, branch: "main"), in: path)
      }
      #expect(try await stand.forge.branch("main", in: path)?.head == main)
      try await stand.archive(path)
      #expect(try await stand.forge.repository(path).isArchived)
      await expect(.archived) {
        try await stand.forge.createBranch("lockstep/2.1.0", at: main, in: path)
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `a pull request is opened once, found by its branch, changed and merged`(
    _ kind: StandKind
  ) async throws {
    try await kind.with { stand in
      let forge = stand.forge
      let (main, ours) = try await prepare(stand)
      #expect(try await forge.pullRequests(from: "lockstep/2.1.0", in: path).isEmpty)
      let opened = try await forge.createPullRequest(draft(), in: path)
      #expect(opened.state == .open && opened.head == "lockstep/2.1.0" && opened.base == "main")
      #expect(opened.headCommit == ours)
      await expect(.alreadyExists) { _ = try await forge.createPullRequest(draft(), in: path) }
      let changed = try await forge.updatePullRequest(
        opened.number, to: draft("Take core 2.1.0 now"), in: path)
      #expect(changed.title == "Take core 2.1.0 now")
      let found = try await forge.pullRequests(from: "lockstep/2.1.0", in: path)
      #expect(found.map(\.number) == [opened.number])
      #expect(found.allSatisfy { marker.isCarried(by: $0.body) })
      await expect(.stale(actual: ours)) {
        _ = try await forge.merge(opened.number, at: main, by: .merge, in: path)
      }
      let merged = try await forge.merge(opened.number, at: ours, by: .merge, in: path)
      let after = try await forge.pullRequest(opened.number, in: path)
      #expect(after.state == .merged && after.mergeCommit == merged)
      #expect(try await forge.branch("main", in: path)?.head == merged)
      let content = try await forge.file("Cargo.toml", at: merged, in: path)
      #expect(content == Array("core = \"2.1\"\n".utf8))
      await expect(.conflict) {
        _ = try await forge.merge(opened.number, at: ours, by: .merge, in: path)
      }
      await expect(.notFound) { _ = try await forge.pullRequest(999, in: path) }
    }
  }

  @Test(arguments: StandKind.available)
  func `what was closed by somebody stays closed and may be opened anew`(
    _ kind: StandKind
  ) async throws {
    try await kind.with { stand in
      _ = try await prepare(stand)
      let first = try await stand.forge.createPullRequest(draft(), in: path)
      try await stand.close(first.number, in: path)
      #expect(try await stand.forge.close(first.number, in: path).state == .closed)
      let second = try await stand.forge.createPullRequest(draft(), in: path)
      #expect(try await stand.forge.close(second.number, in: path).state == .closed)
      let found = try await stand.forge.pullRequests(from: "lockstep/2.1.0", in: path)
      #expect(found.map(\.number) == [second.number, first.number])
      #expect(found.map(\.state) == [.closed, .closed])
    }
  }

  @Test(arguments: StandKind.available)
  func `changes that do not go together are a conflict`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (_, ours) = try await prepare(stand)
      let pull = try await stand.forge.createPullRequest(draft(), in: path)
      _ = try await stand.push(["Cargo.toml": "core = \"9\"\n"], to: path, branch: "main")
      await expect(.conflict) {
        _ = try await stand.forge.merge(pull.number, at: ours, by: .squash, in: path)
      }
      #expect(try await stand.forge.pullRequest(pull.number, in: path).state == .open)
    }
  }

  @Test(arguments: StandKind.available)
  func `the checks of a commit are one verdict`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (_, ours) = try await prepare(stand)
      #expect(try await stand.forge.checks(of: ours, in: path).verdict == .absent)
      for state in [ForgeChecks.State.pending, .red, .green] {
        try await stand.report(state, on: "lockstep/2.1.0", in: path)
        let checks = try await stand.forge.checks(of: ours, in: path)
        #expect(checks.checks.map(\.state) == [state])
      }
      let unknown = try ObjectID(parsing: String(repeating: "1", count: 40))
      await expect(.notFound) {
        _ = try await stand.forge.checks(of: unknown, in: path)
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `auto-merge waits for green checks`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let forge = stand.forge
      let (main, ours) = try await prepare(stand)
      let pull = try await forge.createPullRequest(draft(), in: path)
      await expect(.nothingToWaitFor) {
        try await forge.enableAutoMerge(pull.number, at: ours, by: .squash, in: path)
      }
      try await stand.protect("main", in: path)
      try await stand.report(.pending, on: "lockstep/2.1.0", in: path)
      await expect(.protected) {
        _ = try await forge.merge(pull.number, at: ours, by: .squash, in: path)
      }
      await expect(.stale(actual: ours)) {
        try await forge.enableAutoMerge(pull.number, at: main, by: .squash, in: path)
      }
      try await forge.enableAutoMerge(pull.number, at: ours, by: .squash, in: path)
      #expect(try await forge.pullRequest(pull.number, in: path).state == .open)
      try await stand.report(.green, on: "lockstep/2.1.0", in: path)
      let merged = try await forge.pullRequest(pull.number, in: path)
      #expect(merged.state == .merged)
      let tip = try #require(try await forge.branch("main", in: path)?.head)
      #expect(try await forge.commit(tip, in: path)?.parents == [main])
    }
  }

  @Test(arguments: StandKind.available)
  func `a release is published once for a tag that is there`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let forge = stand.forge
      let main = try await stand.makeRepository(path, files: Self.files)
      let draft = ReleaseDraft(tag: "v2.1.0", title: "2.1.0", notes: "What is new.")
      #expect(try await forge.release(tagged: "v2.1.0", in: path) == nil)
      await expect(.notFound) { _ = try await forge.createRelease(draft, in: path) }
      try await stand.tag("v2.1.0", at: main, in: path)
      let made = try await forge.createRelease(draft, in: path)
      #expect(made.matches(draft))
      await expect(.alreadyExists) { _ = try await forge.createRelease(draft, in: path) }
      let notes = ReleaseDraft(
        tag: "v2.1.0", title: "2.1.0", notes: "Better told.", isPrerelease: kind != .giteaLoopback)
      let changed = try await forge.updateRelease(made, to: notes, in: path)
      #expect(changed.notes == "Better told.")
      let found = try #require(try await forge.release(tagged: "v2.1.0", in: path))
      #expect(found.matches(notes) || kind == .giteaLoopback)
    }
  }

  @Test(arguments: StandKind.available)
  func `issues are opened with their labels and found by them`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let forge = stand.forge
      _ = try await stand.makeRepository(path, files: Self.files)
      let labels = kind.lacksLabels ? [] : ["critical"]
      let draft = IssueDraft(
        title: "core 2.1.0 is bad", body: "Pin to 2.0.5.", labels: labels, marker: marker)
      let made = try await forge.createIssue(draft, in: path)
      #expect(made.isOpen && made.labels == labels && marker.isCarried(by: made.body))
      let found = try await forge.issues(IssueQuery(labels: labels), in: path)
      #expect(found.map(\.number) == [made.number])
      guard !kind.lacksNotesAndIssueEdits else { return }
      let closed = try await forge.updateIssue(made.number, to: draft, isOpen: false, in: path)
      #expect(!closed.isOpen)
      #expect(try await forge.issues(IssueQuery(), in: path).isEmpty)
      #expect(try await forge.issues(IssueQuery(includesClosed: true), in: path).count == 1)
      let comment = try await forge.createComment("done", on: .issue(made.number), in: path)
      #expect(try await forge.comments(on: .issue(made.number), in: path) == [comment])
    }
  }
}
