import LockstepGit
import LockstepSystem
import LockstepTestSupport

@testable import LockstepKit

extension ScratchGit {
  /// The workspace of a fresh clone of `origin`.
  func workspace(cloning origin: GitRepository, reading: Bool = false) async throws -> Workspace {
    var host = host
    host.workingDirectory = try await clone(origin, as: "core")
    return try await Workspace.open(host: host, command: ["lockstep"], reading: reading)
  }

  /// The workspace of a foundation that has nothing but a configuration.
  func workspace(of configuration: String, reading: Bool = false) async throws -> Workspace {
    try await workspace(
      cloning: try await origin("core", files: ["lockstep.toml": configuration]), reading: reading)
  }
}
