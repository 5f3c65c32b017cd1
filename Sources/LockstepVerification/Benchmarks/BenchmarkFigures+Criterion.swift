import LockstepCore
import LockstepSystem

extension BenchmarkFigures {
  /// Reads what Criterion left in its folder: `…/new/benchmark.json` names the benchmark and
  /// `…/new/estimates.json` has its figures, in nanoseconds.
  ///
  /// The median of an iteration's time is taken. A folder without results gives no figures.
  package init(criterion folder: String) throws {
    figures = [:]
    try take(folder, depth: 0)
  }

  private mutating func take(_ folder: String, depth: Int) throws {
    // Group, function, value, `new`: Criterion nests no deeper.
    guard depth <= 6, Files.isDirectory(folder) else { return }
    for name in try Files.list(folder).sorted() where figures.count < Self.limit {
      let path = Files.join(folder, name)
      guard Files.isDirectory(path) else { continue }
      if name == "new" {
        guard let estimates = try Self.json(Files.join(path, "estimates.json")),
          let value = estimates["median"]?["point_estimate"]?.number
        else { continue }
        let facts = try Self.json(Files.join(path, "benchmark.json"))
        figures[facts?["full_id"]?.string ?? Self.title(of: folder)] = Figure(value, "ns")
      } else {
        try take(path, depth: depth + 1)
      }
    }
  }

  private static func title(of folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  private static func json(_ path: String) throws -> JSONValue? {
    guard let bytes = try Files.read(path, limit: 16 << 20) else { return nil }
    return try JSONValue(parsing: bytes)
  }
}
