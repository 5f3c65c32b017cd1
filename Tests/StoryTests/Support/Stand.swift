import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// A scratch fleet of its own on which the real command is run, killed and run again.
///
/// The fleet can be put back to any state that was kept: everything that a command reads or writes,
/// its caches included, lies in one folder.
struct Stand: Sendable {
  /// Holds the fleet and the states that were kept.
  let directory: String
  let fleet: DemoFleet
  /// The command.
  let binary: String
  /// Further variables of the command's environment.
  var settings: [String: String] = [:]

  /// When commands run the first time.
  static let morning = "2026-02-02T09:00:00Z"
  /// When they go on after a crash: what is made anew then has another date, and so another id.
  static let later = "2026-02-02T10:00:00Z"

  /// The dependents, one for each kind of source: a registry and a tag, each with a lock, and a path.
  static let dependents = ["almanac", "beacon", "sounding"]

  /// Makes `count` stands, hands them to `body` and removes them, whatever happens.
  static func with(
    _ count: Int, _ body: @Sendable ([Stand]) async throws -> Void
  ) async throws {
    let folder = try Files.temporaryDirectory(
      in: Host.live().environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-crash")
    do {
      var stands: [Stand] = []
      for number in 1...count { stands.append(try await make(in: "\(folder)/\(number)")) }
      try await body(stands)
    } catch {
      try Files.remove(folder)
      throw error
    }
    try Files.remove(folder)
  }

  private static func make(in directory: String) async throws -> Stand {
    let binary = try #require(Binary.path)
    try Files.createDirectories("\(directory)/states")
    let fleet = try await DemoFleet.small(in: "\(directory)/fleet", host: .live())
    for dependent in fleet.facts.dependents where !dependents.contains(dependent.name) {
      try Files.remove(fleet.clone(of: dependent.name))
      try Files.remove(fleet.origin(of: dependent.name))
    }
    let stand = Stand(directory: directory, fleet: fleet, binary: binary)
    for name in stand.repositories {
      // Every move of every reference leaves a line; nobody tidies up.
      for setting in [["core.logAllRefUpdates", "always"], ["receive.autogc", "false"]] {
        _ = try await stand.git(["config"] + setting, in: fleet.origin(of: name))
      }
    }
    try stand.shareBuilds()
    try await stand.compareOnce()
    return stand
  }

  /// Reads the foundation's API once, so that no release has to: what is in the cache is there in every
  /// state that is kept.
  private func compareOnce() async throws {
    let result = try await run(["diff", "--baseline", "v2.0.0", "--candidate", "HEAD", "--quiet"])
    try #require(result.succeeded, "\(result.errorText)")
  }

  /// Lets what compilers leave lie beside the states: it is large, and made again where it is missing.
  private func shareBuilds() throws {
    let cache = "\(fleet.directory)/cache"
    for folder in ["yard", "fleet-run"] { try Files.createDirectories("\(cache)/\(folder)") }
    for folder in ["target", "yard/target", "fleet-run/builds", "fleet-run/units"] {
      let shared = "\(directory)/builds/\(folder)"
      try Files.createDirectories(shared)
      try Files.createSymbolicLink(at: "\(cache)/\(folder)", to: shared)
    }
  }

  /// The foundation and its dependents.
  var repositories: [String] { [fleet.facts.foundation] + Self.dependents }

  // MARK: - States

  /// Keeps the present state under a name, in place of what had that name.
  func keep(_ name: String) async throws {
    try await replace("\(directory)/states/\(name)", by: fleet.directory)
  }

  /// Gives a state that was kept the verdicts and outcomes of the present one: what was built or tested
  /// once is not done again.
  func warm(_ name: String) throws {
    for folder in ["yard/verdicts", "fleet-run/baselines", "fleet-run/outcomes"] {
      let found = "\(fleet.directory)/cache/\(folder)"
      guard Files.isDirectory(found) else { continue }
      let kept = "\(directory)/states/\(name)/cache/\(folder)"
      try Files.remove(kept)
      try Files.copyTree(found, to: kept)
    }
  }

  /// Puts everything back to a state that was kept.
  func restore(_ name: String) async throws {
    try await replace(fleet.directory, by: "\(directory)/states/\(name)")
  }

  /// Copies a folder; by the system's own tools, for it happens hundreds of times.
  private func replace(_ target: String, by source: String) async throws {
    for command in [["rm", "-rf", target], ["cp", "-Rp", source, target]] {
      let result = try await fleet.host.processes.run(
        Invocation(
          program: command[0], arguments: Array(command.dropFirst()),
          environment: fleet.host.environment, directory: directory))
      guard result.succeeded else {
        throw ExplainedFailure("\(command.joined(separator: " "))", why: [result.errorText])
      }
    }
  }

  // MARK: - Running

  /// Runs the command in a clone of the foundation.
  ///
  /// - Parameters:
  ///   - clock: What time it is.
  ///   - dying: Where the command kills itself.
  ///   - log: The file that the places are written to.
  ///   - clone: Where it runs; the fleet's own clone of the foundation where it is `nil`.
  func run(
    _ arguments: [String], clock: String = Stand.morning, dying: String? = nil,
    log: String? = nil, clone: String? = nil
  ) async throws -> ProcessResult {
    var environment = fleet.host.environment
    environment["LOCKSTEP_CLOCK"] = clock
    environment["LOCKSTEP_FAULT_AT"] = dying
    environment["LOCKSTEP_FAULT_LOG"] = log
    environment["NO_COLOR"] = "1"
    // A killed process loses nothing that it wrote; only a machine that loses its power would.
    environment["GIT_TEST_FSYNC"] = "0"
    environment.merge(settings) { _, own in own }
    return try await fleet.host.processes.run(
      Invocation(
        program: binary, arguments: arguments, environment: environment,
        directory: clone ?? fleet.foundationClone, timeout: .seconds(180)))
  }

  /// Waits until nothing works in the stand's folder any more: what a killed command began outlives it.
  func waitForSurvivors() async throws {
    while isAtWork { try await Task.sleep(for: .milliseconds(20)) }
  }

  /// Whether a process was started in the stand's folder or was told of it; never where the system
  /// does not show its processes as files.
  private var isAtWork: Bool {
    ((try? Files.list("/proc")) ?? []).contains { entry in
      guard entry.first?.isNumber == true, let line = try? Files.read("/proc/\(entry)/cmdline")
      else { return false }
      return String(decoding: line, as: UTF8.self).contains(directory)
    }
  }

  /// Runs the command undisturbed, and returns the places that it came by.
  func points(of arguments: [String]) async throws -> [KillPoint] {
    let log = "\(directory)/points.log"
    try Files.remove(log)
    let result = try await run(arguments, log: log)
    try #require(result.succeeded, "\(arguments): \(result.text)\(result.errorText)")
    return KillPoint.all(in: String(decoding: try Files.read(log) ?? [], as: UTF8.self))
  }

  /// Runs git in `folder` and returns what it printed; throws where it fails.
  func git(
    _ arguments: [String], in folder: String, input: [UInt8] = []
  ) async throws -> String {
    let result = try await fleet.host.processes.run(
      Invocation(
        program: "git", arguments: ["-C", folder] + arguments,
        environment: fleet.host.environment, directory: directory, input: .bytes(input),
        timeout: .seconds(60)))
    guard result.succeeded else {
      throw ExplainedFailure(
        "git \(arguments.joined(separator: " "))", why: [folder, result.errorText])
    }
    return result.text
  }
}

extension ProcessResult {
  /// Whether it died of `SIGKILL`.
  var wasKilled: Bool { termination == .signalled(9) }
}
