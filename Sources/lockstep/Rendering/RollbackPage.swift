internal import LockstepCore
internal import LockstepGit
internal import LockstepKit
internal import LockstepWorkflow

/// The assessment of an emergency and the way out of it, on one screen.
struct RollbackPage {
  let proposal: RollbackProposal
  let fleet: LoadedFleet

  var text: String {
    assessment + "\nSteps:\n" + PlanPage.steps(of: proposal.plan) + "\n"
  }

  /// What changed since the last good version, who has the bad one, who can still get it.
  var assessment: String {
    switch proposal.assessment {
    case .takesBack(let facts): assessment(of: facts)
    case .withdraws(let release):
      """
      withdrawal of \(release.package) \(release.version)
        nothing of it is public: no tag, no package, nobody exposed

      """
    }
  }

  private func assessment(of facts: RollbackFacts) -> String {
    var lines = ["rollback of \(facts.package) \(facts.bad.version)"]
    var table = Table()
    table.add("bad", "\(facts.bad.version)", facts.bad.tag, facts.bad.commit.short)
    table.add("last good", "\(facts.good.version)", facts.good.tag, facts.good.commit.short)
    table.add("hotfix", "\(facts.hotfix.version)", facts.hotfix.tag, facts.hotfix.commit.short)
    lines.append(table.text)
    if !facts.preempted.isEmpty {
      lines.append("  pre-empts \(facts.preempted.joined(separator: ", "))")
    }
    lines += ["", "Between them (\(counted(facts.commits.count, "commit"))):"]
    lines += facts.commits.prefix(10).map { "  \($0)" }
    lines += ["", "Exposed (\(facts.exposed.count)), the most exposed first:"]
    var exposed = Table()
    for dependent in facts.exposed {
      exposed.add(dependent.name.description, dependent.degree, dependent.reason)
    }
    lines.append(facts.exposed.isEmpty ? "  nobody" : exposed.text)
    if !facts.safe.isEmpty {
      lines += ["", "Not exposed: \(facts.safe.map(\.description).joined(separator: ", "))"]
    }
    lines += PlanPage.problems(of: fleet, [])
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    [
      "schema": "lockstep.rollback/1", "operation": .string(proposal.plan.operation),
      "facts": proposal.plan.facts, "steps": PlanPage.stepsJSON(of: proposal.plan),
      "remarks": PlanPage.remarksJSON(of: fleet, []),
    ]
  }
}
