import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30)))
struct FleetStoreTests {
  private func store(_ scratch: ScratchGit) -> FleetStore {
    FleetStore(directory: "\(scratch.host.cacheDirectory)/fleet", host: scratch.host)
  }

  @Test
  func `a fleet of odd names is fetched, read and pushed`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      let names = try ["..", "a/b", "A", "a", "ü 日本", "x.lock", "-x", ".git"].map {
        try RepositoryName($0)
      }
      var sources: [FleetSource] = []
      for (index, name) in names.enumerated() {
        let origin = try await scratch.origin("r\(index)", files: ["Cargo.toml": "of \(name)"])
        sources.append(FleetSource(name: name, address: try scratch.address(of: origin)))
      }
      let outcomes = await store.fetch(sources, width: 4, timeout: .seconds(60))
      let tips = try await store.tips()
      #expect(tips.count == names.count)
      for source in sources {
        let tip = try #require(tips[source.name])
        #expect(outcomes[source.name] == .fetched(tip))
        #expect(tip.branch == "main")
        let content = try await store.objects.read([.file(commit: tip.commit, path: "Cargo.toml")])
        #expect(content[0]?.bytes == Array("of \(source.name)".utf8))
      }
      let who = scratch.signature()
      let ids = try await store.objects.write(
        names.compactMap { tips[$0] }.map { tip in
          CommitDraft(
            parents: [tip.commit], tree: .firstParent,
            changes: [FileChange(path: "x", content: .bytes([1], executable: false))],
            message: "m", author: who, committer: who)
        })
      let main = try RefName.branch("main")
      let sets = Dictionary(
        uniqueKeysWithValues: zip(names, ids).map {
          ($0, [RefUpdate(ref: main, old: tips[$0]?.commit, new: $1)])
        })
      let told = Mutex<Set<RepositoryName>>([])
      let pushed = await store.push(sets, width: 3) { name, _ in
        told.withLock { _ = $0.insert(name) }
      }
      #expect(pushed == sets.mapValues { _ in [main: .done] })
      #expect(told.withLock { $0 } == Set(names))
      #expect(await store.push(sets, width: 3) == sets.mapValues { _ in [main: .already] })
      let again = await store.fetch(sources, width: 4, timeout: .seconds(60))
      for (name, id) in zip(names, ids) {
        guard case .fetched(let tip)? = again[name] else {
          Issue.record("\(name)")
          continue
        }
        #expect(tip.commit == id)
      }
    }
  }

  @Test
  func `a fetch that outlived its process is waited for`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      let origin = try await scratch.origin("core", files: ["Cargo.toml": "1"])
      let name = try RepositoryName("core")
      let source = FleetSource(name: name, address: try scratch.address(of: origin))
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      // A branch that has not moved is not fetched, and waits for nobody.
      try await scratch.commit(["Cargo.toml": "2"], to: origin)
      let lock = EffectLock(
        path: "\(store.repository(name).gitDirectory)/lockstep-fetch.lock")
      let release = "\(scratch.directory)/release"
      async let child = scratch.host.processes.run(
        Invocation(
          program: "sh",
          arguments: ["-c", "touch $0.up; until [ -e $0 ]; do sleep 0.05; done", release],
          environment: scratch.host.environment, input: .lock(lock), timeout: .seconds(60)))
      while !Files.exists("\(release).up") { try await Task.sleep(for: .milliseconds(5)) }
      let early = await store.fetch([source], width: 1, timeout: .milliseconds(200))
      guard case .failed(let explanation)? = early[name] else {
        Issue.record("it did not wait")
        return
      }
      #expect(explanation.what.contains("still changing"))
      try Files.write([], to: release)
      #expect(try await child.succeeded)
      let late = await store.fetch([source], width: 1, timeout: .seconds(60))
      if case .failed(let explanation)? = late[name] { Issue.record("\(explanation)") }
    }
  }

  @Test
  func `one that fails and one that hangs leave the others alone`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    try Files.write(Array("#!/bin/sh\nsleep 120\n".utf8), to: "\(folder)/ssh", mode: 0o755)
    let settings = ["GIT_SSH": "\(folder)/ssh", "GIT_SSH_VARIANT": "simple"]
    try await ScratchGit.with(settings: settings) { scratch in
      let store = store(scratch)
      let good = try await scratch.origin("good", files: ["x": "1"])
      let empty = try await scratch.origin("empty")
      let sources = [
        FleetSource(
          name: try RepositoryName("hangs"), address: try RemoteAddress(parsing: "git@x.invalid:a")),
        FleetSource(
          name: try RepositoryName("missing"),
          address: try RemoteAddress(parsing: "\(scratch.directory)/none.git")),
        FleetSource(name: try RepositoryName("empty"), address: try scratch.address(of: empty)),
        FleetSource(
          name: try RepositoryName("branch"), address: try scratch.address(of: good),
          branch: "nothing"),
        FleetSource(
          name: try RepositoryName("invalid"), address: try scratch.address(of: good),
          branch: "a..b"),
        FleetSource(name: try RepositoryName("good"), address: try scratch.address(of: good)),
      ]
      let start = ContinuousClock.now
      let outcomes = await store.fetch(sources, width: 6, timeout: .seconds(2))
      #expect(ContinuousClock.now - start < .seconds(60))
      #expect(outcomes.count == sources.count)
      for (name, outcome) in outcomes {
        switch outcome {
        case .fetched: #expect(name.description == "good")
        case .failed(let explanation):
          #expect(name.description != "good")
          #expect(!explanation.why.isEmpty)
        }
      }
      #expect(try await store.tips().keys.map(\.description) == ["good"])
    }
  }

  @Test
  func `a rewritten, a renamed and a vanished branch`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      let origin = try await scratch.origin("a", files: ["x": "1"])
      let name = try RepositoryName("a")
      let source = FleetSource(name: name, address: try scratch.address(of: origin))
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      let first = try #require(try await store.tips()[name]?.commit)

      try await scratch.git(["update-ref", "-d", "refs/heads/main"], in: origin.gitDirectory)
      let rewritten = try await scratch.commit(["x": "2"], to: origin)
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      #expect(try await store.tips()[name]?.commit == rewritten)
      #expect(try await store.objects.existing([first]) == [first], "nothing is ever collected")

      try await scratch.git(["branch", "-m", "main", "trunk"], in: origin.gitDirectory)
      try await scratch.git(
        ["symbolic-ref", "HEAD", "refs/heads/trunk"], in: origin.gitDirectory)
      let later = try await scratch.commit(["x": "3"], to: origin, branch: "trunk")
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      #expect(try await store.tips()[name]?.branch == "trunk")
      #expect(try await store.tips()[name]?.commit == later)
      #expect(
        try await store.repository(name).references().map(\.name.description)
          == ["refs/heads/trunk"])

      try await scratch.git(["update-ref", "-d", "refs/heads/trunk"], in: origin.gitDirectory)
      let gone = await store.fetch([source], width: 1, timeout: .seconds(60))
      guard case .failed? = gone[name] else {
        Issue.record("\(gone)")
        return
      }
      #expect(try await store.tips()[name]?.commit == later)
    }
  }

  @Test
  func `only the branch that counts is fetched, of however many`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      let origin = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await origin.resolve("main"))
      var packed = "# pack-refs with: peeled fully-peeled sorted \n"
      for number in 10_000..<20_000 { packed += "\(base) refs/heads/b\(number)\n" }
      try scratch.file("origins/a.git/packed-refs", packed)
      let name = try RepositoryName("a")
      let source = FleetSource(
        name: name, address: try scratch.address(of: origin), branch: "main")
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      #expect(try await store.repository(name).references().count == 1)
    }
  }

  @Test
  func `two fetches at once lose nothing`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      var sources: [FleetSource] = []
      for number in 0..<12 {
        let origin = try await scratch.origin("r\(number)", files: ["x": "\(number)"])
        sources.append(
          FleetSource(
            name: try RepositoryName("r\(number)"), address: try scratch.address(of: origin)))
      }
      let parts = [Array(sources[..<7]), Array(sources[5...])]
      _ = await forEach(parts, width: 2) { part in
        await store.fetch(part, width: 4, timeout: .seconds(60))
      }
      #expect(try await store.tips().count == 12)
    }
  }

  @Test
  func `many packs become one, and nothing is lost`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      try store.create()
      let who = scratch.signature()
      var ids: [ObjectID] = []
      for round in 0..<16 {
        ids += try await store.objects.write(
          (0..<60).map { number in
            CommitDraft(
              parents: [], tree: .empty,
              changes: [
                FileChange(
                  path: "x", content: .bytes(Array("\(round) \(number)".utf8), executable: false))
              ], message: "m", author: who, committer: who)
          })
      }
      let folder = "\(store.objects.gitDirectory)/objects/pack"
      func packs() throws -> Int { try Files.list(folder).count { $0.hasSuffix(".pack") } }
      #expect(try packs() == 16)
      await store.prepare()
      #expect(try packs() == 1)
      #expect(try await store.objects.existing(ids).count == ids.count)
    }
  }

  @Test
  func `a damaged file of tips is no obstacle`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      #expect(try await store.tips().isEmpty)
      let origin = try await scratch.origin("a", files: ["x": "1"])
      let source = FleetSource(
        name: try RepositoryName("a"), address: try scratch.address(of: origin))
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      try Files.append(Array("half a li".utf8), to: "\(store.directory)/tips")
      #expect(try await store.tips().count == 1)
      try Files.write([0, 1, 2], to: "\(store.directory)/tips")
      #expect(try await store.tips().isEmpty)
      _ = await store.fetch([source], width: 1, timeout: .seconds(60))
      #expect(try await store.tips().count == 1)
    }
  }

  @Test
  func `what was never fetched is not pushed`() async throws {
    try await ScratchGit.with { scratch in
      let store = store(scratch)
      try store.create()
      let name = try RepositoryName("a")
      let main = try RefName.branch("main")
      let outcomes = await store.push(
        [name: [RefUpdate(ref: main, old: nil, new: .absent)]], width: 1)
      guard case .unreachable(let reason)? = outcomes[name]?[main] else {
        Issue.record("\(outcomes)")
        return
      }
      #expect(reason.contains("never fetched"))
    }
  }
}
