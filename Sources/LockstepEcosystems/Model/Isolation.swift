package import LockstepSystem

/// Runs an ecosystem's tool apart from this machine, where there is a sandbox.
///
/// Build scripts and procedural macros are programs of strangers, and every build runs them. What they
/// need is fetched before; inside they see the folders of the build and the tool's own, and neither the
/// user's home nor the network.
package struct Isolation: Sendable {
  private let outside: Host
  private let sandbox: AskedOnce<Sandbox>
  private let tool: @Sendable (Host) -> any EcosystemRunner

  /// - Parameters:
  ///   - sandbox: Asked for once, by whoever builds first.
  ///   - tool: The tool on a host.
  package init(
    host: Host, sandbox: AskedOnce<Sandbox> = AskedOnce(),
    tool: @escaping @Sendable (Host) -> any EcosystemRunner = { CargoRunner(host: $0) }
  ) {
    outside = host
    self.sandbox = sandbox
    self.tool = tool
  }

  /// Whether builds really run apart: whatever they need then has to be fetched before.
  package var isReal: Bool {
    get async throws { try await found().isReal }
  }

  /// The host on which a build in `folder` runs; this machine itself where there is no sandbox.
  package func host(for folder: String, writable: [String], readable: [String]) async throws -> Host
  {
    let sandbox = try await found()
    guard sandbox.isReal else { return outside }
    let profile = try tool(outside).sandboxProfile(
      for: folder, writable: writable, readable: readable)
    return sandbox.host(outside, in: profile)
  }

  /// The tool for a build in `folder`, with what the build needs fetched where it runs apart.
  package func runner(
    fetching request: LockRequest, locked: Bool = false, writable: [String], readable: [String] = []
  ) async throws -> any EcosystemRunner {
    if try await isReal { try await tool(outside).fetch(request, locked: locked) }
    return try await runner(for: request.folder, writable: writable, readable: readable)
  }

  /// The tool for a build in `folder`.
  package func runner(
    for folder: String, writable: [String], readable: [String]
  ) async throws -> any EcosystemRunner {
    tool(try await host(for: folder, writable: writable, readable: readable))
  }

  private func found() async throws -> Sandbox {
    try await sandbox.answer { [outside] in try await Sandbox.find(.auto, on: outside) }
  }
}
