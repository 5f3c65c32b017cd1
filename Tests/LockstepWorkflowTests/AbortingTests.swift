import LockstepCore
import LockstepLedger
import LockstepSystem
import LockstepWorkflow
import Synchronization
import Testing

@Suite struct AbortingTests {
  private let gated = plan([("a", .set("alpha")), ("b", .set("beta")), ("g", .waitFor("never"))])

  @Test func `an abort undoes in reverse, and leaves alone what was there before`() async throws {
    try await Workshop.run { workshop in
      workshop.world.set("alpha", to: "ours")
      _ = try await workshop.engine().start(
        plan([
          ("a", .set("alpha")), ("b", .set("beta")), ("c", .set("gamma")), ("g", .waitFor("never")),
        ]))
      let result = try await workshop.engine().abort(
        "release-1", because: "a bug", takeOver: false)
      #expect(result == .aborted(remaining: []))
      #expect(workshop.world.changes == ["+alpha", "+beta", "+gamma", "-gamma", "-beta"])
      #expect(
        try await workshop.story().suffix(9) == [
          "operation.aborting", "step.undoing g", "step.undone g", "step.undoing c",
          "step.undone c", "step.undoing b", "step.undone b", "operation.aborted",
          "lease.released",
        ])
      #expect(
        try await workshop.engine().abort("release-1", because: "again", takeOver: false) == result)
      let error = await #expect(throws: OperationClosed.self) {
        try await workshop.engine().resume("release-1", takeOver: false)
      }
      #expect(error?.ending == "aborted")
    }
  }

  @Test func `an abort that fails can only go on backwards`() async throws {
    try await Workshop.run { workshop in
      _ = try await workshop.engine().start(gated)
      let broken = workshop.engine(during: { if $0 == "a" { throw Unexplained() } })
      let result = try await broken.abort("release-1", because: "a bug", takeOver: false)
      guard case .failed("a", _) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(try await workshop.log()["release-1"]?.state == .aborting)
      await #expect(throws: OperationAborting.self) {
        try await workshop.engine().resume("release-1", takeOver: false)
      }
      let second = try await workshop.engine().abort("release-1", because: "on", takeOver: false)
      #expect(second == .aborted(remaining: []))
      #expect(workshop.world.changes == ["+alpha", "+beta", "-beta", "-alpha"])
    }
  }

  @Test func `a finished operation is not aborted`() async throws {
    try await Workshop.run { workshop in
      _ = try await workshop.engine().start(threeKeys)
      let error = await #expect(throws: OperationClosed.self) {
        try await workshop.engine().abort("release-1", because: "a bug", takeOver: false)
      }
      #expect(error?.ending == "finished")
    }
  }

  @Test func `an emergency takes the place of what is running`() async throws {
    try await Workshop.run { workshop in
      let rollback = plan([("z", .set("zeta"))], called: "rollback-1")
      let second = Mutex<OperationResult?>(nil)
      let engine = workshop.engine(during: { step in
        guard step == "b" else { return }
        let other = workshop.engine(pid: 2)
        let hold = try await other.preempt(
          ["release-1"], by: "rollback-1", title: "rollback 1", because: "a bug")
        let result = try await other.start(rollback, holding: hold)
        second.withLock { $0 = result }
      })
      #expect(try await engine.start(threeKeys) == .preempted(by: "rollback-1"))
      #expect(second.withLock { $0 }?.exitStatus == .done)
      // What it was in the middle of ended; nothing further was begun.
      #expect(workshop.world.values == ["alpha": "ours", "beta": "ours", "zeta": "ours"])
      let log = try await workshop.log()
      #expect(log["release-1"]?.state == .preempted(by: "rollback-1"))
      #expect(log["release-1"]?["b"]?.state == .intended)
      #expect(log["rollback-1"]?.state == .finished)
      #expect(log.lease == nil)
      let error = await #expect(throws: OperationClosed.self) {
        try await workshop.engine(pid: 3).resume("release-1", takeOver: false)
      }
      #expect(error?.by == "rollback-1")
    }
  }

  @Test func `what ends while an emergency takes its place need not give way`() async throws {
    try await Workshop.run { workshop in
      _ = try await workshop.engine().start(gated)
      let late = Mortality()
      late.overtaken {
        _ = try await workshop.engine(pid: 2).abort(
          "release-1", because: "a bug", takeOver: false)
      }
      let engine = workshop.engine(pid: 3, mortality: late)
      let hold = try await engine.preempt(
        ["release-1"], by: "rollback-1", title: "rollback 1", because: "a bug")
      _ = try await engine.start(plan([("z", .set("zeta"))], called: "rollback-1"), holding: hold)
      let log = try await workshop.log()
      #expect(log["release-1"]?.state == .aborted)
      #expect(log["rollback-1"]?.state == .finished)
      #expect(log.lease == nil)
    }
  }

  @Test func `what stopped before can be pre-empted too`() async throws {
    try await Workshop.run { workshop in
      _ = try await workshop.engine().start(gated)
      let engine = workshop.engine(pid: 2)
      let hold = try await engine.preempt(
        ["release-1", "unknown"], by: "rollback-1", title: "rollback 1", because: "a bug")
      _ = try await engine.start(plan([("z", .set("zeta"))], called: "rollback-1"), holding: hold)
      let log = try await workshop.log()
      #expect(log["release-1"]?.state == .preempted(by: "rollback-1"))
      #expect(log.open.isEmpty)
    }
  }

  @Test func `no effect follows once an operation was pre-empted`() async throws {
    try await Workshop.run { workshop in
      // Its intent is recorded already, so that nothing is appended before it is performed.
      _ = try? await workshop.engine(pid: 1, during: { _ in throw Unexplained() }).start(threeKeys)
      let engine = workshop.engine(
        pid: 2,
        watching: { _ in
          _ = try await workshop.engine(pid: 3).preempt(
            ["release-1"], by: "rollback-1", title: "rollback 1", because: "a bug")
        })
      let result = try await engine.resume("release-1", takeOver: false)
      #expect(result == .preempted(by: "rollback-1"))
      #expect(workshop.world.changes.isEmpty)
      let story = try await workshop.story()
      #expect(story.filter { $0 == "step.intended a" }.count == 1)
    }
  }
}
