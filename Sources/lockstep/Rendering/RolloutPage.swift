internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

/// A planned rollout on one screen.
struct RolloutPage {
  let proposal: RolloutProposal
  let fleet: LoadedFleet
  /// Whom no wave protects, and whom an emergency would not bring back.
  let risks: RisksPage

  var text: String {
    let facts = proposal.facts
    var lines = ["rollout of \(facts.package) \(facts.release.version)"]
    if let baseline = facts.baseline {
      lines.append("  failures are compared with \(baseline.version)")
    }
    lines += ["", "Dependents:", PlanPage.forecastTable(facts.forecast)]
    lines += risks.lines
    lines += ["", "Steps:", PlanPage.steps(of: proposal.plan)]
    lines += PlanPage.problems(of: fleet, proposal.remarks)
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    [
      "schema": "lockstep.rollout/1", "operation": .string(proposal.plan.operation),
      "facts": proposal.plan.facts, "steps": PlanPage.stepsJSON(of: proposal.plan),
      "dependents": PlanPage.forecastJSON(proposal.facts.forecast), "risks": risks.json,
      "remarks": PlanPage.remarksJSON(of: fleet, proposal.remarks),
    ]
  }
}
