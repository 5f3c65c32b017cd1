import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct SandboxTests {
  static let host = Host.live(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])

  /// Whether this machine lets programs be kept apart.
  static func isAvailable() async throws -> Bool {
    try await Sandbox.find(.auto, on: host).isReal
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-sandbox")
    defer { try? Files.remove(folder) }
    try await body(folder)
  }

  /// Runs a script in a sandbox that may write `work` only.
  private func run(
    _ script: String, in work: String, empty: [String] = [], network: Bool = false,
    limits: ResourceLimits = ResourceLimits()
  ) async throws -> ProcessResult {
    let sandbox = try await Sandbox.find(.required, on: Self.host)
    let profile = SandboxProfile(
      writable: [work], empty: empty, network: network, limits: limits)
    return try await sandbox.host(Self.host, in: profile).processes.run(
      Invocation(
        program: "bash", arguments: ["-c", script], environment: Self.host.environment,
        directory: work, timeout: .seconds(30)))
  }

  @Test(.enabled("bubblewrap is missing or forbidden", isAvailable))
  func `a program writes its own folder and nothing beside it`() async throws {
    try await withFolder { scratch in
      let work = Files.join(scratch, "work")
      let beside = Files.join(scratch, "beside")
      try Files.createDirectories(work)
      try Files.createDirectories(beside)
      let result = try await run(
        "echo in > in; echo out > \(beside)/out; echo x > /usr/lockstep-probe; echo t > /tmp/t",
        in: work)
      #expect(try Files.read(Files.join(work, "in")) == Array("in\n".utf8))
      #expect(try Files.list(beside).isEmpty)
      #expect(!Files.isFile("/usr/lockstep-probe"))
      #expect(result.errorText.contains("Read-only file system"))
    }
  }

  @Test(.enabled("bubblewrap is missing or forbidden", isAvailable))
  func `what the profile does not name cannot be read`() async throws {
    try await withFolder { scratch in
      let work = Files.join(scratch, "work")
      let home = Files.join(scratch, "home")
      try Files.createDirectories(work)
      try Files.createDirectories(home)
      try Files.write(Array("hunter2".utf8), to: Files.join(home, "token"))
      let result = try await run(
        "cat \(home)/token; cat /etc/shadow /etc/passwd; ls /root /home; ls -A \(home)",
        in: work, empty: [home])
      #expect(result.text == "")
      #expect(!result.succeeded || result.output.isEmpty)
    }
  }

  @Test(.enabled("bubblewrap is missing or forbidden", isAvailable), arguments: [true, false])
  func `the network is there only where it is allowed`(network: Bool) async throws {
    let listener = try LoopbackListener()
    try await withFolder { work in
      let result = try await run(
        "echo > /dev/tcp/127.0.0.1/\(listener.port)", in: work, network: network)
      #expect(result.succeeded == network, "\(result.errorText)")
    }
  }

  @Test(.enabled("bubblewrap is missing or forbidden", isAvailable))
  func `a program that takes more memory than its bound fails`() async throws {
    try await withFolder { work in
      let limits = ResourceLimits(memory: 256 << 20, fileSize: 1 << 20)
      let script = "x=$(head -c 400000000 /dev/zero | tr '\\0' a); echo ${#x}"
      let hungry = try await run(script, in: work, limits: limits)
      #expect(!hungry.succeeded)
      let large = "head -c 2000000 /dev/zero > big"
      let bounded = try await run(large, in: work, limits: limits)
      #expect(!bounded.succeeded)
      let free = try await run(large, in: work)
      #expect(free.succeeded)
    }
  }

  @Test(.enabled("bubblewrap is missing or forbidden", isAvailable))
  func `the signal that ended a program is known inside and outside`() async throws {
    try await withFolder { work in
      let killed = try await run("kill -9 $$", in: work)
      #expect(Sandbox.signal(of: killed) == 9)
      let ended = try await run("exit 3", in: work)
      #expect(Sandbox.signal(of: ended) == nil)
    }
    #expect(Sandbox.signal(of: ProcessResult(termination: .signalled(11))) == 11)
  }

  @Test
  func `a sandbox that is required and missing is an error, else its absence has a reason`()
    async throws
  {
    let bare = Host.live(environment: ["PATH": "/nowhere"])
    await #expect(throws: SandboxMissing.self) { try await Sandbox.find(.required, on: bare) }
    let none = try await Sandbox.find(.auto, on: bare)
    #expect(!none.isReal)
    #expect(none.absence?.contains("not installed") == true)
    #expect(try await Sandbox.find(.off, on: Self.host).absence == "it was switched off")
    let invocation = Invocation(program: "true", environment: [:])
    #expect(none.wrap(invocation, in: SandboxProfile()).program == "true")
  }
}
