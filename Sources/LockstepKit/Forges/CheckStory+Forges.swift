internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem

extension CheckStory {
  /// Whether pull requests can be opened where they are wanted: a known forge, a token, and a repository
  /// that the token sees and that takes changes.
  static func forges(_ workspace: Workspace) async -> [Finding] {
    let wanted = workspace.configuration.fleet.dependents.filter { $0.delivery == .pullRequest }
    guard !wanted.isEmpty else { return [] }
    let desk = ForgeDesk(services: workspace.configuration.services, host: workspace.host)
    // What was never fetched is told by the fleet's own finding.
    let tips = (try? await workspace.store.tips()) ?? [:]
    return await forEach(wanted, width: 8) { dependent in
      let subject = "pull requests of \(dependent.name)"
      guard let address = tips[dependent.name]?.address ?? dependent.address else {
        return Finding(
          subject: subject, verdict: .missing, detail: "its address is not known",
          hints: ["`url` in its entry of lockstep.toml names it"])
      }
      return await finding(on: subject) {
        try await finding(subject, at: address, by: desk)
      }
    }
  }

  /// Whether the organisations that `[fleet]` names can be looked through.
  static func organisations(_ workspace: Workspace) async -> [Finding] {
    let desk = ForgeDesk(services: workspace.configuration.services, host: workspace.host)
    let wanted = workspace.configuration.fleet.forges.sorted { $0.key < $1.key }
    return await forEach(wanted, width: 3) { service, discovery in
      let owner = discovery.organization
      let subject = "repositories of \(owner) on \(service)"
      return await finding(on: subject) {
        let forge = try desk.forge(service, for: owner, knowing: workspace.remote.text)
        let all = try await forge.look { try await $0.repositories(of: owner) }
        return Finding(
          subject: subject, verdict: all.isEmpty ? .missing : .good,
          detail: "\(counted(all.count, "repository", "repositories"))",
          hints: all.isEmpty ? ["does the token see them?"] : [])
      }
    }
  }

  /// What `look` finds; what keeps it from looking is a finding too.
  private static func finding(
    on subject: String, _ look: () async throws -> Finding
  ) async -> Finding {
    do {
      return try await look()
    } catch {
      let explanation = Explanation(of: error)
      return Finding(
        subject: subject, verdict: .missing,
        detail: ([explanation.what] + explanation.why).joined(separator: "\n"),
        hints: explanation.hints)
    }
  }

  private static func finding(
    _ subject: String, at address: RemoteAddress, by desk: ForgeDesk
  ) async throws -> Finding {
    guard let clone = CloneAddress(address.text), let names = desk.variables(for: clone),
      let place = try desk.place(of: address.text)
    else {
      return Finding(
        subject: subject, verdict: .missing, detail: "no forge is known for \(address)",
        hints: ["name it under [services] in lockstep.toml, or choose `delivery = \"push\"`"])
    }
    let forge = place.forge.forge
    guard let source = try await desk.tokenSource(for: address.text) else {
      return Finding(
        subject: subject, verdict: .missing, detail: "there is no token for \(forge.name)",
        hints: [
          "set \(names.joined(separator: " or "))",
          "or let git's credential helper know \(clone.host)",
        ])
    }
    let facts = try await forge.repository(place.path)
    guard !facts.isArchived else {
      return Finding(
        subject: subject, verdict: .missing, detail: "\(place.path) is archived",
        hints: ["take it out of the fleet, or have it opened again"])
    }
    return Finding(
      subject: subject, verdict: .good,
      detail: "\(place.path) on \(forge.name), by the token from \(source)", hints: [])
  }
}
