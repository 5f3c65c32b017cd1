import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

/// A registry over HTTP, with the real cargo between us and it.
@Suite(.enabled(if: RegistryWorkbench.hasCargo))
struct RegistryLoopbackTests {
  /// One registry, one crate `lib-n` that was packaged for it.
  private struct Scene {
    var bench: RegistryWorkbench
    var loopback: LoopbackRegistry
    var registry: any Registry
    var crate: PackagedCrate

    var request: PublishRequest { bench.publishRequest(crate, from: "lib-n") }
  }

  private func scene(
    _ behaviour: LoopbackBehaviour = LoopbackBehaviour(), token: String? = LoopbackRegistry.token,
    _ body: @Sendable (Scene) async throws -> Void
  ) async throws {
    try await LoopbackRegistry.run(behaviour) { loopback in
      var extra = ["CARGO_REGISTRIES_LOCAL_TOKEN": token ?? ""]
      if token == nil { extra = [:] }
      if behaviour.authenticationRequired {
        extra["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] = "cargo:token"
      }
      try await RegistryWorkbench.run(adding: extra) { bench in
        var bench = bench
        bench.host.clock = RegistryClock().clock
        try bench.crate(
          "lib-n", config: "[registries.local]\nindex = \"\(loopback.index)\"\n")
        let crate = try await bench.package("lib-n")
        let registry = try #require(
          try Registries.open("local", beside: "\(bench.folder)/lib-n", host: bench.host))
        try await body(
          Scene(bench: bench, loopback: loopback, registry: registry, crate: crate))
      }
    }
  }

  @Test func `a crate is published once, and a dependent builds from it`() async throws {
    try await scene { scene in
      let (bench, registry, crate) = (scene.bench, scene.registry, scene.crate)
      #expect(try await registry.versions(of: "lib-n").isEmpty)
      #expect(try await registry.publish(scene.request) == .published(checksum: crate.checksum))
      #expect(try await registry.publish(scene.request) == .alreadyThere(checksum: crate.checksum))
      #expect(await scene.loopback.uploads == 1)

      let config = "[registries.local]\nindex = \"\(scene.loopback.index)\"\n"
      try bench.crate(
        "user", source: "pub fn two() -> i32 { lib_n::one() + 1 }\n",
        manifest: "[dependencies]\nlib-n = { version = \"1\", registry = \"local\" }\n",
        config: config)
      let report = try await bench.runner.compile(
        CompileRequest(folder: "\(bench.folder)/user", command: .build))
      #expect(report.outcome == .succeeded, "\(report.log)")
      // Cargo asks again with the tag that it was given, and is told that nothing changed.
      try await bench.runner.update(
        [], precise: nil, in: LockRequest(folder: "\(bench.folder)/user"))
      #expect(await scene.loopback.journal.contains { $0.status == 304 })
    }
  }

