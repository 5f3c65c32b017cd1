internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// The worktrees of the fleet in one folder, as a rollout of the candidate would leave them, for commands
/// that test them together.
///
/// Cargo reads its configuration from the folders above a package, so one file above all worktrees leads
/// to the registry that has the candidate; a repository's own configuration of the same source wins.
struct FleetGround: Sendable {
  /// The world in which the candidate is public.
  let world: CandidateGround
  let folder: String

  private var workspace: Workspace { world.workspace }

  /// Lays out the foundation's candidate (as a link) and every dependent, each under its name.
  ///
  /// - Returns: Who is missing, or incomplete, and why.
  func layOut(_ walk: CandidateWalk, on candidate: String) async throws -> [String] {
    try Files.createDirectories(Files.join(folder, ".cargo"))
    try Files.write(
      Array(configuration(on: candidate).utf8), to: Files.join(folder, ".cargo/config.toml"))
    try Files.createSymbolicLink(
      at: Files.join(folder, Self.folderName(workspace.configuration.foundation.package)),
      to: candidate)
    let names = Set(walk.loaded.fleet.dependents.map(\.name))
    let told: [String?] = try await walk.run(names, unread: [], width: 4) { name, preparation in
      let trouble = await layOut(name, preparation)
      return (trouble, isGood: trouble == nil)
    }
    return told.compactMap { $0 }
  }

  /// Lays out one dependent.
  ///
  /// - Returns: Why it is missing or incomplete; `nil` where it is there.
  private func layOut(
    _ name: RepositoryName, _ preparation: CandidatePreparation
  ) async -> String? {
    switch preparation {
    case .impossible(_, let explanation): return "\(name): \(explanation.oneLine)"
    case .ready(let ready):
      do {
        try await layOut(ready)
        return nil
      } catch {
        return "\(name): \(Explanation(of: error).oneLine)"
      }
    }
  }

  private func layOut(_ ready: CandidateCase) async throws {
    // A rollout leaves alone who is ahead.
    let commit = ready.ahead == nil ? ready.candidate.commit : ready.dependent.commit
    let top = Files.join(folder, Self.folderName(ready.dependent.name.description))
    try await ready.candidate.objects.addWorktree(at: top, commit: commit)
    for root in ready.candidate.roots {
      try await workspace.isolation.fetch(
        LockRequest(folder: Files.join(top, RepositoryPath.folder(of: root.manifest))),
        locked: root.locked)
    }
  }

  /// A repository's name without what would lead to another folder.
  private static func folderName(_ name: String) -> String {
    let safe = name.replacing("/", with: "-")
    return safe.hasPrefix(".") ? "_" + safe : safe
  }

  /// The settings of the candidate's world, and where its registry cannot be copied, an override.
  private func configuration(on candidate: String) -> String {
    var lines = workspace.surroundings.configuration
    if world.overridesRegistry {
      let package = CargoSetting.text(workspace.configuration.foundation.package)
      lines.append("patch.crates-io.\(package).path=\(CargoSetting.text(candidate))")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
