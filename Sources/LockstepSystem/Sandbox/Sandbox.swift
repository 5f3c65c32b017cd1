package import LockstepCore

/// Keeps programs of strangers apart from this machine: build scripts, procedural macros, tests.
///
/// With bubblewrap a program sees a file system that holds only what its profile names, its own
/// processes, its own temporary folder, and no network. Without it a program runs as it always would,
/// and whoever reports about it says so; the environment is scrubbed by the caller in both cases.
package struct Sandbox: Sendable {
  /// What the user asks for.
  package enum Policy: String, Hashable, Sendable, Codable, CaseIterable {
    /// No sandbox, no run.
    case required
    /// A sandbox where there is one.
    case auto
    /// None.
    case off
  }

  /// The programs that make a sandbox.
  private struct Tools: Sendable {
    let bubblewrap: String
    let limiter: String?
  }

  private let tools: Tools?
  /// Why there is no sandbox, as a report says it; `nil` where there is one.
  package let absence: String?

  /// No sandbox, for the reason that a report gives.
  package static func none(because reason: String) -> Sandbox {
    Sandbox(tools: nil, absence: reason)
  }

  /// Whether programs really run apart.
  package var isReal: Bool { tools != nil }

  private init(tools: Tools?, absence: String?) {
    self.tools = tools
    self.absence = absence
  }

  /// Looks for bubblewrap, and tries it: many machines have it and forbid what it needs.
  ///
  /// - Throws: ``SandboxMissing`` where the policy requires one and there is none.
  package static func find(_ policy: Policy, on host: Host) async throws -> Sandbox {
    guard policy != .off else { return .none(because: "it was switched off") }
    let absence: String
    do {
      let tools = Tools(
        bubblewrap: try locate("bwrap", on: host), limiter: try? locate("prlimit", on: host))
      let sandbox = Sandbox(tools: tools, absence: nil)
      let trial = sandbox.wrap(
        Invocation(
          program: "true", environment: ["PATH": path(on: host)], directory: "/",
          timeout: .seconds(20)), in: SandboxProfile())
      let result = try await host.processes.run(trial)
      if result.succeeded { return sandbox }
      let said = result.errorText.split(separator: "\n").last.map(String.init)
      absence = "bubblewrap is there and does not run: \(said ?? "it said nothing")"
    } catch let error as ProcessError {
      absence = "bubblewrap is not installed (\(error.explanation.what))"
    }
    guard policy != .required else { throw SandboxMissing(reason: absence) }
    return .none(because: absence)
  }

  private static func path(on host: Host) -> String { host.environment["PATH"] ?? "/usr/bin:/bin" }

  private static func locate(_ program: String, on host: Host) throws(ProcessError) -> String {
    try ProgramSearch().locate(program, path: path(on: host))
  }

  /// The same run inside the sandbox; unchanged where there is none.
  ///
  /// The working directory has to be readable by `profile`. A signal that ends the program becomes the
  /// status 128 + its number, as in a shell; ``signal(of:)`` reads it back.
  package func wrap(_ invocation: Invocation, in profile: SandboxProfile) -> Invocation {
    guard let tools else { return invocation }
    var wrapped = invocation
    wrapped.program = tools.bubblewrap
    // A folder of its own stands there; one that the environment names may not.
    wrapped.environment["TMPDIR"] = "/tmp"
    var arguments = Self.options(for: profile)
    if let directory = invocation.directory { arguments += ["--chdir", directory] }
    arguments.append("--")
    if let limiter = tools.limiter, !profile.limits.options.isEmpty {
      arguments += [limiter] + profile.limits.options + ["--"]
    }
    wrapped.arguments = arguments + [invocation.program] + invocation.arguments
    return wrapped
  }

  /// `host` with every program run in the sandbox.
  package func host(_ host: Host, in profile: SandboxProfile) -> Host {
    guard isReal else { return host }
    var inner = host
    inner.processes = Processes { [self] invocation in
      try await host.processes.run(wrap(invocation, in: profile))
    }
    return inner
  }

  /// The signal that ended a program, inside a sandbox or out of it.
  package static func signal(of result: ProcessResult) -> Int32? {
    switch result.termination {
    case .signalled(let signal): signal
    case .exited(let status) where (129...192).contains(status): status - 128
    case .exited: nil
    }
  }

  /// bubblewrap's options, in the order in which it applies them: later ones lie over earlier ones.
  private static func options(for profile: SandboxProfile) -> [String] {
    var options = [
      "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "sandbox",
      "--cap-drop", "ALL",
    ]
    if profile.network { options.append("--share-net") }
    let system = SandboxProfile.system + (profile.network ? SandboxProfile.networkFiles : [])
    for path in system { options += ["--ro-bind-try", path, path] }
    options += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/var/tmp"]
    for path in profile.empty { options += ["--tmpfs", path] }
    for path in profile.readable { options += ["--ro-bind-try", path, path] }
    for path in profile.writable { options += ["--bind", path, path] }
    for mount in profile.mounts {
      options += [mount.isWritable ? "--bind" : "--ro-bind-try", mount.outside, mount.inside]
    }
    return options
  }
}

/// A sandbox was required, and this machine has none.
package struct SandboxMissing: ExplainedError {
  package let reason: String

  package var explanation: Explanation {
    Explanation(
      "there is no sandbox on this machine", why: [reason],
      hints: [
        "install bubblewrap (on Debian: `apt-get install bubblewrap`)",
        "`--sandbox auto` runs without one, and says so in the report",
      ])
  }
}
