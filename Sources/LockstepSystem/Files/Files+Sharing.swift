#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Files {
  /// Whether a folder is at `path` itself, not at the end of a link.
  package static func isPlainFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a regular file is at `path` itself, not at the end of a link.
  package static func isPlainFile(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Copies the file or folder at `source` to `target`, which must not exist yet: regular files and
  /// folders only, with their permissions. Links are left out: they may have been made by a stranger.
  ///
  /// The files share nothing with the original afterwards; where the file system can, their blocks are
  /// shared until one of them is written to.
  ///
  /// - Parameter time: What every copy is told to have been written at; now, where it is `nil`.
  /// - Returns: How many bytes were copied.
  @discardableResult
  package static func copyPlain(
    _ source: String, to target: String, at time: FileTime? = nil
  ) throws(FileError) -> Int {
    var bytes = 0
    var waiting = [(source, target)]
    while let (from, to) = waiting.popLast() {
      var status = stat()
      guard lstat(from, &status) == 0 else { throw FileError("look at", from) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        guard mkdir(to, 0o755) == 0 else { throw FileError("create the folder", to) }
        for name in try list(from) { waiting.append(("\(from)/\(name)", "\(to)/\(name)")) }
      case S_IFREG:
        try copyFile(from, to: to, mode: status.st_mode & 0o755)
        if let time { try time.set(on: to) }
        bytes += Int(status.st_size)
      default: continue
      }
    }
    return bytes
  }

  /// The bytes of the regular files at and below `path`; nothing that is added or removed meanwhile is
  /// an error.
  package static func treeSize(_ path: String) throws(FileError) -> Int {
    var bytes = 0
    var waiting = [path]
    while let place = waiting.popLast() {
      var status = stat()
      guard lstat(place, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: for name in try list(place) { waiting.append("\(place)/\(name)") }
      case S_IFREG: bytes += Int(status.st_size)
      default: continue
      }
    }
    return bytes
  }

  private static func copyFile(
    _ source: String, to target: String, mode: mode_t
  ) throws(FileError) {
    let input = SystemCall.retrying { open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard input >= 0 else { throw FileError("read", source) }
    defer { _ = close(input) }
    let output = SystemCall.retrying {
      open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode | 0o600)
    }
    guard output >= 0 else { throw FileError("write", target) }
    defer { _ = close(output) }
    #if os(Linux)
      // Both files name the same blocks from then on, where the file system has that (FICLONE).
      if ioctl(output, 0x4004_9409, input) == 0 { return }
    #endif
    try copyBytes(from: input, to: output, source: source, target: target)
  }

  private static func copyBytes(
    from input: Int32, to output: Int32, source: String, target: String
  ) throws(FileError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = SystemCall.retrying { readSome(input, &buffer) }
      guard count >= 0 else { throw FileError("read", source) }
      if count == 0 { return }
      var written = 0
      while written < count {
        let step = buffer[written..<count].withUnsafeBytes { bytes in
          SystemCall.retrying { writeSome(output, bytes) }
        }
        guard step > 0 else { throw FileError("write", target) }
        written += step
      }
    }
  }

  // `Files` has functions of these names itself.
  private static func readSome(_ file: Int32, _ buffer: inout [UInt8]) -> Int {
    #if canImport(Darwin)
      Darwin.read(file, &buffer, buffer.count)
    #elseif canImport(Glibc)
      Glibc.read(file, &buffer, buffer.count)
    #else
      Musl.read(file, &buffer, buffer.count)
    #endif
  }

  private static func writeSome(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(file, bytes.baseAddress, bytes.count)
    #elseif canImport(Glibc)
      Glibc.write(file, bytes.baseAddress, bytes.count)
    #else
      Musl.write(file, bytes.baseAddress, bytes.count)
    #endif
  }
}

/// A moment, as files are dated with it.
package struct FileTime: Sendable {
  private let seconds: Int
  private let nanoseconds: Int

  /// The present moment by the clock that dates files.
  package static func now() -> FileTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return FileTime(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
  }

  /// Dates what is at `path`.
  package func set(on path: String) throws(FileError) {
    let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
    let times = [time, time]
    guard utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw FileError("date", path)
    }
  }

  /// Since 1970.
  package var wholeSeconds: Int { seconds }

  /// When what is at `path` was dated last, in seconds since 1970; nil where nothing is there.
  package static func seconds(of path: String) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      return Int(status.st_mtimespec.tv_sec)
    #else
      return Int(status.st_mtim.tv_sec)
    #endif
  }
}
