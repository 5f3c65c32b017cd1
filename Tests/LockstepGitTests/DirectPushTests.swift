import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// Pushes to repositories on the same machine, which need no `git push`.
@Suite(.timeLimit(.minutes(30)))
struct DirectPushTests {
  @Test
  func `a wave is pushed by one program each, whatever it changes`() async throws {
    try await ScratchGit.with { scratch in
      let names = (0..<70).map { "r\($0)" } + ["-odd ü$(x)", "a b"]
      let wave = try await Wave(
        scratch, names,
        changes: [
          FileChange(path: "app/Cargo.toml", content: .bytes([7, 8], executable: true)),
          FileChange(path: "deep/er/and/deeper", content: .bytes([], executable: false)),
          FileChange(path: "x", content: .deleted),
        ])
      let main = try RefName(parsing: Wave.main)
      let outcomes = await wave.store.push(wave.sets, width: 4)
      #expect(outcomes == wave.sets.mapValues { _ in [main: .done] })
      #expect(wave.commands == names.map { _ in "receive-pack" })
      for name in names.suffix(3) {
        let origin = wave.origin(name)
        #expect(try await origin.resolve("main") == wave.sets[RepositoryName(name)]?[0].new)
        try await scratch.git(["fsck", "--strict"], in: origin.gitDirectory)
        let files = try await scratch.git(
          ["ls-tree", "-r", "--name-only", "main"], in: origin.gitDirectory)
        #expect(files == "app/Cargo.toml\napp/src/lib.rs\ndeep/er/and/deeper")
      }
    }
  }

