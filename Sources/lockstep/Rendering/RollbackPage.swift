internal import LockstepCore
internal import LockstepGit
internal import LockstepKit
internal import LockstepWorkflow

/// The assessment of an emergency and the way out of it, on one screen.
struct RollbackPage {
  let proposal: RollbackProposal
  let fleet: LoadedFleet
  /// How bad it is, and what changed in the API; `nil` where there was no time to look.
  var judgement: RollbackAssessment?
  /// The pins that were prepared when the bad version went out.
  var waysBack: StandingWaysBack?

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
    case .pins(let facts): pins(facts)
    case .offersAgain(let facts):
      """
      \(facts.package) \(facts.version) is offered again
        whoever resolves anew may take it from then on; no dependent is touched

      """
    }
  }

  private func pins(_ facts: PinFacts) -> String {
    if let flag = facts.flag { return flagged(facts, flag) }
    var lines = [
      "pin to \(facts.package) \(facts.good.version); \(facts.bad.version) stays released"
    ]
    lines += ["", "Pinned (\(facts.exposed.count)):", Self.table(of: facts.exposed)]
    lines += Self.proposed(facts) + features(facts.flags, of: facts.bad.version)
    if !facts.safe.isEmpty {
      lines += ["", "Not exposed: \(facts.safe.map(\.description).joined(separator: ", "))"]
    }
    lines += ["", "A rollback of \(facts.bad.version) restores them with everybody else."]
    lines += PlanPage.problems(of: fleet, proposal.remarks)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Those who do without a feature, or get it back.
  private func flagged(_ facts: PinFacts, _ flag: String) -> String {
    var lines: [String]
    if facts.restoresFlag == true {
      lines = ["the feature \(flag) of \(facts.package), asked for again"]
      lines += ["", "Given back to (\(facts.exposed.count)):"]
    } else {
      lines = [
        "without the feature \(flag) of \(facts.package); everybody stays on \(facts.bad.version)"
      ]
      lines += ["", "Taken out of (\(facts.exposed.count)), where their code builds without it:"]
    }
    lines.append(Self.table(of: facts.exposed))
    lines += Self.proposed(facts)
    if !facts.safe.isEmpty {
      lines += ["", "Not concerned: \(facts.safe.map(\.description).joined(separator: ", "))"]
    }
    if facts.restoresFlag != true {
      lines += ["", "`lockstep rollback --flag \(flag) --restore` gives it back."]
    }
    lines += PlanPage.problems(of: fleet, proposal.remarks)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func table(of exposed: [RollbackFacts.ExposedDependent]) -> String {
    var table = Table()
    for dependent in exposed {
      table.add(dependent.name.description, dependent.degree, dependent.reason)
    }
    return table.text
  }

  private func assessment(of facts: RollbackFacts) -> String {
    let place = facts.branch.short
    var lines = ["rollback of \(facts.package) \(facts.bad.version) on `\(place)`"]
    var table = Table()
    table.add("bad", "\(facts.bad.version)", facts.bad.tag, facts.bad.commit.short)
    table.add("last good", "\(facts.good.version)", facts.good.tag, facts.good.commit.short)
    table.add("hotfix", "\(facts.hotfix.version)", facts.hotfix.tag, facts.hotfix.commit.short)
    if let judgement { table.add("severity", judgement.severity.rawValue, judgement.reason) }
    lines.append(table.text)
    if let proof = facts.proof { lines.append("  the hotfix: \(proof)") }
    if let reverted = facts.reverted {
      lines += ["", "Taken out of \(facts.bad.version):"] + reverted.map { "  \($0)" }
    }
    if !facts.preempted.isEmpty {
      lines.append("  pre-empts \(facts.preempted.joined(separator: ", "))")
    }
    lines += ["", "Between them (\(counted(facts.commits.count, "commit"))):"]
    lines += facts.commits.prefix(10).map { "  \($0)" }
    lines += changes + features(facts.flags, of: facts.bad.version)
    lines += ["", "Exposed (\(facts.exposed.count)), the most exposed first:"]
    lines.append(facts.exposed.isEmpty ? "  nobody" : Self.table(of: facts.exposed))
    if let waysBack {
      lines += ["", waysBack.told]
    } else if !facts.exposed.isEmpty {
      lines += ["", "ways back to \(facts.good.version): none prepared; each pin is built first"]
    }
    if let held = facts.held, !held.isEmpty {
      lines += ["", "Pinned before, and restored with them:", Self.table(of: held)]
    }
    if !facts.safe.isEmpty {
      lines += ["", "Not exposed: \(facts.safe.map(\.description).joined(separator: ", "))"]
    }
    lines += PlanPage.problems(of: fleet, proposal.remarks)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Those to whom the bad version is only proposed.
  private static func proposed(_ facts: PinFacts) -> [String] {
    guard let proposed = facts.proposed, !proposed.isEmpty else { return [] }
    return ["", "Only proposed to (\(proposed.count)), and closed there:", table(of: proposed)]
  }

  /// Behind which features the trouble may be, and who does without one where there is no pin.
  private func features(_ suspects: [FlagSuspect]?, of bad: Version) -> [String] {
    guard let suspects, !suspects.isEmpty else { return [] }
    var lines = ["", "Features that changed too; where the trouble is behind one of them,"]
    lines += suspects.prefix(5).map {
      "  `lockstep rollback \(bad) --flag \($0.feature)` takes it out (\($0.reason))"
    }
    let proven = Set(waysBack?.ways(standing: .prepared).map(\.pin.name) ?? [])
    let fallback = suspects.map { ($0.feature, $0.fallback.filter { !proven.contains($0) }) }
      .filter { !$0.1.isEmpty }
    if !fallback.isEmpty {
      lines += ["", "Whoever cannot be pinned does without it, where the code builds without it:"]
      lines += fallback.map { "  \($0): \(Self.list($1))" }
    }
    let lost = waysBack?.ways(standing: .cannotPin).map(\.pin.name) ?? []
    let open = lost.filter { name in !fallback.contains { $0.1.contains(name) } }
    let commands = Self.commands(for: open, suspects, of: bad)
    if !commands.isEmpty { lines += ["", "Known as cannot-pin: \(Self.list(open))"] + commands }
    return lines
  }

  /// How those go on who cannot be pinned, where somebody has to say which feature it is about.
  static func commands(
    for lost: [RepositoryName], _ suspects: [FlagSuspect], of bad: Version
  ) -> [String] {
    suspects.prefix(5).compactMap { suspect in
      let names = lost.filter { suspect.users.contains($0) && !suspect.fallback.contains($0) }
      guard !names.isEmpty else { return nil }
      let partial = names.prefix(5).map { " --partial \($0)" }.joined()
      return "  where it is about the feature \(suspect.feature): "
        + "`lockstep rollback \(bad) --flag \(suspect.feature)\(partial) -x`"
    }
  }

  /// The first names of many.
  static func list(_ names: [RepositoryName]) -> String {
    let shown = names.prefix(10).map(\.description).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
  }

  /// What changed in the public API since the last good version.
  private var changes: [String] {
    guard let judgement else { return [] }
    if let reason = judgement.notCompared {
      return ["", "The public API was not compared: \(reason)"]
    }
    guard !judgement.breaking.isEmpty else {
      return ["", "The public API: nothing that breaks a user by its signature."]
    }
    let shown = judgement.breaking.prefix(10).map { "  \($0)" }
    let rest = judgement.breaking.count - shown.count
    return ["", "Breaking changes of the public API (\(judgement.breaking.count)):"] + shown
      + (rest > 0 ? ["  … and \(rest) more: `lockstep diff`"] : [])
  }

  var json: JSONValue {
    [
      "schema": "lockstep.rollback/1", "operation": .string(proposal.plan.operation),
      "facts": proposal.plan.facts, "assessment": judgement?.json ?? .null,
      "ways-back": waysBack?.json ?? .null,
      "flags": proposal.plan.facts["flags"] ?? [],
      "steps": PlanPage.stepsJSON(of: proposal.plan),
      "remarks": PlanPage.remarksJSON(of: fleet, proposal.remarks),
    ]
  }
}
