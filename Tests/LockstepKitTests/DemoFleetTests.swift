import LockstepCore
import LockstepKit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: DemoCargo.isInstalled, "cargo is not installed"), .timeLimit(.minutes(30)))
struct DemoFleetTests {
  @Test
  func `eight repositories are of every kind`() async throws {
    try await DemoCargo.inFolder { folder in
      let fleet = try await DemoFleet.make(in: folder, host: .live())
      let facts = fleet.facts
      #expect(facts.dependents.count == 8)
      #expect(Set(facts.dependents.map(\.source)) == Set(DemoFleet.Source.allCases))
      #expect(facts.broken.sorted() == ["beacon", "harbour"])
      #expect(facts.brokenBefore == ["wreck"])
      #expect(facts.floating == ["sextant"])
      #expect(facts.dependent("voyage")?.via == ["almanac", "sextant"])
      #expect(facts.dependent("harbour")?.manifest == "src-tauri/Cargo.toml")
      for dependent in facts.dependents {
        let clone = fleet.clone(of: dependent.name)
        #expect(Files.isFile("\(clone)/\(dependent.manifest)"), "\(dependent.name)")
        #expect(
          Files.exists("\(clone)/\(dependent.lock ?? "Cargo.lock")") == (dependent.lock != nil),
          "\(dependent.name)")
        #expect(Files.isDirectory(fleet.origin(of: dependent.name)))
      }
    }
  }

  @Test
  func `the same folder gets the same commits`() async throws {
    try await DemoCargo.inFolder { folder in
      var seen: [[String]] = []
      for _ in 1...2 {
        let fleet = try await DemoFleet.make(in: folder, repositories: 15, host: .live())
        var references: [String] = []
        for name in [fleet.facts.foundation] + fleet.facts.dependents.map(\.name) {
          references.append(
            try await DemoCargo.text(
              "git", ["-C", fleet.origin(of: name), "for-each-ref"], in: fleet))
        }
        seen.append(references)
        try Files.remove(folder)
      }
      #expect(seen[0] == seen[1])
      #expect(seen[0].allSatisfy { $0.contains("refs/heads/main") })
      #expect(seen[0][0].contains("refs/tags/v2.0.0"))
    }
  }

  @Test
  func `what Cargo resolves is what the locks say`() async throws {
    try await DemoCargo.inFolder(named: "with a space") { folder in
      let fleet = try await DemoFleet.make(in: folder, repositories: 14, host: .live())
      for dependent in fleet.facts.dependents where dependent.lock != nil {
        let result = try await DemoCargo.run(
          "cargo", ["metadata", "--locked", "--format-version", "1"],
          at: fleet.manifestFolder(of: dependent), in: fleet)
        #expect(result.succeeded, "\(dependent.name): \(result.errorText)")
      }
    }
  }

  @Test
  func `the fix breaks exactly those that the facts name`() async throws {
    try await DemoCargo.inFolder { folder in
      let fleet = try await DemoFleet.make(in: folder, repositories: 9, host: .live())
      #expect(try await fleet.failingToCompile() == Set(fleet.facts.brokenBefore))

      try await fleet.breakFoundation()
      let own = try await DemoCargo.run(
        "cargo", ["test", "--quiet", "--all-features"], at: fleet.foundationClone, in: fleet)
      #expect(own.succeeded, "\(own.errorText)")
      try await fleet.takeFoundationFromItsClone()
      #expect(
        try await fleet.failingToCompile() == Set(fleet.facts.brokenBefore + fleet.facts.broken))
    }
  }

  @Test
  func `the fix goes on top of what is on the origin meanwhile`() async throws {
    try await DemoCargo.inFolder { folder in
      let fleet = try await DemoFleet.small(in: folder, host: .live())
      #expect(fleet.facts.dependents.map(\.name) == ["almanac", "beacon", "harbour", "sounding"])
      let other = "\(folder)/other"
      _ = try await DemoCargo.text(
        "git", ["clone", "--quiet", fleet.originURL(of: "lodestar"), other], in: fleet)
      let author = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
      _ = try await DemoCargo.text(
        "git", ["-C", other] + author + ["commit", "--quiet", "--allow-empty", "-m", "meanwhile"],
        in: fleet)
      _ = try await DemoCargo.text("git", ["-C", other, "push", "--quiet"], in: fleet)

      let commit = try await fleet.breakFoundation()
      let subjects = try await DemoCargo.text(
        "git", ["-C", fleet.origin(of: "lodestar"), "log", "--format=%H %s", "-2", "main"],
        in: fleet
      ).split(separator: "\n")
      #expect(subjects.count == 2)
      #expect(subjects.first?.hasPrefix("\(commit) fix:") == true)
      #expect(subjects.last?.hasSuffix("meanwhile") == true)
    }
  }

  @Test
  func `a folder that is not empty is refused`() async throws {
    try await DemoCargo.inFolder { folder in
      try Files.createDirectories("\(folder)/something")
      let error = await #expect(throws: ExplainedFailure.self) {
        try await DemoFleet.make(in: folder, host: .live())
      }
      #expect(error?.explanation.what == "the demo needs an empty folder")
      let left = try Files.list(folder)
      #expect(left == ["something"])
    }
  }

  @Test(arguments: [0, 7, 501])
  func `a number of repositories out of range is a usage error`(number: Int) async throws {
    try await DemoCargo.inFolder { folder in
      let error = await #expect(throws: ExplainedFailure.self) {
        try await DemoFleet.make(in: folder, repositories: number, host: .live())
      }
      #expect(error?.exitStatus == .usage)
      let left = try Files.list(folder)
      #expect(left.isEmpty)
    }
  }
}

