internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

/// The story of `lockstep ci`: a file that runs the fleet on an engine that exists.
package enum JobArrayStory {
  /// Describes the array of the foundation that `workspace` is.
  package static func array(
    _ engine: JobArray.Engine, shards: Int, runner: String?, setup: String?,
    in workspace: Workspace
  ) throws -> JobArray {
    try JobArray(
      engine: engine, shards: shards, foundation: workspace.configuration.foundation.package,
      folder: workspace.folder, runner: runner, setup: setup)
  }

  /// Writes the array's file into the clone; a file of somebody else's is left alone.
  ///
  /// - Returns: Where it was written.
  package static func write(_ array: JobArray, in workspace: Workspace) throws -> String {
    let top =
      workspace.folder.isEmpty
      ? workspace.directory : String(workspace.directory.dropLast(workspace.folder.count + 1))
    // A forge looks at the top of the repository; a script is started where the configuration is.
    let path = Files.join(array.engine == .slurm ? workspace.directory : top, array.path)
    if let known = try Files.read(path) {
      let text = String(decoding: known, as: UTF8.self)
      let isOurs = text.split(separator: "\n").prefix(2).contains { $0.hasPrefix(JobArray.mark) }
      guard isOurs else {
        throw ExplainedFailure(
          "\(array.path) is somebody else's",
          why: ["it does not say that `lockstep ci` has written it"],
          hints: ["move it away, or take over what `lockstep ci` prints without `--write`"])
      }
    }
    let folder = Files.parent(of: path)
    try Files.createDirectories(folder)
    guard let real = Files.canonicalPath(folder), let root = Files.canonicalPath(top),
      real == root || real.hasPrefix(root + "/")
    else {
      throw ExplainedFailure(
        "\(array.path) would not be in this repository", why: ["a link leads out of it"])
    }
    try Files.writeAtomically(
      Array(array.text.utf8), to: path, mode: array.engine == .slurm ? 0o755 : 0o644)
    return path
  }
}
