import LockstepCore
package import LockstepSystem

extension GitRepository {
  /// Asks another repository for its references, by one `ls-remote`.
  ///
  /// `patterns` are full names, in which `*` stands for anything; all references where there is
  /// none. Throws ``RepositoryError`` of the kind `unreachable` where nobody answers in time.
  package func remoteReferences(
    of address: RemoteAddress, patterns: [String] = [], timeout: Duration = .seconds(60)
  ) async throws -> [RefName: ObjectID] {
    try await remoteSnapshot(of: address, patterns: patterns, timeout: timeout).references
  }

  /// The same as ``remoteReferences(of:patterns:timeout:)``, with what stands behind tags and with
  /// the default branch.
  package func remoteSnapshot(
    of address: RemoteAddress, patterns: [String] = [], timeout: Duration = .seconds(60)
  ) async throws -> RemoteSnapshot {
    var arguments = ["ls-remote", "--quiet", "--symref", "--end-of-options", address.text]
    if !patterns.isEmpty {
      // The tag itself does not match the line that says what stands behind it.
      arguments += ["HEAD"] + patterns.flatMap { [$0, "\($0)^{}"] }
    }
    var command = Command(arguments, to: "ask for the references")
    command.timeout = timeout
    let result = try await run(command)
    guard result.succeeded else { throw unreachable(result, address, command.action) }
    var snapshot = RemoteSnapshot.parse(listing: result.output)
    guard !patterns.isEmpty else { return snapshot }
    // git lets a pattern begin anywhere in a name.
    let wanted = patterns.map { NamePattern($0) }
    snapshot.references = snapshot.references.filter { entry in
      wanted.contains { $0.matches(entry.key.description) }
    }
    snapshot.peeled = snapshot.peeled.filter { entry in
      wanted.contains { $0.matches(entry.key.description) }
    }
    return snapshot
  }

  /// Fetches from another repository, without tags, without `FETCH_HEAD`.
  ///
  /// A refspec without a destination brings the objects and moves nothing. With `prune`, references
  /// that a refspec covers and that are gone on the other side are removed here. While git is at work
  /// the fault point `fetch:<repository>:during` is reached. `lock` is held by the child for as long as
  /// it lives. Where another process of this repository moves the same reference meanwhile it is tried
  /// again, a few times.
  package func fetch(
    _ refspecs: [String], from address: RemoteAddress, prune: Bool = false,
    lock: EffectLock? = nil, timeout: Duration = .seconds(600)
  ) async throws {
    var arguments = [
      "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
      "--no-recurse-submodules", "--no-show-forced-updates", "--no-progress",
      prune ? "--prune" : "--no-prune", "--end-of-options", address.text,
    ]
    for refspec in refspecs {
      guard !refspec.isEmpty, !refspec.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
        throw RepositoryError(
          action: "fetch `\(ForeignText.cleaned(refspec))`", place: address.redacted,
          reasons: ["this is not something that can be fetched"])
      }
      arguments.append(refspec)
    }
    var command = Command(arguments, to: "fetch")
    command.settings = ["-c", "fetch.writeCommitGraph=false"]
    command.timeout = timeout
    command.whileRunning = "fetch:\(shortName)"
    if let lock { command.input = .lock(lock) }
    var result = try await run(command)
    // Who lost finds the reference where it was to be brought, or nearer to it.
    for _ in 0..<Self.furtherFetches where !result.succeeded && result.lostRace {
      result = try await run(command)
    }
    guard result.succeeded else { throw unreachable(result, address, "fetch") }
  }

  private static let furtherFetches = 4

  /// The folder's name, without what every repository has: `core` for `core/.git` and `core.git`.
  private var shortName: String {
    let parts = gitDirectory.split(separator: "/")
    let last = parts.last == ".git" ? parts.dropLast().last : parts.last
    let name = last.map(String.init) ?? gitDirectory
    return name.hasSuffix(".git") ? String(name.dropLast(4)) : name
  }

  /// The error for another repository that did not do what it was asked for.
  private func unreachable(
    _ result: ProcessResult, _ address: RemoteAddress, _ action: String
  ) -> RepositoryError {
    let missing = result.errorText.contains("couldn't find remote ref")
    var error = RepositoryError(
      result, action: action, place: address.redacted, kind: missing ? .missing : .unreachable)
    if !missing {
      error.hints = [
        "check the address, the network and your access: git ls-remote \(address.redacted)"
      ]
    }
    return error
  }
}

/// A full name in which `*` stands for any text.
struct NamePattern {
  private let parts: [Substring]

  init(_ pattern: String) {
    parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
  }

  func matches(_ name: String) -> Bool {
    guard let first = parts.first, let last = parts.last, name.hasPrefix(first) else {
      return false
    }
    if parts.count == 1 { return name == first }
    guard name.utf8.count >= first.utf8.count + last.utf8.count, name.hasSuffix(last) else {
      return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

extension ProcessResult {
  /// Whether git found a reference moved, or locked, by somebody else.
  fileprivate var lostRace: Bool { errorText.contains("cannot lock ref") }
}
