import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

/// Where the real fleet comes from.
enum ArrayvecFleet {
  static let script =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    + "/../shared/fleets/arrayvec/make-fleet"

  static let isPossible =
    CargoBench.isPossible && Files.isFile(script)
    && Files.isDirectory("/usr/share/cargo/registry/arrayvec-0.5.2")
    && Files.isDirectory("/usr/share/cargo/registry/lyon_geom-0.15.0")
}

/// Real crates: the fleet that `fleets/arrayvec/make-fleet` makes beside the repository.
@Suite(
  .enabled(
    if: ArrayvecFleet.isPossible,
    "needs ../shared/fleets/arrayvec, python3, git, cargo and Debian's crates"))
struct ArrayvecFleetTests {
  private struct Entry {
    let repository: String
    let manifest: String
    let line: Int
    let kind: String
    let package: String
    let member: String
    let isDirect: Bool

    init?(_ value: JSONValue) {
      guard let repository = value["repo"]?.string, let manifest = value["manifest"]?.string,
        let line = value["line"]?.integer, let kind = value["kind"]?.string,
        let needs = value["needs"]?.string, let direct = value["direct"]
      else { return nil }
      (self.repository, self.manifest, self.line, self.kind) =
        (repository, manifest, Int(line), kind)
      isDirect = direct == .boolean(true)
      let other = needs.split(separator: " ").first?.split(separator: "/").last.map(String.init)
      package = isDirect ? "arrayvec" : other ?? ""
      member = value["inherited_in"]?.string ?? manifest
    }

    /// The release that the dependent stands on.
    var standsOnNew: Bool { ["rust-decimal", "tiny-skia"].contains(repository) }
  }

  private func withFleet(_ body: (CargoBench, [Entry]) async throws -> Void) async throws {
    try await CargoBench.run { bench in
      try await bench.run(ArrayvecFleet.script, [bench.path("fleet")], in: "")
      let truth = try JSONValue(parsing: try bench.read("fleet/fleet.json"))
      guard case .array(let list)? = truth["dependents"] else {
        Issue.record("fleet.json lists no dependents")
        return
      }
      let entries = list.compactMap(Entry.init)
      #expect(entries.count == list.count)
      #expect(entries.count == 13)
      try await body(bench, entries)
    }
  }

  private func files(
    of repository: String, at commit: String = "HEAD", in bench: CargoBench
  ) async throws -> ManifestSet {
    let folder = "fleet/clones/\(repository)"
    let paths = try await bench.run("git", ["ls-tree", "-r", "--name-only", commit], in: folder)
    var files = ManifestSet()
    for path in paths.split(separator: "\n").map(String.init)
    where Cargo.isManifest(path) || Cargo.isLock(path) {
      let text = try await bench.run("git", ["show", "\(commit):\(path)"], in: folder)
      files[path] = Array("\(text)\n".utf8)
    }
    return files
  }

  private func release(_ version: Version, in bench: CargoBench) async throws -> ReleaseTarget {
    let folder = "fleet/clones/arrayvec"
    let commit = try await bench.run("git", ["rev-parse", "v\(version)^{commit}"], in: folder)
    return ReleaseTarget(
      version: version, tag: "v\(version)", commit: commit,
      repository: "file://\(bench.path("fleet/origins/arrayvec.git"))")
  }

  @Test func `real manifests are read, pinned and restored`() async throws {
    try await withFleet { bench, entries in
      let old = try await release(Version(0, 5, 2), in: bench)
      let pinned = try await release(Version(0, 5, 3), in: bench)
      let new = try await release(Version(0, 7, 2), in: bench)
      for entry in entries {
        let files = try await files(of: entry.repository, in: bench)
        let read = Cargo().read(files)
        #expect(read.problems == [], "\(entry.repository)")
        let found = read.dependencies(on: entry.package).filter { $0.member == entry.member }
        let first = try #require(found.first, "\(entry.repository)")
        #expect(first.manifest == entry.manifest)
        #expect(first.place.line == entry.line, "\(entry.repository)")
        #expect(entry.kind.contains(first.source.word), "\(entry.repository)")
        guard entry.isDirect else { continue }
        try check(
          found, in: files, pin: pinned, home: entry.standsOnNew ? new : old, entry.repository)
      }
    }
  }

  /// Pins and restores: the way there touches lines of the requirement only, the way back nothing.
  private func check(
    _ dependencies: [Dependency], in files: ManifestSet, pin: ReleaseTarget, home: ReleaseTarget,
    _ repository: String
  ) throws {
    let edits = try Cargo().edit(.pin(to: pin), of: dependencies, in: files)
    #expect(edits.count == 1, "\(repository)")
    let edit = try #require(edits.first)
    let before = try #require(files[edit.path]).split(
      separator: 10, omittingEmptySubsequences: false)
    let after = edit.bytes.split(separator: 10, omittingEmptySubsequences: false)
    let gone = after.difference(from: before).removals.count
    #expect((1...2).contains(gone), "\(repository)")
    let pinned = files.applying(edits)
    let now = Cargo().read(pinned).dependencies(on: "arrayvec").filter {
      dependencies.map(\.member).contains($0.member)
    }
    let original = try #require(files[edit.path])
    let back = try Cargo().edit(.restore(to: home, original: original), of: now, in: pinned)
    #expect(back.map(\.bytes) == [original], "\(repository)")
  }

  @Test(arguments: ["kurbo", "blake2_simd"])
  func `real locks are moved as cargo moves them`(_ repository: String) async throws {
    try await withFleet { bench, _ in
      let target = try await release(Version(0, 5, 3), in: bench)
      let way = LockMove.Package(
        before: try await arrayvec("v0.5.2", in: bench),
        after: try await arrayvec("v0.5.3", in: bench))
      let files = try await files(of: repository, in: bench)
      let edits = try Cargo().edit(
        .pin(to: target), of: Cargo().read(files).dependencies(on: "arrayvec"), in: files)
      let lock = try Cargo.LockFile(parsing: try #require(files["Cargo.lock"]))
      let outcome = lock.moving(
        LockMove(packages: [way], commit: target.commit), in: Cargo().read(files.applying(edits)))
      guard case .edited(let ours) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      let folder = "fleet/clones/\(repository)"
      for edit in edits { try bench.write(edit.bytes, "\(folder)/\(edit.path)") }
      try await bench.run("cargo", ["update", "-p", "arrayvec"], in: folder)
      #expect(try bench.read("\(folder)/Cargo.lock") == ours.bytes)
      #expect(ours.bytes != lock.bytes)
    }
  }

  private func arrayvec(_ tag: String, in bench: CargoBench) async throws -> PackageManifest {
    let files = try await files(of: "arrayvec", at: tag, in: bench)
    return try #require(Cargo().read(files).manifest(ofPackage: "arrayvec"))
  }
}
