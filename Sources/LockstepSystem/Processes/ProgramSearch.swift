import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Finds programs on a `PATH`, and remembers where they were.
final class ProgramSearch: Sendable {
  private struct Question: Hashable {
    var program: String
    var path: String
  }

  private let known = Mutex<[Question: String]>([:])

  /// The path of `program`: itself when it holds a slash, else the first executable file of that
  /// name in an absolute directory of `path`.
  ///
  /// Relative directories are passed over, so that a working directory never decides what runs.
  func locate(_ program: String, path: String) throws(ProcessError) -> String {
    if program.contains("/") { return program }
    let question = Question(program: program, path: path)
    if let answer = known.withLock({ $0[question] }) { return answer }
    for directory in path.split(separator: ":") where directory.hasPrefix("/") {
      let candidate = "\(directory)/\(program)"
      var status = stat()
      guard stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        access(candidate, X_OK) == 0
      else { continue }
      known.withLock { $0[question] = candidate }
      return candidate
    }
    throw .programMissing(program: program, path: path)
  }

  /// Forgets what was found, because a program is no longer where it was.
  func forget() {
    known.withLock { $0.removeAll() }
  }
}
