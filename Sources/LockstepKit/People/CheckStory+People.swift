internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

extension CheckStory {
  /// Whether the people of the configuration can be told something: their channels, and
  /// the names of the dependents whose issues are meant.
  static func people(_ workspace: Workspace) -> [Finding] {
    let configuration = workspace.configuration
    let dependents = configuration.fleet.dependents.map(\.name.description)
    var findings: [Finding] = []
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
    return findings + channels(workspace) + links(workspace) + dashboard(workspace)
  }

  /// The channels that cannot be used on this machine, each once. Another machine may have what is missing
  /// here, so that it holds nothing up.
  private static func channels(_ workspace: Workspace) -> [Finding] {
    let configuration = workspace.configuration
    let people = Maintainers(configuration)
    let directory = ChannelDirectory(
      configuration, host: workspace.host, directory: workspace.directory, print: { _ in })
    let names =
      configuration.contacts.map { Maintainers.text($0.channel) }
      + configuration.fleet.dependents.flatMap { people.known($0.maintainers) }
    // Where a dependent's repository is, the fleet knows; that finding is its own.
    return Set(names).sorted().filter { !$0.hasPrefix("issues:") }.compactMap { name in
      directory.problem(with: name).map { problem in
        Finding(
          subject: "channel \(name)", verdict: .notice,
          detail: "nobody is told over it from here: \(problem.what)", hints: problem.hints)
      }
    }
  }

  /// Whether the links can be made by which somebody takes an incident.
  private static func links(_ workspace: Workspace) -> [Finding] {
    guard workspace.configuration.acknowledgeAddress != nil else { return [] }
    let key = workspace.host.environment[Acknowledgement.variable] ?? ""
    guard key.utf8.count < Acknowledgement.leastKey else { return [] }
    return [
      Finding(
        subject: "acknowledgement links", verdict: .notice,
        detail: "messages have none: \(Acknowledgement.variable) "
          + (key.isEmpty ? "is not set" : "has fewer than \(Acknowledgement.leastKey) bytes"),
        hints: ["set it, here and where the links are answered: `openssl rand -hex 32` makes a key"]
      )
    ]
  }

  /// Whether somebody could take an incident on the dashboard.
  private static func dashboard(_ workspace: Workspace) -> [Finding] {
    let settings = BoardSettings(
      of: workspace.configuration, environment: workspace.host.environment)
    return settings.problem.map { problem in
      [
        Finding(
          subject: "dashboard", verdict: .notice, detail: "it can only be read: \(problem)",
          hints: ["set it where `lockstep serve` runs: `openssl rand -hex 32` makes a token"])
      ]
    } ?? []
  }
}
