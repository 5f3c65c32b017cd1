internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

extension CheckStory {
  /// Whether the people of the configuration can be told something: their time zones, their channels, and
  /// the names of the dependents whose issues are meant.
  static func people(_ workspace: Workspace) -> [Finding] {
    let configuration = workspace.configuration
    let zones = ZoneDatabase(environment: workspace.host.environment)
    let dependents = configuration.fleet.dependents.map(\.name.description)
    var findings: [Finding] = []
    for (contact, reason) in QuietDirectory(configuration.contacts, zones: zones).unknown {
      findings.append(
        Finding(
          subject: "contact \(contact)", verdict: .notice,
          detail: "its quiet hours hold nothing back: \(reason.what)", hints: reason.hints))
    }
    for contact in configuration.contacts where contact.channel.kind == .issues {
      let name = contact.channel.address
      guard !dependents.contains(name) else { continue }
      findings.append(
        Finding(
          subject: "contact \(contact.name)", verdict: .missing,
          detail: "`\(contact.channel)` names no [[fleet.dependent]]",
          hints: nearest(to: name, among: dependents).map { ["did you mean `issues:\($0)`?"] }
            ?? ["name the dependent in lockstep.toml, with its `url`"]))
    }
    return findings
  }
}
