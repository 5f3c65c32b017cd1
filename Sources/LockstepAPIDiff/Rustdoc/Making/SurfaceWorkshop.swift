import LockstepCore
import LockstepEcosystems
import LockstepSystem

/// A folder with a package of our own that depends on the one in question, for one run of rustdoc.
struct SurfaceWorkshop {
  private let request: SurfaceRequest
  private let subject: SurfaceSubject
  /// The folder of our package; removed afterwards.
  private let folder: String

  /// Sets `RUSTC_BOOTSTRAP` for rustdoc and nothing else.
  private static let wrapper = """
    #!/bin/sh
    RUSTC_BOOTSTRAP=1
    export RUSTC_BOOTSTRAP
    exec "${LOCKSTEP_RUSTDOC:-rustdoc}" "$@"

    """

  init(
    request: SurfaceRequest, subject: SurfaceSubject, features: SurfaceSubject.Features
  ) throws {
    self.request = request
    self.subject = subject
    folder = try Files.temporaryDirectory(
      in: "\(request.targetDirectory)/lockstep", prefix: "surface")
    try Files.write(Array(manifest(features).utf8), to: "\(folder)/Cargo.toml")
    try Files.write([], to: "\(folder)/lib.rs")
    try Files.write(Array(Self.wrapper.utf8), to: "\(folder)/rustdoc", mode: 0o755)
    if let lock = try Files.read("\(subject.workspace)/Cargo.lock", limit: 64 << 20) {
      try Files.write(lock, to: "\(folder)/Cargo.lock")
    }
  }

  /// Removes the folder. One that cannot be removed does no harm: it lies in the build folder.
  func leave() { _ = try? Files.remove(folder) }

  private func manifest(_ features: SurfaceSubject.Features) -> String {
    let names = features.names.map(CargoSetting.text).joined(separator: ", ")
    return """
      [package]
      name = "lockstep-surface"
      version = "0.0.0"
      edition = "2021"
      publish = false

      [lib]
      path = "lib.rs"

      [workspace]

      [dependencies.subject]
      package = \(CargoSetting.text(subject.facts.name))
      path = \(CargoSetting.text(subject.directory))
      default-features = \(features.usesDefault)
      features = [\(names)]

      """
  }

  /// Fetches what the build needs, without running any of it.
  ///
  /// - Returns: What of it lies on this machine outside of registries: the folders of packages that are
  ///   named by path, and the manifests above them, which they may inherit from.
  func fetch(host: Host, timeout: Duration) async throws -> [String] {
    let metadata: JSONValue
    do {
      metadata = try await CargoRunner(host: host).metadata(
        LockRequest(
          folder: request.checkout, manifestPath: Files.join(folder, "Cargo.toml"),
          timeout: timeout), resolved: true)
    } catch let error as CargoFailure {
      throw SurfaceError.dependenciesMissing(
        side: request.side, reason: error.explanation.why.joined(separator: "\n"))
    }
    let packages = metadata["packages"]?.array ?? []
    let folders = packages.filter { $0["source"]?.string == nil }
      .compactMap { $0["manifest_path"]?.string.map(Files.parent(of:)) }
    return folders + folders.flatMap(Self.manifests(above:))
  }

  private static func manifests(above folder: String) -> [String] {
    var found: [String] = []
    var folder = folder
    while folder != "/", folder.hasPrefix("/") {
      folder = Files.parent(of: folder)
      let manifest = Files.join(folder, "Cargo.toml")
      if Files.isFile(manifest) { found.append(manifest) }
    }
    return found
  }

  /// Lets rustc check the package. rustdoc reads signatures only, and would document a crate whose
  /// functions do not compile.
  func check(host: Host, environment: [String: String], timeout: Duration) async throws {
    // Lints are capped as they are for whoever takes the package from a registry; so the package is
    // named to `rustc`, which is the command that takes flags for one package alone.
    try await run(
      ["rustc", "--profile", "check"], ["--cap-lints", "allow"], host: host,
      environment: environment, timeout: timeout)
  }

  /// Runs rustdoc over the package.
  func document(host: Host, environment: [String: String], timeout: Duration) async throws {
    var environment = environment
    environment["LOCKSTEP_RUSTDOC"] = environment["RUSTDOC"]
    environment["RUSTDOC"] = "\(folder)/rustdoc"
    for path in try outputs() { try Files.remove(path) }
    // Cargo does not know of the JSON file, so it would call the documentation fresh although
    // another run has replaced it. The cfg, another one each time, makes it ask rustdoc again.
    let flags = [
      "-Z", "unstable-options", "--output-format", "json", "--document-private-items",
      "--document-hidden-items", "--cap-lints", "allow",
      "--cfg", "lockstep_surface=\"\(host.identifiers())\"",
    ]
    try await run(
      ["rustdoc"], flags, host: host, environment: environment, timeout: timeout)
  }

  private func run(
    _ command: [String], _ flags: [String], host: Host, environment: [String: String],
    timeout: Duration
  ) async throws {
    let arguments =
      command + [
        "--lib", "--manifest-path", "\(folder)/Cargo.toml",
        "--package", "\(subject.facts.name)@\(subject.facts.version)",
        "--target-dir", request.targetDirectory, "--",
      ] + flags
    let result = try await host.processes.run(
      Invocation(
        program: "cargo", arguments: arguments, environment: environment,
        directory: request.checkout, timeout: timeout))
    if result.timedOut {
      throw SurfaceError.timedOut(side: request.side, seconds: timeout.components.seconds)
    }
    guard result.succeeded else { throw failure(result.errorText) }
  }

  private func failure(_ text: String) -> SurfaceError {
    let error = SurfaceMaker.firstError(text)
    for marker in ["could not compile `", "could not document `"] {
      guard let range = text.firstRange(of: marker) else { continue }
      let crate = text[range.upperBound...].prefix { $0 != "`" }
      return .doesNotCompile(side: request.side, crate: String(crate), error: error)
    }
    let signs = [
      "no matching package", "failed to select a version", "failed to get `", "failed to download",
      "failed to load source for dependency", "attempting to make an HTTP request",
      "Unable to update", "failed to fetch",
    ]
    if signs.contains(where: { text.contains($0) }) {
      return .dependenciesMissing(side: request.side, reason: error)
    }
    return .failed(side: request.side, reason: error)
  }

  /// Where the document can be: where the repository names a target to build for, Cargo puts it
  /// into that target's folder.
  private func outputs() throws -> [String] {
    let name = "doc/\(subject.library).json"
    let folders =
      [request.targetDirectory]
      + (try Files.list(request.targetDirectory)).map { "\(request.targetDirectory)/\($0)" }
    return folders.map { "\($0)/\(name)" }.filter(Files.isFile)
  }

  /// The document that rustdoc wrote.
  func output() throws -> [UInt8] {
    guard let path = try outputs().first, let bytes = try Files.read(path, limit: 8 << 30) else {
      throw SurfaceError.failed(
        side: request.side, reason: "rustdoc ended well and wrote no doc/\(subject.library).json")
    }
    try Files.remove(path)
    return bytes
  }
}
