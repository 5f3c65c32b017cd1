package import LockstepCore
package import LockstepSystem

/// Runs cargo: values in, values out.
///
/// Every run gets a complete, scrubbed environment (``CargoEnvironment``), the folder as its working
/// directory and arguments that cannot be read as options. Only `publish` and `yank` see a token.
package struct CargoRunner: EcosystemRunner {
  package var host: Host
  /// The program to run, found through `PATH`.
  package var program: String
  /// What every run is told beside the configuration that it finds.
  package var surroundings: CargoSurroundings

  package init(
    host: Host, program: String = "cargo", surroundings: CargoSurroundings = CargoSurroundings()
  ) {
    self.host = host
    self.program = program
    self.surroundings = surroundings
  }

  /// How much of cargo's output is kept: a build of a large workspace prints some megabytes of JSON.
  static let outputLimit = 100 << 20

  package func version() async throws -> String {
    let result = try await run(["--version"], in: host.workingDirectory, for: .reading)
    guard result.succeeded else { throw failure("cannot ask cargo for its version", result) }
    return String(result.text.prefix { $0 != "\n" })
  }

  package func generateLockfile(_ request: LockRequest) async throws {
    let arguments = ["generate-lockfile"] + Self.lockArguments(request)
    let result = try await run(
      arguments, in: request.folder, for: .resolving, timeout: request.timeout)
    guard result.succeeded else {
      throw failure("cargo cannot write the lock file in \(request.folder)", result)
    }
  }

  package func update(
    _ packages: [String], precise: Version?, in request: LockRequest
  ) async throws {
    try packages.forEach { try CargoArgument.check(packageSpec: $0) }
    var arguments = ["update"] + Self.lockArguments(request)
    if let precise { arguments += ["--precise", precise.description] }
    arguments += ["--"] + packages
    let result = try await run(
      arguments, in: request.folder, for: .resolving, timeout: request.timeout)
    guard result.succeeded else {
      let what = packages.isEmpty ? "the lock file" : packages.joined(separator: ", ")
      let target = precise.map { " to \($0)" } ?? ""
      throw failure("cargo cannot move \(what)\(target) in \(request.folder)", result)
    }
  }

  /// Fetches what a build will need, so that it can run offline; runs no code of a package, and so may
  /// use the user's ssh agent where a build may not.
  package func fetch(_ request: LockRequest, locked: Bool) async throws {
    let arguments = ["fetch"] + Self.lockArguments(request) + (locked ? ["--locked"] : [])
    let result = try await run(
      arguments, in: request.folder, for: .resolving, timeout: request.timeout)
    guard result.succeeded else {
      throw failure("cargo cannot fetch what \(request.folder) depends on", result)
    }
  }

  /// Reads `cargo metadata` (format version 1); without dependencies unless `resolved` is set.
  package func metadata(_ request: LockRequest, resolved: Bool = false) async throws -> JSONValue {
    var arguments = ["metadata", "--format-version", "1"] + Self.lockArguments(request)
    if !resolved { arguments.append("--no-deps") }
    let result = try await run(
      arguments, in: request.folder, for: .resolving, timeout: request.timeout)
    guard result.succeeded else {
      throw failure("cargo cannot read the packages of \(request.folder)", result)
    }
    return try JSONValue(parsing: result.output)
  }

  package func requirements(of packages: [String], in request: LockRequest) async throws
    -> [StatedRequirement]
  {
    let facts = try await metadata(request, resolved: true)
    return facts["packages"].items.flatMap { package in
      package["dependencies"].items.compactMap { dependency -> StatedRequirement? in
        guard let name = dependency["name"].text, packages.contains(name),
          let asking = package["name"].text
        else { return nil }
        let source = dependency["source"].text ?? ""
        return StatedRequirement(
          package: asking, dependency: name,
          requirement: dependency["req"].text.flatMap { try? Requirement(parsing: $0) },
          isFromRegistry: source.hasPrefix("registry+") || source.hasPrefix("sparse+"))
      }
    }
  }

  private static func lockArguments(_ request: LockRequest) -> [String] {
    var arguments = ["--color", "never"]
    if let manifest = request.manifestPath { arguments += ["--manifest-path", manifest] }
    if request.offline { arguments.append("--offline") }
    return arguments + request.configuration.flatMap { ["--config", $0] }
  }

  // MARK: - The one place where cargo is started

  func run(
    _ arguments: [String],
    in folder: String,
    for purpose: CargoEnvironment.Purpose,
    adding extra: [String: String] = [:],
    timeout: Duration? = nil,
    input: Invocation.Input = .empty,
    effect: String? = nil
  ) async throws -> ProcessResult {
    var extra = surroundings.environment.merging(extra) { _, new in new }
    if purpose != .building {
      extra.merge(try CargoConfiguration.load(for: folder, host: host).ownProviders) { _, own in own
      }
    }
    var invocation = Invocation(
      program: program,
      arguments: surrounded(arguments),
      environment: CargoEnvironment(host.environment).variables(for: purpose, adding: extra),
      directory: folder)
    invocation.input = input
    invocation.timeout = timeout
    invocation.outputLimit = Self.outputLimit
    invocation.effect = effect
    return try await host.processes.run(invocation)
  }

  /// The arguments with the settings of the surroundings.
  ///
  /// They stand behind the command's name: settings before it are dropped where others come after.
  private func surrounded(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, !command.hasPrefix("-") else { return arguments }
    return [command] + surroundings.configuration.map { "--config=\($0)" }
      + arguments.dropFirst()
  }

  /// An explained error for a run of cargo that had to succeed.
  func failure(_ what: String, _ result: ProcessResult) -> CargoFailure {
    let obstacle = CargoVerdict.obstacle(of: result) ?? Obstacle(kind: .other, message: "")
    return CargoFailure(what: what, obstacle: obstacle, errors: result.errorText)
  }
}

