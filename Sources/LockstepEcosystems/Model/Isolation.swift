package import LockstepSystem

/// Runs an ecosystem's tool apart from this machine, where there is a sandbox.
///
/// Build scripts and procedural macros are programs of strangers, and every build runs them. What they
/// need is fetched before; inside they see the folders of the build and the tool's own, and neither the
/// user's home nor the network. Without a sandbox the tool runs as it always would.
package struct Isolation: Sendable {
  private let outside: Host
  private let sandbox: AskedOnce<Sandbox>
  private let policy: Sandbox.Policy
  private let surroundings: CargoSurroundings

  /// - Parameters:
  ///   - sandbox: Asked for once, by whoever builds first.
  ///   - policy: Whether there has to be one.
  ///   - surroundings: The world that builds see.
  package init(
    host: Host, sandbox: AskedOnce<Sandbox> = AskedOnce(), policy: Sandbox.Policy = .auto,
    surroundings: CargoSurroundings = CargoSurroundings()
  ) {
    outside = host
    self.sandbox = sandbox
    self.policy = policy
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
    return runner(
      on: try await host(for: folder, writable: writable, readable: readable),
      isApart: try await isReal)
  }

  /// The tool for a build that sees exactly what `profile` says, where it runs apart.
  package func runner(in profile: SandboxProfile) async throws -> any EcosystemChecker {
    let sandbox = try await found()
    return runner(on: sandbox.host(outside, in: profile), isApart: sandbox.isReal)
  }

  /// The tool as it is on this machine, for what runs no program of a package.
  package var tool: any EcosystemChecker { runner(on: outside, isApart: false) }

  private func runner(on host: Host, isApart: Bool) -> any EcosystemChecker {
    CargoRunner(host: host, surroundings: isApart ? surroundings.offline : surroundings)
  }

  private func found() async throws -> Sandbox {
    try await sandbox.answer { [outside, policy] in try await Sandbox.find(policy, on: outside) }
  }
}
