#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reading and writing files and folders.
package enum Files {
  /// The bytes of the file at `path`, or `nil` where there is no such file.
  package static func read(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8]? {
    let descriptor = SystemCall.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      let code = SystemCall.lastError
      if code == ENOENT || code == ENOTDIR { return nil }
      throw FileError("read", path)
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("read", path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(action: "read", path: path, reason: "it is a folder", code: EISDIR)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(Int(status.st_size) + 1, limit + 1))
    var buffer = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 4_096), 1 << 20))
    while true {
      let count = buffer.withUnsafeMutableBytes { raw in
        SystemCall.retrying {
          #if canImport(Darwin)
            Darwin.read(descriptor, raw.baseAddress, raw.count)
          #elseif canImport(Glibc)
            Glibc.read(descriptor, raw.baseAddress, raw.count)
          #else
            Musl.read(descriptor, raw.baseAddress, raw.count)
          #endif
        }
      }
      guard count >= 0 else { throw FileError("read", path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else {
        throw FileError(
          action: "read", path: path, reason: "it is larger than \(limit) bytes", code: EFBIG)
      }
    }
  }

  /// The names in the folder at `path`, sorted, without `.` and `..`; empty where it is missing.
  package static func list(_ path: String) throws(FileError) -> [String] {
    guard let directory = opendir(path) else {
      if SystemCall.lastError == ENOENT { return [] }
      throw FileError("list", path)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)
        ) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether something is at `path`; a dangling symbolic link counts.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether a folder, or a link to one, is at `path`.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The size in bytes of the file at `path`, or `nil` where nothing is there.
  package static func size(_ path: String) throws(FileError) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if SystemCall.lastError == ENOENT { return nil }
      throw FileError("look at", path)
    }
    return Int(status.st_size)
  }

  /// Whether a regular file, or a link to one, is at `path`.
  package static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The absolute path without links and dots of what is at `path`, or `nil` where nothing is.
  package static func canonicalPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The working directory of this process.
  package static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// `path` made absolute from `directory`; nothing is looked up, links and dots stay.
  package static func absolutePath(_ path: String, from directory: String) -> String {
    if path.hasPrefix("/") { return path }
    return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
  }

  /// The folder that holds what is at `path`: its parent by name.
  package static func parent(of path: String) -> String {
    var end = path.utf8.endIndex
    let bytes = path.utf8
    while end > bytes.startIndex, bytes[bytes.index(before: end)] == UInt8(ascii: "/") {
      end = bytes.index(before: end)
    }
    guard let slash = bytes[..<end].lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(path[..<slash])
  }
}
