import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Writes the tree of `commit` into the folder at `path`, which must be missing or empty.
  ///
  /// The folder gets the files alone, and no `.git`: what is built in it can neither see the
  /// fleet's references nor write to its objects, and nothing is left to tidy up in the repository.
  /// Line endings are those of the repository. Submodules stay empty folders.
  package func addWorktree(at path: String, commit: ObjectID) async throws {
    let path = Files.absolutePath(path, from: host.workingDirectory)
    try Files.createDirectories(path)
    guard try Files.list(path).isEmpty else {
      throw RepositoryError(
        action: "write the files of \(commit.short)", place: path,
        reasons: ["the folder is not empty"])
    }
    let index = "\(path).index-\(host.identifiers())"
    var command = Command(
      ["read-tree", "--reset", "-u", commit.description],
      to: "write the files of \(commit.short)")
    command.environment = ["GIT_INDEX_FILE": index, "GIT_WORK_TREE": path]
    command.settings = ["-c", "core.autocrlf=false", "-c", "core.sparseCheckout=false"]
    do {
      _ = try await output(command)
      try Files.remove(index)
    } catch {
      try Files.remove(index)
      throw error
    }
  }

  /// Removes what ``addWorktree(at:commit:)`` made, with all that was built in it.
  package func removeWorktree(at path: String) async throws {
    try Files.remove(Files.absolutePath(path, from: host.workingDirectory))
  }
}
