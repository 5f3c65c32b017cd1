import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct WritingTests {
  private let who = Signature(
    name: "A <b>\nc", email: "a@b", at: Timestamp(secondsSince1970: 1_700_000_000))

  private func draft(
    _ parents: [ObjectID] = [], tree: CommitDraft.TreeSource = .firstParent,
    changes: [FileChange] = [], message: String = "m", follows: Bool = false
  ) -> CommitDraft {
    CommitDraft(
      parents: parents, tree: tree, changes: changes, message: message, author: who, committer: who,
      followsPrevious: follows)
  }

  private func file(_ path: String, _ text: String, executable: Bool = false) -> FileChange {
    FileChange(path: path, content: .bytes(Array(text.utf8), executable: executable))
  }

  @Test
  func `commits are written without touching a reference`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin(
        "a", files: ["keep": "1", "drop/x": "2", "edit": "3"])
      let base = try #require(try await repository.resolve("main"))
      let before = try await repository.references()
      let blob = try await repository.writeBlob(Array("blob".utf8))
      let ids = try await repository.write(
        [
          draft(
            [base],
            changes: [
              file("edit", "4"), FileChange(path: "drop", content: .deleted),
              file("new/tool", "5", executable: true),
              FileChange(path: "b", content: .blob(blob, mode: "100644")),
            ], message: "subject\n\nbody with ü"),
          draft(tree: .empty, changes: [file("only", "x")], message: "root"),
          draft([base], tree: .empty, changes: [file("fresh", "y")]),
          draft([base, base], tree: .commit(base)),
        ], durable: true)
      #expect(try await repository.references() == before)
      let files = try await repository.files(in: ids) { _ in true }
      #expect(files[ids[0]]?.map(\.path) == ["b", "edit", "keep", "new/tool"])
      #expect(files[ids[0]]?.last?.mode == "100755")
      #expect(files[ids[1]]?.map(\.path) == ["only"])
      #expect(files[ids[2]]?.map(\.path) == ["fresh"])
      #expect(files[ids[3]]?.count == 3)
      let log = try await repository.log(from: base, to: ids[0])
      #expect(log.map(\.subject) == ["subject"])
      #expect(log[0].body == "body with ü")
      #expect(log[0].author == Signature(name: "A bc", email: "a@b", at: who.at))
      #expect(try await repository.log(from: nil, to: ids[1]).count == 1)
      try await scratch.git(["fsck", "--strict"], in: repository.gitDirectory)
    }
  }

  @Test
  func `the ids are those that git itself would give`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await repository.resolve("main"))
      let plain = Signature(name: "Test", email: "test@example.org", at: who.at)
      let id = try await repository.write([
        CommitDraft(
          parents: [base], tree: .firstParent, message: "m", author: plain, committer: plain)
      ])[0]
      let made = try await scratch.git(
        ["commit-tree", "-p", base.description, "-m", "m", "\(base)^{tree}"],
        in: repository.gitDirectory)
      #expect(id.description == made)
    }
  }

  @Test
  func `a chain is written at once`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await repository.resolve("main"))
      let ids = try await repository.write(
        (0..<300).map { number in
          draft(
            number == 0 ? [base] : [], tree: .empty,
            changes: [file("event.json", "{\"n\": \(number)}")], message: "event \(number)",
            follows: true)
        })
      let log = try await repository.log(from: base, to: ids[299])
      #expect(log.map(\.id) == ids.reversed())
      #expect(log.map(\.subject).first == "event 299")
      #expect(
        try await repository.files(in: [ids[0]]) { _ in true }[ids[0]]?.map(\.path) == [
          "event.json"
        ])
    }
  }

  @Test
  func `a draft takes its tree and parents from earlier ones`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let other = try await scratch.commit(["y": "2"], to: repository)
      let base = try #require(try await repository.resolve("main~1"))
      let ids = try await repository.write([
        draft([base], changes: [file("one", "1")]),
        draft([], changes: [file("two", "2")], follows: true),
        CommitDraft(
          parentage: [.draft(0), .commit(other), .draft(1)], tree: .commit(other),
          changes: [file("three", "3")], message: "m", author: who, committer: who),
      ])
      let log = try await repository.log(from: nil, to: ids[2])
      #expect(log[0].parents == [ids[0], other, ids[1]])
      let files = try await repository.files(in: ids) { _ in true }
      #expect(files[ids[1]]?.map(\.path) == ["one", "two", "x"])
      #expect(files[ids[2]]?.map(\.path) == ["three", "x", "y"])
      await #expect(throws: RepositoryError.self) {
        try await repository.write([
          CommitDraft(
            parentage: [.draft(0)], tree: .empty, message: "", author: who, committer: who)
        ])
      }
      await #expect(throws: RepositoryError.self) {
        try await repository.write([draft([.absent])])
      }
      await #expect(throws: RepositoryError.self) {
        try await repository.write([draft(tree: .commit(.absent))])
      }
    }
  }

  @Test(arguments: ["", "/a", "a/", "a//b", "../a", "a/../b", ".", ".git/config", "a/.GIT/x"])
  func `paths that no tree may hold are refused`(path: String) async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a")
      await #expect(throws: RepositoryError.self) {
        try await repository.write([draft(tree: .empty, changes: [file(path, "x")])])
      }
    }
  }

  @Test
  func `a signed commit has a signature, and what follows it follows`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await repository.resolve("main"))
      // Stands in for gpg: says on its status output that it made a signature.
      let signer = try scratch.file(
        "signer", "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho SIGNATURE\n",
        mode: 0o755)
      try await scratch.git(["config", "gpg.program", signer], in: repository.gitDirectory)
      try await scratch.git(["config", "user.signingKey", "k"], in: repository.gitDirectory)
      var signed = draft([base], changes: [file("s", "1")], message: "signed")
      signed.sign = true
      let ids = try await repository.write([signed, draft(message: "after", follows: true)])
      let raw = try #require(try await repository.read([.object(ids[0])])[0])
      let text = String(decoding: raw.bytes, as: UTF8.self)
      #expect(text.contains("gpgsig SIGNATURE"))
      #expect(try await repository.log(from: base, to: ids[1]).map(\.id) == [ids[1], ids[0]])
    }
  }

  @Test
  func `tags are objects of their own`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await repository.resolve("main"))
      let tag = try await repository.writeTag(
        name: "v1.0.0", target: base, message: "one\n\ntwo", tagger: who)
      #expect(try await repository.resolve(tag.description) == base)
      #expect(try await repository.references(under: ["refs/tags"]).isEmpty)
      await #expect(throws: RefNameError.self) {
        try await repository.writeTag(name: "a b", target: base, message: "m", tagger: who)
      }
    }
  }

  @Test
  func `merging, and taking a change back`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1\n", "y": "1\n"])
      let base = try #require(try await repository.resolve("main"))
      let bad = try await scratch.commit(["x": "bad\n", "new": "1"], to: repository)
      let later = try await scratch.commit(["y": "2\n"], to: repository)
      let ids = try await repository.write([
        draft([base], changes: [file("y", "3\n")]), draft([base], changes: [file("z", "3\n")]),
      ])
      guard case .clean(let tree) = try await repository.merge(ours: later, theirs: ids[1]) else {
        Issue.record("the merge should have worked")
        return
      }
      let merged = try await repository.write([draft([later, ids[1]], tree: .tree(tree))])[0]
      #expect(
        try await repository.files(in: [merged]) { _ in true }[merged]?.map(\.path)
          == ["new", "x", "y", "z"])
      #expect(try await repository.merge(ours: later, theirs: ids[0]) == .conflicts(["y"]))
      guard
        case .clean(let reverted) = try await repository.merge(base: bad, ours: later, theirs: base)
      else {
        Issue.record("the revert should have worked")
        return
      }
      let back = try await repository.write([draft([later], tree: .tree(reverted))])[0]
      #expect(try await repository.changedPaths(from: later, to: back) == ["new", "x"])
    }
  }

  @Test
  func `references move only from where they are expected`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let first = try #require(try await repository.resolve("main"))
      let second = try await scratch.commit(["x": "2"], to: repository)
      let main = try RefName.branch("main")
      let odd = try RefName(parsing: "refs/heads/-ü\"$(x)")
      let conflict = await #expect(throws: RefConflict.self) {
        try await repository.update(
          [
            RefUpdate(ref: main, old: first, new: second),
            RefUpdate(ref: odd, old: nil, new: first),
          ], because: "x")
      }
      #expect(
        conflict?.differences == [.init(ref: main, expected: first, found: second)])
      #expect(try await repository.resolve(odd.description) == nil)
      try await repository.update(
        [RefUpdate(ref: main, old: second, new: first), RefUpdate(ref: odd, old: nil, new: first)],
        because: "several\nlines")
      #expect(try await repository.resolve(odd.description) == first)
      await #expect(throws: RefConflict.self) {
        try await repository.update([RefUpdate(ref: odd, old: nil, new: second)], because: "x")
      }
      try await repository.update([RefUpdate(ref: odd, old: first, new: nil)], because: "gone")
      #expect(try await repository.resolve(odd.description) == nil)
      await #expect(throws: RefConflict.self) {
        try await repository.update([RefUpdate(ref: odd, old: first, new: nil)], because: "x")
      }
      await #expect(throws: RepositoryError.self) {
        try await repository.update(
          [RefUpdate(ref: .branch("main/below"), old: nil, new: first)], because: "x")
      }
    }
  }

  @Test
  func `of racing updates exactly one wins`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a", files: ["x": "1"])
      let base = try #require(try await repository.resolve("main"))
      let ids = try await repository.write(
        (0..<12).map { draft([base], changes: [file("x", "\($0)")]) })
      let main = try RefName.branch("main")
      let results = await forEach(ids, width: 12) { id in
        do {
          try await repository.update([RefUpdate(ref: main, old: base, new: id)], because: "race")
          return "won"
        } catch is RefConflict {
          return "lost"
        } catch {
          return "\(error)"
        }
      }
      #expect(results.count { $0 == "won" } == 1)
      #expect(results.count { $0 == "lost" } == 11)
    }
  }
}
