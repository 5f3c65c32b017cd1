import LockstepCore
package import LockstepEcosystems
package import LockstepSystem

/// Makes the surface of a package that is laid out in a folder, with Cargo and rustdoc.
///
/// Nothing in that folder is changed: Cargo works on a package of our own that depends on the one
/// in question by its path. So development dependencies need not be there, Cargo's lock file is
/// ours (begun from the checkout's), and features are chosen as a dependent would.
///
/// rustdoc's JSON is unstable, so `RUSTC_BOOTSTRAP` has to be set; a wrapper sets it for rustdoc
/// alone, and neither Cargo nor a build script nor rustc sees it. Build scripts and procedural
/// macros of strangers do run: apart from this machine where an ``Isolation`` is handed in.
package struct SurfaceMaker: Sendable {
  let host: Host
  /// The complete environment of Cargo, with what its toolchain needs and nothing secret.
  let environment: [String: String]
  let isolation: Isolation?
  let cache: SurfaceCache?
  let timeout: Duration

  /// Puts a maker together; without a cache every surface is made anew.
  package init(
    host: Host, environment: [String: String], isolation: Isolation? = nil,
    cache: SurfaceCache? = nil, timeout: Duration = .seconds(1_800)
  ) {
    self.host = host
    self.isolation = isolation
    var environment = environment
    environment["RUSTC_BOOTSTRAP"] = nil
    environment["CARGO_TERM_COLOR"] = "never"
    environment["LC_ALL"] = "C"
    self.environment = environment
    self.cache = cache
    self.timeout = timeout
  }

  /// What the compiler calls itself, release, commit and host; surfaces of different ones are
  /// never compared.
  package func toolchain(in directory: String) async throws -> String {
    let program = environment["RUSTC"] ?? "rustc"
    let result = try await host.processes.run(
      Invocation(
        program: program, arguments: ["-vV"], environment: environment, directory: directory,
        timeout: .seconds(60)))
    guard result.succeeded else {
      throw SurfaceError.failed(side: "the toolchain", reason: Self.firstError(result.errorText))
    }
    return result.text
  }

  /// What the manifest promises; asks Cargo, and no network.
  package func facts(of request: SurfaceRequest) async throws -> PackageFacts {
    try await subject(of: request).facts
  }

  /// The surface: from the cache, else made with rustdoc.
  ///
  /// - Parameter toolchain: What the compiler calls itself, where that was asked already.
  /// - Throws: ``SurfaceError``, ``RustdocError``, or what running a program and writing files
  ///   throw. There is then no verdict about the package.
  package func surface(
    of request: SurfaceRequest, toolchain: String? = nil
  ) async throws -> Surface {
    guard cache != nil, request.identity != nil else { return try await make(request) }
    let toolchain =
      if let toolchain { toolchain } else { try await self.toolchain(in: request.checkout) }
    if let known = known(request, toolchain: toolchain) { return known }
    let surface = try await make(request)
    try keep(surface, of: request, toolchain: toolchain)
    return surface
  }

  /// Puts a surface into the cache, where there is one and the request has an identity.
  package func keep(_ surface: Surface, of request: SurfaceRequest, toolchain: String) throws {
    if let key = key(of: request, toolchain: toolchain) { try cache?.store(surface, for: key) }
  }

  /// The surface where the cache has it, without a process; the request's folders need not exist.
  package func known(_ request: SurfaceRequest, toolchain: String) -> Surface? {
    key(of: request, toolchain: toolchain).flatMap { cache?.surface(for: $0) }
  }

  private func key(of request: SurfaceRequest, toolchain: String) -> SurfaceCache.Key? {
    request.identity.map { identity in
      SurfaceCache.Key(
        identity: identity, manifest: request.manifest, package: request.package,
        features: request.features, toolchain: toolchain)
    }
  }

  private func make(_ request: SurfaceRequest) async throws -> Surface {
    let subject = try await subject(of: request)
    let features = try subject.features(for: request)
    let workshop = try SurfaceWorkshop(request: request, subject: subject, features: features)
    defer { workshop.leave() }
    let inside = try await place(for: workshop, of: request)
    try await workshop.check(host: inside.host, environment: inside.environment, timeout: timeout)
    try await workshop.document(
      host: inside.host, environment: inside.environment, timeout: timeout)
    let bytes = try workshop.output()
    return try Surface(
      rustdoc: bytes, package: subject.facts, features: features.shown,
      sourceRoot: Files.canonicalPath(request.checkout) ?? request.checkout)
  }

  /// Where Cargo builds: apart from this machine, with all that it needs fetched, or as it is.
  private func place(
    for workshop: SurfaceWorkshop, of request: SurfaceRequest
  ) async throws -> (host: Host, environment: [String: String]) {
    guard let isolation, try await isolation.isReal else { return (host, environment) }
    let local = try await workshop.fetch(host: host, timeout: timeout)
    var offline = environment
    offline["CARGO_NET_OFFLINE"] = "true"
    let ours = request.isScratch ? [request.checkout] : []
    let inside = try await isolation.host(
      for: request.checkout, writable: ours + [request.targetDirectory],
      readable: (request.isScratch ? [] : [request.checkout]) + local)
    return (inside, offline)
  }

  private func subject(of request: SurfaceRequest) async throws -> SurfaceSubject {
    let result = try await host.processes.run(
      Invocation(
        program: "cargo",
        arguments: [
          "metadata", "--no-deps", "--format-version", "1", "--manifest-path",
          "\(request.checkout)/\(request.manifest)",
        ],
        environment: environment, directory: request.checkout, timeout: .seconds(300)))
    guard result.succeeded, let metadata = try? JSONValue(parsing: result.output) else {
      throw SurfaceError.unreadableManifest(
        side: request.side, manifest: request.manifest,
        reason: Self.firstError(result.errorText))
    }
    return try SurfaceSubject(metadata: metadata, request: request)
  }

  /// The first error in what Cargo printed, up to the empty line behind it.
  static func firstError(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("error") }) else {
      return lines.last { !$0.isEmpty }.map(String.init) ?? "it said nothing"
    }
    let block = lines[start...].prefix { !$0.allSatisfy(\.isWhitespace) }.prefix(40)
    return block.joined(separator: "\n")
  }
}
