/// One step of a plan: what is to become true in the world, and in which order.
package struct Step<Action: Codable & Sendable & Hashable>: Hashable, Codable, Sendable {
  package var id: StepID

  /// What it does, for readers: an imperative without a full stop.
  package var title: String

  /// The part of the process that it belongs to; steps of one phase stand together in reports.
  package var phase: String

  /// Whether it cannot be undone once it is performed.
  package var irreversible: Bool

  /// The steps that have to be finished before; each stands earlier in the plan.
  package var needs: [StepID]

  /// What its performer has to do.
  package var action: Action

  package init(
    id: StepID, title: String, phase: String, irreversible: Bool = false, needs: [StepID] = [],
    action: Action
  ) {
    self.id = id
    self.title = title
    self.phase = phase
    self.irreversible = irreversible
    self.needs = needs
    self.action = action
  }
}
