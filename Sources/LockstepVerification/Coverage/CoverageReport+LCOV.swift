import LockstepCore

extension CoverageReport {
  /// Reads lcov's format: records of `SF:path`, `DA:line,count` …, `end_of_record` (geninfo(1)).
  ///
  /// Records of one file are joined line by line: a line that any of them reached is reached. A record
  /// without `DA` counts by its totals `LF` and `LH`.
  init(lcov bytes: [UInt8], name: String) throws {
    var records: [String: Record] = [:]
    var open: (path: String, record: Record)?
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      if text == "end_of_record" {
        guard let record = open else { throw Self.unreadable(name, "a record ends unopened") }
        records[record.path, default: Record()].join(record.record)
        open = nil
      } else if text.hasPrefix("SF:") {
        guard open == nil else { throw Self.unreadable(name, "a record does not end") }
        open = (String(text.dropFirst(3)), Record())
      } else {
        try open?.record.take(text, of: name)
      }
    }
    guard open == nil else { throw Self.unreadable(name, "the last record does not end") }
    guard !records.isEmpty else { throw Self.unreadable(name, "it has no record of a file") }
    self.init(files: records.map { path, record in record.file(at: path) })
  }

  /// What is known of one file.
  private struct Record {
    var hits: [Int: Bool] = [:]
    var found = 0
    var hit = 0

    mutating func take(_ text: String, of name: String) throws {
      if text.hasPrefix("DA:") {
        let parts = text.dropFirst(3).split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count >= 2, let line = Int(parts[0]), let count = Double(parts[1]) else {
          throw CoverageReport.unreadable(name, "`\(text.prefix(80))` is no count of a line")
        }
        hits[line] = (hits[line] ?? false) || count > 0
      } else if text.hasPrefix("LF:") || text.hasPrefix("LH:") {
        guard let count = Int(text.dropFirst(3)), (0..<1 << 40).contains(count) else {
          throw CoverageReport.unreadable(name, "`\(text.prefix(80))` is no number of lines")
        }
        if text.hasPrefix("LF:") { found = count } else { hit = count }
      }
    }

    mutating func join(_ other: Record) {
      hits.merge(other.hits) { $0 || $1 }
      found = max(found, other.found)
      hit = max(hit, other.hit)
    }

    func file(at path: String) -> File {
      hits.isEmpty
        ? File(path: path, lines: found, covered: min(hit, found))
        : File(path: path, lines: hits.count, covered: hits.values.count { $0 })
    }
  }
}
