import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Testing

@Suite struct InterruptedTests {
  @Test func `killed before the push, nothing happened`() async throws {
    try await ScratchLedger.run { scratch in
      let before = try await scratch.ledger().append([draft("first")])
      let broken = scratch.host(processes: Interference(["push": .killedBefore]).processes)
      let ledger = try await scratch.ledger(host: broken)
      await #expect(throws: Killed.self) { try await ledger.append([draft("second")]) }
      #expect(try await scratch.ledger().fetch().entries == before)
      #expect(try await scratch.origin().ledgerTip() == before.last?.commit)
    }
  }

  @Test(arguments: [
    ("push", Interference.Fate.killedAfter), ("update-ref", .killedBefore),
    ("update-ref", .killedAfter),
  ])
  func `killed after the push, the next fetch has it`(
    word: String, fate: Interference.Fate
  ) async throws {
    try await ScratchLedger.run { scratch in
      _ = try await scratch.ledger().append([draft("first")])
      let broken = scratch.host(processes: Interference([word: fate]).processes)
      let ledger = try await scratch.ledger(host: broken)
      await #expect(throws: Killed.self) { try await ledger.append([draft("second")]) }
      let again = try await scratch.ledger()
      #expect(try await again.fetch().entries.map(\.event.kind) == ["first", "second"])
      _ = try await again.append([draft("third")])
      #expect(
        try await scratch.ledger(in: "other").fetch().entries.map(\.event.kind)
          == ["first", "second", "third"])
    }
  }

  @Test func `a lost answer of the remote is found out`() async throws {
    try await ScratchLedger.run { scratch in
      let interference = Interference(["push": .answerLost])
      let ledger = try await scratch.ledger(host: scratch.host(processes: interference.processes))
      let entries = try await ledger.append([draft("first")])
      #expect(entries.count == 1)
      #expect(interference.count(of: "push") == 1)
      #expect(try await ledger.history().entries == entries)
      #expect(try await scratch.origin().ledgerTip() == entries.last?.commit)
    }
  }

  @Test func `a remote that is not there is explained, and nothing is recorded`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let first = try await ledger.append([draft("first")])
      try Files.move("\(scratch.directory)/origin.git", to: "\(scratch.directory)/away.git")
      let error = await #expect(throws: LedgerUnreachable.self) {
        try await ledger.append([draft("second")])
      }
      let explanation = try #require(error).explanation
      #expect(explanation.what.contains("cannot be reached"))
      #expect(!explanation.why.isEmpty && !explanation.hints.isEmpty)
      await #expect(throws: LedgerUnreachable.self) { try await ledger.fetch() }
      #expect(try await ledger.history().entries == first)
      try Files.move("\(scratch.directory)/away.git", to: "\(scratch.directory)/origin.git")
      _ = try await ledger.append([draft("third")])
      #expect(try await ledger.fetch().entries.map(\.event.kind) == ["first", "third"])
    }
  }

  @Test func `a remote that takes no ledger is explained`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let hook = "\(scratch.directory)/origin.git/hooks"
      try Files.createDirectories(hook)
      try Files.write(
        Array("#!/bin/sh\necho 'the record is closed' >&2\nexit 1\n".utf8),
        to: "\(hook)/pre-receive")
      let host = scratch.host()
      _ = try await host.processes.run(
        Invocation(
          program: "chmod", arguments: ["+x", "\(hook)/pre-receive"],
          environment: host.environment))
      let error = await #expect(throws: LedgerRefused.self) {
        try await ledger.append([draft("first")])
      }
      #expect(try #require(error).reason.contains("the record is closed"))
      #expect(try await ledger.history().entries.isEmpty)
    }
  }

  @Test func `a cancelled task still finishes an append that has begun`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await ledger.append([draft("first")])
      }
      let entries = try await task.value
      #expect(try await ledger.history().entries == entries)
    }
  }
}
