import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// What `--rehearse` proves, and that it changes nothing outside its copies.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct RehearsalStoryTests {
  /// Everything that a release or a rollback could change: every reference of every origin but the
  /// ledger, and every file of the registry.
  private func world(of fleet: BadInputFleet, _ names: [String]) async throws -> [String] {
    var found: [String] = []
    for name in names {
      let refs = try await fleet.git(
        "for-each-ref", "--format=%(refname) %(objectname)", in: fleet.origin(of: name))
      found += refs.split(separator: "\n").filter { !$0.contains("lockstep/ledger") }
        .map { "\(name) \($0)" }
    }
    var waiting = [fleet.registry]
    while let folder = waiting.popLast() {
      for name in try Files.list(folder).sorted() {
        let path = "\(folder)/\(name)"
        if Files.isDirectory(path) {
          waiting.append(path)
        } else {
          found.append("\(path) \(try Files.read(path) ?? [])")
        }
      }
    }
    return found
  }

  private func manifest(_ fleet: BadInputFleet, _ name: String, _ source: String) -> String {
    """
    [package]
    name = "\(name)"
    version = "0.1.0"
    edition = "2021"

    [dependencies]
    core-types = { \(source) }

    """
  }

  @Test
  func `a release and its rollback are rehearsed on copies, and then it may go out`() async throws {
    try await BadInputFleet.with(dependents: ["billing", "search"]) { fleet in
      try await fleet.push(
        [
          "lockstep.toml": fleet.configuration(publish: fleet.registry)
            + "[policy]\nrehearsal-age = \"2 days\"\n"
            + "notice = { major = \"0 days\", minor = \"0 days\", patch = \"0 days\" }\n"
        ], to: "core")
      try await fleet.git("pull", "--quiet", in: fleet.foundation)
      let names = ["core", "billing", "search"]
      let before = try await world(of: fleet, names)

      // Policy asks for a rehearsal, and there was none.
      let refused = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(refused.status == 11, "\(refused.errors)")
      #expect(refused.errors.contains("was not rehearsed"))
      #expect(try await fleet.lockstep("abort").status == 0)

      let answer = try await fleet.lockstep("release", "minor", "--rehearse", "--format", "json")
      #expect(answer.status == 0, "\(answer.errors)")
      let json = try answer.json()
      #expect(json["green"]?.boolean == true)
      #expect(json["pinned"]?.integer == 2)
      let operations = (json["operations"]?.array ?? []).map {
        (title: $0["title"]?.string ?? "", finished: $0["finished"]?.boolean)
      }
      #expect(
        operations.map(\.title) == [
          "release core-types 1.1.0", "rollout of core-types 1.1.0",
          "rollback of core-types 1.1.0 to 1.0.0",
        ])
      #expect(operations.allSatisfy { $0.finished == true }, "\(answer.output)")
      #expect(
        json["projections"]?.array?.compactMap { $0["delivery"]?.string }
          == ["push", "pull-request"])

      // Not a reference moved, nothing was published; only the ledger tells of it.
      #expect(try await world(of: fleet, names) == before)
      #expect(try await fleet.lockstep("log").output.contains("rehearsed release 1.1.0"))
      let gate = try await fleet.lockstep(
        "verify", "--gate", "rehearsal", "--candidate",
        "lockstep/1.1.0")
      #expect(gate.status == 0, "\(gate.errors)")

      let released = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(released.status == 0, "\(released.errors)")
      #expect(released.errors.contains("; rehearsed "))
    }
  }

  @Test
  func `a dependent that cannot go back is named, and the release waits`() async throws {
    try await BadInputFleet.with(dependents: ["billing"]) { fleet in
      let origin = "git = \"file://\(fleet.origin(of: "core"))\", branch = \"main\""
      try await fleet.make(
        "ahead",
        [
          "Cargo.toml": manifest(fleet, "ahead", origin),
          "src/lib.rs": "pub fn two() -> u8 { core_types::two() }\n",
        ])
      let names = ["core", "billing", "ahead"]
      let before = try await world(of: fleet, names)
      let answer = try await fleet.lockstep("release", "minor", "--rehearse", "--format", "json")
      #expect(answer.status == 10, "\(answer.errors)")
      let json = try answer.json()
      #expect(json["green"]?.boolean == false)
      #expect(json["cannot-pin"]?.array?.compactMap { $0["name"]?.string } == ["ahead"])
      #expect(try await world(of: fleet, names) == before)

      let refused = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(refused.status == 10, "\(refused.errors)")
      #expect(refused.errors.contains("ahead cannot be pinned"))

      // Whoever answers for it lets it go out.
      let waived = try await fleet.lockstep(
        "verify", "--gate", "rehearsal", "--candidate", "lockstep/1.1.0", "--override",
        "rehearsal", "--because", "ahead is ours")
      #expect(waived.status == 0, "\(waived.errors)")
      #expect(try await fleet.lockstep("resume", "--yes").status == 0)
    }
  }

  @Test
  func `what makes no sense is refused`() async throws {
    try await BadInputFleet.with(dependents: ["billing"]) { fleet in
      let both = try await fleet.lockstep("release", "minor", "--rehearse", "-x")
      #expect(both.status == 64)
      let part = try await fleet.lockstep("rollback", "--rehearse", "--partial", "billing")
      #expect(part.status == 64, "\(part.errors)")
    }
  }
}
