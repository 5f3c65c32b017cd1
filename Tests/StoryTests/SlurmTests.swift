import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// The script of `lockstep ci slurm` on a real Slurm: a controller and two nodes, all of them this
/// machine, that `scripts/slurm-on-one-machine` starts in a folder and stops again.
@Suite(
  .enabled(
    if: Binary.hasTools && Cluster.isInstalled,
    "\(Binary.needs), and Slurm (Debian's slurm-wlm and munge)"),
  .timeLimit(.minutes(30)))
struct SlurmTests {
  @Test func `a job array runs the shards, and what it joins is what one machine finds`()
    async throws
  {
    try await DividedFleet.with { divided in
      let home = try await divided.machine("home")
      let array = try await home.lockstep("ci", "slurm", "--shards", "3", "--write")
      #expect(array.status == 0, "\(array.errors)")
      try await Cluster.with(divided.fleet) { cluster in
        let run = "\(divided.fleet.directory)/run 100%"
        let result = try await cluster.bash(
          "\(home.foundation)/lockstep-fleet.slurm", ["--wait", run], on: home)
        #expect(result.status == 10, "\(result.errors)\(result.output)")
        #expect(result.output.contains("3 regressed, 1 fixed, 1 passed"), "\(result.output)")
        for number in 1...3 {
          #expect(Files.isFile("\(run)/shard-\(number)/shard.json"))
          #expect(Files.isFile("\(run)/shard-\(number).log"))
        }
        let joined = try JSONValue(parsing: try #require(try Files.read("\(run)/fleet.json")))
        #expect(DividedFleet.outcomes(in: joined) == DividedFleet.outcomes)

        let alone = try await divided.machine("alone")
        let whole = try await alone.lockstep("verify", "--fleet", "--format", "json", "--no-record")
        #expect(DividedFleet.lasting(joined) == DividedFleet.lasting(try whole.json()))
        let log = try await home.lockstep("log")
        #expect(log.output.ranges(of: "fleet run on").count == 1)

        // What is there already and is none of ours is left alone.
        try Files.createDirectories("\(divided.fleet.directory)/mine")
        try Files.write([1], to: "\(divided.fleet.directory)/mine/shard-1")
        let refused = try await cluster.bash(
          "\(home.foundation)/lockstep-fleet.slurm", ["\(divided.fleet.directory)/mine"], on: home)
        #expect(refused.status == 1)
        #expect(Files.isFile("\(divided.fleet.directory)/mine/shard-1"))
      }
    }
  }
}

/// Slurm in a folder of its own.
private struct Cluster {
  let fleet: BadInputFleet
  let settings: String

  static let isInstalled = ["munged", "slurmctld", "slurmd", "sbatch"].allSatisfy { program in
    Binary.isInstalled(program) || Files.isFile("/usr/sbin/\(program)")
  }

  private static let script: String = {
    let top = (0..<3).reduce(Files.canonicalPath(#filePath) ?? #filePath) { path, _ in
      Files.parent(of: path)
    }
    return Files.join(top, "scripts/slurm-on-one-machine")
  }()

  /// Starts one, hands it to `body`, and stops it whatever happens.
  static func with(_ fleet: BadInputFleet, _ body: (Cluster) async throws -> Void) async throws {
    // A socket's path is short, and a test's folder may be deep.
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "slurm")
    let started = try await script("start", folder, fleet)
    let cluster = Cluster(fleet: fleet, settings: "\(folder)/slurm.conf")
    #expect(started.succeeded && started.text == "export SLURM_CONF=\(folder)/slurm.conf\n")
    do {
      try #require(started.succeeded, "\(started.errorText)")
      try await body(cluster)
    } catch {
      _ = try await script("stop", folder, fleet)
      throw error
    }
    let stopped = try await script("stop", folder, fleet)
    #expect(stopped.succeeded, "\(stopped.errorText)")
    #expect(try Files.list("\(folder)/run").allSatisfy { !$0.hasSuffix(".pid") })
    try Files.remove(folder)
  }

  private static func script(_ action: String, _ folder: String, _ fleet: BadInputFleet)
    async throws -> ProcessResult
  {
    try await fleet.scratch.host.processes.run(
      Invocation(
        program: script, arguments: [action, folder], environment: fleet.environment,
        directory: folder, timeout: .seconds(120)))
  }

  /// Runs a script as a user of the cluster would, with the built command on the `PATH`.
  func bash(_ script: String, _ arguments: [String], on machine: DividedFleet.Machine)
    async throws -> Answer
  {
    let binary = try #require(Binary.path)
    var environment = fleet.environment
    environment["PATH"] =
      "\(Files.parent(of: binary)):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["SLURM_CONF"] = settings
    environment["LOCKSTEP_CACHE"] = "\(machine.folder)/cache"
    environment["CARGO_BUILD_JOBS"] = "1"
    return Answer(
      try await fleet.scratch.host.processes.run(
        Invocation(
          program: "/bin/bash", arguments: [script] + arguments, environment: environment,
          directory: machine.folder, timeout: .seconds(600))))
  }
}
