import LockstepCore
import LockstepForges
import LockstepGit
import LockstepTestSupport
import Testing

/// Whatever goes wrong on the way, the end is the one that it would have had, and nothing is there twice.
@Suite struct ForgeFaultTests {
  typealias Kind = ContractServer.Fault.Kind

  /// Faults that pass; whoever asks again gets on.
  static let passing: [Kind] = [
    .reset, .resetAfter, .truncate, .malformed, .slow, .serverError, .badGateway, .limit,
    .secondaryLimit, .hang, .unavailable, .gatewayTimeout,
  ]

  /// Those of ``passing`` that are tried on a stand: a server of its own takes its time.
  private static func faults(on kind: StandKind, hittingChanges: Bool) -> ArraySlice<Kind> {
    kind.isContract
      ? hittingChanges ? passing.prefix(9) : [.reset, .truncate, .limit] : passing[...]
  }

  /// Faults that stay until somebody does something about them.
  static let staying: [(Kind, [ForgeError.Kind])] = [
    (.unauthorized, [.unauthorised]), (.forbidden, [.forbidden]), (.validation, [.refused]),
    // What a request needs and cannot see is told as a wrong request by some.
    (.notFound, [.notFound, .refused]),
    // One status for everything that is there already, has moved or does not go together.
    (.conflict, [.conflict, .alreadyExists, .stale(actual: nil), .refused]),
  ]

  let marker: ForgeMarker
  let undisturbed: ForgePath
  let disturbed: ForgePath

  init() throws {
    marker = try ForgeMarker("rollout/2.1.0")
    undisturbed = try ForgePath(parsing: "acme/billing")
    disturbed = try ForgePath(parsing: "acme/search")
  }

  /// Brings an update to a repository from the branch to the release, as a rollout does; `before` is
  /// called ahead of each step.
  private func rollOut(
    on stand: any ForgeStand, _ path: ForgePath, from first: ObjectID,
    before: (_ change: String) async throws -> Void = { _ in }
  ) async throws {
    let forge = SteadyForge(stand.forge, clock: stand.clock.clock)
    let draft = PullRequestDraft(
      head: "lockstep/2.1.0", base: "main", title: "Take core 2.1.0", body: "See the guide.",
      marker: marker)
    try await before("POST")
    _ = try await forge.ensureBranch("lockstep/2.1.0", at: first, in: path)
    try await before("POST")
    let commit = try await forge.ensureCommit(
      CommitProposal(
        branch: "lockstep/2.1.0", expectedHead: first, headline: "take core 2.1.0",
        marker: marker,
        changes: [
          .write(path: "Cargo.toml", bytes: Array("core = \"2.1\"\n".utf8)),
          .write(path: "NEW.md", bytes: Array("new\n".utf8)),
        ]), in: path)
    try await before("POST")
    let pull = try await forge.ensurePullRequest(draft, in: path)
    try await before(stand.mergingMethod)
    _ = try await forge.ensureMerged(pull.number, at: commit, by: .merge, in: path)
    try await before("POST")
    _ = try await forge.ensureRelease(
      ReleaseDraft(tag: "v1.0.0", title: "1.0.0", notes: "Takes core 2.1.0."), in: path)
    try await before("POST")
    _ = try await forge.ensureIssue(
      IssueDraft(title: "Follow up", body: "Remove the shim.", marker: marker), in: path)
  }

  /// Makes a repository whose first commit has the tag; returns that commit.
  private func make(_ path: ForgePath, on stand: any ForgeStand) async throws -> ObjectID {
    let first = try await stand.makeRepository(path, files: ["Cargo.toml": "core = \"2.0\"\n"])
    try await stand.tag("v1.0.0", at: first, in: path)
    return first
  }

  /// The state of a repository to which nothing happened.
  private func expected(on stand: any ForgeStand) async throws -> JSONValue {
    let first = try await make(undisturbed, on: stand)
    try await rollOut(on: stand, undisturbed, from: first)
    let snapshot = try await stand.snapshot(undisturbed)
    #expect(snapshot["pulls"]?.array?.count == 1)
    #expect(snapshot["releases"]?.array?.count == 1)
    #expect(snapshot["issues"]?.array?.count == 1)
    return snapshot
  }

  @Test(arguments: StandKind.overHTTP, [true, false])
  func `what passes changes nothing in the end`(_ kind: StandKind, hitsChange: Bool) async throws {
    try await kind.with { stand in
      let expected = try await expected(on: stand)
      for fault in Self.faults(on: kind, hittingChanges: hitsChange) {
        let path = try ForgePath(parsing: "acme/\(fault.rawValue)")
        let first = try await make(path, on: stand)
        try await rollOut(on: stand, path, from: first) { change in
          try await stand.inject(StandFault(kind: fault, method: hitsChange ? change : "GET"))
        }
        #expect(try await stand.faultsLeft() == 0, "\(fault) has hit each step")
        let found = try await stand.snapshot(path)
        #expect(found == expected, "\(fault)")
      }
    }
  }

