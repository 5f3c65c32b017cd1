import LockstepCore
package import LockstepGit
package import LockstepSystem
import Synchronization

/// A folder of git repositories for one test: nothing of the user's configuration, names or clock
/// reaches it, so that every run makes the same commits with the same ids.
///
/// Remove it with ``remove()``, or let ``with(_:)`` do that.
package final class ScratchGit: Sendable {
  /// The folder; `home`, `origins`, `clones` and `cache` lie in it.
  package let directory: String
  /// A host whose environment is that of the scratch folder.
  package let host: Host
  /// The commits that were made so far: each is a minute younger than the one before.
  private let commits = Mutex<Int64>(0)

  /// Makes a new folder; `settings` are further variables of its environment.
  package init(settings: [String: String] = [:]) throws {
    let live = Host.live()
    let base = live.environment["TMPDIR"] ?? "/tmp"
    let made = try Files.temporaryDirectory(in: base, prefix: "lockstep-test")
    let directory = Files.canonicalPath(made) ?? made
    for name in ["home", "origins", "clones", "cache"] {
      try Files.createDirectories("\(directory)/\(name)")
    }
    var environment = [
      "PATH": live.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": "\(directory)/home",
      "XDG_CONFIG_HOME": "\(directory)/home/.config",
      "LOCKSTEP_CACHE": "\(directory)/cache",
      "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.org",
      "GIT_AUTHOR_DATE": "@1700000000 +0000",
      "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.org",
      "GIT_COMMITTER_DATE": "@1700000000 +0000",
      "TZ": "UTC",
    ]
    environment.merge(settings) { _, new in new }
    self.directory = directory
    var host = Host.live(environment: environment)
    host.workingDirectory = directory
    self.host = host
  }

  /// Makes a folder, runs `body` with it and removes it, whatever happens.
  package static func with<Result>(
    settings: [String: String] = [:], _ body: (ScratchGit) async throws -> Result
  ) async throws -> Result {
    let scratch = try ScratchGit(settings: settings)
    do {
      let result = try await body(scratch)
      try scratch.remove()
      return result
    } catch {
      try scratch.remove()
      throw error
    }
  }

  /// Removes the folder with everything in it.
  package func remove() throws {
    try Files.remove(directory)
  }

  /// Whoever commits in tests, a minute later each time.
  package func signature() -> Signature {
    let minutes = commits.withLock { count in
      count += 1
      return count
    }
    return Signature(
      name: "Test", email: "test@example.org",
      at: Timestamp(secondsSince1970: 1_700_000_000 + 60 * minutes))
  }

  /// Makes an empty bare repository `origins/<name>.git`.
  package func origin(_ name: String) async throws -> GitRepository {
    try await GitRepository.initialise(
      at: "\(directory)/origins/\(name).git", bare: true, host: host)
  }

  /// Makes a bare repository `origins/<name>.git` with one commit of `files` on `main`.
  package func origin(_ name: String, files: [String: String]) async throws -> GitRepository {
    let repository = try await origin(name)
    try await commit(files.mapValues { $0 }, to: repository)
    return repository
  }

  /// The address of a repository of this folder.
  package func address(of repository: GitRepository) throws -> RemoteAddress {
    try RemoteAddress(parsing: repository.gitDirectory)
  }

  /// Commits `files` (path to text; `nil` removes) on top of `branch`, which is made where it is
  /// missing; needs no working tree. Returns the commit.
  @discardableResult
  package func commit(
    _ files: [String: String?], to repository: GitRepository, branch: String = "main",
    message: String = "change"
  ) async throws -> ObjectID {
    let ref = try RefName.branch(branch)
    let tip = try await repository.resolve(ref.description)
    let signature = signature()
    let changes = files.sorted { $0.key < $1.key }.map { path, text in
      FileChange(
        path: path, content: text.map { .bytes(Array($0.utf8), executable: false) } ?? .deleted)
    }
    let ids = try await repository.write([
      CommitDraft(
        parents: tip.map { [$0] } ?? [], tree: tip == nil ? .empty : .firstParent,
        changes: changes, message: message, author: signature, committer: signature)
    ])
    try await repository.update([RefUpdate(ref: ref, old: tip, new: ids[0])], because: message)
    return ids[0]
  }

  /// Makes the annotated tag `name` at `commit`; returns the commit.
  @discardableResult
  package func tag(
    _ name: String, at commit: ObjectID, in repository: GitRepository
  ) async throws -> ObjectID {
    let tag = try await repository.writeTag(
      name: name, target: commit, message: name, tagger: signature())
    try await repository.update(
      [RefUpdate(ref: .tag(name), old: nil, new: tag)], because: "tag")
    return commit
  }

  /// Makes a working clone `clones/<name>` and returns its folder.
  package func clone(_ repository: GitRepository, as name: String) async throws -> String {
    let path = "\(directory)/clones/\(name)"
    try await git(["clone", "--quiet", "--", repository.gitDirectory, path], in: directory)
    return path
  }

  /// Writes a file below the folder, with the folders above it; returns its path.
  @discardableResult
  package func file(_ path: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
    let full = Files.absolutePath(path, from: directory)
    try Files.createDirectories(Files.parent(of: full))
    try Files.write(Array(text.utf8), to: full, mode: mode)
    return full
  }

  /// Runs git in `folder` and returns what it printed, without the line end; throws where it fails.
  @discardableResult
  package func git(_ arguments: [String], in folder: String) async throws -> String {
    let result = try await host.processes.run(
      Invocation(
        program: "git", arguments: arguments, environment: host.environment, directory: folder,
        timeout: .seconds(60)))
    guard result.succeeded else {
      throw ExplainedFailure("git \(arguments.joined(separator: " "))", why: [result.errorText])
    }
    var text = result.text[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
