import Foundation
import LockstepCore

/// The bare git repository behind a repository of a ``LoopbackForgeServer``.
///
/// It is asked anew each time, as others push to it.
package struct LoopbackGit: Sendable {
  /// git did not do what it was told.
  struct Failure: Error {
    var command: String
    var status: Int32
  }

  let directory: String

  /// Shows the repository in `directory`.
  package init(directory: String) {
    self.directory = directory
  }

  /// Branches and tags with the commits that they lead to.
  func references() throws -> (branches: [String: String], tags: [String: String]) {
    var branches: [String: String] = [:]
    var tags: [String: String] = [:]
    let format = "--format=%(refname)%09%(objectname)%09%(*objectname)"
    for line in try run("for-each-ref", format, "refs/heads", "refs/tags").split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      if fields[0].hasPrefix("refs/heads/") {
        branches[String(fields[0].dropFirst("refs/heads/".count))] = fields[1]
      } else {
        tags[String(fields[0].dropFirst("refs/tags/".count))] =
          fields[2].isEmpty ? fields[1] : fields[2]
      }
    }
    return (branches, tags)
  }

  /// Every commit that something leads to, without its files.
  func commits() throws -> [LoopbackForgeRepository.Commit] {
    try run("log", "--all", "--format=%H%x1f%P%x1f%B%x1e").split(separator: "\u{1e}").compactMap {
      let fields = $0.split(separator: "\u{1f}", omittingEmptySubsequences: false)
      guard fields.count == 3 else { return nil }
      return LoopbackForgeRepository.Commit(
        id: String(fields[0].drop { $0.isNewline }),
        parents: fields[1].split(separator: " ").map(String.init), files: [:],
        message: String(fields[2]))
    }
  }

  /// The tree of both together; `nil` where they do not go together.
  func merged(_ base: String, _ head: String) throws -> String? {
    do {
      return try run("merge-tree", "--write-tree", "--no-messages", base, head)
    } catch let failure as Failure where failure.status == 1 {
      return nil
    }
  }

  /// Moves a branch from the first of `parents` to a commit of `tree` on top of all of them.
  func commit(
    _ tree: String, onto parents: [String], as branch: String, message: String
  ) throws -> String {
    let made = try run(
      ["commit-tree", tree, "-m", message] + parents.flatMap { ["-p", $0] })
    _ = try run("update-ref", "refs/heads/\(branch)", made, parents.first ?? "")
    return made
  }

  private func run(_ arguments: String...) throws -> String { try run(arguments) }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "--git-dir", directory] + arguments
    var environment = Self.environment
    for role in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(role)_NAME"] = "Forge"
      environment["GIT_\(role)_EMAIL"] = "forge@example.org"
    }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(
        command: arguments.joined(separator: " "), status: process.terminationStatus)
    }
    var text = String(decoding: bytes, as: UTF8.self)[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }

  /// Nothing of the user's configuration.
  static var environment: [String: String] {
    [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    ]
  }
}