  @Test func `packages that need one another are made in one run and published in order`()
    async throws
  {
    try await scene { scene in
      let (bench, registry) = (scene.bench, scene.registry)
      try bench.workspace(
        "ws", registry: "local",
        config: "[registries.local]\nindex = \"\(scene.loopback.index)\"\n")
      let crates = try await bench.runner.package(
        PackageRequest(
          folder: "\(bench.folder)/ws", packages: ["lower", "upper"], verify: false,
          targetDirectory: "\(bench.folder)/made"),
        for: registry, scratch: "\(bench.folder)/unused")
      for crate in crates {
        #expect(
          try await registry.publish(bench.publishRequest(crate, from: "ws"))
            == .published(checksum: crate.checksum))
      }
      let upper = try #require(try await registry.versions(of: "upper").first)
      #expect(upper.dependencies.map(\.name) == ["lower"])
      #expect(await scene.loopback.uploads == 2)
    }
  }

  @Test func `the same version with other contents is a conflict, and nothing is sent`()
    async throws
  {
    try await scene { scene in
      let first = scene.crate
      _ = try await scene.registry.publish(scene.request)
      try scene.bench.crate("lib-n", source: "pub fn other() {}\n")
      let second = try await scene.bench.package("lib-n")
      #expect(
        try await scene.registry.publish(scene.bench.publishRequest(second, from: "lib-n"))
          == .conflict(checksum: first.checksum))
      #expect(await scene.loopback.uploads == 1)
    }
  }

  @Test func `a tree that changed since it was verified is not published`() async throws {
    try await scene { scene in
      try scene.bench.write("pub fn sneaked() {}\n", to: "lib-n/src/lib.rs")
      await #expect(throws: PackageDrift.self) { try await scene.registry.publish(scene.request) }
      #expect(await scene.loopback.uploads == 0)
    }
  }

  @Test func `a version that shows late is waited for`() async throws {
    try await scene(LoopbackBehaviour(visibility: .afterReads(3))) { scene in
      let outcome = try await scene.registry.publish(scene.request)
      #expect(outcome == .published(checksum: scene.crate.checksum))
    }
  }

  @Test(arguments: [
    LoopbackBehaviour.Publishing.acceptingThenResetting, .acceptingThenFailing(status: 500),
    .acceptingThenFailing(status: 503),
  ])
  func `what was taken in counts as published, whatever the answer was`(
    publishing: LoopbackBehaviour.Publishing
  ) async throws {
    let behaviour = LoopbackBehaviour(publishing: publishing, visibility: .afterReads(2))
    try await scene(behaviour) { scene in
      let outcome = try await scene.registry.publish(scene.request)
      #expect(outcome == .published(checksum: scene.crate.checksum))
      #expect(await scene.loopback.uploads == 1)
    }
  }

  @Test(
    arguments: [
      (.refusing(status: 403, detail: "not yours"), "not yours"),
      (.limiting(retryAfter: 9), "too many uploads"),
    ] as [(LoopbackBehaviour.Publishing, String)])
  func `a refusal is told in the registry's words`(
    publishing: LoopbackBehaviour.Publishing, words: String
  ) async throws {
    try await scene(LoopbackBehaviour(publishing: publishing)) { scene in
      guard case .refused(let message) = try await scene.registry.publish(scene.request) else {
        Issue.record("expected a refusal")
        return
      }
      #expect(message.contains(words))
      #expect(try await scene.registry.versions(of: "lib-n").isEmpty)
    }
  }

  @Test func `without an answer and without a trace the outcome stays open`() async throws {
    let behaviour = LoopbackBehaviour(
      publishing: .acceptingThenFailing(status: 500), visibility: .onDemand)
    try await scene(behaviour) { scene in
      guard case .notVisibleYet(let waited) = try await scene.registry.publish(scene.request) else {
        Issue.record("expected no verdict")
        return
      }
      #expect(waited >= .seconds(50))
      // The next attempt meets the registry's own memory, and the index decides again.
      await scene.loopback.behave(LoopbackBehaviour(visibility: .afterReads(2)))
      await scene.loopback.showEverything()
      #expect(
        try await scene.registry.publish(scene.request)
          == .alreadyThere(checksum: scene.crate.checksum))
      #expect(await scene.loopback.uploads == 1)
    }
  }

  @Test func `an exit status of 0 proves nothing, and the token is in one environment alone`()
    async throws
  {
    try await scene { scene in
      let seen = Mutex<[Invocation]>([])
      var host = scene.bench.host
      let live = host.processes
      host.processes = Processes { invocation in
        seen.withLock { $0.append(invocation) }
        guard invocation.arguments.first == "publish" else { return try await live.run(invocation) }
        // What cargo does when the version does not show within its minute.
        return ProcessResult(
          termination: .exited(0), timedOut: false, output: [],
          errors: Array("   Uploading lib-n v1.0.0\nwarning: timed out waiting for lib-n".utf8))
      }
      let registry = try #require(
        try Registries.open("local", beside: "\(scene.bench.folder)/lib-n", host: host))
      guard case .notVisibleYet = try await registry.publish(scene.request) else {
        Issue.record("the index did not show it")
        return
      }
      let invocations = seen.withLock { $0 }
      let publish = try #require(invocations.last)
      #expect(publish.effect == "publish:lib-n@1.0.0")
      guard case .lock(scene.bench.lock) = publish.input else {
        Issue.record("publishing holds the effect lock")
        return
      }
      #expect(publish.environment["CARGO_REGISTRIES_LOCAL_TOKEN"] == LoopbackRegistry.token)
      #expect(publish.arguments.contains("--no-verify"))
      for invocation in invocations {
        #expect(!invocation.arguments.contains { $0.contains(LoopbackRegistry.token) })
      }
      for invocation in invocations.dropLast() {
        #expect(!invocation.environment.values.contains(LoopbackRegistry.token))
      }
    }
  }

  @Test func `without a token nothing is sent`() async throws {
    try await scene(token: nil) { scene in
      guard case .refused(let message) = try await scene.registry.publish(scene.request) else {
        Issue.record("expected a refusal")
        return
      }
      #expect(message.contains("token"))
      #expect(await scene.loopback.uploads == 0)
    }
  }

  @Test func `yanking and its reversal are read back from the index`() async throws {
    try await scene { scene in
      let registry = scene.registry
      _ = try await registry.publish(scene.request)
      let request = scene.bench.yankRequest("lib-n", Version(1, 0, 0))
      #expect(try await registry.yank(request) == .done)
      #expect(try await registry.versions(of: "lib-n").map(\.yanked) == [true])
      #expect(try await registry.yank(request) == .already)
      #expect(try await registry.unyank(request) == .done)
      #expect(try await registry.versions(of: "lib-n").map(\.yanked) == [false])
      #expect(
        try await registry.yank(scene.bench.yankRequest("lib-n", Version(3, 0, 0)))
          == .unknownVersion)
    }
  }

  @Test func `a registry that wants a token for everything gets it`() async throws {
    try await scene(LoopbackBehaviour(authenticationRequired: true)) { scene in
      let outcome = try await scene.registry.publish(scene.request)
      #expect(outcome == .published(checksum: scene.crate.checksum))
      #expect(try await scene.registry.versions(of: "lib-n").count == 1)
    }
  }

  @Test func `a registry that wants a token and gets none is explained`() async throws {
    try await scene(LoopbackBehaviour(authenticationRequired: true), token: nil) { scene in
      let error = try await #require(throws: RegistryUnreadable.self) {
        try await scene.registry.versions(of: "lib-n")
      }
      #expect(error.explanation.hints.joined().contains("CARGO_REGISTRIES_LOCAL_TOKEN"))
    }
  }
}
