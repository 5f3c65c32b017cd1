import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30)))
struct PushingTests {
  /// A bare origin with one commit, a repository that has it too, and a commit on top of it.
  private struct Pair {
    var origin: GitRepository
    var address: RemoteAddress
    var own: GitRepository
    var base: ObjectID
    var next: ObjectID
    let main: RefName

    init(_ scratch: ScratchGit) async throws {
      origin = try await scratch.origin("origin", files: ["x": "1"])
      address = try scratch.address(of: origin)
      own = try await scratch.origin("own")
      main = try RefName.branch("main")
      try await own.fetch(["+refs/heads/main:refs/heads/main"], from: address)
      base = try #require(try await own.resolve("main"))
      next = try await Pair.child(of: base, "next", in: own, scratch)
    }

    static func child(
      of parent: ObjectID?, _ text: String, in repository: GitRepository, _ scratch: ScratchGit
    ) async throws -> ObjectID {
      let who = scratch.signature()
      return try await repository.write([
        CommitDraft(
          parents: parent.map { [$0] } ?? [], tree: parent == nil ? .empty : .firstParent,
          changes: [FileChange(path: "x", content: .bytes(Array(text.utf8), executable: false))],
          message: text, author: who, committer: who)
      ])[0]
    }

    func push(
      _ updates: [RefUpdate], atomic: Bool = false, allowRewrites: Bool = false
    ) async throws -> [RefName: PushOutcome] {
      try await own.push(
        updates, to: address, atomic: atomic, lock: nil, timeout: .seconds(60),
        allowRewrites: allowRewrites)
    }
  }

