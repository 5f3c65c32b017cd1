import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// Twelve repositories of real crates that depend on a thirteenth, with a registry of their own.
struct ArrayvecFleet: Sendable {
  let scratch: ScratchGit
  let environment: [String: String]

  /// The script that makes it, beside this repository's own folder, where all that it needs is there.
  static let script: String? = {
    let own = Files.canonicalPath(#filePath) ?? #filePath
    let top = (0..<4).reduce(own) { path, _ in Files.parent(of: path) }
    let path = Files.join(Files.parent(of: top), "shared/fleets/arrayvec/make-fleet")
    let crates = ["arrayvec-0.5.2", "vte-0.10.1", "tiny-skia-0.8.3", "argon2rs-0.2.5"]
    let isComplete = crates.allSatisfy { Files.isDirectory("\(packages)/\($0)") }
    return Files.isFile(path) && isComplete && Binary.isInstalled("python3") ? path : nil
  }()

  static let needs = "needs ../shared/fleets/arrayvec, python3 and Debian's crates of its README"
  private static let packages = "/usr/share/cargo/registry"

  var directory: String { scratch.directory }
  var foundation: String { "\(directory)/fleet/clones/arrayvec" }
  func origin(of name: String) -> String { "\(directory)/fleet/origins/\(name).git" }

  /// Makes the fleet, configures the foundation on `branch` and pushes that, runs `body`.
  ///
  /// - Parameter dependents: Those that count; all of them where it is empty.
  static func with(
    branch: String, dependents: [String] = [], _ body: (ArrayvecFleet) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      var environment = scratch.commandEnvironment
      environment["NO_COLOR"] = "1"
      let fleet = ArrayvecFleet(scratch: scratch, environment: environment)
      let registry = "\(scratch.directory)/registry"
      _ = try await fleet.run("cp", ["-R", packages, registry])
      _ = try await fleet.run(
        "python3",
        [try #require(script), "\(scratch.directory)/fleet", "--registry", registry])
      _ = try await fleet.git(["switch", "--quiet", branch], in: fleet.foundation)
      let search = (dependents.isEmpty ? ["*"] : dependents).map { "\"../\($0)\"" }
        .joined(separator: ", ")
      let configuration = """
        [foundation]
        package = "arrayvec"
        branches = ["\(branch)"]
        publish = "\(registry)"

        [fleet]
        search = [\(search)]

        """
      try Files.write(Array(configuration.utf8), to: "\(fleet.foundation)/lockstep.toml")
      _ = try await fleet.git(["add", "lockstep.toml"], in: fleet.foundation)
      _ = try await fleet.git(["commit", "--quiet", "-m", "Configuration"], in: fleet.foundation)
      _ = try await fleet.git(["push", "--quiet", "origin", branch], in: fleet.foundation)
      try await body(fleet)
    }
  }

  /// Runs the command in the foundation's clone.
  func lockstep(_ arguments: String...) async throws -> ProcessResult {
    try await scratch.host.processes.run(
      Invocation(
        program: try #require(Binary.path), arguments: arguments, environment: environment,
        directory: foundation, timeout: .seconds(600)))
  }

  /// What `status` says of each dependent in the latest operation.
  func outcomes() async throws -> [String: String] {
    let status = try JSONValue(parsing: try await lockstep("status", "--format", "json").output)
    let dependents = status["operations"]?.array?.last?["dependents"]?.array ?? []
    return Dictionary(
      dependents.map { ($0["name"]?.string ?? "", $0["outcome"]?.string ?? "") },
      uniquingKeysWith: { $1 })
  }

  /// The lines that differ between a dependent's first commit and its present `main`.
  func changedLines(of name: String) async throws -> [String] {
    let origin = origin(of: name)
    let root = try await git(["rev-list", "--max-parents=0", "main"], in: origin)
    let first = String(root.prefix { $0 != "\n" })
    let difference = try await git(["diff", "--unified=0", first, "main"], in: origin)
    return difference.split(separator: "\n").map(String.init).filter { line in
      (line.hasPrefix("-") || line.hasPrefix("+")) && !line.hasPrefix("---")
        && !line.hasPrefix("+++")
    }
  }

  func git(_ arguments: [String], in folder: String) async throws -> String {
    try await run("git", ["-C", folder] + arguments)
  }

  private func run(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await scratch.host.processes.run(
      Invocation(
        program: program, arguments: arguments, environment: environment,
        directory: directory, timeout: .seconds(120)))
    guard result.succeeded else {
      throw ExplainedFailure(
        "\(program) \(arguments.joined(separator: " "))", why: [result.errorText])
    }
    return result.text
  }
}
