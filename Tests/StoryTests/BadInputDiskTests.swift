import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A disk that is full: a small one of its own, where this machine lets us mount it.
enum SmallDisk {
  /// Whether a file system in memory can be mounted here: as root, on Linux, not in most containers.
  static let isAvailable: Bool = {
    #if os(Linux)
      geteuid() == 0 && Binary.isInstalled("mount") && Binary.isInstalled("umount")
    #else
      false
    #endif
  }()

  /// Mounts one over the empty folder `path`, fills it up, and runs `body`; `nil` where it cannot be
  /// mounted.
  static func full<Result>(
    at path: String, of fleet: BadInputFleet, kilobytes: Int,
    _ body: (_ free: () throws -> Void) async throws -> Result
  ) async throws -> Result? {
    let processes = fleet.scratch.host.processes
    func run(_ program: String, _ arguments: [String]) async throws -> Bool {
      try await processes.run(
        Invocation(
          program: program, arguments: arguments, environment: fleet.environment,
          directory: fleet.directory, timeout: .seconds(20))
      ).succeeded
    }
    guard try await run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]) else {
      return nil
    }
    let filler = "\(path)/filler"
    let result: Swift.Result<Result, any Error>
    do {
      try Files.createDirectories("\(path)/index")
      // It takes what it can, and fails: that is what is wanted.
      _ = try await run("dd", ["if=/dev/zero", "of=\(filler)", "bs=64k"])
      result = .success(try await body { try Files.remove(filler) })
    } catch {
      result = .failure(error)
    }
    _ = try await run("umount", [path])
    return try result.get()
  }
}

@Suite(
  .enabled(if: Binary.hasTools, "\(Binary.needs)"),
  .enabled(if: SmallDisk.isAvailable, "needs root on Linux, to mount a small disk"),
  .serialized, .timeLimit(.minutes(30)))
struct BadInputDiskTests {
  @Test
  func `a registry on a full disk is told, and the release goes on when there is room`()
    async throws
  {
    try await BadInputFleet.with { fleet in
      let mounted: Bool? = try await SmallDisk.full(
        at: fleet.registry, of: fleet, kilobytes: 256
      ) { free in
        let full = try await fleet.lockstep("release", "minor", "-x", "--yes")
        #expect(full.status == 1, "\(full.errors)")
        #expect(full.errors.contains("No space left on device"), "\(full.errors)")
        #expect(full.errors.contains("free some space"), "\(full.errors)")
        try free()
        // What failed before it was recorded begins anew, what was recorded goes on.
        let resumed = try await fleet.lockstep("resume", "--yes")
        #expect(resumed.status == 0, "\(resumed.errors)")
        let again = try await fleet.lockstep("release", "minor", "-x", "--yes")
        #expect(again.status == 0, "\(again.errors)")
        return true
      }
      guard mounted != nil else { return }
      let tags = try await fleet.git("tag", "--list", in: fleet.origin(of: "core"))
      #expect(tags == "v1.0.0\nv1.1.0")
    }
  }

  @Test
  func `a full cache is told, and leaves nothing half done`() async throws {
    try await BadInputFleet.with(dependents: ["alpha"]) { fleet in
      let before = try await fleet.git("for-each-ref", in: fleet.origin(of: "alpha"))
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
      try Files.remove("\(fleet.directory)/cache")
      try Files.createDirectories("\(fleet.directory)/cache")
      _ = try await SmallDisk.full(
        at: "\(fleet.directory)/cache", of: fleet, kilobytes: 65_536
      ) { free in
        let full = try await fleet.lockstep("rollout", "-x", "--yes")
        #expect(full.status != 0, "\(full.output) \(full.errors)")
        #expect(full.errors.lowercased().contains("space"), "\(full.errors)")
        #expect(try await fleet.git("for-each-ref", in: fleet.origin(of: "alpha")) == before)
        try free()
        #expect(try await fleet.lockstep("resume", "--yes").status == 0)
        let again = try await fleet.lockstep("rollout", "-x", "--yes")
        #expect(again.status == 0, "\(again.errors)")
      }
    }
  }
}