extension DemoFleet {
  func manifestFolder(of dependent: DependentFacts) -> String {
    Files.parent(of: "\(clone(of: dependent.name))/\(dependent.manifest)")
  }

  /// Builds every dependent in its clone. Not `--offline`: Cargo would not look into the origins then.
  fileprivate func failingToCompile() async throws -> Set<String> {
    var failing: Set<String> = []
    for dependent in facts.dependents {
      let result = try await DemoCargo.run(
        "cargo", ["check", "--quiet"], at: manifestFolder(of: dependent), in: self)
      if !result.succeeded { failing.insert(dependent.name) }
    }
    return failing
  }

  /// Replaces the foundation in every dependent's clone by the folder beside it.
  fileprivate func takeFoundationFromItsClone() async throws {
    let origin = originURL(of: facts.foundation)
    let overrides = """

      [patch.crates-io]
      \(facts.foundation) = { path = "\(foundationClone)" }

      [patch."\(origin)"]
      \(facts.foundation) = { path = "\(foundationClone)" }

      """
    for dependent in facts.dependents {
      let configuration = "\(clone(of: dependent.name))/.cargo/config.toml"
      let text = try #require(try Files.read(configuration))
      try Files.write(text + Array(overrides.utf8), to: configuration)
      // A lock would keep the override out.
      try Files.remove("\(manifestFolder(of: dependent))/Cargo.lock")
    }
  }
}

/// Git and Cargo for the tests of the demo's fleet.
enum DemoCargo {
  static let isInstalled = InstalledTools.hasCargo

  /// Hands out a folder that does not exist yet and is gone afterwards.
  static func inFolder(
    named name: String = "fleet", _ body: (String) async throws -> Void
  ) async throws {
    let temporary = try Files.temporaryDirectory(
      in: Host.live().environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-demo")
    defer { try? Files.remove(temporary) }
    try await body("\(temporary)/\(name)")
  }

  static func run(
    _ program: String, _ arguments: [String], at directory: String? = nil, in fleet: DemoFleet
  ) async throws -> ProcessResult {
    try await fleet.host.processes.run(
      Invocation(
        program: program, arguments: arguments, environment: fleet.host.environment,
        directory: directory ?? fleet.directory, timeout: .seconds(240)))
  }

  static func text(
    _ program: String, _ arguments: [String], in fleet: DemoFleet
  ) async throws -> String {
    let result = try await run(program, arguments, in: fleet)
    try #require(result.succeeded, "\(result.errorText)")
    return result.text
  }
}
