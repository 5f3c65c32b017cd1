import LockstepCore
import LockstepEcosystems
import LockstepSystem

/// Makes the repositories and the first package of a demo fleet, with plain git and Cargo.
struct DemoWorkshop: Sendable {
  let places: DemoPlaces
  let host: Host

  /// Makes the origin `name` with `commits` on `main`, and its working clone; returns the commits.
  func repository(_ name: String, of commits: [DemoCommit]) async throws -> [String] {
    let origin = places.origin(of: name)
    _ = try await git(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", origin])
    let printed = try await git(
      ["-C", origin, "fast-import", "--quiet", "--done"],
      input: .bytes(DemoCommit.stream(of: commits)))
    _ = try await git([
      "clone", "--quiet", "--template=", "--config", "user.name=Demo",
      "--config", "user.email=demo@lockstep.invalid", "--",
      places.originURL(of: name), places.clone(of: name),
    ])
    return printed.split(separator: "\n").map(String.init)
  }

  /// Makes the repository of `dependent`; returns its commit.
  func dependent(
    _ dependent: DemoDependent, _ pins: DemoLock.Pins
  ) async -> Result<String, any Error> {
    let commit = DemoCommit(
      message: "First version, on \(DemoFoundation.name) \(DemoFoundation.baseline)",
      time: DemoCommit.beginning + 86_400, files: dependent.allFiles(pins))
    do {
      return .success(try await repository(dependent.name, of: [commit]).first ?? "")
    } catch {
      return .failure(error)
    }
  }

  /// Packages the foundation's baseline as Cargo does and puts it into the registry; returns the
  /// package's checksum.
  func publishBaseline() async throws -> String {
    let name = DemoFoundation.name
    let version = DemoFoundation.baseline
    let checkout = "\(places.directory)/\(name)-\(version)"
    _ = try await git([
      "clone", "--quiet", "--template=", "--config", "advice.detachedHead=false",
      "--branch", "v\(version)", "--", places.originURL(of: name), checkout,
    ])
    _ = try await run(
      "cargo", ["package", "--quiet", "--no-verify", "--offline", "--target-dir", "target"],
      in: checkout)
    let file = "\(name)-\(version).crate"
    try Files.move("\(checkout)/target/package/\(file)", to: "\(places.registry)/\(file)")
    try Files.remove(checkout)
    let checksum = try FileDigest.sha256(ofFile: "\(places.registry)/\(file)").checksum
    let entry = JSONValue.object([
      "name": .string(name), "vers": .string(version), "deps": .array([]),
      "cksum": .string(checksum), "yanked": .boolean(false), "links": .null,
      "features": .object([
        "default": .array([]), "links": .array([]), "text": .array([]),
      ]),
    ])
    let index = "\(places.registry)/index/\(try CrateName.indexPath(of: name))"
    try Files.createDirectories(Files.parent(of: index))
    try Files.write(entry.bytes() + [UInt8(ascii: "\n")], to: index)
    return checksum
  }

  /// Runs git and returns what it printed.
  func git(
    _ arguments: [String], at time: Int? = nil, input: Invocation.Input = .empty
  ) async throws -> String {
    try await run("git", arguments, at: time, input: input)
  }

  private func run(
    _ program: String, _ arguments: [String], at time: Int? = nil, in directory: String? = nil,
    input: Invocation.Input = .empty
  ) async throws -> String {
    var environment = host.environment
    environment["LC_ALL"] = "C"
    if let time {
      environment["GIT_AUTHOR_DATE"] = "\(time) +0000"
      environment["GIT_COMMITTER_DATE"] = "\(time) +0000"
    }
    let result = try await host.processes.run(
      Invocation(
        program: program, arguments: arguments, environment: environment,
        directory: directory ?? places.directory, input: input, timeout: .seconds(120)))
    guard result.succeeded else {
      throw ExplainedFailure(
        "the demo's fleet could not be made",
        why: [
          "`\(program) \(arguments.prefix(3).joined(separator: " "))` failed", result.errorText,
        ],
        hints: ["run `lockstep check` to see what is missing"])
    }
    return result.text
  }
}
