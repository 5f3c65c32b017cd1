#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Files {
  /// What is at a path, without following a link.
  private enum Kind {
    case folder
    case file(mode: UInt32)
    case link
    case other
  }

  /// Removes what is at `path`, a folder with everything in it; nothing to do where it is missing.
  ///
  /// Links are removed, never followed.
  package static func remove(_ path: String) throws(FileError) {
    guard let kind = try kind(of: path) else { return }
    guard case .folder = kind else {
      guard unlink(path) == 0 || SystemCall.lastError == ENOENT else {
        throw FileError("remove", path)
      }
      return
    }
    // Folders are emptied in the order in which they are found, and removed in the reverse one.
    var folders = [path]
    var next = 0
    while next < folders.count {
      let folder = folders[next]
      next += 1
      // A build may have left a folder that its owner must not write to.
      _ = chmod(folder, 0o700)
      for name in try list(folder) {
        let child = "\(folder)/\(name)"
        if case .folder = try Files.kind(of: child) {
          folders.append(child)
        } else if unlink(child) != 0, SystemCall.lastError != ENOENT {
          throw FileError("remove", child)
        }
      }
    }
    for folder in folders.reversed() {
      guard rmdir(folder) == 0 || SystemCall.lastError == ENOENT else {
        throw FileError("remove", folder)
      }
    }
  }

  /// Copies the file or folder at `source` to `target`, which must not exist yet.
  ///
  /// Permissions are kept and links stay links; sockets and devices are left out.
  package static func copyTree(_ source: String, to target: String) throws(FileError) {
    var waiting = [(source, target)]
    while let (from, to) = waiting.popLast() {
      switch try kind(of: from) {
      case nil:
        throw FileError(action: "copy", path: from, reason: "it does not exist", code: ENOENT)
      case .folder:
        guard mkdir(to, 0o755) == 0 else { throw FileError("create the folder", to) }
        for name in try list(from) { waiting.append(("\(from)/\(name)", "\(to)/\(name)")) }
      case .file(let mode):
        guard let bytes = try read(from) else { continue }
        try write(bytes, to: to, mode: mode)
      case .link:
        try createSymbolicLink(at: to, to: try linkTarget(of: from))
      case .other:
        continue
      }
    }
  }

  private static func kind(of path: String) throws(FileError) -> Kind? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      let code = SystemCall.lastError
      if code == ENOENT || code == ENOTDIR { return nil }
      throw FileError("look at", path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file(mode: UInt32(status.st_mode & 0o777))
    case S_IFLNK: return .link
    default: return .other
    }
  }

  private static func linkTarget(of path: String) throws(FileError) -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink(path, &buffer, buffer.count)
    guard count >= 0 else { throw FileError("follow the link", path) }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
