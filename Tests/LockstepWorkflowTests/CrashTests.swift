import LockstepCore
import LockstepLedger
import LockstepSystem
import LockstepWorkflow
import Testing

@Suite struct CrashTests {
  private let twoKeys = plan([("a", .set("alpha")), ("b", .set("beta"))])

  /// The fault points of an undisturbed run.
  private func points(
    _ body: @escaping @Sendable (Workshop, Mortality) async throws -> Void
  ) async throws -> [String] {
    let mortality = Mortality()
    try await Workshop.run { workshop in try await body(workshop, mortality) }
    return mortality.labels
  }

  @Test func `killed at any point, a plan is carried out once`() async throws {
    let labels = try await points { workshop, mortality in
      _ = try await workshop.engine(mortality: mortality).start(twoKeys)
    }
    // Signs of life come by the clock, and a slow machine sees more of them.
    #expect(labels.count { !$0.contains(LeaseEvent.heartbeat) } == 4 * 4 + 2 * 2)
    for point in 1...labels.count {
      try await Workshop.run { workshop in
        _ = try? await workshop.engine(pid: 1, mortality: Mortality(at: point)).start(twoKeys)
        workshop.bury(1)
        let engine = workshop.engine(pid: 2)
        let result: OperationResult
        if try await workshop.log()["release-1"] == nil {
          result = try await engine.start(twoKeys)
        } else {
          result = try await engine.resume("release-1", takeOver: false)
        }
        #expect(result.exitStatus == .done, "\(labels[point - 1])")
        #expect(workshop.world.changes == ["+alpha", "+beta"], "\(labels[point - 1])")
        let story = try await workshop.story()
        for step in ["a", "b"] {
          #expect(story.filter { $0 == "step.intended \(step)" }.count == 1)
          #expect(story.filter { $0 == "step.finished \(step)" }.count == 1)
        }
        #expect(story.suffix(2) == ["operation.finished", "lease.released"])
        #expect(try await workshop.log().lease == nil)
      }
    }
  }

  @Test func `what others finished while it was about to go on is finished`() async throws {
    let labels = try await points { workshop, mortality in
      _ = try await workshop.engine(mortality: mortality).start(twoKeys)
    }
    let middle = labels.count / 2
    try await Workshop.run { workshop in
      _ = try? await workshop.engine(pid: 1, mortality: Mortality(at: middle)).start(twoKeys)
      workshop.bury(1)
      let late = Mortality()
      late.overtaken {
        _ = try await workshop.engine(pid: 3).resume("release-1", takeOver: false)
      }
      let result = try await workshop.engine(pid: 2, mortality: late).resume(
        "release-1", takeOver: false)
      guard case .finished(let evidence) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(evidence.count == 2)
      #expect(workshop.world.changes == ["+alpha", "+beta"])
      #expect(try await workshop.story().suffix(2) == ["operation.finished", "lease.released"])
    }
  }

  @Test func `killed at any point of an abort, it is taken back once`() async throws {
    let gated = plan([("a", .set("alpha")), ("b", .spend("beta")), ("g", .waitFor("never"))])
    let expected = OperationResult.aborted(remaining: [
      Remainder(step: "b", title: "do b", reason: "a public tag spends its version")
    ])
    let labels = try await points { workshop, mortality in
      _ = try await workshop.engine().start(gated)
      let result = try await workshop.engine(mortality: mortality).abort(
        "release-1", because: "a bug", takeOver: false)
      #expect(result == expected)
    }
    for point in 1...labels.count {
      try await Workshop.run { workshop in
        _ = try await workshop.engine().start(gated)
        _ = try? await workshop.engine(pid: 1, mortality: Mortality(at: point)).abort(
          "release-1", because: "a bug", takeOver: false)
        workshop.bury(1)
        let result = try await workshop.engine(pid: 2).abort(
          "release-1", because: "a bug", takeOver: false)
        #expect(result == expected, "\(labels[point - 1])")
        #expect(workshop.world.changes == ["+alpha", "+beta", "-alpha"], "\(labels[point - 1])")
        let record = try #require(try await workshop.log()["release-1"])
        #expect(record.state == .aborted && record.abortReason == "a bug")
        #expect(record.remaining.map(\.step) == ["b"])
      }
    }
  }

  @Test func `whoever is not proven dead is only replaced when asked`() async throws {
    try await Workshop.run { workshop in
      _ = try? await workshop.engine(pid: 1, mortality: Mortality(at: 9)).start(threeKeys)
      await #expect(throws: LeaseHeld.self) {
        try await workshop.engine(pid: 2).resume("release-1", takeOver: false)
      }
      let log = try await workshop.log()
      #expect(log["release-1"]?.isRunning == true)
    }
  }

  @Test func `a child that outlived its parent is waited for`() async throws {
    try await Workshop.run { workshop in
      _ = try? await workshop.engine(pid: 1, mortality: Mortality(at: 9)).start(threeKeys)
      workshop.bury(1)
      let live = workshop.host(Mortality())
      let (mark, goOn) = ("\(workshop.directory)/mark", "\(workshop.directory)/go-on")
      let script = "echo >'\(mark)'; until [ -e '\(goOn)' ]; do sleep 0.02; done"
      let child = Task {
        try await live.processes.run(
          Invocation(
            program: "sh", arguments: ["-c", script], environment: live.environment,
            input: .lock(workshop.effectLock)))
      }
      while !Files.exists(mark) { await Task.yield() }
      let engine = workshop.engine(
        pid: 2,
        report: { report in
          // The child goes on until it is known to be waited for: else this test never ends.
          guard case .waitingForEffects = report else { return }
          try? Files.write([], to: goOn)
        })
      #expect(try await engine.resume("release-1", takeOver: false).exitStatus == .done)
      #expect(Files.exists(goOn))
      _ = try await child.value
    }
  }
}
