#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Files {
  /// Replaces the file at `path` by one that holds `bytes`, so that a reader, or a crash, sees the
  /// old bytes or the new ones and nothing between.
  ///
  /// Writes a temporary file beside it, brings that to the disk, renames it and brings the folder
  /// to the disk. `label` names the three fault points: `<label>:before`, `<label>:written` (the
  /// temporary file is complete) and `<label>:after`. The folder must exist.
  package static func writeAtomically(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644,
    faults: FaultPoints = .none, label: String = "file"
  ) throws(FileError) {
    faults.reached("\(label):before")
    guard let (descriptor, temporary) = SystemCall.makeFile("\(path).tmp") else {
      throw FileError("write", path)
    }
    do throws(FileError) {
      try fill(descriptor, bytes, path: path, mode: mode)
    } catch {
      _ = close(descriptor)
      _ = unlink(temporary)
      throw error
    }
    _ = close(descriptor)
    faults.reached("\(label):written")
    guard rename(temporary, path) == 0 else {
      let error = FileError("write", path)
      _ = unlink(temporary)
      throw error
    }
    try synchroniseDirectory(parent(of: path))
    faults.reached("\(label):after")
  }

  private static func fill(
    _ descriptor: Int32, _ bytes: [UInt8], path: String, mode: UInt32
  ) throws(FileError) {
    try writeAll(bytes, to: descriptor, path: path)
    guard fchmod(descriptor, mode_t(mode)) == 0, fsync(descriptor) == 0 else {
      throw FileError("write", path)
    }
  }

  /// Writes `bytes` to the file at `path`, replacing what it held; neither atomic nor durable.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
  ) throws(FileError) {
    let descriptor = SystemCall.retrying {
      open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
    }
    guard descriptor >= 0 else { throw FileError("write", path) }
    defer { _ = close(descriptor) }
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Appends `bytes` to the file at `path` in one write, creating it where it is missing.
  package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = SystemCall.retrying {
      open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else { throw FileError("append to", path) }
    defer { _ = close(descriptor) }
    try writeAll(bytes, to: descriptor, path: path)
  }

  private static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        SystemCall.retrying {
          let from = raw.baseAddress?.advanced(by: written)
          let left = raw.count - written
          #if canImport(Darwin)
            return Darwin.write(descriptor, from, left)
          #elseif canImport(Glibc)
            return Glibc.write(descriptor, from, left)
          #else
            return Musl.write(descriptor, from, left)
          #endif
        }
      }
      guard count > 0 else { throw FileError("write", path) }
      written += count
    }
  }

  private static func synchroniseDirectory(_ path: String) throws(FileError) {
    let descriptor = SystemCall.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError("write to the folder", path) }
    defer { _ = close(descriptor) }
    // Some file systems cannot do this for a folder and say so; there is nothing more to do then.
    guard fsync(descriptor) == 0 || SystemCall.lastError == EINVAL else {
      throw FileError("write to the folder", path)
    }
  }

  /// Makes the folder at `path` where it is missing, and returns its path without links: a sandbox shows
  /// what is named, and not what a link on the way leads to.
  package static func canonicalDirectory(_ path: String) throws(FileError) -> String {
    try createDirectories(path)
    return canonicalPath(path) ?? path
  }

  /// Makes the folder at `path`, with every folder above it that is missing.
  package static func createDirectories(_ path: String) throws(FileError) {
    if mkdir(path, 0o755) == 0 || isDirectory(path) { return }
    guard SystemCall.lastError == ENOENT || !exists(parent(of: path)) else {
      throw FileError("create the folder", path)
    }
    // Upwards until something exists, then down again: no recursion on a path of any length.
    var missing = [path]
    var above = parent(of: path)
    while !isDirectory(above), above != "/", above != "." {
      missing.append(above)
      above = parent(of: above)
    }
    for folder in missing.reversed() {
      guard mkdir(folder, 0o755) == 0 || isDirectory(folder) else {
        throw FileError("create the folder", folder)
      }
    }
  }

  /// Makes a new, empty folder in `directory` (made where it is missing), and returns its path.
  package static func temporaryDirectory(
    in directory: String, prefix: String = "tmp"
  ) throws(FileError) -> String {
    try createDirectories(directory)
    // `mkdtemp` puts letters of its own in the place of the six marks.
    var template = Array("\(directory)/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError("create a folder in", directory) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Makes a symbolic link at `path` that leads to `target`.
  package static func createSymbolicLink(at path: String, to target: String) throws(FileError) {
    guard symlink(target, path) == 0 else { throw FileError("create the link", path) }
  }

  /// Renames what is at `path`, replacing a file at `target`.
  package static func move(_ path: String, to target: String) throws(FileError) {
    guard rename(path, target) == 0 else { throw FileError("move to \(target) what is at", path) }
  }
}
