package import LockstepSystem

/// Runs an ecosystem's tool apart from this machine, where there is a sandbox.
///
/// Build scripts and procedural macros are programs of strangers, and every build runs them. What they
/// need is fetched before; inside they see the folders of the build and the tool's own, and neither the
/// user's home nor the network. Without a sandbox the tool runs as it always would.
package struct Isolation: Sendable {
  private let outside: Host
  private let sandbox: AskedOnce<Sandbox>
  private let surroundings: CargoSurroundings

  /// - Parameters:
  ///   - sandbox: Asked for once, by whoever builds first.
  ///   - surroundings: The world that builds see.
  package init(
    host: Host, sandbox: AskedOnce<Sandbox> = AskedOnce(),
    surroundings: CargoSurroundings = CargoSurroundings()
  ) {
    outside = host
    self.sandbox = sandbox
    self.surroundings = surroundings
  }

  /// Whether builds really run apart.
  package var isReal: Bool {
    get async throws { try await found().isReal }
  }

  /// The host on which a build in `folder` runs; this machine itself where there is no sandbox.
  package func host(
    for folder: String, writable: [String], readable: [String] = []
  ) async throws -> Host {
    let sandbox = try await found()
    guard sandbox.isReal else { return outside }
    return sandbox.host(
      outside, in: try tool.sandboxProfile(for: folder, writable: writable, readable: readable))
  }

  /// Gets what a build will need, where it runs apart and could not get it itself.
  package func fetch(_ request: LockRequest, locked: Bool = false) async throws {
    if try await isReal { try await tool.fetch(request, locked: locked) }
  }

  /// The tool for a build in `folder`, with what `requests` need fetched where it runs apart; there it does
  /// not ask the network.
  package func runner(
    for folder: String, fetching requests: [LockRequest] = [], locked: Bool = false,
    writable: [String], readable: [String] = []
  ) async throws -> any EcosystemChecker {
    for request in requests { try await fetch(request, locked: locked) }
    return CargoRunner(
      host: try await host(for: folder, writable: writable, readable: readable),
      surroundings: try await isReal ? surroundings.offline : surroundings)
  }

  private var tool: CargoRunner { CargoRunner(host: outside, surroundings: surroundings) }

  private func found() async throws -> Sandbox {
    try await sandbox.answer { [outside] in try await Sandbox.find(.auto, on: outside) }
  }
}
