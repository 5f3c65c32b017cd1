import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

/// File registries, with the real cargo as publisher and as reader.
@Suite(.enabled(if: RegistryWorkbench.hasCargo))
struct RegistryFileTests {
  @Test func `what is published into a folder is what a dependent builds`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.crate("found-ation")
      let crate = try await bench.package("found-ation")
      let registry = try #require(
        try Registries.open("./reg", beside: bench.folder, host: bench.host))
      #expect(registry is FileRegistry)
      #expect(try await registry.versions(of: "found-ation").isEmpty)
      let request = bench.publishRequest(crate, from: "found-ation")
      #expect(try await registry.publish(request) == .published(checksum: crate.checksum))
      #expect(try await registry.publish(request) == .alreadyThere(checksum: crate.checksum))
      #expect(try await registry.versions(of: "found-ation").map(\.checksum) == [crate.checksum])

      let config = RegistryWorkbench.replacing(
        with: "\(bench.folder)/reg", kind: "local-registry")
      let report = try await bench.build(requiring: "found-ation", "1", config: config)
      #expect(report.outcome == .succeeded, "\(report.log)")
      #expect(
        report.artifacts.first { $0.package.name == "found-ation" }?.package.source.hasPrefix(
          "registry+") == true)
    }
  }

  @Test func `a yanked version is taken by no new lock file, and comes back`() async throws {
    try await RegistryWorkbench.run { bench in
      let registry = FileRegistry(folder: "\(bench.folder)/reg", host: bench.host)
      for version in ["1.0.0", "1.1.0"] {
        try bench.crate("lib-y", version)
        let crate = try await bench.package("lib-y")
        _ = try await registry.publish(bench.publishRequest(crate, from: "lib-y"))
      }
      let config = RegistryWorkbench.replacing(
        with: "\(bench.folder)/reg", kind: "local-registry")
      func built(as name: String) async throws -> Version? {
        let report = try await bench.build(requiring: "lib-y", "1", config: config, as: name)
        return report.artifacts.first { $0.package.name == "lib-y" }?.package.version
      }
      let bad = bench.yankRequest("lib-y", Version(1, 1, 0))
      #expect(try await built(as: "before") == Version(1, 1, 0))
      #expect(try await registry.yank(bad) == .done)
      #expect(try await registry.yank(bad) == .already)
      #expect(try await registry.versions(of: "lib-y").map(\.yanked) == [false, true])
      #expect(try await built(as: "after") == Version(1, 0, 0))
      #expect(try await registry.unyank(bad) == .done)
      #expect(try await built(as: "again") == Version(1, 1, 0))
      #expect(
        try await registry.yank(bench.yankRequest("lib-y", Version(9, 0, 0))) == .unknownVersion)
    }
  }

  @Test(arguments: [true, false])
  func `the same version with other contents is a conflict`(localRegistry: Bool) async throws {
    try await RegistryWorkbench.run { bench in
      let folder = "\(bench.folder)/reg"
      let registry: any Registry =
        localRegistry
        ? FileRegistry(folder: folder, host: bench.host)
        : DirectorySource(folder: folder, host: bench.host)
      try bench.crate("lib-c")
      let first = try await bench.package("lib-c")
      _ = try await registry.publish(bench.publishRequest(first, from: "lib-c"))
      try bench.crate("lib-c", source: "pub fn other() {}\n")
      let second = try await bench.package("lib-c")
      #expect(
        try await registry.publish(bench.publishRequest(second, from: "lib-c"))
          == .conflict(checksum: first.checksum))
      #expect(try await registry.versions(of: "lib-c").map(\.checksum) == [first.checksum])
    }
  }

  @Test func `a publication that was cut off before the index is finished by the next one`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      try bench.crate("lib-k")
      let crate = try await bench.package("lib-k")
      // The package's file was written, only in part, and no line names it.
      try bench.write("half", to: "reg/lib-k-1.0.0.crate")
      try bench.write("half", to: "reg/lib-k-1.0.0.crate.tmp-AbCdEf")
      try bench.write("half", to: "reg/index/li/b-/lib-k.tmp-AbCdEf")
      let registry = FileRegistry(folder: "\(bench.folder)/reg", host: bench.host)
      #expect(try await registry.versions(of: "lib-k").isEmpty)
      #expect(
        try await registry.publish(bench.publishRequest(crate, from: "lib-k"))
          == .published(checksum: crate.checksum))
      let stored = "\(bench.folder)/reg/lib-k-1.0.0.crate"
      #expect(try FileDigest.sha256(ofFile: stored).checksum == crate.checksum)
      #expect(try Files.list("\(bench.folder)/reg").sorted() == ["index", "lib-k-1.0.0.crate"])
      #expect(try Files.list("\(bench.folder)/reg/index/li/b-") == ["lib-k"])
      // The line is there and the file is not: it is put back.
      try Files.remove(stored)
      #expect(
        try await registry.publish(bench.publishRequest(crate, from: "lib-k"))
          == .alreadyThere(checksum: crate.checksum))
      #expect(try FileDigest.sha256(ofFile: stored).checksum == crate.checksum)
    }
  }

  @Test func `a directory source takes a package beside the others, and yanks nothing`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      let folder = "\(bench.folder)/vendor"
      try bench.crate("lib-d", "0.9.0")
      try bench.write(
        "{\"files\":{},\"package\":null}", to: "vendor/old-0.1.0/.cargo-checksum.json")
      try bench.write(
        "[package]\nname = \"old\"\nversion = \"0.1.0\"\n", to: "vendor/old-0.1.0/Cargo.toml")
      try bench.write("", to: "vendor/old-0.1.0/src/lib.rs")
      // What a killed attempt left behind.
      try bench.write("x", to: "vendor/.lockstep-lib-d-0.9.0/lib-d-0.9.0/Cargo.toml")
      let registry = try #require(try Registries.open(folder, beside: "/", host: bench.host))
      #expect(registry is DirectorySource)
      #expect(!registry.yanking.isAvailable)
      #expect(try await registry.versions(of: "old").map(\.checksum) == [nil])
      let crate = try await bench.package("lib-d")
      let request = bench.publishRequest(crate, from: "lib-d")
      #expect(try await registry.publish(request) == .published(checksum: crate.checksum))
      #expect(try await registry.publish(request) == .alreadyThere(checksum: crate.checksum))
      #expect(try Files.list(folder).sorted() == ["lib-d-0.9.0", "old-0.1.0"])
      guard
        case .unavailable = try await registry.yank(bench.yankRequest("lib-d", Version(0, 9, 0)))
      else {
        Issue.record("a directory source cannot yank")
        return
      }
      let config = RegistryWorkbench.replacing(with: folder, kind: "directory")
      let report = try await bench.build(requiring: "lib-d", "0.9", config: config)
      #expect(report.outcome == .succeeded, "\(report.log)")
      // Cargo checks the files that it reads against the list.
      try bench.write("pub fn one() -> i32 { 2 }\n", to: "vendor/lib-d-0.9.0/src/lib.rs")
      let changed = try await bench.build(
        requiring: "lib-d", "0.9", config: config, as: "other-user")
      #expect(changed.outcome != .succeeded)
    }
  }

  @Test(arguments: [true, false])
  func `packages that need one another are made before any is published`(
    localRegistry: Bool
  ) async throws {
    try await RegistryWorkbench.run { bench in
      let folder = "\(bench.folder)/reg"
      try Files.createDirectories(folder)
      let registry: any Registry =
        localRegistry
        ? FileRegistry(folder: folder, host: bench.host)
        : DirectorySource(folder: folder, host: bench.host)
      let config = RegistryWorkbench.replacing(
        with: folder, kind: localRegistry ? "local-registry" : "directory")
      try bench.workspace("ws", config: config)
      let crates = try await bench.runner.package(
        PackageRequest(
          folder: "\(bench.folder)/ws", packages: ["lower", "upper"],
          targetDirectory: "\(bench.folder)/made"),
        for: registry, scratch: "\(bench.folder)/overlay")
      #expect(crates.map(\.name) == ["lower", "upper"])
      #expect(try Files.list(folder).isEmpty)
      for crate in crates {
        #expect(
          try await registry.publish(bench.publishRequest(crate, from: "ws"))
            == .published(checksum: crate.checksum))
      }
      let upper = try #require(try await registry.versions(of: "upper").first)
      #expect(upper.dependencies.map(\.name) == ["lower"])
      let report = try await bench.build(requiring: "upper", "1", config: config)
      #expect(report.outcome == .succeeded, "\(report.log)")
    }
  }

  @Test func `a package that changed since it was verified is not published`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.crate("lib-t")
      let crate = try await bench.package("lib-t")
      try Files.append([0], to: crate.path)
      let registry = FileRegistry(folder: "\(bench.folder)/reg", host: bench.host)
      await #expect(throws: CrateArchiveError.self) {
        try await registry.publish(bench.publishRequest(crate, from: "lib-t"))
      }
      #expect(try await registry.versions(of: "lib-t").isEmpty)
    }
  }

  @Test func `the form of a folder is seen, and a folder of other things is refused`() throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "layout")
    defer { try? Files.remove(folder) }
    #expect(try Registries.layout(of: "\(folder)/absent") == .localRegistry)
    #expect(try Registries.layout(of: folder) == .localRegistry)
    try Files.createDirectories("\(folder)/a-1.0.0")
    try Files.write([], to: "\(folder)/a-1.0.0/file")
    #expect(throws: ExplainedFailure.self) { try Registries.layout(of: folder) }
    try Files.write([], to: "\(folder)/a-1.0.0/.cargo-checksum.json")
    #expect(try Registries.layout(of: folder) == .directorySource)
    try Files.createDirectories("\(folder)/index")
    #expect(try Registries.layout(of: folder) == .localRegistry)
  }
}
