internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

extension Workspace {
  /// The pages beside the code that a release brings up to date: the changelog, and the table of
  /// supported versions where the foundation has one.
  ///
  /// Equal inputs on one day give equal pages.
  func releaseDocuments(
    _ version: Version, on line: Line, commits: [CommitInfo], findings: [Finding]
  ) async throws -> [FileChange] {
    var pages = [try await changelog(version, at: line.tip, commits: commits, findings: findings)]
    if let page = try await versions(version, on: line) { pages.append(page) }
    return pages
  }

  /// The page with the table of supported versions; `nil` where there is no such table, and none is wanted.
  private func versions(_ version: Version, on line: Line) async throws -> FileChange? {
    let path = pathInRepository("VERSIONING.md")
    let file = try await repository.read([.file(commit: line.tip, path: path)]).first ?? nil
    guard file != nil || configuration.policy.supported.create else { return nil }
    var page =
      try file.map { try VersioningPage(bytes: $0.bytes) }
      ?? .new(of: configuration.foundation.package)
    let before = page.text
    let now = host.clock.now()
    var releases = try await releaseTimes(of: line)
    releases[version] = now
    page.update(SupportedSeries.all(releases, policy: configuration.policy, now: now))
    guard file == nil || page.text != before else { return nil }
    return FileChange(path: path, content: .bytes(Array(page.text.utf8), executable: false))
  }

  /// When each release of a line was committed, read in one go.
  func releaseTimes(of line: Line) async throws -> [Version: Timestamp] {
    let contents = try await repository.read(line.releases.map { .object($0.commit) })
    var times: [Version: Timestamp] = [:]
    for (release, content) in zip(line.releases, contents) {
      times[release.version] = content.flatMap { Self.committed($0.bytes) }
    }
    return times
  }

  /// The time of the line `committer Name <address> seconds zone`, which stands in a commit's head.
  private static func committed(_ commit: [UInt8]) -> Timestamp? {
    for line in commit.split(separator: 10, omittingEmptySubsequences: false) {
      guard !line.isEmpty else { return nil }
      guard line.starts(with: Array("committer ".utf8)) else { continue }
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      return words.dropLast().last.flatMap { Int64($0) }.map(Timestamp.init(secondsSince1970:))
    }
    return nil
  }

  private func changelog(
    _ version: Version, at base: ObjectID, commits: [CommitInfo], findings: [Finding]
  ) async throws -> FileChange {
    let path = pathInRepository("CHANGELOG.md")
    let file = try await repository.read([.file(commit: base, path: path)]).first ?? nil
    var changelog = try file.map { try Changelog(bytes: $0.bytes) } ?? .empty
    changelog.release(
      version, tag: configuration.foundation.tag.name(for: version),
      on: host.clock.now().day, notes: ChangelogNotes(findings: findings, commits: commits))
    return FileChange(path: path, content: .bytes(Array(changelog.text.utf8), executable: false))
  }
}
