internal import LockstepEcosystems
internal import LockstepSystem

extension ManifestSet {
  /// How deep folders are looked into, and at how many files and folders at most.
  private static let deepest = 12
  private static let most = 200_000

  /// Reads the manifests below a folder of the user's; build folders, hidden ones and links are left out.
  init(folder: String) throws {
    self.init()
    var waiting = [(path: folder, inside: "", depth: 0)]
    var seen = 0
    while let (path, inside, depth) = waiting.popLast() {
      for name in try Files.list(path) where !name.hasPrefix(".") {
        seen += 1
        guard seen <= Self.most else { return }
        let child = Files.join(path, name)
        let position = RepositoryPath.file(name, in: inside)
        if Files.isDirectory(child) {
          guard name != "target", depth < Self.deepest, Files.canonicalPath(child) == child else {
            continue
          }
          waiting.append((child, position, depth + 1))
        } else if Cargo.isManifest(position) {
          self[position] = try Files.read(child, limit: 16 << 20)
        }
      }
    }
  }
}