  @Test
  func `commits in a row, new branches and odd names go at once`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let first = try wave.update
      let who = scratch.signature()
      let next = try await wave.store.objects.write([
        CommitDraft(
          parents: [try #require(first.new)], tree: .firstParent,
          changes: [FileChange(path: "y", content: .bytes([1], executable: false))],
          message: "n", author: who, committer: who)
      ])[0]
      let odd = try RefName(parsing: "refs/heads/-ü\"$(x);y")
      let updates = [
        RefUpdate(ref: first.ref, old: first.old, new: next),
        RefUpdate(ref: odd, old: nil, new: first.new),
      ]
      #expect(try await wave.push(updates) == .done)
      #expect(wave.commands == ["receive-pack"])
      #expect(try await wave.origin().resolve("main") == next)
      #expect(try await wave.origin().resolve(odd.description) == first.new)
      try await scratch.git(["fsck", "--strict"], in: wave.origin().gitDirectory)
    }
  }

  @Test(arguments: [false, true])
  func `somebody pushed meanwhile`(isPacked: Bool) async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let theirs = try await scratch.commit(["y": "theirs"], to: wave.origin())
      let update = try wave.update
      if isPacked {
        try await scratch.git(["pack-refs", "--all"], in: wave.origin().gitDirectory)
      }
      let old = try #require(update.old)
      let expected = PushOutcome.rejected(
        reason: "it has moved meanwhile: expected at \(old.short), it is at \(theirs.short)")
      #expect(try await wave.push() == expected)
      // What can be seen beforehand is not even tried.
      #expect(wave.commands.contains("receive-pack") == isPacked)
      #expect(try await wave.origin().resolve("main") == theirs)
    }
  }

  @Test(arguments: [false, true])
  func `what is there already stays`(isPacked: Bool) async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      #expect(try await wave.push() == .done)
      if isPacked {
        try await scratch.git(["pack-refs", "--all"], in: wave.origin().gitDirectory)
      }
      #expect(try await wave.push() == .already)
    }
  }

  @Test
  func `all of an atomic push is refused with one of it`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let update = try wave.update
      let late = RefUpdate(ref: try .branch("late"), old: nil, new: update.new)
      try await scratch.commit(["z": "1"], to: wave.origin(), branch: "late")
      try await scratch.git(["pack-refs", "--all"], in: wave.origin().gitDirectory)
      guard case .rejected? = try await wave.push([update, late]) else {
        Issue.record("it was pushed")
        return
      }
      #expect(try await wave.origin().resolve("main") == update.old)
    }
  }

  @Test(arguments: [
    ("hooks/pre-receive", "pre-receive hook declined: not \u{1b}[1mtoday"),
    ("hooks/update", "hook declined: not \u{1b}[1mtoday"),
  ])
  func `a hook that refuses is passed on`(hook: String, reason: String) async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      try scratch.file(
        "origins/a.git/\(hook)", "#!/bin/sh\necho 'not \u{1b}[1mtoday' >&2\nexit 1\n", mode: 0o755)
      guard case .rejected(let shown)? = try await wave.push() else {
        Issue.record("it was pushed")
        return
      }
      #expect(shown.hasPrefix(reason.filter { $0 != "\u{1b}" }))
      #expect(try await wave.origin().resolve("main") == wave.update.old)
    }
  }

  @Test
  func `the other side's hooks run once, as after any push`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      for hook in ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"]
      {
        let line = "env | grep '^GIT_\\(LITERAL\\|CONFIG_C\\)'; echo \(hook) \"$1\" >> ran"
        try scratch.file("origins/a.git/hooks/\(hook)", "#!/bin/sh\n\(line)\n", mode: 0o755)
      }
      #expect(try await wave.push() == .done)
      #expect(wave.commands == ["receive-pack"])
      let ran = try Files.read("\(wave.origin().gitDirectory)/ran") ?? []
      let lines = String(decoding: ran, as: UTF8.self).split(separator: "\n").map(String.init)
      let expected = [
        "pre-receive ", "update refs/heads/main", "reference-transaction prepared",
        "reference-transaction committed", "post-receive ", "post-update refs/heads/main",
      ]
      #expect(lines == expected)
    }
  }

  @Test(arguments: [
    (["receive.denyNonFastForwards=true"], "non-fast-forward"),
    (["core.bare=false", "receive.denyCurrentBranch=refuse"], "branch is currently checked out"),
    (["receive.hideRefs=refs/heads/main"], "deny updating a hidden ref"),
  ])
  func `a protected branch stays`(settings: [String], reason: String) async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let folder = wave.origin().gitDirectory
      for setting in settings {
        let parts = setting.split(separator: "=").map(String.init)
        try await scratch.git(["config", parts[0], parts[1]], in: folder)
      }
      let update = try wave.update
      let who = scratch.signature()
      let other = try await wave.store.objects.write([
        CommitDraft(
          parents: [], tree: .commit(try #require(update.new)), changes: [], message: "other",
          author: who, committer: who)
      ])[0]
      let rewrite = RefUpdate(ref: update.ref, old: update.old, new: other)
      guard case .rejected(let shown)? = try await wave.push([rewrite], rewrites: true) else {
        Issue.record("it was pushed")
        return
      }
      #expect(shown.contains(reason))
      #expect(wave.commands.contains("receive-pack"))
      #expect(try await wave.origin().resolve("main") == update.old)
      // Without being asked for, a rewrite is not even tried.
      guard case .rejected? = try await wave.push([rewrite]) else {
        Issue.record("it was pushed")
        return
      }
      #expect(wave.commands.isEmpty)
    }
  }

  @Test
  func `one that vanished and one that hangs leave the others alone`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch, ["gone", "good", "hangs"])
      try Files.remove(wave.origin("gone").gitDirectory)
      try scratch.file(
        "origins/hangs.git/hooks/pre-receive", "#!/bin/sh\nexec sleep 3000\n", mode: 0o755)
      let start = ContinuousClock.now
      let outcomes = await wave.store.push(wave.sets, width: 3, timeout: .seconds(3))
      #expect(ContinuousClock.now - start < .seconds(1500))
      let found = try wave.names.map { outcomes[$0]?[try RefName(parsing: Wave.main)] }
      guard case .unreachable(let reason)? = found[0] else {
        Issue.record("\(found)")
        return
      }
      #expect(reason.contains("gone.git"))
      #expect(found[1] == .done)
      #expect(found[2] == .unreachable(reason: "it did not answer within 3 seconds"))
    }
  }

  @Test
  func `what the other side no longer has is sent by git push`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let update = try wave.update
      let folder = wave.origin().gitDirectory
      try await scratch.git(["update-ref", "-d", Wave.main], in: folder)
      try await scratch.git(["prune", "--expire=now"], in: folder)
      let branch = try RefName.branch("pin")
      #expect(
        try await wave.push([RefUpdate(ref: branch, old: nil, new: update.new)]) == .done)
      #expect(wave.commands == ["push", "receive-pack"])
      try await scratch.git(["fsck", "--strict"], in: folder)
    }
  }

  @Test
  func `too much for a pack of ours, and deletions, are git push's`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(
        scratch,
        changes: (0..<2_100).map {
          FileChange(path: "f\($0)", content: .bytes(Array("\($0)".utf8), executable: false))
        })
      #expect(try await wave.push() == .done)
      #expect(wave.commands == ["push"])
      let update = try wave.update
      #expect(
        try await wave.push([RefUpdate(ref: update.ref, old: update.new, new: nil)]) != nil)
      #expect(wave.commands.contains("push"))
    }
  }

  @Test
  func `what the other side cannot store is told in git's own words`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      try await scratch.git(
        ["config", "receive.maxInputSize", "64"], in: wave.origin().gitDirectory)
      guard case .rejected(let reason)? = try await wave.push() else {
        Issue.record("it was pushed")
        return
      }
      #expect(reason.contains("unpack"))
      #expect(Set(wave.commands).isSuperset(of: ["push", "receive-pack"]))
      #expect(try await wave.origin().resolve("main") == wave.update.old)
    }
  }

  @Test
  func `many references are no trouble`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let base = try #require(try wave.update.old)
      var packed = "# pack-refs with: peeled fully-peeled sorted \n"
      for number in 10_000..<30_000 { packed += "\(base) refs/heads/b\(number)\n" }
      try scratch.file("origins/a.git/packed-refs", packed)
      #expect(try await wave.push() == .done)
      #expect(wave.commands == ["receive-pack"])
    }
  }

  @Test
  func `a repository with other names for its objects is refused`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let folder = "\(scratch.directory)/origins/sha256.git"
      try await scratch.git(
        ["init", "--quiet", "--bare", "--object-format=sha256", folder], in: scratch.directory)
      let update = try wave.update
      let outcome = try await wave.push(
        [RefUpdate(ref: update.ref, old: nil, new: update.new)],
        to: try RemoteAddress(parsing: folder))
      #expect(outcome?.isThere == false)
      #expect(wave.commands == ["push", "receive-pack"])
    }
  }

  @Test
  func `an address that the user redirects is redirected`() async throws {
    let settings = [
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url./nowhere/b.pushInsteadOf",
    ]
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      let folder = wave.origin().gitDirectory
      var environment = wave.store.host.environment.merging(settings) { _, new in new }
      environment["GIT_CONFIG_VALUE_0"] = folder
      var host = wave.store.host
      host.environment = environment
      let store = FleetStore(directory: wave.store.directory, host: host)
      let outcomes = await store.push(wave.sets, width: 1)
      guard case .unreachable(let reason)? = try outcomes[wave.names[0]]?[wave.update.ref] else {
        Issue.record("\(outcomes)")
        return
      }
      #expect(reason.contains("/nowhere/b"))
      #expect(!wave.commands.contains("receive-pack"))
      #expect(try await wave.origin().resolve("main") == wave.update.old)
    }
  }

  @Test
  func `the lock is free after a push, and nothing is left of it`() async throws {
    try await ScratchGit.with { scratch in
      let wave = try await Wave(scratch)
      #expect(try await wave.push() == .done)
      let lock = EffectLock(path: "\(scratch.directory)/effects")
      try await lock.waitUntilFree(timeout: .seconds(20))
      #expect(try Files.list("\(lock.path).inputs").isEmpty)
    }
  }
}
