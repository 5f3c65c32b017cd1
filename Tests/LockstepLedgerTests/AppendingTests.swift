import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Testing

@Suite struct AppendingTests {
  @Test func `an event is a commit that reads as a line and holds its evidence`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let entries = try await ledger.append([
        draft(
          "step.finished", "release 2.1.0: tag pushed", operation: "release-2.1.0",
          body: .object(["step": .string("tag")]),
          attachments: ["gates/summary.txt": Array("all passed\n".utf8)])
      ])
      let entry = try #require(entries.first)
      let repository = try await scratch.clone("clone")
      let log = try await repository.log(from: nil, to: entry.commit)
      #expect(log.map(\.subject) == ["release 2.1.0: tag pushed"])
      #expect(log.first?.author.name == "Ada of clone")
      let contents = try await repository.read([
        .file(commit: entry.commit, path: "event.json"),
        .file(commit: entry.commit, path: "evidence/gates/summary.txt"),
      ])
      let json = try #require(contents[0]?.bytes)
      #expect(contents[1]?.bytes == Array("all passed\n".utf8))
      let text = String(decoding: json, as: UTF8.self)
      let keys = text.split(separator: "\n").compactMap { line -> Substring? in
        line.hasPrefix("  \"") ? line.dropFirst(3).prefix { $0 != "\"" } : nil
      }
      #expect(
        keys == ["at", "body", "by", "command", "id", "kind", "operation", "schema", "summary"])
      #expect(try Event(json: JSONValue(parsing: json)) == entry.event)
      #expect(entry.event.at == ScratchLedger.start)
    }
  }

  @Test func `several events are one push and a chain`() async throws {
    try await ScratchLedger.run { scratch in
      let interference = Interference()
      let ledger = try await scratch.ledger(host: scratch.host(processes: interference.processes))
      _ = try await ledger.append([draft("first")])
      let entries = try await ledger.append((1...50).map { draft("event.\($0)") })
      #expect(entries.count == 50)
      #expect(interference.count(of: "push") == 2)
      #expect(interference.count(of: "fast-import") == 2)
      #expect(interference.count(of: "update-ref") == 2)
      let origin = scratch.origin()
      #expect(try await origin.ledgerTip() == entries.last?.commit)
      let log = try await origin.log(from: nil, to: try #require(entries.last?.commit))
      #expect(log.count == 51)
      #expect(log.allSatisfy { $0.parents.count <= 1 })
      let reader = try await scratch.ledger(in: "other")
      let history = try await reader.fetch()
      #expect(history.entries.map(\.event.kind) == ["first"] + (1...50).map { "event.\($0)" })
      #expect(history.fetchedAt == ScratchLedger.start)
    }
  }

  @Test func `what is not allowed is not appended`() async throws {
    struct Forbidden: Error {}
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let first = try await ledger.append([draft("first")])
      await #expect(throws: Forbidden.self) {
        try await ledger.append([draft("second")]) { history in
          if history.entries.count == 1 { throw Forbidden() }
        }
      }
      #expect(try await ledger.history().entries == first)
      #expect(try await scratch.origin().ledgerTip() == first.last?.commit)
    }
  }

  @Test func `a ledger without a remote stays in its repository`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger(isShared: false)
      _ = try await ledger.append([draft("first"), draft("second")])
      #expect(try await ledger.fetch().entries.count == 2)
      #expect(try await scratch.origin().ledgerTip() == nil)
      let again = try await scratch.ledger(isShared: false)
      #expect(try await again.history().entries.map(\.event.kind) == ["first", "second"])
    }
  }

  @Test func `events of other programs are kept and shown`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger(isShared: false)
      let first = try await ledger.append([draft("first"), draft("no.such.kind")])
      let repository = try await scratch.clone("clone")
      let newer =
        #"{"schema":"lockstep.event/9","id":"x","kind":"moon.landed","at":"2026-01-05T10:00:00Z","new":[1]}"#
      let strange: [[UInt8]?] = [Array(newer.utf8), Array("{broken".utf8), nil, [0xff, 0xfe]]
      let author = Signature(name: "Eve", email: "eve@example.org", at: ScratchLedger.start)
      let commits = try await repository.write(
        strange.enumerated().map { index, bytes in
          CommitDraft(
            parents: index == 0 ? [try #require(first.last).commit] : [], tree: .empty,
            changes: bytes.map {
              [FileChange(path: "event.json", content: .bytes($0, executable: false))]
            } ?? [],
            message: "by hand \(index)\n", author: author, committer: author, sign: false,
            followsPrevious: index > 0)
        })
      try await repository.update(
        [
          RefUpdate(
            ref: try RefName(parsing: Ledger.referenceName), old: first.last?.commit,
            new: commits.last)
        ], because: "test")
      let history = try await scratch.ledger(isShared: false).history()
      #expect(
        history.entries.map(\.event.kind) == [
          "first", "no.such.kind", "moon.landed", "unreadable", "unreadable", "unreadable",
        ])
      #expect(history.entries[2].event.isOfNewerSchema)
      #expect(history.entries[3].raw == Array("{broken".utf8))
      #expect(history.entries[3].event.summary == "by hand 1")
      #expect(history.entries[4].raw == [])
      #expect(history.entries[5].raw == [0xff, 0xfe])
      // They do not stand in the way of going on, once their time has come.
      scratch.clock.set(to: try Timestamp(parsing: "2026-01-05T10:00:00Z"))
      _ = try await ledger.append([draft("last")])
      #expect(try await ledger.history().entries.count == 7)
    }
  }

  @Test func `a signed ledger is signed as the user's git signs`() async throws {
    try await ScratchLedger.run { scratch in
      let program = "\(scratch.directory)/gpg"
      let script = """
        #!/bin/sh
        cat >/dev/null
        echo '[GNUPG:] SIG_CREATED D' >&2
        printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nproof\\n-----END PGP SIGNATURE-----\\n'
        """
      try Files.write(Array(script.utf8), to: program)
      let host = scratch.host()
      for arguments in [["chmod", "+x", program]] {
        _ = try await host.processes.run(
          Invocation(
            program: arguments[0], arguments: Array(arguments.dropFirst()),
            environment: host.environment))
      }
      let repository = try await scratch.clone("clone")
      _ = try await host.processes.run(
        Invocation(
          program: "git",
          arguments: [
            "--git-dir", repository.gitDirectory, "config", "gpg.program", program,
          ], environment: host.environment))
      let ledger = try await scratch.ledger(sign: true)
      let entries = try await ledger.append([draft("first"), draft("second")])
      for content in try await repository.read(entries.map { .object($0.commit) }) {
        let text = String(decoding: try #require(content).bytes, as: UTF8.self)
        #expect(text.contains("gpgsig -----BEGIN PGP SIGNATURE-----"))
      }
      #expect(try await ledger.history().entries.count == 2)
    }
  }

  @Test(arguments: ["", "/etc/passwd", "../up", "a/../b", "a//b", ".git/config", "a/\u{7}", "."])
  func `evidence cannot leave its folder`(name: String) async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      await #expect(throws: EvidenceNameInvalid(name: name)) {
        try await ledger.append([draft("first", attachments: [name: [1]])])
      }
      #expect(try await ledger.history().entries.isEmpty)
    }
  }

  @Test(arguments: [
    ("release 2.1.0: tag pushed", "release 2.1.0: tag pushed"),
    ("two\nlines", "two lines"),
    ("  much \t space ", "much space"),
    ("\u{1b}[31mred\u{202e}", "[31mred"),
    ("", "(no summary)"),
    (String(repeating: "a", count: 400), String(repeating: "a", count: 299) + "…"),
  ])
  func `a summary is one line`(text: String, line: String) async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger(isShared: false)
      let entries = try await ledger.append([draft("first", text)])
      #expect(entries.map(\.event.summary) == [line])
      let log = try await scratch.clone("clone").log(from: nil, to: entries[0].commit)
      #expect(log.map(\.subject) == [line])
    }
  }
}
