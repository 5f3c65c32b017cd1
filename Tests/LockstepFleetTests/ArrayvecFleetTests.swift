import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepFleet

/// Twelve real crates that depend on a thirteenth, where the script that makes them is at hand.
struct ArrayvecFleetTests {
  /// The script, beside the repository's own folder.
  static let script: String? = {
    let own = Files.canonicalPath(#filePath) ?? #filePath
    let path = LexicalPath.resolve("../../../../shared/fleets/arrayvec/make-fleet", from: own)
    let crates = ["arrayvec-0.5.2", "vte-0.10.1", "tiny-skia-0.8.3", "argon2rs-0.2.5"]
    let isComplete = crates.allSatisfy { Files.isDirectory("/usr/share/cargo/registry/\($0)") }
    return Files.isFile(path) && isComplete ? path : nil
  }()

  static func made(_ scratch: ScratchGit) async throws -> (truth: JSONValue, fleet: Fleet) {
    let directory = "\(scratch.directory)/fleet"
    var environment = scratch.host.environment
    environment["HOME"] = Host.live().environment["HOME"]
    let result = try await scratch.host.processes.run(
      Invocation(
        program: "python3", arguments: [try #require(script), directory],
        environment: environment, timeout: .seconds(120)))
    try #require(result.succeeded, "\(result.errorText)")
    let truth = try JSONValue(parsing: try #require(try Files.read("\(directory)/fleet.json")))
    let configuration = Configuration(foundation: .init(package: "arrayvec"))
    let foundation = FoundationFacts(
      name: try RepositoryName("arrayvec"), packages: ["arrayvec"],
      addresses: [try RemoteAddress(parsing: "file://\(directory)/origins/arrayvec.git")],
      checkout: "\(directory)/clones/arrayvec",
      versions: [Version(0, 5, 2), Version(0, 5, 3), Version(0, 5, 4), Version(0, 7, 2)])
    let found = await Discovery.run(
      configuration, in: "\(directory)/clones/arrayvec", foundation: foundation,
      host: scratch.host)
    #expect(found.members.count == 12 && found.problems.isEmpty)
    let store = FleetStore(directory: "\(scratch.directory)/cache/fleet", host: scratch.host)
    let fetched = await store.fetch(found.sources, width: 2, timeout: .seconds(60))
    #expect(fetched.count == 12)
    let fleet = try await Fleet.read(members: found.members, foundation: foundation, store: store)
    return (truth, fleet)
  }

  @Test(
    .enabled(
      if: script != nil, "needs ../shared/fleets/arrayvec and Debian's crates of its README"))
  func `the real fleet is found as its maker declares it`() async throws {
    try await ScratchGit.with { scratch in
      let (truth, fleet) = try await Self.made(scratch)
      let declared = try #require(truth["dependents"]?.array)
      #expect(fleet.problems.isEmpty)
      #expect(
        Set(fleet.dependents.map(\.name.description))
          == Set(declared.compactMap { $0["repo"]?.string }))
      for entry in declared {
        let repository = try #require(entry["repo"]?.string)
        let dependent = try #require(fleet.dependent(try RepositoryName(repository)))
        let manifest = try #require(entry["manifest"]?.string)
        let line = try #require(entry["line"]?.integer)
        let row = dependent.rows.first { $0.manifest == manifest && $0.line == Int(line) }
        #expect(
          row != nil,
          "\(repository): \(manifest):\(line), found \(dependent.rows.map { "\($0.manifest):\($0.line)" })"
        )
        #expect(row?.direct == entry["direct"]?.boolean, "\(repository)")
        let kind = try #require(entry["kind"]?.string)
        let word = kind.contains("git") ? "git" : kind.contains("path") ? "path" : "registry"
        #expect(row?.source == word, "\(repository)")
        #expect(row?.hasLock == entry["lockfile_committed"]?.boolean, "\(repository)")
        if let inherited = entry["inherited_in"]?.string {
          #expect(row?.inheritedBy.contains(inherited) == true)
        }
      }
      #expect(
        fleet.wavesText
          == "blake2-rfc blake2_simd kurbo lyon_geom num-format rust-decimal tiny-skia vte"
          + " | argon2rs lyon_path strip-ansi-escapes vt100")
      #expect(fleet.cycles.isEmpty && fleet.versionSplits.isEmpty && fleet.bystanders.isEmpty)
      #expect(
        fleet.rows.filter(\.floats).map(\.name.description) == [
          "blake2-rfc", "lyon_geom", "argon2rs", "lyon_path", "strip-ansi-escapes",
        ])
      let name = { (text: String) in try RepositoryName(text) }
      #expect(
        fleet.dependent(try name("vte"))?.rows.first?.enabledBy == [
          "arrayvec", "default", "no_std",
        ])
      #expect(fleet.waitingForRelease.map { "\($0.key)" } == ["vte"])
      // 0.5.3 reaches who floats at once; the others are locked or pinned.
      #expect(fleet.floating(to: Version(0, 5, 3)).map(\.description) == ["lyon_geom"])
      #expect(
        fleet.dependent(try name("tiny-skia"))?.rows.first?.locked == [Version(0, 7, 2)])
      let bad = fleet.exposures(
        to: BadRelease(
          versions: [Version(0, 7, 2)], tags: ["v0.7.2"],
          commits: ["e74b165b507fea430c0243a595f692908f6b38e2"], branches: ["next"],
          isOnDefaultBranch: false))
      #expect(bad[try name("tiny-skia")]?.degree == .locked)
      #expect(bad[try name("kurbo")]?.degree == Exposure.Degree.none)
      #expect(bad[try name("blake2-rfc")]?.degree == .follows)
    }
  }
}
