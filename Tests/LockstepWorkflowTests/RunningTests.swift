import LockstepCore
import LockstepLedger
import LockstepSystem
import LockstepWorkflow
import Synchronization
import Testing

@Suite struct RunningTests {
  @Test func `a plan is carried out and told`() async throws {
    try await Workshop.run { workshop in
      let mortality = Mortality()
      let result = try await workshop.engine(mortality: mortality).start(threeKeys)
      guard case .finished(let evidence) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(evidence.count == 3)
      #expect(evidence["b"] == Evidence(summary: "beta is there", body: .string("beta")))
      #expect(workshop.world.changes == ["+alpha", "+beta", "+gamma"])
      #expect(
        try await workshop.story() == [
          "lease.acquired", "operation.started",
          "step.intended a", "step.finished a", "step.intended b", "step.finished b",
          "step.intended c", "step.finished c", "operation.finished", "lease.released",
        ])
      // One push for each boundary of an effect: the start, before each of three, the end.
      let pushes = mortality.labels.filter { $0.hasSuffix(":pushed") }
      #expect(pushes.filter { !$0.contains(LeaseEvent.heartbeat) }.count == 5)
      let record = try #require(try await workshop.log()["release-1"])
      #expect(record.state == .finished && !record.isHeld)
      #expect(record.steps.map(\.state) == [.finished, .finished, .finished])
      #expect(record["a"]?.intent == .object(["sets": .string("alpha")]))
      #expect(record.facts["n"]?.integer == 1)
      #expect(try await workshop.engine().resume("release-1", takeOver: false) == result)
      #expect(workshop.world.changes.count == 3)
    }
  }

  @Test func `what is true already is found, not done`() async throws {
    try await Workshop.run { workshop in
      workshop.world.set("beta", to: "ours")
      let result = try await workshop.engine().start(threeKeys)
      #expect(result.exitStatus == .done)
      #expect(workshop.world.changes == ["+beta", "+alpha", "+gamma"])
      let record = try #require(try await workshop.log()["release-1"])
      #expect(record["b"]?.found == true && record["b"]?.intent == nil)
      #expect(record["a"]?.found == false)
    }
  }

  @Test func `a conflict stops the operation and overwrites nothing`() async throws {
    try await Workshop.run { workshop in
      workshop.world.set("beta", to: "theirs")
      let result = try await workshop.engine().start(threeKeys)
      guard case .conflict("b", let explanation) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(explanation.what == "beta is taken")
      #expect(workshop.world.values["beta"] == "theirs")
      #expect(
        try await workshop.story().suffix(3)
          == ["step.finished a", "step.conflict b", "lease.released"])
      let record = try #require(try await workshop.log()["release-1"])
      #expect(record.state == .conflict && record["b"]?.explanation == explanation)
      workshop.world.remove("beta")
      let resumed = try await workshop.engine().resume("release-1", takeOver: false)
      #expect(resumed.exitStatus == .done)
      #expect(workshop.world.values == ["alpha": "ours", "beta": "ours", "gamma": "ours"])
    }
  }

  @Test func `a decided no is recorded and can be resumed`() async throws {
    try await Workshop.run { workshop in
      let gated = plan([("a", .set("alpha")), ("gate", .waitFor("approval")), ("b", .set("beta"))])
      let result = try await workshop.engine().start(gated)
      guard case .stopped("gate", let explanation, .refused) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(result.exitStatus == .refused && explanation.hints == ["wait"])
      let record = try #require(try await workshop.log()["release-1"])
      #expect(record.state == .stopped && !record.isHeld && record.isOpen)
      #expect(record["gate"]?.evidence == Evidence(summary: "asked", body: .string("approval")))
      workshop.world.set("approval", to: "given")
      #expect(
        try await workshop.engine().resume("release-1", takeOver: false).exitStatus == .done)
      #expect(workshop.world.changes == ["+alpha", "+approval", "+beta"])
      // The gate was observed to be open: its first intent stands, and no second one is told.
      #expect(try await workshop.story().filter { $0 == "step.intended gate" }.count == 1)
    }
  }

  @Test func `an error is recorded without its words`() async throws {
    try await Workshop.run { workshop in
      let failing = plan([("a", .set("alpha")), ("x", .failWithout("luck")), ("b", .set("beta"))])
      let result = try await workshop.engine().start(failing)
      guard case .failed("x", let explanation) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(explanation.why == ["Unexplained"])
      let history = try await workshop.ledger().history()
      for entry in history.entries {
        let text = String(decoding: entry.event.json.bytes(), as: UTF8.self)
        #expect(!text.contains("ghp_secret"))
      }
      #expect(try await workshop.log()["release-1"]?.state == .failed)
      workshop.world.set("luck", to: "yes")
      #expect(
        try await workshop.engine().resume("release-1", takeOver: false).exitStatus == .done)
    }
  }

  @Test func `an interrupted engine stops between steps`() async throws {
    try await Workshop.run { workshop in
      let task = Mutex<Task<OperationResult, any Error>?>(nil)
      let engine = workshop.engine(during: { step in
        guard step == "b" else { return }
        // The effect is not undone by being interrupted: it ends, and is recorded.
        while task.withLock({ $0 }) == nil { await Task.yield() }
        task.withLock { $0?.cancel() }
      })
      let running = Task { try await engine.start(threeKeys) }
      task.withLock { $0 = running }
      let result = try await running.value
      #expect(result == .interrupted(before: "c"))
      #expect(result.exitStatus == .resumable)
      #expect(workshop.world.changes == ["+alpha", "+beta"])
      #expect(
        try await workshop.story().suffix(3)
          == ["step.intended b", "step.finished b", "lease.released"])
      #expect(
        try await workshop.engine().resume("release-1", takeOver: false).exitStatus == .done)
      #expect(workshop.world.changes == ["+alpha", "+beta", "+gamma"])
    }
  }

  @Test func `of two that start at once one is refused`() async throws {
    try await Workshop.run { workshop in
      let other = plan([("z", .set("zeta"))], called: "release-2")
      let refused = Mutex<LeaseHeld?>(nil)
      let engine = workshop.engine(during: { step in
        guard step == "a" else { return }
        do {
          _ = try await workshop.engine(pid: 2).start(other)
        } catch let error as LeaseHeld {
          refused.withLock { $0 = error }
        }
      })
      #expect(try await engine.start(threeKeys).exitStatus == .done)
      let error = try #require(refused.withLock { $0 })
      #expect(error.exitStatus == .leaseHeld && error.lease.operation == "release-1")
      #expect(workshop.world.values["zeta"] == nil)
      #expect(try await workshop.log().operations.map(\.id) == ["release-1"])
    }
  }

  @Test func `what the ledger has already is not started again`() async throws {
    try await Workshop.run { workshop in
      _ = try await workshop.engine().start(threeKeys)
      await #expect(throws: OperationExists(operation: "release-1")) {
        try await workshop.engine().start(threeKeys)
      }
      let error = await #expect(throws: OperationUnknown.self) {
        try await workshop.engine().resume("release-7", takeOver: false)
      }
      #expect(error?.open == [])
    }
  }

  @Test func `policy can forbid the start`() async throws {
    struct Forbidden: Error {}
    try await Workshop.run { workshop in
      await #expect(throws: Forbidden.self) {
        try await workshop.engine().start(threeKeys) { _ in throw Forbidden() }
      }
      let story = try await workshop.story()
      #expect(story.isEmpty)
    }
  }

  @Test(
    arguments: [
      [("a", ["b"]), ("b", [])], [("a", []), ("a", [])], [("a", ["a"])], [("a", ["z"])],
    ] as [[(StepID, [StepID])]])
  func `a plan whose steps do not fit is refused`(steps: [(StepID, [StepID])]) async throws {
    try await Workshop.run { workshop in
      let broken = Plan(
        operation: "x", kind: "x", title: "x", facts: .null,
        steps: steps.map { id, needs in
          Step(
            id: id, title: "x", phase: "x", irreversible: false, needs: needs,
            action: Deed.set("x"))
        })
      await #expect(throws: PlanInvalid.self) { try await workshop.engine().start(broken) }
    }
  }

  @Test(arguments: [
    (#"{"schema":2,"plan":{}}"#, "PlanTooNew"),
    (#"{"schema":1,"plan":{"operation":"o"}}"#, "PlanUnreadable"),
    (#"{"schema":1}"#, "PlanUnreadable"),
  ])
  func `a plan that cannot be read is explained`(body: String, name: String) async throws {
    try await Workshop.run { workshop in
      let json = try JSONValue(parsing: Array(body.utf8))
      _ = try await workshop.ledger().append([
        EventDraft(kind: "operation.started", operation: "o", summary: "o: started", body: json)
      ])
      for abort in [true, false] {
        do {
          let engine = workshop.engine()
          _ =
            abort
            ? try await engine.abort("o", because: "test", takeOver: false)
            : try await engine.resume("o", takeOver: false)
          Issue.record("it was read")
        } catch let error as any ExplainedError {
          #expect("\(type(of: error))" == name)
          #expect(!error.explanation.hints.isEmpty)
        }
      }
      #expect(try await workshop.story() == ["operation.started"])
    }
  }
}