/// Another world than the present one, as cargo is told of it: settings that win over every file, and
/// variables.
package struct CargoSurroundings: Hashable, Sendable {
  /// Each one `key=value` in TOML.
  package var configuration: [String]
  package var environment: [String: String]
  /// Folders that a build in that world reads.
  package var folders: [String]
  /// The folder that stands in for each named source of packages that is a folder of sources.
  package var sources: [String: String]

  package init(
    configuration: [String] = [], environment: [String: String] = [:], folders: [String] = [],
    sources: [String: String] = [:]
  ) {
    self.sources = sources
    self.configuration = configuration
    self.environment = environment
    self.folders = folders
  }

  /// The same without a network.
  package var offline: CargoSurroundings {
    var surroundings = self
    surroundings.environment["CARGO_NET_OFFLINE"] = "true"
    return surroundings
  }
}

/// A run of cargo that had to succeed and did not.
package struct CargoFailure: ExplainedError {
  package var what: String
  package var obstacle: Obstacle
  /// The errors that cargo printed, bounded.
  package var errors: String

  package init(what: String, obstacle: Obstacle, errors: String) {
    self.what = what
    self.obstacle = obstacle
    self.errors = String(errors.suffix(8 << 10))
  }

  package var explanation: Explanation {
    let said = CargoVerdict.errorParagraph(of: errors)
    let why = said.isEmpty ? [obstacle.message].filter { !$0.isEmpty } : [said]
    return Explanation(what, why: why, hints: obstacle.kind.hints)
  }
}

extension Obstacle.Kind {
  /// What a reader can do about it.
  package var hints: [String] {
    switch self {
    case .lockOutOfDate: ["commit a lock file that matches the manifests"]
    case .dependencyNotFound: ["see whether the registry has the version that is asked for"]
    case .noNetwork: ["try again when the registry or the git server can be reached"]
    case .toolMissing: ["install Rust with cargo: https://rustup.rs"]
    case .outOfSpace: ["free space on the disk that holds the target folder"]
    case .timedOut: ["allow more time, or see what the build waits for"]
    case .invalidManifest, .killed, .other: []
    }
  }
}

/// Checks of text that becomes an argument of cargo.
enum CargoArgument {
  /// Refuses a package specification that could be read as an option or that no package can have.
  static func check(packageSpec spec: String) throws {
    let name = spec.prefix { $0 != "@" && $0 != ":" }
    // A full specification is a URL, as `cargo pkgid` prints it; its scheme starts with a letter.
    if spec.contains("://"), spec.first?.isLetter == true, !spec.contains(where: \.isWhitespace) {
      return
    }
    try CrateName.check(String(name))
    guard !spec.contains(where: { $0.isWhitespace || $0.isNewline }) else {
      throw ExplainedFailure(
        "“\(spec)” is not a package specification", why: ["it contains white space"],
        hints: ["write NAME or NAME@VERSION"], place: nil)
    }
  }
}
