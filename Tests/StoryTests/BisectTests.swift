import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// What `lockstep bisect` finds between a release and a branch on which several things went wrong.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct BisectTests {
  /// The foundation's one function, as the commits change it.
  private static func source(_ body: String) -> [String: String?] { ["src/lib.rs": body] }

  private func bisect(_ fleet: BadInputFleet, _ arguments: [String], status: Int32) async throws
    -> JSONValue
  {
    let answer = try await fleet.run(
      ["bisect", "--format", "json", "--sandbox", "off", "--good", "1.0.0", "--bad", "main"]
        + arguments)
    #expect(answer.status == status, "\(answer.errors)")
    let json = try answer.json()
    #expect(json["schema"]?.string == "lockstep.bisect/1")
    return json
  }

  private func outcomes(_ json: JSONValue) -> [String: String] {
    Dictionary(
      (json["dependents"]?.array ?? []).map {
        ($0["name"]?.string ?? "", $0["outcome"]?.string ?? "")
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The subject of the commit that broke each dependent.
  private func culprits(_ json: JSONValue) -> [String: String] {
    var found: [String: String] = [:]
    for culprit in json["culprits"]?.array ?? [] {
      for name in culprit["dependents"]?.array ?? [] {
        found[name.string ?? ""] = culprit["subject"]?.string
      }
    }
    return found
  }

  @Test
  func `a test and a type that broke with different commits, around one that does not build`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let sources = [
        "strict": "#[test] fn is_one() { assert_eq!(core_types::one(), 1) }\n",
        "typed": "pub fn one() -> u8 { core_types::one() }\n",
        "steady": "#[test] fn cares_not() { assert!(core_types::one() > 0) }\n",
      ]
      for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
        try await fleet.make(
          name, ["Cargo.toml": fleet.manifest(of: name), "src/lib.rs": source])
      }
      let core = try await fleet.repository("core")
      for (message, body) in [
        ("Quiet", "pub fn one() -> u8 { 1 }\n"),
        ("Unfinished", "pub fn one() -> u8 {\n"),
        ("Finished", "pub fn one() -> u8 { 1 }\npub fn three() -> u8 { 3 }\n"),
        ("Another number", "pub fn one() -> u8 { 2 }\npub fn three() -> u8 { 3 }\n"),
        ("Quiet again", "pub fn one() -> u8 { 2 }\n"),
        ("Another type", "pub fn one() -> u16 { 2 }\n"),
        ("The last", "pub fn one() -> u16 { 2 }\npub fn four() -> u8 { 4 }\n"),
      ] {
        try await fleet.scratch.commit(Self.source(body), to: core, message: message)
      }
      let all = ["strict", "typed", "steady"].flatMap { ["--dependent", $0] }
      let json = try await bisect(fleet, all, status: 10)
      #expect(
        outcomes(json) == ["strict": "found", "typed": "found", "steady": "not-reproducible"])
      #expect(culprits(json) == ["strict": "Another number", "typed": "Another type"])
      let typed = json["culprits"]?.array?.first { $0["subject"]?.string == "Another type" }
      #expect(typed?["changes"]?.array?.isEmpty == false)
      #expect(typed?["files"]?.array?.compactMap(\.string) == ["src/lib.rs"])

      // No commit is tried twice for one dependent, and eight commits take three probes beside the ends.
      var tried: Set<String> = []
      for probe in json["probes"]?.array ?? [] {
        for name in (probe["verdicts"]?.object ?? [:]).keys {
          let isNew = tried.insert("\(name) \(probe["commit"]?.string ?? "")").inserted
          #expect(isNew)
        }
      }
      #expect(tried.filter { $0.hasPrefix("typed") }.count <= 5)

      // It is in the record, and in nothing else of the foundation's.
      let log = try await fleet.lockstep("log")
      #expect(log.output.contains("bisected v1.0.0..origin/main"))
      #expect(
        try await fleet.git("for-each-ref", "--format=%(refname)", in: fleet.origin(of: "core"))
          .split(separator: "\n") == [
            "refs/heads/main", "refs/lockstep/ledger", "refs/tags/v1.0.0",
          ])

      // What is known is not found out again; whose names are not given is asked.
      let again = try await bisect(
        fleet, ["--dependent", "strict", "--test", "is_one", "--no-record"], status: 0)
      #expect(culprits(again) == ["strict": "Another number"])
      let nobody = try await fleet.lockstep("bisect", "--good", "1.0.0", "--bad", "main")
      #expect(nobody.status == 64)
    }
  }

  @Test
  func `a failure that began behind a commit that does not build is one of a range`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.make(
        "typed",
        [
          "Cargo.toml": fleet.manifest(of: "typed"),
          "src/lib.rs": "pub fn one() -> u8 { core_types::one() }\n",
        ])
      let core = try await fleet.repository("core")
      for (message, body) in [
        ("Unfinished", "pub fn one() -> u16 {\n"), ("Finished", "pub fn one() -> u16 { 1 }\n"),
        ("The last", "pub fn one() -> u16 { 2 }\n"),
      ] {
        try await fleet.scratch.commit(Self.source(body), to: core, message: message)
      }
      let json = try await bisect(fleet, ["--dependent", "typed"], status: 10)
      #expect(outcomes(json) == ["typed": "range"])
      let range = json["dependents"]?.array?.first?["range"]?.array ?? []
      #expect(range.compactMap { $0["subject"]?.string } == ["Unfinished", "Finished"])
      let log = try await fleet.lockstep("log").output
      #expect(log.contains("Unfinished … "), "\(log)")
      #expect(log.contains("one of 2 commits, "), "\(log)")
    }
  }
}