  @Test(arguments: StandKind.overHTTP)
  func `what stays is told as what it is, and the work goes on where it was`(
    _ kind: StandKind
  ) async throws {
    try await kind.with { stand in
      let expected = try await expected(on: stand)
      for (fault, told) in Self.staying {
        let path = try ForgePath(parsing: "acme/\(fault.rawValue)")
        let first = try await make(path, on: stand)
        for step in 0..<6 {
          var count = 0
          let error = await #expect(throws: ForgeError.self) {
            try await rollOut(on: stand, path, from: first) { change in
              if count == step {
                try await stand.inject(StandFault(kind: fault, method: change, times: 4))
              }
              count += 1
            }
          }
          let isTold = error.map { told.contains($0.kind) } ?? false
          #expect(isTold, "\(fault) at step \(step): \(String(describing: error?.kind))")
          let words = error.map { "\($0.explanation)" } ?? ""
          #expect(!words.isEmpty && !words.contains("canary-token"))
          try await stand.removeFaults()
        }
        try await rollOut(on: stand, path, from: first)
        let found = try await stand.snapshot(path)
        #expect(found == expected, "\(fault)")
      }
    }
  }

  @Test(arguments: StandKind.available)
  func `what somebody closed in between is not opened again`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (forge, draft, commit) = try await open(stand)
      let pull = try await forge.ensurePullRequest(draft, in: disturbed)
      try await stand.close(pull.number, in: disturbed)
      let again = try await forge.ensurePullRequest(draft, in: disturbed)
      #expect(again.number == pull.number && again.state == .closed)
      let error = await #expect(throws: ForgeError.self) {
        try await forge.ensureMerged(pull.number, at: commit, by: .merge, in: disturbed)
      }
      #expect(error?.kind == .stale(actual: nil))
    }
  }

  @Test(arguments: StandKind.available)
  func `what somebody merged in between is merged, once`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (forge, draft, commit) = try await open(stand)
      let pull = try await forge.ensurePullRequest(draft, in: disturbed)
      let theirs = try await stand.forge.merge(
        pull.number, at: commit, by: .squash, in: disturbed)
      let ours = try await forge.ensureMerged(pull.number, at: commit, by: .merge, in: disturbed)
      #expect(ours == theirs)
      #expect(try await stand.forge.branch("main", in: disturbed)?.head == theirs)
      #expect(try await forge.ensurePullRequest(draft, in: disturbed).state == .merged)
    }
  }

  @Test(arguments: StandKind.available)
  func `a branch that others have changed is left alone`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (forge, draft, commit) = try await open(stand)
      let pull = try await forge.ensurePullRequest(draft, in: disturbed)
      let theirs = try await stand.push(
        ["fix.md": "by hand"], to: disturbed, branch: "lockstep/2.1.0")
      let error = await #expect(throws: ForgeError.self) {
        try await forge.ensureMerged(pull.number, at: commit, by: .merge, in: disturbed)
      }
      #expect(error?.kind == .stale(actual: theirs))
      let unmade = await #expect(throws: ForgeError.self) {
        try await forge.ensureNoBranch("lockstep/2.1.0", at: commit, in: disturbed)
      }
      #expect(unmade?.kind == .stale(actual: theirs))
      #expect(try await stand.forge.branch("lockstep/2.1.0", in: disturbed)?.head == theirs)
    }
  }

  @Test(arguments: StandKind.available)
  func `a branch that is protected in between takes nothing more`(_ kind: StandKind) async throws {
    try await kind.with { stand in
      let (forge, _, commit) = try await open(stand)
      try await stand.protect("lockstep/2.1.0", in: disturbed)
      let error = await #expect(throws: ForgeError.self) {
        try await forge.ensureCommit(
          CommitProposal(
            branch: "lockstep/2.1.0", expectedHead: commit, headline: "more",
            marker: try ForgeMarker("more"),
            changes: [.write(path: "a", bytes: Array("b".utf8))]), in: disturbed)
      }
      #expect(error?.kind == .protected)
      #expect(try await stand.forge.branch("lockstep/2.1.0", in: disturbed)?.head == commit)
    }
  }

  /// A repository with our branch and our commit on it.
  private func open(
    _ stand: any ForgeStand
  ) async throws -> (SteadyForge, PullRequestDraft, ObjectID) {
    let main = try await make(disturbed, on: stand)
    let forge = SteadyForge(stand.forge, clock: stand.clock.clock)
    _ = try await forge.ensureBranch("lockstep/2.1.0", at: main, in: disturbed)
    let commit = try await forge.ensureCommit(
      CommitProposal(
        branch: "lockstep/2.1.0", expectedHead: main, headline: "take core 2.1.0", marker: marker,
        changes: [.write(path: "Cargo.toml", bytes: Array("core = \"2.1\"\n".utf8))]),
      in: disturbed)
    let draft = PullRequestDraft(
      head: "lockstep/2.1.0", base: "main", title: "Take core 2.1.0", body: "", marker: marker)
    return (forge, draft, commit)
  }
}
