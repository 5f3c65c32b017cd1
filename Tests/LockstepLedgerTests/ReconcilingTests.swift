import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Testing

@Suite struct ReconcilingTests {
  @Test func `a clone that never saw the ledger appends to it`() async throws {
    try await ScratchLedger.run { scratch in
      _ = try await scratch.ledger(in: "one").append([draft("first")])
      _ = try await scratch.ledger(in: "two").append([draft("second")])
      let history = try await scratch.ledger(in: "one").fetch()
      #expect(history.entries.map(\.event.kind) == ["first", "second"])
    }
  }

  @Test func `a rewritten remote is refused, and nothing is overwritten`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger(in: "one")
      let seen = try await ledger.append([draft("first"), draft("second")])
      let other = try await scratch.ledger(in: "two", isShared: false)
      let forged = try await other.append([draft("forged")])
      let origin = scratch.origin()
      try await origin.fetch(
        ["+\(Ledger.referenceName):\(Ledger.referenceName)"],
        from: try RemoteAddress(parsing: "\(scratch.directory)/two/.git"), prune: false,
        timeout: .seconds(60))
      let expected = LedgerRewritten(
        seen: seen[1].commit, found: forged[0].commit, location: scratch.remote.redacted)
      await #expect(throws: expected) { try await ledger.fetch() }
      await #expect(throws: expected) { try await ledger.append([draft("third")]) }
      #expect(try await origin.ledgerTip() == forged[0].commit)
      #expect(try await ledger.history().entries == seen)
      #expect(expected.explanation.hints.count == 3)
    }
  }

  @Test(arguments: [true, false])
  func `what another process is fetching just now is no rewritten ledger`(
    knowsFirst: Bool
  ) async throws {
    try await ScratchLedger.run { scratch in
      let writer = try await scratch.ledger(in: "writer")
      let first = try await writer.append([draft("first")])
      let reader = try await scratch.ledger(in: "reader")
      if knowsFirst { _ = try await reader.fetch() }
      let rest = try await writer.append([draft("second"), draft("third")])
      // A fetch unpacks the newest commit first: it is here, and what it stands on is not.
      let id = rest[1].commit.description
      let object = "objects/\(id.prefix(2))/\(id.dropFirst(2))"
      let bytes = try #require(try Files.read("\(scratch.origin().gitDirectory)/\(object)"))
      let copy = "\(reader.repository.gitDirectory)/\(object)"
      try Files.createDirectories(Files.parent(of: copy))
      try Files.write(bytes, to: copy)
      #expect(try await reader.fetch().entries == first + rest)
    }
  }

  @Test(arguments: [true, false])
  func `a local reference that was moved back or away is refused`(isGone: Bool) async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger(isShared: false)
      let seen = try await ledger.append([draft("first"), draft("second")])
      let repository = try await scratch.clone("clone")
      try await repository.update(
        [
          RefUpdate(
            ref: try RefName(parsing: Ledger.referenceName), old: seen[1].commit,
            new: isGone ? nil : seen[0].commit)
        ], because: "test")
      await #expect(throws: LedgerRewritten.self) { try await ledger.history() }
    }
  }

  @Test(arguments: [true, false])
  func `what a restored remote lacks is pushed to it again`(isEmpty: Bool) async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      let entries = try await ledger.append([draft("first"), draft("second")])
      let origin = scratch.origin()
      let name = try RefName(parsing: Ledger.referenceName)
      try await origin.update(
        [RefUpdate(ref: name, old: entries[1].commit, new: isEmpty ? nil : entries[0].commit)],
        because: "restored from a backup")
      let again = try await scratch.ledger()
      #expect(try await again.fetch().entries == entries)
      #expect(try await origin.ledgerTip() == entries[1].commit)
      // An append alone heals it as well.
      try await origin.update(
        [RefUpdate(ref: name, old: entries[1].commit, new: isEmpty ? nil : entries[0].commit)],
        because: "restored from a backup")
      let third = try await again.append([draft("third")])
      #expect(try await origin.ledgerTip() == third[0].commit)
      #expect(try await again.history().entries == entries + third)
    }
  }

  @Test func `a clock behind the ledger is refused`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      _ = try await ledger.append([draft("first")])
      scratch.clock.set(to: Timestamp(secondsSince1970: 1_767_600_000))
      let error = await #expect(throws: ClockBehindLedger.self) {
        try await ledger.append([draft("second")])
      }
      #expect(error?.seconds == 3600)
      #expect(try await ledger.history().entries.count == 1)
      #expect(error?.explanation.why.first?.contains("Ada of clone") == true)
    }
  }

  @Test func `equal clocks append, and a second is waited for`() async throws {
    try await ScratchLedger.run { scratch in
      let ledger = try await scratch.ledger()
      _ = try await ledger.append([draft("first")])
      _ = try await ledger.append([draft("second")])
      scratch.clock.set(to: Timestamp(secondsSince1970: 1_767_603_599))
      let third = try await ledger.append([draft("third")])
      #expect(third.map(\.event.at) == [ScratchLedger.start])
    }
  }

  @Test func `racing writers lose nothing and stay in line`() async throws {
    try await ScratchLedger.run { scratch in
      let writers = 4
      let each = 20
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<writers {
          // Two processes in each of two clones: they race here as well as there.
          let host = scratch.host(clock: .live)
          let ledger = try await scratch.ledger(in: "clone\(writer % 2)", host: host)
          group.addTask {
            for number in 0..<each {
              _ = try await ledger.append([draft("event", "\(writer)/\(number)")])
            }
          }
        }
        try await group.waitForAll()
      }
      for name in ["clone0", "clone1", "new"] {
        let history = try await scratch.ledger(in: name, host: scratch.host(clock: .live)).fetch()
        #expect(history.entries.count == writers * each)
        for writer in 0..<writers {
          let own = history.entries.map(\.event.summary).filter { $0.hasPrefix("\(writer)/") }
          #expect(own == (0..<each).map { "\(writer)/\($0)" })
        }
        #expect(Set(history.entries.map(\.event.id)).count == writers * each)
        let times = history.entries.map(\.event.at)
        #expect(times == times.sorted())
      }
      let origin = scratch.origin()
      let tip = try #require(try await origin.ledgerTip())
      #expect(try await origin.log(from: nil, to: tip).allSatisfy { $0.parents.count <= 1 })
    }
  }

  @Test func `tasks of one process wait for each other`() async throws {
    try await ScratchLedger.run { scratch in
      let interference = Interference()
      let ledger = try await scratch.ledger(host: scratch.host(processes: interference.processes))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<10 {
          group.addTask { _ = try await ledger.append([draft("event", "\(number)")]) }
        }
        try await group.waitForAll()
      }
      #expect(interference.count(of: "push") == 10)
      #expect(try await ledger.history().entries.count == 10)
    }
  }
}
