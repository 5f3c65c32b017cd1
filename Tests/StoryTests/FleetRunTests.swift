import LockstepCore
import LockstepSystem
import Testing

/// What `verify --fleet` says of dependents that were made to come out in each way.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct FleetRunTests {
  /// The candidate returns another number, of another type: some do not care, some do not compile, some
  /// compile and notice.
  private static let candidate = "pub fn one() -> u16 { 2 }\n"

  private static let sources = [
    "steady": "#[test] fn cares_not() { assert!(core_types::one() > 0) }\n",
    "typed": "pub fn one() -> u8 { core_types::one() }\n",
    "strict": "#[test] fn is_one() { assert_eq!(core_types::one(), 1) }\n",
    "wounded": """
    #[test] fn ached_before() { panic!() }
    #[test] fn is_one() { assert_eq!(core_types::one(), 1) }

    """,
    "mended": "#[test] fn is_two() { assert_eq!(core_types::one(), 2) }\n",
    "wreck": "pub fn lost() -> u8 { core_types::one(); nowhere() }\n",
    // It did not compile before, and has one more reason now.
    "worse": "pub fn one() -> u8 { core_types::one() }\npub fn lost() -> u8 { nowhere() }\n",
  ]

  private struct Entry {
    var outcome: String
    var because: String?
    var failed: [String]
    var errors: [String]
    var reason: String
  }

  private func run(_ fleet: BadInputFleet, _ arguments: [String], status: Int32) async throws
    -> [String: Entry]
  {
    let answer = try await fleet.run(["verify", "--fleet", "--format", "json"] + arguments)
    #expect(answer.status == status, "\(answer.errors)")
    let json = try answer.json()
    #expect(json["schema"]?.string == "lockstep.verify/1")
    var entries: [String: Entry] = [:]
    for dependent in json["dependents"]?.array ?? [] {
      entries[dependent["name"]?.string ?? ""] = Entry(
        outcome: dependent["outcome"]?.string ?? "", because: dependent["because"]?.string,
        failed: (dependent["failed-tests"]?.array ?? []).compactMap { $0["name"]?.string },
        errors: (dependent["new-errors"]?.array ?? []).compactMap { $0["code"]?.string },
        reason: dependent["reason"]?.string ?? "")
    }
    return entries
  }

  private func make(_ fleet: BadInputFleet, _ sources: [String: String]) async throws {
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
      try await fleet.make(
        name, ["Cargo.toml": fleet.manifest(of: name), "src/lib.rs": source])
    }
    try await fleet.push(["src/lib.rs": Self.candidate], to: "core")
  }

  @Test
  func `each dependent lands in its class, with the sandbox and without it`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.make(
        "chained",
        [
          "Cargo.toml": """
          [package]
          name = "chained"
          version = "0.1.0"
          edition = "2021"

          [dependencies]
          typed = { git = "file://\(fleet.origin(of: "typed"))", branch = "main" }

          """,
          "src/lib.rs": "pub fn two() -> u8 { typed::one() * 2 }\n",
        ])
      try await make(fleet, Self.sources)
      let isApart = Binary.isInstalled("bwrap")
      for arguments in [["--sandbox", "off"], ["--sandbox", "auto", "--again"]]
      where isApart || arguments.count == 2 {
        let entries = try await run(fleet, arguments, status: 10)
        #expect(
          entries.mapValues(\.outcome) == [
            "steady": "passed", "typed": "regressed", "strict": "regressed",
            "wounded": "regressed", "mended": "fixed", "wreck": "broken-before",
            "worse": "regressed",
            "chained": "regressed",
          ])
        #expect(entries["typed"]?.errors == ["E0308"])
        #expect(entries["worse"]?.errors == ["E0308"])
        #expect(entries["strict"]?.failed == ["is_one"])
        // What ached before is nobody's news.
        #expect(entries["wounded"]?.failed == ["is_one"])
        #expect(entries["chained"]?.because == "typed")
      }

      // What is known is not found out again, and nothing of it is out in the world.
      let known = try await run(fleet, ["steady", "strict"], status: 10)
      #expect(known.keys.sorted() == ["steady", "strict"])
      #expect(try await fleet.git("tag", "--list", in: fleet.origin(of: "core")) == "v1.0.0")
    }
  }

  @Test
  func `what comes and goes is flaky, and what hangs with the candidate alone has regressed`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let counter = "\(fleet.directory)/counter"
      try await make(
        fleet,
        [
          // Well, ill, well, well: nothing changed in between that could be the reason.
          "moody": """
          #[test] fn comes_and_goes() {
              let count = std::fs::read("\(counter)").map(|bytes| bytes.len()).unwrap_or(0);
              std::fs::write("\(counter)", vec![b'x'; count + 1]).unwrap();
              assert!(count != 1 && core_types::one() > 0);
          }

          """,
          "stuck": """
          #[test] fn waits() { while core_types::one() == 2 { std::thread::park() } }

          """,
        ])
      let moody = try await run(fleet, ["moody", "--sandbox", "off"], status: 0)
      #expect(moody["moody"]?.outcome == "flaky")
      let stuck = try await run(
        fleet, ["stuck", "--sandbox", "off", "--time-limit", "40 seconds"], status: 10)
      #expect(stuck["stuck"]?.outcome == "regressed")
      #expect(stuck["stuck"]?.reason.hasPrefix("timeout") == true)
    }
  }
}
