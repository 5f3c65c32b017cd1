import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Writes the tree of `commit` into the folder at `path`, which must be missing or empty.
  ///
  /// The folder gets the files alone, and no `.git`: what is built in it can neither see the
  /// fleet's references nor write to its objects, and nothing is left to tidy up in the repository.
  /// Line endings are those of the repository. Submodules stay empty folders.
  ///
  /// With `history` the folder becomes a repository of its own, at `commit` on no branch, that
  /// borrows the objects of this one: for what asks git about the commit (`cargo package` writes
  /// its id into the package).
  package func addWorktree(
    at path: String, commit: ObjectID, history: Bool = false
  ) async throws {
    let path = Files.absolutePath(path, from: host.workingDirectory)
    try Files.createDirectories(path)
    guard try Files.list(path).isEmpty else {
      throw RepositoryError(
        action: "write the files of \(commit.short)", place: path,
        reasons: ["the folder is not empty"])
    }
    if history {
      let repository = try await borrow(for: path, commit: commit)
      try await repository.export(
        commit, to: path, index: "\(repository.gitDirectory)/index")
      return
    }
    let index = "\(path).index-\(host.identifiers())"
    do {
      try await export(commit, to: path, index: index)
      try Files.remove(index)
    } catch {
      try Files.remove(index)
      throw error
    }
  }

  private func export(_ commit: ObjectID, to path: String, index: String) async throws {
    var command = Command(
      ["read-tree", "--reset", "-u", commit.description],
      to: "write the files of \(commit.short)")
    command.environment = ["GIT_INDEX_FILE": index, "GIT_WORK_TREE": path]
    command.settings = ["-c", "core.autocrlf=false", "-c", "core.sparseCheckout=false"]
    _ = try await output(command)
  }

  /// Makes `.git` in the folder at `path`, standing at `commit`, with the objects of this one.
  private func borrow(for path: String, commit: ObjectID) async throws -> GitRepository {
    let objects = try await objectsFolder()
    let own = "\(path)/.git"
    try Files.createDirectories("\(own)/objects/info")
    try Files.createDirectories("\(own)/refs/heads")
    try Files.write(Array("\(objects)\n".utf8), to: "\(own)/objects/info/alternates")
    let configuration = """
      [core]
      \trepositoryformatversion = 0
      \tbare = false
      \tautocrlf = false
      [gc]
      \tauto = 0

      """
    try Files.write(Array(configuration.utf8), to: "\(own)/config")
    try Files.write(Array("\(commit)\n".utf8), to: "\(own)/HEAD")
    return GitRepository(gitDirectory: own, host: host)
  }

  /// The folder that holds the objects, which other repositories may borrow.
  package func objectsFolder() async throws -> String {
    let bytes = try await output(
      Command(["rev-parse", "--git-path", "objects"], to: "find the objects"))
    return Files.absolutePath(
      String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self), from: "/")
  }

  /// Removes what ``addWorktree(at:commit:history:)`` made, with all that was built in it.
  package func removeWorktree(at path: String) async throws {
    try Files.remove(Files.absolutePath(path, from: host.workingDirectory))
  }
}
