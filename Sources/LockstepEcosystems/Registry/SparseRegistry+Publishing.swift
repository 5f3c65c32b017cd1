package import LockstepCore
import LockstepSystem

extension SparseRegistry {
  package func publish(_ request: PublishRequest) async throws -> PublishOutcome {
    let crate = request.crate
    if let there = try await published(crate.name, crate.version) {
      return Self.outcome(of: there, for: crate, fresh: false)
    }
    let runner = CargoRunner(host: host)
    let scratch = try Files.temporaryDirectory(
      in: "\(host.cacheDirectory)/publish", prefix: crate.name)
    let result: ProcessResult
    do {
      try await provePackage(request, runner: runner, scratch: scratch)
      result = try await runner.publish(
        request, registry: name, targetDirectory: scratch, token: childToken)
    } catch {
      try Files.remove(scratch)
      throw error
    }
    try Files.remove(scratch)
    // Neither status proves anything. What was never sent, or what the registry refused in words, is
    // looked up once; an upload without an answer may still have been taken in.
    let refused = Self.refusal(in: result, sentFrom: "Uploading ")
    let within = refused?.isFinal == true ? .zero : request.visibleWithin
    if let refused { request.progress("cargo publish failed: \(refused.message)") }
    let started = host.clock.elapsed()
    let found = try await shows(within: within) {
      () async throws in try await published(crate.name, crate.version)
    }
    if let found { return Self.outcome(of: found, for: crate, fresh: true) }
    if let refused, refused.isFinal { return .refused(message: refused.message) }
    return .notVisibleYet(after: host.clock.elapsed() - started)
  }

  package func yank(_ request: YankRequest) async throws -> YankOutcome {
    try await set(yanked: true, request)
  }

  package func unyank(_ request: YankRequest) async throws -> YankOutcome {
    try await set(yanked: false, request)
  }

  private func set(yanked: Bool, _ request: YankRequest) async throws -> YankOutcome {
    guard let before = try await published(request.package, request.version) else {
      return .unknownVersion
    }
    if before.yanked == yanked { return .already }
    let result = try await CargoRunner(host: host).yank(
      request, undo: !yanked, registry: name, folder: folder, token: childToken)
    let refused = Self.refusal(in: result, sentFrom: "Yank ")
    let started = host.clock.elapsed()
    let done = try await shows(within: refused?.isFinal == true ? .zero : request.visibleWithin) {
      () async throws -> Bool? in
      try await published(request.package, request.version)?.yanked == yanked ? true : nil
    }
    if done != nil { return .done }
    if let refused { return .refused(message: refused.message) }
    return .notVisibleYet(after: host.clock.elapsed() - started)
  }

  private static func outcome(
    of there: PublishedVersion, for crate: PackagedCrate, fresh: Bool
  ) -> PublishOutcome {
    guard there.checksum == crate.checksum else { return .conflict(checksum: there.checksum) }
    return fresh
      ? .published(checksum: crate.checksum) : .alreadyThere(checksum: crate.checksum)
  }

  /// Packages once more, without publishing, and compares: what cannot be taken back is not sent
  /// unless it is what was verified.
  private func provePackage(
    _ request: PublishRequest, runner: CargoRunner, scratch: String
  ) async throws {
    let again = try await runner.package(
      PackageRequest(
        folder: request.folder, manifestPath: request.manifestPath, packages: [request.crate.name],
        registry: name, verify: false, allowDirty: request.allowDirty, targetDirectory: scratch,
        configuration: request.configuration))
    guard let made = again.first, made.checksum == request.crate.checksum else {
      throw PackageDrift(
        package: request.crate.label, folder: request.folder, expected: request.crate.checksum,
        found: again.first?.checksum)
    }
  }

  /// Asks until there is an answer or the time is over; always once.
  private func shows<Answer>(
    within limit: Duration, _ ask: () async throws -> Answer?
  ) async throws -> Answer? {
    let started = host.clock.elapsed()
    while true {
      var trouble: (any Error)?
      do { if let answer = try await ask() { return answer } } catch { trouble = error }
      if host.clock.elapsed() - started + Self.pause > limit {
        // An index that cannot be read is not an index that says no.
        if let trouble { throw trouble }
        return nil
      }
      try await host.clock.sleep(Self.pause)
    }
  }

  struct Refusal: Hashable {
    var message: String
    /// Whether the registry itself said no, so that waiting changes nothing.
    var isFinal: Bool
  }

  /// What a failed `cargo publish` or `cargo yank` says, in the words of cargo 1.95.
  ///
  /// Cargo prints `sentFrom` before the request that changes something.
  static func refusal(in result: ProcessResult, sentFrom marker: String) -> Refusal? {
    if result.succeeded { return nil }
    let errors = result.errorText
    let paragraph = CargoVerdict.errorParagraph(of: errors)
    let message =
      paragraph.isEmpty
      ? CargoVerdict.obstacle(of: result)?.message ?? "cargo ended without a word" : paragraph
    // An earlier attempt may have been taken in without showing yet: worth the whole wait.
    if ["already uploaded", "already exists", "(status 409"].contains(where: errors.contains) {
      return Refusal(message: message, isFinal: false)
    }
    // With errors in its body: "(status 403 Forbidden)"; without: "got 403".
    for prefix in ["(status ", "got "] {
      for range in errors.ranges(of: prefix) {
        let status = Int(errors[range.upperBound...].prefix(3)) ?? 0
        if (400..<500).contains(status) { return Refusal(message: message, isFinal: true) }
      }
    }
    return Refusal(message: message, isFinal: !errors.contains(marker))
  }
}

/// A tree that packages into something else than what was verified.
package struct PackageDrift: ExplainedError, Hashable {
  package var package: String
  package var folder: String
  package var expected: String
  package var found: String?

  package init(package: String, folder: String, expected: String, found: String?) {
    self.package = package
    self.folder = folder
    self.expected = expected
    self.found = found
  }

  package var explanation: Explanation {
    Explanation(
      "\(package) was not published: its tree no longer makes the package that was verified",
      why: [
        "verified: SHA-256 \(expected)", "made now in \(folder): \(found ?? "nothing")",
      ],
      hints: ["package and verify anew from the candidate's commit, with its own lock file"],
      place: nil)
  }
}