  @Test
  func `a push is done once, and then it is there already`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let tag = try RefName.tag("v1")
      let odd = try RefName(parsing: "refs/heads/-ü\"$(x);y")
      let updates = [
        RefUpdate(ref: pair.main, old: pair.base, new: pair.next),
        RefUpdate(ref: tag, old: nil, new: pair.next),
        RefUpdate(ref: odd, old: nil, new: pair.base),
      ]
      #expect(
        try await pair.push(updates, atomic: true) == [pair.main: .done, tag: .done, odd: .done])
      #expect(try await pair.origin.resolve(odd.description) == pair.base)
      #expect(
        try await pair.push(updates, atomic: true)
          == [pair.main: .already, tag: .already, odd: .already])
      let removal = [RefUpdate(ref: odd, old: pair.base, new: nil)]
      #expect(try await pair.push(removal) == [odd: .done])
      #expect(try await pair.push(removal) == [odd: .already])
      #expect(try await pair.push([]).isEmpty)
    }
  }

  @Test
  func `somebody pushed meanwhile`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let theirs = try await scratch.commit(["y": "theirs"], to: pair.origin)
      let other = try RefName.branch("other")
      let updates = [
        RefUpdate(ref: pair.main, old: pair.base, new: pair.next),
        RefUpdate(ref: other, old: nil, new: pair.next),
      ]
      let expected = PushOutcome.rejected(
        reason:
          "it has moved meanwhile: expected at \(pair.base.short), it is at \(theirs.short)")
      let atomic = try await pair.push(updates, atomic: true)
      #expect(atomic[pair.main] == expected)
      guard case .rejected? = atomic[other] else {
        Issue.record("an atomic push moves nothing then: \(atomic)")
        return
      }
      #expect(try await pair.origin.resolve("other") == nil)
      let each = try await pair.push(updates)
      #expect(each == [pair.main: expected, other: .done])
      #expect(try await pair.origin.resolve("main") == theirs)
      // What should not have existed does.
      let late = try await pair.push([RefUpdate(ref: other, old: nil, new: pair.base)])
      guard case .rejected(let reason)? = late[other] else {
        Issue.record("\(late)")
        return
      }
      #expect(reason.contains("expected not to exist"))
    }
  }

  @Test
  func `a branch never loses commits unless that is asked for`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let unrelated = try await Pair.child(of: nil, "unrelated", in: pair.own, scratch)
      let update = RefUpdate(ref: pair.main, old: pair.base, new: unrelated)
      guard case .rejected? = try await pair.push([update])[pair.main] else {
        Issue.record("a rewrite was pushed")
        return
      }
      #expect(try await pair.origin.resolve("main") == pair.base)
      // A value that this repository has never seen cannot be an ancestor.
      let theirs = try await scratch.commit(["y": "theirs"], to: pair.origin)
      let unseen = try await pair.push([RefUpdate(ref: pair.main, old: theirs, new: pair.next)])
      guard case .rejected? = unseen[pair.main] else {
        Issue.record("a rewrite was pushed")
        return
      }
      let allowed = try await pair.push(
        [RefUpdate(ref: pair.main, old: theirs, new: unrelated)], allowRewrites: true)
      #expect(allowed == [pair.main: .done])
    }
  }

  @Test
  func `several commits at once are a step forwards`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let far = try await Pair.child(of: pair.next, "far", in: pair.own, scratch)
      let update = RefUpdate(ref: pair.main, old: pair.base, new: far)
      #expect(try await pair.push([update]) == [pair.main: .done])
    }
  }

  @Test
  func `a server's refusal is passed on in its own words`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      try scratch.file(
        "origins/origin.git/hooks/pre-receive",
        "#!/bin/sh\necho 'main is \u{1b}[1mprotected' >&2\nexit 1\n",
        mode: 0o755)
      let outcome = try await pair.push([RefUpdate(ref: pair.main, old: pair.base, new: pair.next)])
      #expect(
        outcome[pair.main]
          == .rejected(reason: "pre-receive hook declined: main is [1mprotected"))
      #expect(try await pair.origin.resolve("main") == pair.base)
    }
  }

  @Test
  func `hooks on our side never run`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      for hook in ["pre-push", "reference-transaction", "post-update"] {
        try scratch.file(
          "origins/own.git/hooks/\(hook)", "#!/bin/sh\ntouch \(scratch.directory)/ran\nexit 1\n",
          mode: 0o755)
      }
      #expect(
        try await pair.push([RefUpdate(ref: pair.main, old: pair.base, new: pair.next)])
          == [pair.main: .done])
      try await pair.own.update(
        [RefUpdate(ref: pair.main, old: pair.base, new: pair.next)], because: "x")
      #expect(!Files.exists("\(scratch.directory)/ran"))
    }
  }

  @Test
  func `nobody there`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let nowhere = try RemoteAddress(parsing: "\(scratch.directory)/nowhere.git")
      let outcome = try await pair.own.push(
        [RefUpdate(ref: pair.main, old: pair.base, new: pair.next)], to: nowhere, atomic: false,
        lock: nil, timeout: .seconds(60))
      guard case .unreachable(let reason)? = outcome[pair.main] else {
        Issue.record("\(outcome)")
        return
      }
      #expect(reason.contains("nowhere.git"))
      let error = await #expect(throws: RepositoryError.self) {
        try await pair.own.remoteReferences(of: nowhere)
      }
      #expect(error?.kind == .unreachable)
      let failed = await #expect(throws: RepositoryError.self) {
        try await pair.own.fetch(["refs/heads/main"], from: nowhere)
      }
      #expect(failed?.kind == .unreachable)
    }
  }

  @Test
  func `a remote that hangs is given up in time`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    let ssh = "\(folder)/ssh"
    try Files.write(Array("#!/bin/sh\nsleep 120\n".utf8), to: ssh, mode: 0o755)
    try await ScratchGit.with(settings: ["GIT_SSH": ssh, "GIT_SSH_VARIANT": "simple"]) { scratch in
      let pair = try await Pair(scratch)
      let hanging = try RemoteAddress(parsing: "git@example.org:a/b.git")
      let start = ContinuousClock.now
      let outcome = try await pair.own.push(
        [RefUpdate(ref: pair.main, old: pair.base, new: pair.next)], to: hanging, atomic: false,
        lock: nil, timeout: .seconds(1))
      #expect(
        outcome[pair.main] == .unreachable(reason: "it did not answer within 1 seconds"))
      await #expect(throws: RepositoryError.self) {
        try await pair.own.fetch(["refs/heads/main"], from: hanging, timeout: .seconds(1))
      }
      await #expect(throws: RepositoryError.self) {
        try await pair.own.remoteReferences(of: hanging, timeout: .seconds(1))
      }
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  @Test
  func `a push has fault points and holds the lock`() async throws {
    let labels = Mutex<[String]>([])
    try await ScratchGit.with { scratch in
      var pair = try await Pair(scratch)
      let faults = FaultPoints { label in labels.withLock { $0.append(label) } }
      pair.own.host.processes = .live(faults: faults)
      let lock = EffectLock(path: "\(scratch.directory)/effects")
      let outcome = try await pair.own.push(
        [RefUpdate(ref: pair.main, old: pair.base, new: pair.next)], to: pair.address,
        atomic: true, lock: lock, timeout: .seconds(60), label: "billing")
      #expect(outcome == [pair.main: .done])
      try await lock.waitUntilFree(timeout: .seconds(20))
    }
    let expected = ["push:billing:before", "push:billing:during", "push:billing:after"]
    #expect(labels.withLock { $0 } == expected)
  }

  @Test
  func `references of the other side`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      try await scratch.tag("v1", at: pair.base, in: pair.origin)
      try await pair.origin.update(
        [RefUpdate(ref: RefName(parsing: "refs/x/refs/heads/main"), old: nil, new: pair.base)],
        because: "decoy")
      let main = try await pair.own.remoteReferences(
        of: pair.address, patterns: ["refs/heads/main"])
      #expect(main == [pair.main: pair.base])
      let tags = try await pair.own.remoteSnapshot(of: pair.address, patterns: ["refs/tags/*"])
      #expect(tags.references.keys.map(\.short) == ["v1"])
      #expect(tags.commit(try .tag("v1")) == pair.base)
      let all = try await pair.own.remoteSnapshot(of: pair.address)
      #expect(all.head == pair.main)
      #expect(all.references.count == 3)
      let none = try await pair.own.remoteReferences(of: pair.address, patterns: ["refs/none"])
      #expect(none.isEmpty)
    }
  }

  @Test
  func `who fetches together with others gets what they get`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let mirror = try RefName(parsing: "refs/mirror/main")
      for round in 0..<4 {
        let tip = try await scratch.commit(["y": "\(round)"], to: pair.origin, branch: "main")
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            group.addTask {
              try await pair.own.fetch(
                ["+refs/heads/main:\(mirror)"], from: pair.address, prune: true)
            }
          }
          try await group.waitForAll()
        }
        #expect(try await pair.own.value(of: mirror) == tip)
      }
    }
  }

  @Test
  func `objects can be fetched without a reference`() async throws {
    try await ScratchGit.with { scratch in
      let pair = try await Pair(scratch)
      let theirs = try await scratch.commit(["y": "2"], to: pair.origin, branch: "main")
      let before = try await pair.own.references()
      try await pair.own.fetch(["refs/heads/main"], from: pair.address)
      #expect(try await pair.own.existing([theirs]) == [theirs])
      #expect(try await pair.own.references() == before)
      #expect(!Files.exists("\(pair.own.gitDirectory)/FETCH_HEAD"))
      for refspec in ["", "a b", "a\nb"] {
        await #expect(throws: RepositoryError.self) {
          try await pair.own.fetch([refspec], from: pair.address)
        }
      }
    }
  }
}
