import LockstepCore
import LockstepKit
import LockstepSystem
import LockstepTestSupport
import Testing

/// Whom a candidate hits, told by the real command on real repositories.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct ImpactStoryTests {
  @Test
  func `what a candidate breaks is told by file, line and cause, and nothing leaves the machine`()
    async throws
  {
    try await Stand.with(1) { stands in
      let stand = try #require(stands.first)
      try await stand.breakInterface()
      let before = try await World.read(stand).published
      let result = try await stand.run(["impact", "--format", "json"])
      #expect(result.exitCode == 10, "\(result.errorText)")
      let json = try JSONValue(parsing: result.output)
      #expect(json["schema"]?.string == "lockstep.impact/1")
      let dependents = json["dependents"]?.array ?? []
      #expect(
        Set(dependents.compactMap { $0["name"]?.string }) == Set(Stand.dependents))
      for dependent in dependents {
        let name = dependent["name"]?.string ?? ""
        #expect(dependent["outcome"]?.string == "breaks", "\(dependent)")
        let sites = dependent["sites"]?.array ?? []
        #expect(!sites.isEmpty)
        for site in sites {
          #expect(site["change"]?["item"]?.string == "lodestar::Record::new", "\(name): \(site)")
          let file = try #require(site["file"]?.string)
          let line = Int(try #require(site["line"]?.integer))
          #expect(site["code"]?.string == "E0061")
          let bytes = try #require(try Files.read("\(stand.fleet.clone(of: name))/\(file)"))
          let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
          #expect(lines[line - 1].contains("Record::new"), "\(name) \(file):\(line)")
        }
      }
      #expect(try await World.read(stand).published.differences(from: before) == [])

      // What would have to be public first is public nowhere: the real state still builds.
      let text = try await stand.run(["impact", "almanac"])
      #expect(text.exitCode == 10)
      #expect(text.text.contains("almanac  breaks"))
      #expect(!text.text.contains("beacon"))
      let unknown = try await stand.run(["impact", "almanach"])
      #expect(unknown.exitCode == 64)
      #expect(unknown.errorText.contains("did you mean `almanac`?"))
    }
  }

  @Test
  func `a candidate that changes nothing for anybody is proven to be in every build`() async throws
  {
    try await Stand.with(1) { stands in
      let stand = try #require(stands.first)
      let result = try await stand.run(["impact", "--format", "json"])
      #expect(result.exitCode == 0, "\(result.errorText)")
      let dependents = try JSONValue(parsing: result.output)["dependents"]?.array ?? []
      #expect(dependents.count == Stand.dependents.count)
      for dependent in dependents {
        #expect(dependent["outcome"]?.string == "unaffected", "\(dependent)")
      }
    }
  }
}

/// The same on crates that people use, against what was measured by hand.
@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: ArrayvecFleet.script != nil, "\(ArrayvecFleet.needs)"),
  .serialized, .timeLimit(.minutes(30)))
struct ArrayvecImpactTests {
  /// One for each way in which the plain loop of cloning, patching and building goes wrong.
  private static let traps = [
    "blake2-rfc",  // a folder, which cannot be patched
    "argon2rs",  // broken before, and stands on the one above
    "num-format",  // a tag, and a version that excludes the candidate
    "kurbo",  // a committed lock
    "vte",  // an optional dependency
    "vt100",  // a committed lock, and the break is in the one between
  ]

  @Test
  func `exactly those break that really do, at the places that were measured`() async throws {
    try await ArrayvecFleet.with(branch: "main") { fleet in
      let expected = try Self.expected("v0.7.2")
      let result = try await fleet.impact("v0.7.2", Self.traps)
      #expect(result.exitCode == 10, "\(result.errorText)")
      let dependents = try JSONValue(parsing: result.output)["dependents"]?.array ?? []
      #expect(Set(dependents.compactMap { $0["name"]?.string }) == Set(Self.traps))
      for dependent in dependents {
        let name = dependent["name"]?.string ?? ""
        let measured = try #require(expected[name])
        let breaks = measured["verdict"]?.string == "breaks"
        #expect(dependent["outcome"]?.string == (breaks ? "breaks" : "unaffected"), "\(name)")
        let wanted = Set(
          (measured["errors"]?.array ?? []).map { error in
            "\(error["code"]?.string ?? "") \(error["at"]?.string ?? "")"
          })
        let sites = dependent["sites"]?.array ?? []
        func places(_ sites: [JSONValue]) -> Set<String> {
          Set(
            sites.map { site in
              "\(site["code"]?.string ?? "") \(site["file"]?.string ?? ""):\(site["line"]?.integer ?? 0)"
            })
        }
        // The measurement stopped at the first target that failed: it need not have seen the tests.
        #expect(wanted.subtracting(places(sites)) == [], "\(name)")
        let inCode = sites.filter { $0["tests"] == .boolean(false) }
        #expect(places(inCode).subtracting(wanted) == [], "\(name)")
        #expect(inCode.allSatisfy { $0["change"]?["item"]?.string != nil }, "\(name)")
      }
    }
  }

  private static func expected(_ candidate: String) throws -> [String: JSONValue] {
    let script = try #require(ArrayvecFleet.script)
    let path = Files.join(Files.parent(of: script), "expected.json")
    let json = try JSONValue(parsing: try #require(try Files.read(path)))
    guard case .object(let found)? = json["candidates"]?[candidate] else { return [:] }
    return found
  }
}

extension Stand {
  /// Commits and pushes a change of the foundation that asks more of everybody who makes a record.
  fileprivate func breakInterface() async throws {
    let clone = fleet.foundationClone
    for (file, old, new) in [
      ("record.rs", "new(id: u64, title: &str)", "new(id: u64, title: &str, _rank: u8)"),
      ("text.rs", ", title);", ", title, 0);"),
    ] {
      let path = "\(clone)/src/\(file)"
      let text = String(decoding: try #require(try Files.read(path)), as: UTF8.self)
      try #require(text.contains(old))
      try Files.write(Array(text.replacing(old, with: new).utf8), to: path)
    }
    let person = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    _ = try await git(
      person + ["commit", "--quiet", "--all", "-m", "feat!: a record has a rank"], in: clone)
    _ = try await git(["push", "--quiet", "origin", "HEAD:refs/heads/main"], in: clone)
  }
}

extension ArrayvecFleet {
  fileprivate func impact(_ candidate: String, _ dependents: [String]) async throws
    -> ProcessResult
  {
    try await scratch.host.processes.run(
      Invocation(
        program: try #require(Binary.path),
        arguments: [
          "impact", "--quiet", "--format", "json", "--baseline", "v0.5.2", "--candidate", candidate,
        ] + dependents, environment: environment, directory: foundation, timeout: .seconds(900)))
  }
}
