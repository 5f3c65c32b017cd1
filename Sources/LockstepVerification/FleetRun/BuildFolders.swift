package import LockstepSystem

/// The build folders that runs without a sandbox keep, and what a killed run may have left beside them.
package struct BuildFolders: Sendable {
  private let directory: String

  /// - Parameter directory: The folder that ``TestYard`` keeps for itself.
  package init(directory: String) {
    self.directory = directory
  }

  /// Removes the folders that were used longest ago until at most `bound` bytes are kept, and those that
  /// were to be removed a day ago; says how many bytes are left.
  package func trim(to bound: Int, now: FileTime = .now()) throws -> Int {
    let sides = FleetSide.allCases.map(\.rawValue)
    var kept: [(path: String, used: Int, bytes: Int)] = []
    for dependent in try Files.list(directory) {
      let folder = Files.join(directory, dependent)
      for name in try Files.list(folder) {
        let path = Files.join(folder, name)
        guard Files.isPlainFolder(path), let used = FileTime.seconds(of: path) else { continue }
        let isOver = !sides.contains(name) && !name.hasSuffix("-suites")
        if isOver, now.wholeSeconds - used > 86_400 {
          try Files.remove(path)
        } else if !isOver {
          kept.append((path, used, try Files.treeSize(path)))
        }
      }
    }
    var bytes = kept.reduce(0) { $0 + $1.bytes }
    kept.sort { $0.used > $1.used }
    while bytes > bound, let oldest = kept.popLast() {
      try Files.remove(oldest.path)
      bytes -= oldest.bytes
    }
    return bytes
  }
}
