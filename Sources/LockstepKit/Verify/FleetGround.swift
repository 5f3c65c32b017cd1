internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

/// The worktrees of the fleet in one folder, on the candidate, for commands that test them together.
///
/// Cargo reads its configuration from the folders above a package, so one file above all worktrees puts
/// the candidate in the place of the foundation wherever a requirement admits it.
struct FleetGround: Sendable {
  let workspace: Workspace
  let folder: String

  /// Lays out the foundation's candidate (as a link) and every dependent's tip, each under its name.
  func layOut(_ fleet: Fleet, on candidate: String) async throws {
    try Files.createDirectories(Files.join(folder, ".cargo"))
    try Files.write(
      Array(configuration(on: candidate).utf8), to: Files.join(folder, ".cargo/config.toml"))
    try Files.createSymbolicLink(
      at: Files.join(folder, Self.folderName(workspace.configuration.foundation.package)),
      to: candidate)
    for dependent in fleet.dependents {
      try await workspace.store.repository(dependent.name).addWorktree(
        at: Files.join(folder, Self.folderName(dependent.name.description)),
        commit: dependent.commit)
    }
  }

  /// A repository's name without what would lead to another folder.
  private static func folderName(_ name: String) -> String {
    let safe = name.replacing("/", with: "-")
    return safe.hasPrefix(".") ? "_" + safe : safe
  }

  private func configuration(on candidate: String) -> String {
    let package = Self.quoted(workspace.configuration.foundation.package)
    let path = Self.quoted(candidate)
    let sources = ["crates-io", workspace.remote.description]
    return sources.map { source in
      "[patch.\(Self.quoted(source))]\n\(package) = { path = \(path) }\n"
    }.joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
