internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepKit
internal import LockstepWorkflow

/// A planned release on one screen: printing it is the dry run.
struct PlanPage {
  let proposal: ReleaseProposal
  let fleet: LoadedFleet
  let workspace: Workspace

  /// The line under every plan that was only shown.
  static let toGoOn = "\nNothing was done. Add --execute (-x) to carry it out.\n"

  private var facts: ReleaseFacts { proposal.facts }

  /// What the release would mean for each dependent.
  let forecast: [RolloutFacts.Forecast]
  /// Whom no wave protects, and whom an emergency would not bring back.
  let risks: RisksPage

  init(_ proposal: ReleaseProposal, workspace: Workspace) async throws {
    self.proposal = proposal
    self.workspace = workspace
    fleet = try await workspace.loadFleet(fetching: true)
    let facts = proposal.facts
    let release = ReleasedVersion(
      version: facts.version, tag: facts.tag.short, commit: facts.candidate)
    forecast = try await RolloutPlanner.forecast(
      of: release, for: fleet.fleet, workspace: workspace)
    risks = RisksPage(
      risks: try await RolloutRisks.read(
        release, good: facts.baseline, forecast: forecast, in: workspace))
  }

  var text: String {
    var lines: [String] = []
    let baseline = facts.baseline.map { "\($0.version) → " } ?? "first release: "
    lines.append("\(facts.package) \(baseline)\(facts.version) (\(facts.bump.rawValue))")
    var table = Table()
    table.add("candidate", "\(facts.candidate) on lockstep/\(facts.version)")
    table.add(
      "base", "\(facts.base.short), the tip of \(workspace.remoteName)/\(facts.branch.short)")
    table.add("configuration", configuration)
    table.add("changes", Self.summary(of: facts))
    table.add(
      "notice",
      facts.notice > .zero
        ? "\(facts.notice); `lockstep announce` gives it" : "none needed")
    table.add("window", "\(facts.window)")
    for member in facts.packages?.members ?? [] {
      table.add("package", "\(member.name) \(facts.version), sha256 \(member.digest)")
    }
    if facts.packages == nil { table.add("package", "not published: `publish = \"none\"`") }
    table.add("fleet run", proposal.fleetRun ?? "none yet: \(fleetRunCommand) makes one")
    lines.append(table.text)
    lines += Self.changes(of: facts)
    lines += ["", "Commits (\(proposal.commits.count)):"]
    lines += proposal.commits.prefix(12).map { "  \($0.id.short)  \($0.subject)" }
    if proposal.commits.count > 12 { lines.append("  … and \(proposal.commits.count - 12) more") }
    lines += ["", "Steps:", Self.steps(of: proposal.plan), "", "Dependents:"]
    lines.append(Self.forecastTable(forecast))
    lines += risks.lines
    lines += Self.problems(of: fleet, proposal.remarks)
    return lines.joined(separator: "\n") + "\n"
  }

  private var fleetRunCommand: String {
    "`lockstep verify --fleet --candidate lockstep/\(facts.version)`"
  }

  private var configuration: String {
    switch proposal.standing {
    case .committed(let blob): "lockstep.toml of the candidate (\(blob.short))"
    case .committedDiffers(let blob):
      "lockstep.toml of the candidate (\(blob.short)); the working copy differs and does not count"
    case .workingCopy:
      "the working copy's lockstep.toml: \(workspace.remoteName)/\(facts.branch.short) has none yet"
    }
  }

  var json: JSONValue {
    [
      "schema": "lockstep.plan/1", "operation": .string(proposal.plan.operation),
      "facts": proposal.plan.facts,
      "fleet-run": proposal.fleetRun.map(JSONValue.string) ?? .null,
      "commits": .array(
        proposal.commits.map {
          ["id": .string($0.id.description), "subject": .string($0.subject)]
        }),
      "steps": Self.stepsJSON(of: proposal.plan),
      "dependents": Self.forecastJSON(forecast), "risks": risks.json,
      "remarks": Self.remarksJSON(of: fleet, proposal.remarks),
    ]
  }

  // MARK: - Shared by the plans of every operation

  static func steps(of plan: Plan<Action>) -> String {
    var table = Table()
    for (number, step) in plan.steps.enumerated() {
      let note: String =
        if case .notConfigured = step.action { "not configured" } else {
          step.irreversible ? "irreversible" : ""
        }
      table.add("\(number + 1).", step.phase, step.title, note)
    }
    return table.text
  }

  static func stepsJSON(of plan: Plan<Action>) -> JSONValue {
    .array(
      plan.steps.map { step in
        [
          "id": .string(step.id.text), "title": .string(step.title), "phase": .string(step.phase),
          "irreversible": .boolean(step.irreversible),
        ]
      })
  }

  static func forecastTable(_ forecast: [RolloutFacts.Forecast]) -> String {
    guard !forecast.isEmpty else { return "  none" }
    var table = Table()
    for dependent in forecast {
      table.add(
        "wave \(dependent.wave)", dependent.name.description, dependent.action.rawValue,
        dependent.detail)
    }
    return table.text
  }

  static func forecastJSON(_ forecast: [RolloutFacts.Forecast]) -> JSONValue {
    .array(
      forecast.map { dependent in
        [
          "name": .string(dependent.name.description), "wave": .integer(Int64(dependent.wave)),
          "action": .string(dependent.action.rawValue), "detail": .string(dependent.detail),
        ]
      })
  }

  static func remarksJSON(of fleet: LoadedFleet, _ remarks: [String]) -> JSONValue {
    .array((remarks + fleet.remarks).map(JSONValue.string))
  }

  static func problems(of fleet: LoadedFleet, _ remarks: [String]) -> [String] {
    let lines = remarks + fleet.remarks
    return lines.isEmpty ? [] : ["", "Worth knowing:"] + lines.map { "  \($0)" }
  }
}
