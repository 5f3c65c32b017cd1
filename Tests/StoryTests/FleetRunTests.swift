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
        fleet, ["stuck", "--sandbox", "off", "--time-limit", "25 seconds"], status: 10)
      #expect(stuck["stuck"]?.outcome == "regressed")
      #expect(stuck["stuck"]?.reason.hasPrefix("timeout") == true)
    }
  }

  @Test(.enabled(if: Binary.isInstalled("bwrap"), "needs bubblewrap, which sets the limits"))
  func `a limit that only the candidate breaks is a regression, trouble of the machine is not`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let takes = "let all: Vec<u8> = Vec::with_capacity(64 << 30); assert!(all.is_empty())"
      let kill =
        "std::process::Command::new(\"sh\").arg(\"-c\").arg(format!(\"kill -9 {}\", "
        + "std::process::id())).status().unwrap();"
      try await make(
        fleet,
        [
          "hungry": "#[test] fn eats() { if core_types::one() == 2 { \(takes) } }\n",
          // It never got what it wants.
          "greedy": "#[test] fn eats() { assert!(core_types::one() > 0); \(takes) }\n",
          // What ends a program for its own mistake is one of its own.
          "aborts": "#[test] fn dies() { if core_types::one() == 2 { std::process::abort() } }\n",
          "killed": "#[test] fn dies() { if core_types::one() == 2 { \(kill) } }\n",
          // This device is always full.
          "crowded": """
          #[test] fn writes() {
              if core_types::one() == 2 { std::fs::write("/dev/full", "x").unwrap() }
          }

          """,
        ])
      let entries = try await run(
        fleet, ["--sandbox", "required", "--memory-limit", "16384"], status: 10)
      #expect(
        entries.mapValues(\.outcome) == [
          "hungry": "regressed", "greedy": "unknown", "aborts": "regressed", "killed": "unknown",
          "crowded": "unknown",
        ])
      #expect(entries["hungry"]?.reason.hasPrefix("memory: ") == true)
      #expect(entries["greedy"]?.reason == "baseline: it took more memory than it may")
      #expect(entries["aborts"]?.failed == ["(ended by signal 6)"])
      #expect(entries["killed"]?.reason.contains("was killed") == true)
      #expect(entries["crowded"]?.reason == "candidate: no space was left on the disk")
    }
  }

  @Test(.enabled(if: Binary.isInstalled("bwrap"), "needs bubblewrap, which makes a small disk"))
  func `a full disk is nobody's fault`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.make(
        "fat",
        [
          "Cargo.toml": fleet.manifest(of: "fat"),
          "build.rs": """
          fn main() {
              let place = format!("{}/fat", std::env::var("OUT_DIR").unwrap());
              std::fs::write(place, vec![0u8; 96 << 20]).unwrap();
          }

          """,
        ])
      // The disk takes all that is written but this.
      let cache = "\(fleet.directory)/small"
      try Files.createDirectories(cache)
      let program = try #require(Binary.path)
      let answer = try await fleet.run(
        [
          "--dev-bind", "/", "/", "--size", "\(64 << 20)", "--tmpfs", cache, "--", program,
          "verify", "--fleet", "--format", "json", "--sandbox", "off",
        ], program: "bwrap", with: ["LOCKSTEP_CACHE": cache])
      #expect(answer.status == 1, "\(answer.errors)")
      let fat = try answer.json()["dependents"]?.array?.first
      #expect(fat?["outcome"]?.string == "unknown")
      // A second try may not even get as far as the compiler.
      let reason = fat?["reason"]?.string ?? ""
      #expect(
        reason.hasPrefix("baseline: ") && reason.lowercased().contains("no space"), "\(reason)")
    }
  }
}
