package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepWorkflow

/// Performs every action of every plan on the real world.
///
/// Each action has its own file; here they are only told apart.
package struct StoryPerformer: Performer {
  package let workspace: Workspace
  /// Where pull requests are opened.
  let forges: ForgeDesk
  /// Asked before a step that cannot be undone.
  private let confirm: @Sendable (Step<Action>) async -> Bool

  package init(
    workspace: Workspace, confirm: @escaping @Sendable (Step<Action>) async -> Bool = { _ in true }
  ) {
    self.workspace = workspace
    self.forges = ForgeDesk(services: workspace.configuration.services, host: workspace.host)
    self.confirm = confirm
  }

  package func effect(of step: Step<Action>, in context: StepContext) async throws -> JSONValue {
    switch step.action {
    case .deliver(let delivery): try effect(of: delivery, in: context)
    case .land(let landing): try await effect(of: landing)
    default: try JSONValue(encoding: step.action)
    }
  }

  package func observe(_ step: Step<Action>, in context: StepContext) async throws -> Observation {
    switch step.action {
    case .notConfigured: .done(Evidence(summary: "not configured"))
    case .gates, .notice, .approvals, .notes, .prepare, .waysBack, .proposals, .withdraw, .judge,
      .soak, .validate, .measure, .package, .examine, .settle, .tell:
      .pending
    case .push(let set): try await observe(set)
    case .land(let landing): try await observe(landing)
    case .publish(let packages): try await observe(publishing: packages)
    case .yank(let yank): try await observe(yank)
    case .deliver: .pending
    case .bringBack(let way): try await observe(way)
    }
  }

  package func perform(_ step: Step<Action>, in context: StepContext) async throws -> Performance {
    if step.irreversible, !(await confirm(step)) { return Self.declined(step) }
    return try await carryOut(step, in: context)
  }

  private static func declined(_ step: Step<Action>) -> Performance {
    .stopped(
      Explanation(
        "stopped before an irreversible step: \(step.title)", why: ["it was not confirmed"],
        hints: ["`lockstep resume` asks again, `lockstep abort` takes back what can be taken back"]),
      Evidence(summary: "not confirmed"), .resumable)
  }

  private func carryOut(_ step: Step<Action>, in context: StepContext) async throws -> Performance {
    switch step.action {
    case .notConfigured: .done(Evidence(summary: "not configured"))
    case .gates(let check): try await perform(check)
    case .notice(let check): try await perform(check)
    case .approvals(let check): try await perform(check)
    case .push(let set): try await perform(set)
    case .package(let packages): try await perform(packaging: packages, in: context)
    case .examine(let examination): try await perform(examination, in: context)
    case .land(let landing): try await perform(landing)
    case .publish(let packages): try await perform(publishing: packages, in: context)
    case .notes(let notes): try await perform(notes)
    case .yank(let yank): try await perform(yank)
    case .prepare(let preparation): try await perform(preparation, of: step.id, in: context)
    case .deliver(let delivery): try await perform(delivery, in: context)
    case .proposals(let wait): try await perform(wait, in: context)
    case .withdraw(let withdrawal): try await perform(withdrawal, in: context)
    case .waysBack(let order): try await perform(order, in: context)
    case .judge(let judgement): try await perform(judgement, in: context)
    case .soak(let soak): try await perform(soak, in: context)
    case .validate(let validation): try await perform(validation, in: context)
    case .measure(let measurement): try await perform(measurement, in: context)
    case .bringBack(let way): try await perform(way)
    case .settle(let settlement): try await perform(settlement, in: context)
    case .tell(let telling): try await perform(telling, in: context)
    }
  }

  package func undo(_ step: Step<Action>, in context: StepContext) async throws -> UndoResult {
    switch step.action {
    case .notConfigured, .gates, .notice, .approvals, .prepare, .waysBack, .proposals, .judge,
      .soak, .validate, .measure, .package, .examine, .tell:
      .nothingToUndo
    case .push(let set): try await undo(set)
    case .land(let landing): try await undo(landing)
    case .publish(let packages):
      .irreversible("\(packages.version) is published; `lockstep rollback` withdraws it")
    case .notes(let notes): .irreversible("the page of \(notes.tag) stays, as its tag does")
    case .yank(let yank): try await undo(yank)
    case .withdraw: .irreversible("closed pull requests stay closed; a rollout opens new ones")
    case .deliver:
      .irreversible("the dependents have the update; `lockstep rollback` takes it back")
    case .bringBack(let way): .irreversible("\(way.branch.short) has \(way.commit.short)")
    case .settle(let settlement): try undo(settlement, in: context)
    }
  }
}
