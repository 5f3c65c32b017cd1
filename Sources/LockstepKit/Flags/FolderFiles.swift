internal import LockstepEcosystems
internal import LockstepSystem

/// The files below a folder of the user's that somebody asks for.
enum FolderFiles {
  /// How deep folders are looked into, at how many files and folders, and how large a file may be.
  private static let deepest = 24
  private static let most = 200_000
  private static let largest = 16 << 20

  /// Reads the files whose path below `root` is wanted, by path; build folders, hidden ones and links are
  /// left out, and so is a file that is too large.
  static func read(
    below root: String, where wanted: (String) -> Bool
  ) throws -> [(String, [UInt8])] {
    var waiting = [(path: root, inside: "", depth: 0)]
    var found: [(String, [UInt8])] = []
    var seen = 0
    while let (path, inside, depth) = waiting.popLast() {
      for name in try Files.list(path) where !name.hasPrefix(".") {
        seen += 1
        guard seen <= most else { return found.sorted { $0.0 < $1.0 } }
        let child = Files.join(path, name)
        let position = RepositoryPath.file(name, in: inside)
        guard Files.canonicalPath(child) == child else { continue }
        if Files.isDirectory(child) {
          if name != "target", depth < deepest { waiting.append((child, position, depth + 1)) }
        } else if wanted(position), let size = try Files.size(child), size <= largest,
          let bytes = try Files.read(child)
        {
          found.append((position, bytes))
        }
      }
    }
    return found.sorted { $0.0 < $1.0 }
  }
}
