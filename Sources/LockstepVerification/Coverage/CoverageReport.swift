import LockstepCore

/// How many lines of each file a run of the tests reached.
package struct CoverageReport: Hashable, Sendable {
  /// The lines of one file.
  package struct File: Hashable, Sendable {
    package var path: String
    package var lines: Int
    package var covered: Int

    package init(path: String, lines: Int, covered: Int) {
      self.path = path
      self.lines = lines
      self.covered = covered
    }
  }

  /// The files that have lines to reach, by path.
  package var files: [File]

  package init(files: [File]) {
    self.files = files.filter { $0.lines > 0 }.sorted { $0.path < $1.path }
  }

  package var lines: Int { files.reduce(0) { $0 + $1.lines } }
  package var covered: Int { files.reduce(0) { $0 + $1.covered } }

  /// The share of lines that were reached, in per cent; `nil` where there is no line at all.
  package var percent: Double? {
    lines > 0 ? Double(covered) * 100 / Double(lines) : nil
  }

  /// The greatest report that is read.
  package static let sizeLimit = 256 << 20

  /// Reads a report of `llvm-cov export` (JSON) or of any tool that writes lcov's format.
  ///
  /// - Parameter name: What errors call it.
  package init(parsing bytes: [UInt8], name: String) throws {
    let start = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if start == UInt8(ascii: "{") {
      try self.init(llvm: try JSONValue(parsing: bytes), name: name)
    } else {
      try self.init(lcov: bytes, name: name)
    }
  }

  private init(llvm report: JSONValue, name: String) throws {
    guard report["type"]?.string == "llvm.coverage.json.export",
      let units = report["data"]?.array
    else { throw Self.unreadable(name, "it is JSON, and not an export of llvm-cov") }
    var found: [String: File] = [:]
    for file in units.flatMap({ $0["files"]?.array ?? [] }) {
      guard let path = file["filename"]?.string, let lines = file["summary"]?["lines"],
        let count = lines["count"]?.integer, let covered = lines["covered"]?.integer,
        count >= 0, (0...count).contains(covered), count < 1 << 40
      else { throw Self.unreadable(name, "a file in it has no count of lines") }
      let other = found[path]
      found[path] = File(
        path: path, lines: max(Int(count), other?.lines ?? 0),
        covered: max(Int(covered), other?.covered ?? 0))
    }
    self.init(files: Array(found.values))
  }

  /// A report that is none of the known kinds.
  static func unreadable(_ name: String, _ why: String) -> ExplainedFailure {
    ExplainedFailure(
      "the coverage report \(name) cannot be read", why: [why],
      hints: [
        "write it with `cargo llvm-cov --json --output-path FILE`, or `--lcov`",
        "reports in lcov's format of other tools are read as well",
      ])
  }
}
