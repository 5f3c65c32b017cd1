import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

/// Archives of strangers.
struct RegistryArchiveTests {
  /// Makes an archive of what `arguments` name, in the folder of the bench.
  private func archive(
    _ bench: RegistryWorkbench, _ arguments: [String]
  ) async throws -> CrateArchive {
    let path = "\(bench.folder)/lib-1.0.0.crate"
    let result = try await bench.host.processes.run(
      Invocation(
        program: "tar", arguments: ["-P", "-czf", path] + arguments,
        environment: bench.host.environment, directory: bench.folder))
    #expect(result.succeeded, "\(result.errorText)")
    return try CrateArchive(path: path, name: "lib", version: Version(1, 0, 0), host: bench.host)
  }

  @Test func `an archive with its one folder is read`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write(
        "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n", to: "lib-1.0.0/Cargo.toml")
      try bench.write("x", to: "lib-1.0.0/-odd name")
      let archive = try await archive(bench, ["lib-1.0.0"])
      #expect(try await archive.files() == ["-odd name", "Cargo.toml"])
      #expect(try await archive.read("-odd name") == [UInt8(ascii: "x")])
      #expect(try await archive.manifest().version == Version(1, 0, 0))
    }
  }

  @Test(arguments: ["absolute", "above", "beside", "link", "name", "version"])
  func `an archive that reaches out of its folder is refused`(kind: String) async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write(
        "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n", to: "lib-1.0.0/Cargo.toml")
      try bench.write("x", to: "other/file")
      var arguments = ["lib-1.0.0"]
      switch kind {
      case "absolute": arguments.append("\(bench.folder)/other/file")
      case "above": arguments.append("lib-1.0.0/../other/file")
      case "beside": arguments.append("other")
      case "link":
        try Files.createSymbolicLink(at: "\(bench.folder)/lib-1.0.0/link", to: "/etc/passwd")
      case "name":
        try bench.write(
          "[package]\nname = \"lob\"\nversion = \"1.0.0\"\n", to: "lib-1.0.0/Cargo.toml")
      default:
        try bench.write(
          "[package]\nname = \"lib\"\nversion = \"1.0.1\"\n", to: "lib-1.0.0/Cargo.toml")
      }
      let archive = try await archive(bench, arguments)
      await #expect(throws: CrateArchiveError.self) { try await archive.manifest() }
    }
  }

  @Test func `what is no archive is an explained error`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write("no archive", to: "lib-1.0.0.crate")
      let archive = try CrateArchive(
        path: "\(bench.folder)/lib-1.0.0.crate", name: "lib", version: Version(1, 0, 0),
        host: bench.host)
      await #expect(throws: CrateArchiveError.self) { try await archive.files() }
    }
  }
}
