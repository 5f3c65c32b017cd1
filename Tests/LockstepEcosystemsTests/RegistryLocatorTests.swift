import LockstepCore
import LockstepEcosystems
import LockstepSystem
import Testing

struct RegistryLocatorTests {
  @Test func `the nearest configuration names the index, and a variable wins`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write(
        "[registries.near]\nindex = \"sparse+https://far.example/\"\n"
          + "[registries.home]\nindex = \"sparse+https://home.example\"\n",
        to: "home/.cargo/config.toml")
      try bench.write(
        "[registries.near]\nindex = \"sparse+https://near.example/\"\n", to: "a/.cargo/config.toml")
      try bench.write("", to: "a/b/file")
      let folder = "\(bench.folder)/a/b"
      func index(_ name: String, host: Host) throws -> String? {
        (try Registries.open(name, beside: folder, host: host) as? SparseRegistry)?.index
      }
      #expect(try index("near", host: bench.host) == "https://near.example/")
      #expect(try index("home", host: bench.host) == "https://home.example/")
      #expect(try index("crates-io", host: bench.host) == "https://index.crates.io/")
      var host = bench.host
      host.environment["CARGO_REGISTRIES_NEAR_INDEX"] = "sparse+https://env.example/"
      #expect(try index("near", host: host) == "https://env.example/")
    }
  }

  @Test func `an unknown registry says where it was looked for and what was meant`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write(
        "[registries.internal]\nindex = \"sparse+https://x.example/\"\n",
        to: "home/.cargo/config.toml")
      let error = try #require(throws: UnknownRegistry.self) {
        try Registries.open("internl", beside: bench.folder, host: bench.host)
      }
      let explanation = error.explanation
      #expect(explanation.why.joined().contains("\(bench.folder)/home/.cargo/config.toml"))
      #expect(explanation.hints.joined().contains("`internal`"))
      #expect(ExitStatus(of: error) == .configuration)
    }
  }

  @Test func `none is none, and a folder without a slash is found beside`() async throws {
    try await RegistryWorkbench.run { bench in
      try Files.createDirectories("\(bench.folder)/registry")
      #expect(try Registries.open("none", beside: bench.folder, host: bench.host) == nil)
      #expect(
        try Registries.open("registry", beside: bench.folder, host: bench.host) is FileRegistry)
      #expect(
        try Registries.open("../x/reg", beside: bench.folder, host: bench.host) is FileRegistry)
    }
  }

  @Test func `a configuration that does not parse points at its place, without its text`()
    async throws
  {
    try await RegistryWorkbench.run { bench in
      try bench.write("[registries.x]\ntoken = s3cret\n", to: "home/.cargo/credentials.toml")
      let error = try #require(throws: ExplainedFailure.self) {
        try CargoConfiguration.load(for: bench.folder, host: bench.host)
      }
      #expect(error.explanation.place?.line == 2)
      #expect(!"\(error.explanation)".contains("s3cret"))
    }
  }

  @Test func `a token is read but never printed`() async throws {
    try await RegistryWorkbench.run { bench in
      try bench.write(
        "[registries.x]\ntoken = \"s3cret\"\n", to: "home/.cargo/credentials.toml")
      let configuration = try CargoConfiguration.load(for: bench.folder, host: bench.host)
      #expect(configuration.token(of: "x")?.reveal() == "s3cret")
      #expect(configuration.environmentToken(of: "x") == nil)
      var text = ""
      dump(configuration, to: &text)
      #expect(!text.contains("s3cret"))
      #expect(configuration.sources(at: "/nowhere").isEmpty)
    }
  }

  @Test func `a git index in a folder is read and refuses to be changed`() async throws {
    try await RegistryWorkbench.run { bench in
      let line =
        #"{"name":"abcd","vers":"1.0.0","deps":[],"cksum":"\#(String(repeating: "ab", count: 32))","#
        + #""features":{},"yanked":false}"#
      try bench.write(line, to: "index/ab/cd/abcd")
      for arguments in [
        ["init", "-q"], ["add", "."],
        ["-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "-m", "m"],
      ] {
        let result = try await bench.host.processes.run(
          Invocation(
            program: "git", arguments: arguments, environment: bench.host.environment,
            directory: "\(bench.folder)/index"))
        #expect(result.succeeded, "\(result.errorText)")
      }
      var host = bench.host
      host.environment["CARGO_REGISTRIES_G_INDEX"] = "file://\(bench.folder)/index"
      let registry = try #require(try Registries.open("g", beside: bench.folder, host: host))
      #expect(try await registry.versions(of: "abcd").map(\.version) == [Version(1, 0, 0)])
      #expect(try await registry.versions(of: "other").isEmpty)
      #expect(!registry.yanking.isAvailable)
    }
  }
}
