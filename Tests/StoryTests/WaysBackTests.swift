import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// The way back that every dependent gets with its update, and what becomes of it.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct WaysBackTests {
  private func names(_ json: JSONValue?, _ key: String) -> [String] {
    json?["ways-back"]?[key]?.array?.compactMap(\.string) ?? ["?"]
  }

  @Test
  func `an emergency pushes what was built with the update, and builds what has moved since`()
    async throws
  {
    try await BadInputFleet.with(dependents: ["billing", "search", "moves"]) { fleet in
      let shown = try await fleet.lockstep("plan", "minor")
      #expect(shown.output.contains("that everybody can go back to 1.0.0 is not proven"))
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      let rolledOut = try await fleet.lockstep("rollout", "-x", "--yes")
      #expect(rolledOut.status == 0, "\(rolledOut.errors)")

      let status = try await fleet.lockstep("status", "--format", "json").json()
      // Where the branches are is known from the last fetch, which came with the ways.
      #expect(names(status, "prepared") == ["billing", "moves", "search"])
      #expect(status["ways-back"]?["to"]?.string == "1.0.0")
      let text = try await fleet.lockstep("status").output
      #expect(text.contains("ways back to 1.0.0: 3 prepared"))

      // The code of one moves on to what only the release has; another one only moves.
      try await fleet.push(
        ["src/lib.rs": "pub fn one() -> u8 { core_types::two() }\n"], to: "moves")
      try await fleet.push(["README.md": "Search\n"], to: "search")
      let assessed = try await fleet.lockstep("rollback", "--format", "json").json()
      #expect(names(assessed, "prepared") == ["billing"])
      #expect(names(assessed, "stale") == ["moves", "search"])

      let renewed = try await fleet.lockstep("rollback", "--prepare", "--format", "json")
      #expect(renewed.status == 10, "\(renewed.errors)")
      let renewal = try renewed.json()
      #expect(renewal["renewed"]?.array?.compactMap(\.string) == ["moves", "search"])
      #expect(renewal["cannot-pin"]?.array?.compactMap(\.string) == ["moves"])
      let again = try await fleet.lockstep("rollback", "--prepare", "--format", "json")
      #expect(try again.json()["renewed"]?.array?.isEmpty == true)
      #expect(try await fleet.lockstep("log").output.contains("cannot-pin: moves"))
      // What cannot go back is on the screen before anybody is updated again.
      let planned = try await fleet.lockstep("rollout", "--format", "json").json()
      #expect(
        planned["risks"]?["cannot-pin"]?.array?.compactMap { $0["name"]?.string } == ["moves"])

      // What moves once more is built in the emergency, and nobody else waits for that.
      try await fleet.push(["README.md": "Search!\n"], to: "search")
      let rolledBack = try await fleet.lockstep("rollback", "-x", "--yes")
      #expect(rolledBack.status == 0, "\(rolledBack.errors)")
      let steps =
        try await fleet.lockstep("status", "--format", "json").json()["operations"]?.array?
        .last?["steps"]?.array ?? []
      let pins = steps.prefix { $0["id"]?.string?.hasPrefix("pin") == true }.map {
        "\($0["id"]?.string ?? ""): \($0["detail"]?.string ?? "")"
      }
      #expect(
        pins == [
          "pin-ready.prepare: 1 ready, 1 cannot-pin; 2 prepared before",
          "pin-ready.push: pushed to 1 of 1", "pin.prepare: 1 ready",
          "pin.push: pushed to 1 of 1",
        ])
      for name in ["billing", "search"] {
        let log = try await fleet.git("log", "--format=%s", "main", in: fleet.origin(of: name))
        #expect(log.contains("Pin core-types to 1.0.0"), "\(name)")
      }
      let after = try await fleet.lockstep("status", "--format", "json").json()
      #expect(after["ways-back"] == .null, "nobody is on the bad version any more")
    }
  }

  @Test
  func `without the setting nothing is prepared, and the emergency builds`() async throws {
    try await BadInputFleet.with(dependents: ["billing"]) { fleet in
      let all =
        fleet.configuration(publish: fleet.registry) + "[rollout]\nprepare-way-back = false\n"
      try await fleet.push(["lockstep.toml": all], to: "core")
      try await fleet.git("pull", "-q", "--ff-only", in: fleet.foundation)
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 0)
      let status = try await fleet.lockstep("status", "--format", "json").json()
      #expect(status["ways-back"] == .null)
      #expect(
        try await fleet.lockstep("rollback").output.contains("none prepared; each pin is built"))
    }
  }
}
