import LockstepCore
import LockstepGit
import LockstepSystem
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputRolloutTests {
  private func release(_ fleet: BadInputFleet) async throws {
    let answer = try await fleet.lockstep("release", "minor", "-x", "--yes", "-q")
    try #require(answer.status == 0, "\(answer.errors)")
  }

  /// What the manifest of a dependent says on its origin's `main`.
  private func manifest(of name: String, in fleet: BadInputFleet) async throws -> String {
    try await fleet.git("show", "main:Cargo.toml", in: fleet.origin(of: name))
  }

  /// What `status` says of each dependent in the latest operation.
  private func outcomes(_ fleet: BadInputFleet) async throws -> [String: String] {
    let json = try await fleet.lockstep("status", "--format", "json").json()
    guard case .array(let operations)? = json["operations"], let last = operations.last,
      case .array(let dependents)? = last["dependents"]
    else { return [:] }
    return Dictionary(
      dependents.map { ($0["name"]?.string ?? "", $0["outcome"]?.string ?? "") },
      uniquingKeysWith: { $1 })
  }

  @Test
  func `a dependent that refuses is not called done, and is tried again`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      try await release(fleet)
      try fleet.hook("pre-receive", of: "beta", "echo 'no robots' >&2; exit 1")
      let refused = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(refused.status == 13)
      #expect(refused.error == "1 dependent could not be reached: beta")
      #expect(refused.errors.contains("no robots"))
      #expect(try await manifest(of: "alpha", in: fleet).contains("v1.1.0"))
      #expect(try await outcomes(fleet) == ["alpha": "pushed", "beta": "not pushed"])
      #expect(try await fleet.lockstep("resume", "--yes").status == 13)

      // Somebody commits there meanwhile; what is pushed stands on it.
      try fleet.hook("pre-receive", of: "beta", nil)
      try await fleet.push(["NEWS": "meanwhile\n"], to: "beta")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await manifest(of: "beta", in: fleet).contains("v1.1.0"))
      #expect(try await fleet.git("show", "main:NEWS", in: fleet.origin(of: "beta")) == "meanwhile")
      #expect(try await outcomes(fleet) == ["alpha": "pushed", "beta": "pushed"])
    }
  }

  @Test
  func `a branch that moved meanwhile is left alone`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      try await release(fleet)
      // Somebody is faster by the blink of an eye.
      try fleet.hook(
        "pre-receive", of: "beta",
        """
        unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
        [ -e raced ] && exit 0
        touch raced
        git update-ref refs/heads/main $(echo Meanwhile | git commit-tree main^{tree} -p main)
        """)
      let answer = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(answer.status == 13, "\(answer.errors)")
      #expect(answer.error == "1 dependent could not be reached: beta")
      #expect(try await manifest(of: "alpha", in: fleet).contains("v1.1.0"))
      let log = try await fleet.git("log", "--format=%s", "main", in: fleet.origin(of: "beta"))
      #expect(log == "Meanwhile\nchange")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(
        try await fleet.git("log", "--format=%s", "main", in: fleet.origin(of: "beta"))
          == "Update core-types to 1.1.0\nMeanwhile\nchange")
    }
  }

  @Test
  func `a dependent that is gone does not hide the others`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      #expect(try await fleet.lockstep("fleet").output.contains("beta"))
      try await release(fleet)
      try Files.move(fleet.origin(of: "beta"), to: "\(fleet.directory)/gone.git")
      let fetched = try await fleet.lockstep("fleet", "--fetch")
      #expect(fetched.status == 0)
      #expect(fetched.errors.contains("beta: "))
      let partial = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(partial.status == 13)
      #expect(partial.error == "1 dependent could not be reached: beta")
      #expect(try await manifest(of: "alpha", in: fleet).contains("v1.1.0"))
      try Files.move("\(fleet.directory)/gone.git", to: fleet.origin(of: "beta"))
      #expect(try await fleet.lockstep("resume", "--yes").status == 0)
      #expect(try await manifest(of: "beta", in: fleet).contains("v1.1.0"))
    }
  }

  @Test
  func `a fleet of which nothing can be read is not an empty one`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      try Files.move(fleet.origin(of: "alpha"), to: "\(fleet.directory)/gone.git")
      try await release(fleet)
      let answer = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(answer.status == 1)
      #expect(answer.error?.hasPrefix("who depends on the foundation is not known") == true)
      #expect(answer.errors.contains("alpha: "))
    }
  }

  @Test
  func `an empty fleet is nothing to do`() async throws {
    try await BadInputFleet.with { fleet in
      try await release(fleet)
      let answer = try await fleet.lockstep("rollout", "-x", "--yes", "--format", "json")
      #expect(answer.status == 0)
      #expect(answer.error == nil)
      #expect(answer.errors.hasPrefix("nothing to do: the fleet is empty"))
      let json = try answer.json()
      #expect(json["schema"]?.string == "lockstep.rollout/1")
      #expect(json["error"] == nil)
    }
  }

  @Test
  func `a manifest that does not parse is told with its place, the others go on`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      try await fleet.push(["Cargo.toml": "[package]\nname = = \"beta\"\n"], to: "beta")
      try await release(fleet)
      for command in [["fleet", "--fetch"], ["rollout"], ["rollout", "-x", "--yes"]] {
        let answer = try await fleet.run(command)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(
          (answer.output + answer.errors).contains("beta: Cargo.toml:2:8"), "\(answer.errors)")
      }
      #expect(try await manifest(of: "alpha", in: fleet).contains("v1.1.0"))
    }
  }

  @Test
  func `a dependent that is configured and cannot be read is left over`() async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      let named = """
        \(fleet.configuration(publish: fleet.registry))
        [[fleet.dependent]]
        name = "beta"
        url = "file://\(fleet.origin(of: "beta"))"

        """
      let manifest = try await self.manifest(of: "beta", in: fleet)
      try await fleet.push(["lockstep.toml": named], to: "core")
      try await fleet.push(["Cargo.toml": "[package]\nname = = \"beta\"\n"], to: "beta")
      try await release(fleet)
      let answer = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(answer.status == 13, "\(answer.errors)")
      #expect(answer.error == "1 dependent could not be reached: beta")
      try await fleet.push(["Cargo.toml": manifest], to: "beta")
      let resumed = try await fleet.lockstep("resume", "--yes")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try await self.manifest(of: "beta", in: fleet).contains("v1.1.0"))
    }
  }

  @Test
  func `a circle is named, and keeps nobody else waiting`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      for (name, other) in [("beta", "gamma"), ("gamma", "beta")] {
        try await fleet.make(
          name,
          ["Cargo.toml": fleet.manifest(of: name, and: "\(other) = { path = \"../\(other)\" }\n")])
      }
      try await release(fleet)
      let shown = try await fleet.lockstep("rollout")
      #expect(shown.output.contains("in a circle: beta → gamma → beta"), "\(shown.output)")
      let answer = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(answer.status == 13)
      #expect(answer.error == "2 dependents could not be reached: beta, gamma")
      #expect(answer.errors.contains("it needs itself, beta → gamma → beta"))
      #expect(try await manifest(of: "alpha", in: fleet).contains("v1.1.0"))
      #expect(try await fleet.lockstep("abort").status == 0)
    }
  }

  @Test
  func `two checkouts of one repository are one dependent`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      try await fleet.git(
        "clone", "--quiet", "file://\(fleet.origin(of: "alpha"))", "alpha-again",
        in: "\(fleet.directory)/clones")
      try await fleet.git("init", "--quiet", "local-only", in: "\(fleet.directory)/clones")
      let answer = try await fleet.lockstep("fleet", "--format", "json")
      #expect(answer.status == 0)
      guard case .array(let dependents)? = try answer.json()["dependents"] else {
        Issue.record("no dependents")
        return
      }
      #expect(dependents.compactMap { $0["name"]?.string } == ["alpha"])
      #expect(answer.errors.contains("alpha-again"))
      #expect(answer.errors.contains("local-only"))
    }
  }

  @Test
  func `what was taken back does not go out again`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      try await release(fleet)
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 0)
      let back = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(back.status == 0, "\(back.errors)")
      let refused = try await fleet.lockstep("rollout", "1.1.0", "-x", "--yes")
      #expect(refused.status == 11)
      #expect(refused.error == "1.1.0 was taken back, and does not go out again")
      #expect(try await fleet.lockstep("rollout").output.hasPrefix("rollout of core-types 1.0.1"))
      let twice = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(twice.status == 0)
      #expect(twice.line("nothing to do: ") == "1.1.0 was taken back already")
    }
  }
}
