internal import LockstepEcosystems
internal import LockstepSystem

/// A name for what the files of a folder are.
enum FolderDigest {
  /// How many files and bytes are read at most; beyond that a folder has no digest.
  private static let mostFiles = 20_000
  private static let mostBytes = 256 << 20

  /// Names that do not count: what a build leaves, and the repository.
  private static let leftOut: Set<String> = ["target", ".git", ".jj", ".hg"]

  /// The digest of every file below `root`; `nil` where it is too large, or where a link leads to
  /// files whose changes would not be seen.
  static func of(_ root: String) throws -> String? {
    var waiting = [""]
    var lines: [String] = []
    var bytes = 0
    while let folder = waiting.popLast() {
      for name in try Files.list(Files.join(root, folder)) where !leftOut.contains(name) {
        let path = RepositoryPath.file(name, in: folder)
        let full = Files.join(root, path)
        guard Files.canonicalPath(full) == full else { return nil }
        if Files.isDirectory(full) {
          waiting.append(path)
          continue
        }
        bytes += try Files.size(full) ?? 0
        guard lines.count < mostFiles, bytes < mostBytes else { return nil }
        lines.append("\(path.utf8.count) \(path) \(try FileDigest.sha256(ofFile: full).checksum)")
      }
    }
    return FileDigest.sha256(of: Array(lines.sorted().joined(separator: "\n").utf8))
  }
}
