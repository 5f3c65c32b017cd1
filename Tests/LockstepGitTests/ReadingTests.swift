import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct ReadingTests {
  @Test
  func `a repository is found from inside, with its working tree`() async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("a", files: ["x/y": "1"])
      let clone = try await scratch.clone(origin, as: "a")
      let (repository, tree) = try await GitRepository.discover(
        from: "\(clone)/x", host: scratch.host)
      #expect(repository.gitDirectory == "\(clone)/.git")
      #expect(tree == clone)
      let bare = try await GitRepository.discover(from: origin.gitDirectory, host: scratch.host)
      #expect(bare.repository.gitDirectory == origin.gitDirectory)
      #expect(bare.workTree == nil)
      await #expect(throws: RepositoryError.self) {
        try await GitRepository.discover(from: "\(scratch.directory)/home", host: scratch.host)
      }
      await #expect(throws: RepositoryError.self) {
        try await GitRepository.discover(from: "/no/such/folder", host: scratch.host)
      }
    }
  }

  @Test
  func `variables that name another repository are not obeyed`() async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("a", files: ["x": "1"])
      var host = scratch.host
      host.environment["GIT_DIR"] = "/no/such"
      host.environment["GIT_OBJECT_DIRECTORY"] = "/no/such"
      host.environment["GIT_CONFIG_PARAMETERS"] = "'core.bare=banana'"
      let repository = GitRepository(gitDirectory: origin.gitDirectory, host: host)
      #expect(try await repository.resolve("main") != nil)
      let found = try await GitRepository.discover(from: origin.gitDirectory, host: host)
      #expect(found.repository.gitDirectory == origin.gitDirectory)
    }
  }

  @Test
  func `revisions are looked up, and never become options`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let first = try #require(try await repository.resolve("main"))
      try await scratch.tag("v1", at: first, in: repository)
      let second = try await scratch.commit(["x": "2"], to: repository)
      try await repository.update(
        [RefUpdate(ref: .branch("-x"), old: nil, new: first)], because: "odd")
      #expect(try await repository.resolve("v1") == first)
      #expect(try await repository.resolve("main~1") == first)
      #expect(try await repository.resolve("refs/heads/-x") == first)
      #expect(try await repository.resolve("-x") == first)
      for missing in ["", "nothing", "--all", "main:x", "v1^{tree}", "@{-1}", "a b", "main..v1"] {
        #expect(try await repository.resolve(missing) == nil, "\(missing)")
      }
      #expect(try await repository.isAncestor(first, of: second))
      #expect(try await !repository.isAncestor(second, of: first))
      #expect(try await repository.mergeBase(first, second) == first)
      await #expect(throws: RepositoryError.self) {
        try await repository.isAncestor(.absent, of: first)
      }
      let gone = GitRepository(gitDirectory: "/no/such.git", host: scratch.host)
      await #expect(throws: RepositoryError.self) { try await gone.resolve("main") }
    }
  }

  @Test
  func `references come with what stands behind tags`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let first = try #require(try await repository.resolve("main"))
      try await scratch.tag("v1", at: first, in: repository)
      let second = try await scratch.commit(["x": "2"], to: repository)
      try await scratch.tag("v2", at: second, in: repository)
      let tag = try #require(try await repository.references(under: ["refs/tags/v1"]).first)
      try await scratch.git(
        ["tag", "-a", "-m", "again", "nested", tag.object.description], in: repository.gitDirectory)
      let all = try await repository.references()
      #expect(all.map(\.name.short) == ["main", "nested", "v1", "v2"])
      #expect(all.map(\.peeled) == [second, first, first, second])
      #expect(tag.object != tag.peeled)
      let merged = try await repository.tagsMerged(into: first, under: "refs/tags")
      #expect(merged.map(\.name.short) == ["nested", "v1"])
      #expect(try await repository.references(under: ["refs/nothing"]).isEmpty)
    }
  }

  @Test
  func `objects of any path are read in one batch`() async throws {
    try await ScratchGit.with { scratch in
      let odd = [
        "a b", "ü/日本", "-x", "a\"b\\c", "new\nline", "a:b", "a^{tree}", " lead", "dir/deep/er",
      ]
      let files = Dictionary(uniqueKeysWithValues: odd.map { ($0, "content of \($0)") })
      let repository = try await scratch.origin("a", files: files)
      let commit = try #require(try await repository.resolve("main"))
      let contents = try await repository.read(odd.map { .file(commit: commit, path: $0) })
      #expect(
        contents.map { $0.map { String(decoding: $0.bytes, as: UTF8.self) } }
          == odd.map { "content of \($0)" })
      let absent = try await repository.read(
        ["none", "./a b", "../a", "..", ".", "a b/x"].map { .file(commit: commit, path: $0) }
          + [.object(.absent), .object(commit), .file(commit: .absent, path: "x")])
      #expect(absent.map { $0?.kind } == [nil, nil, nil, nil, nil, nil, nil, .commit, nil])
      #expect(try await repository.read([]).isEmpty)
      #expect(try await repository.existing([commit]) == [commit])
      #expect(try await repository.existing([.absent]).isEmpty)
    }
  }

  @Test
  func `the files of many commits are listed together`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin(
        "a",
        files: ["Cargo.toml": "1", "src-tauri/Cargo.toml": "2", "src/lib.rs": "3", "a/b/c/d": "4"])
      let first = try #require(try await repository.resolve("main"))
      let second = try await scratch.commit(
        ["src-tauri/Cargo.toml": nil, "z/Cargo.toml": "5"], to: repository)
      let found = try await repository.files(in: [first, second, .absent, first]) {
        $0.hasSuffix("Cargo.toml")
      }
      #expect(found.count == 2)
      #expect(found[first]?.map(\.path) == ["Cargo.toml", "src-tauri/Cargo.toml"])
      #expect(found[second]?.map(\.path) == ["Cargo.toml", "z/Cargo.toml"])
      let all = try await repository.files(in: [first]) { _ in true }
      #expect(
        all[first]?.map(\.path) == ["Cargo.toml", "a/b/c/d", "src-tauri/Cargo.toml", "src/lib.rs"])
      #expect(all[first]?.allSatisfy(\.isRegular) == true)
    }
  }

  @Test
  func `a tree that was made to exhaust its reader spoils no other commit`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let good = try #require(try await repository.resolve("main"))
      // Thirty folders in each other, each holding the next one ten times.
      var tree = try await repository.tree(of: good).description
      for _ in 0..<30 {
        let lines = (0..<10).map { "040000 tree \(tree)\tf\($0)\n" }.joined()
        let result = try await scratch.host.processes.run(
          Invocation(
            program: "git", arguments: ["-C", repository.gitDirectory, "mktree"],
            environment: scratch.host.environment, input: .bytes(Array(lines.utf8))))
        tree = String(result.text.prefix(40))
      }
      let bomb = try ObjectID(
        parsing: try await scratch.git(
          ["commit-tree", "-m", "bomb", tree], in: repository.gitDirectory))
      let lists = try await repository.fileLists(in: [bomb, good], limit: 20_000) { _ in true }
      #expect(try lists[good]?.get().map(\.path) == ["x"])
      #expect(throws: RepositoryError.self) { try lists[bomb]?.get() }
    }
  }

  @Test
  func `the log, and what changed`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1", "ü": "1"])
      let first = try #require(try await repository.resolve("main"))
      let second = try await scratch.commit(
        ["x": "2", "ü": nil], to: repository, message: "two\n\nwhy\nnot\n")
      let log = try await repository.log(from: nil, to: second)
      #expect(log.map(\.id) == [second, first])
      #expect(log[0].parents == [first])
      #expect(log[0].subject == "two")
      #expect(log[0].body == "why\nnot")
      #expect(log[0].tree == (try await repository.tree(of: second)))
      #expect(try await repository.log(from: first, to: second).map(\.id) == [second])
      #expect(try await repository.log(from: second, to: second).isEmpty)
      #expect(try await repository.changedPaths(from: first, to: second) == ["x", "ü"])
    }
  }

  @Test
  func `who the user is, or that git does not know`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a")
      let (name, email) = try await repository.identity()
      #expect((name, email) == ("Test", "test@example.org"))
      var host = scratch.host
      for key in ["AUTHOR", "COMMITTER"] {
        host.environment["GIT_\(key)_NAME"] = nil
        host.environment["GIT_\(key)_EMAIL"] = nil
      }
      let nobody = GitRepository(gitDirectory: repository.gitDirectory, host: host)
      let error = await #expect(throws: RepositoryError.self) { try await nobody.identity() }
      #expect(error?.hints.contains { $0.contains("user.email") } == true)
      try await scratch.git(["config", "user.name", "Zoë X"], in: repository.gitDirectory)
      try await scratch.git(["config", "user.email", "z@x"], in: repository.gitDirectory)
      let known = try await nobody.identity()
      #expect((known.name, known.email) == ("Zoë X", "z@x"))
      #expect(try await nobody.configuration("user.name") == "Zoë X")
      #expect(try await nobody.configuration("user.nothing") == nil)
      #expect(try await nobody.configuration("--list") == nil)
    }
  }

  @Test
  func `a worktree holds the files and nothing else`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin(
        "a", files: ["x/y": "1\r\n", ".gitattributes": "z eol=lf"])
      let commit = try #require(try await repository.resolve("main"))
      let path = "\(scratch.directory)/trees/one"
      try await repository.addWorktree(at: path, commit: commit)
      #expect(try Files.list(path) == [".gitattributes", "x"])
      #expect(try Files.read("\(path)/x/y") == Array("1\r\n".utf8))
      #expect(try Files.list("\(scratch.directory)/trees") == ["one"])
      await #expect(throws: RepositoryError.self) {
        try await repository.addWorktree(at: path, commit: commit)
      }
      await #expect(throws: RepositoryError.self) {
        try await repository.addWorktree(at: "\(path)2", commit: .absent)
      }
      let own = "\(path)-own"
      try await repository.addWorktree(at: own, commit: commit, history: true)
      #expect(try await scratch.git(["status", "--porcelain"], in: own) == "")
      #expect(try await scratch.git(["rev-parse", "HEAD"], in: own) == commit.description)
      try await repository.removeWorktree(at: path)
      #expect(!Files.exists(path))
    }
  }
}
