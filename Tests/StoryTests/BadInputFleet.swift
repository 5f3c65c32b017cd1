import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// The smallest fleet in which everything can go wrong: a foundation, `core`, that is released as 1.0.0
/// and has a commit to release, and dependents that name its tag.
struct BadInputFleet: Sendable {
  let scratch: ScratchGit
  /// The environment of every command: nothing of the user's is in it.
  let environment: [String: String]

  static let package = "core-types"

  /// Makes a fleet, runs `body` with it and removes it.
  static func with(
    dependents: [String] = [], released: Bool = true, publish: String? = nil,
    _ body: (BadInputFleet) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let fleet = BadInputFleet(scratch: scratch)
      try await fleet.makeFoundation(released: released, publish: publish)
      for name in dependents {
        try await fleet.make(name, ["Cargo.toml": fleet.manifest(of: name)])
      }
      try await body(fleet)
    }
  }

  private init(scratch: ScratchGit) {
    self.scratch = scratch
    environment = scratch.commandEnvironment
  }

  var directory: String { scratch.directory }
  var foundation: String { "\(directory)/clones/core" }
  var registry: String { "\(directory)/registry" }
  func clone(of name: String) -> String { "\(directory)/clones/\(name)" }
  func origin(of name: String) -> String { "\(directory)/origins/\(name).git" }

  private func makeFoundation(released: Bool, publish: String?) async throws {
    try Files.createDirectories("\(registry)/index")
    let origin = try await scratch.origin("core")
    let first = try await scratch.commit(
      [
        "Cargo.toml": """
        [package]
        name = "\(Self.package)"
        version = "1.0.0"
        edition = "2021"
        description = "What the fleet stands on"
        license = "MIT"

        """,
        "Cargo.lock": lockFile(of: Self.package, "1.0.0"),
        ".gitignore": "/target\n",
        "src/lib.rs": "pub fn one() -> u8 { 1 }\n",
        "lockstep.toml": configuration(publish: publish ?? registry),
      ], to: origin, message: "First")
    if released { try await scratch.tag("v1.0.0", at: first, in: origin) }
    try await scratch.commit(
      ["src/lib.rs": "pub fn one() -> u8 { 1 }\npub fn two() -> u8 { 2 }\n"], to: origin,
      message: "Two")
    _ = try await scratch.clone(origin, as: "core")
  }

  func configuration(publish: String) -> String {
    """
    [foundation]
    package = "\(Self.package)"
    publish = "\(publish)"

    [fleet]
    search = ["../*"]

    """
  }

  /// The manifest of a dependent that names the tag of 1.0.0.
  func manifest(of name: String, and more: String = "") -> String {
    """
    [package]
    name = "\(name)"
    version = "0.1.0"
    edition = "2021"

    [dependencies]
    \(Self.package) = { git = "file://\(origin(of: "core"))", tag = "v1.0.0" }
    \(more)
    """
  }

  /// Makes a repository with a working clone.
  func make(_ name: String, _ files: [String: String], clone: String? = nil) async throws {
    var files = files
    if files["src/lib.rs"] == nil {
      files["src/lib.rs"] = "pub fn one() -> u8 { core_types::one() }\n"
    }
    files[".gitignore"] = "/target\nCargo.lock\n"
    let origin = try await scratch.origin(name, files: files)
    _ = try await scratch.clone(origin, as: clone ?? name)
  }

  // MARK: - What happens to it

  /// Commits files to the `main` of an origin, as somebody else would.
  func push(_ files: [String: String?], to name: String) async throws {
    try await scratch.commit(files, to: repository(name))
  }

  /// The bare repository of `name`.
  func repository(_ name: String) async throws -> GitRepository {
    try await GitRepository.discover(from: origin(of: name), host: scratch.host).repository
  }

  /// Gives an origin a hook; `nil` takes it away.
  func hook(_ hook: String, of name: String, _ script: String?) throws {
    let path = "origins/\(name).git/hooks/\(hook)"
    guard let script else { return try Files.remove("\(directory)/\(path)") }
    try scratch.file(path, "#!/bin/sh\n\(script)\n", mode: 0o755)
  }

  /// Runs git in a folder of the fleet and returns what it printed.
  @discardableResult
  func git(_ arguments: String..., in folder: String) async throws -> String {
    try await scratch.git(arguments, in: folder)
  }

  /// Runs the command in the foundation's clone, or in another folder.
  func lockstep(
    _ arguments: String..., in folder: String? = nil, with settings: [String: String] = [:]
  ) async throws -> Answer {
    try await run(arguments, in: folder, with: settings)
  }

  func run(
    _ arguments: [String], program: String? = nil, in folder: String? = nil,
    with settings: [String: String] = [:]
  ) async throws -> Answer {
    let program = try #require(program ?? Binary.path)
    let result = try await scratch.host.processes.run(
      Invocation(
        program: program, arguments: arguments,
        environment: environment.merging(settings) { _, new in new },
        directory: folder ?? foundation, timeout: .seconds(900)))
    return Answer(result)
  }
}

/// What the command answered.
struct Answer: Sendable {
  let status: Int32
  let output: String
  let errors: String

  init(_ result: ProcessResult) {
    status = if case .exited(let status) = result.termination { status } else { -1 }
    output = result.text
    errors = result.errorText
  }

  /// The first line that says what went wrong.
  var error: String? { line("error: ") }

  /// The first line of the errors that begins with `prefix`, without it.
  func line(_ prefix: String) -> String? {
    errors.split(separator: "\n").first { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
  }

  /// The result as JSON.
  func json() throws -> JSONValue { try JSONValue(parsing: Array(output.utf8)) }
}
