import LockstepCore

/// A registry with a sparse index on 127.0.0.1, for tests with the real cargo.
///
/// It answers as cargo expects of a registry and can be told to be late, to refuse, to limit, or to
/// accept and then fail (``LoopbackBehaviour``). The port is part of a package's identity in lock
/// files; a test that compares them names one.
package struct LoopbackRegistry: Sendable {
  /// The token that it takes.
  package static let token = "loopback-token"

  package let port: UInt16
  let store: LoopbackStore

  /// `http://127.0.0.1:PORT`, without a slash at its end.
  package var address: String { "http://127.0.0.1:\(port)" }

  /// What cargo's configuration names as the `index`.
  package var index: String { "sparse+\(address)/index/" }

  /// Runs a registry for the time of `body`, on a free port unless one is named.
  package static func run<Result: Sendable>(
    _ behaviour: LoopbackBehaviour = LoopbackBehaviour(), port: UInt16 = 0,
    _ body: (LoopbackRegistry) async throws -> Result
  ) async throws -> Result {
    let store = LoopbackStore(behaviour: behaviour)
    return try await LoopbackServer.run(LoopbackHandler(store: store), port: port) { port in
      try await body(LoopbackRegistry(port: port, store: store))
    }
  }

  /// Changes what it does from now on.
  package func behave(_ behaviour: LoopbackBehaviour) async {
    await store.set(behaviour)
  }

  /// Lets the index show every version that was stored.
  package func showEverything() async {
    await store.showEverything()
  }

  /// Whether the version was stored, shown or not.
  package func holds(_ name: String, _ version: String) async -> Bool {
    await store.holds(name, version)
  }

  /// Every request so far.
  package var journal: [LoopbackRequest] {
    get async { await store.journal }
  }

  /// How often something was uploaded, whatever the answer was.
  package var uploads: Int {
    get async { await journal.count { $0.method == "PUT" && $0.path.hasSuffix("/crates/new") } }
  }
}
