package import LockstepCore
package import LockstepSystem

/// A git repository, worked on through the git program (2.39 or later).
///
/// Nobody's working tree or index is ever touched: everything here is about objects, references and
/// the other side of a connection.
package struct GitRepository: Sendable {
  /// The repository itself: the `.git` folder, or a bare repository's own.
  package var gitDirectory: String
  /// The outside.
  package var host: Host

  /// Names a repository that exists.
  package init(gitDirectory: String, host: Host) {
    self.gitDirectory = gitDirectory
    self.host = host
  }

  /// Finds the repository that `directory` lies in, and its working tree where it has one.
  package static func discover(
    from directory: String, host: Host
  ) async throws -> (repository: GitRepository, workTree: String?) {
    let path = Files.absolutePath(directory, from: host.workingDirectory)
    guard Files.isDirectory(path) else {
      throw RepositoryError(
        kind: .missing, action: "find a git repository", place: path,
        reasons: ["there is no such folder"])
    }
    if let plain = plainClone(above: path) {
      return (GitRepository(gitDirectory: "\(plain)/.git", host: host), plain)
    }
    // In a bare repository the second question fails, after the first one was answered.
    let result = try await run(
      ["-C", path, "rev-parse", "--absolute-git-dir", "--show-toplevel"], host: host)
    let lines = result.text.split(separator: "\n").map(String.init)
    guard let found = lines.first, found.hasPrefix("/"), lines.count <= 2 else {
      throw RepositoryError(
        kind: .missing, action: "find a git repository", place: path,
        reasons: ForeignText.lines(result.errors),
        hints: ["run the command inside a clone, or make one with `git clone`"])
    }
    let repository = GitRepository(gitDirectory: found, host: host)
    return (repository, result.succeeded && lines.count == 2 ? lines[1] : nil)
  }

  /// The nearest folder with an ordinary `.git` folder in it; everything out of the ordinary (linked
  /// working trees, bare repositories, submodules) is left to git.
  private static func plainClone(above path: String) -> String? {
    guard var folder = Files.canonicalPath(path) else { return nil }
    while true {
      let candidate = "\(folder)/.git"
      if Files.exists(candidate) {
        let isPlain =
          Files.isFile("\(candidate)/HEAD") && Files.isDirectory("\(candidate)/objects")
          && Files.isDirectory("\(candidate)/refs")
        return isPlain ? folder : nil
      }
      // Inside a bare repository, or inside a `.git` folder.
      if folder == "/" || Files.isFile("\(folder)/HEAD") { return nil }
      folder = Files.parent(of: folder)
    }
  }

  /// Makes an empty repository whose branch will be called `main`.
  package static func initialise(
    at path: String, bare: Bool, host: Host
  ) async throws -> GitRepository {
    let path = Files.absolutePath(path, from: host.workingDirectory)
    var arguments = ["init", "--quiet", "--initial-branch=main", "--template="]
    if bare { arguments.append("--bare") }
    let result = try await run(arguments + ["--", path], host: host)
    guard result.succeeded else {
      throw RepositoryError(result, action: "make a repository", place: path)
    }
    return GitRepository(gitDirectory: bare ? path : "\(path)/.git", host: host)
  }

  /// The git program's own version; platform suffixes such as `.windows.1` are left out.
  package func toolVersion() async throws -> Version {
    let result = try await Self.run(["--version"], host: host)
    let words = result.text.split { $0 == " " || $0 == "\n" }
    let numbers = (words.dropFirst(2).first ?? "").split(separator: ".").prefix(3).joined(
      separator: ".")
    guard result.succeeded, let version = try? Version(parsing: numbers) else {
      throw RepositoryError(result, action: "ask git for its version", place: gitDirectory)
    }
    return version
  }

  /// Runs git outside any repository.
  private static func run(_ arguments: [String], host: Host) async throws -> ProcessResult {
    try await host.processes.run(
      Invocation(
        program: "git", arguments: GitEnvironment.settingArguments + arguments,
        environment: GitEnvironment.make(from: host.environment, adding: [:]),
        directory: "/", timeout: .seconds(60)))
  }
}
