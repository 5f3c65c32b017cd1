/// The figures that one run of a benchmark printed or wrote, by the benchmark's name.
package struct BenchmarkFigures: Hashable, Sendable {
  /// One figure.
  package struct Figure: Hashable, Sendable, Codable {
    package var value: Double
    package var unit: String

    package init(_ value: Double, _ unit: String) {
      self.value = value
      self.unit = unit
    }

    /// Whether more is better: the unit is a rate, such as `MB/s` or `ops/sec`.
    package var isRate: Bool {
      ["/s", "/sec", "/second"].contains { unit.hasSuffix($0) }
    }

    /// What the work costs: the figure itself, or what a rate leaves of it.
    package var cost: Double { isRate ? 1 / value : value }
  }

  package var figures: [String: Figure]

  package init(_ figures: [String: Figure] = [:]) {
    self.figures = figures
  }

  /// The most benchmarks of one run that are read.
  static let limit = 10_000

  /// Reads what a program printed: the harness of Rust's standard library
  /// (`test NAME ... bench: 1,234 ns/iter (+/- 5)`), or lines of a name, a value and a unit.
  ///
  /// Every other line is passed over; of a name that comes twice the last figure counts.
  package init(printed text: String) {
    figures = [:]
    for line in text.split(whereSeparator: \.isNewline) where figures.count < Self.limit {
      if let (name, figure) = Self.harness(line) ?? Self.plain(line) { figures[name] = figure }
    }
  }

  private static func harness(_ line: Substring) -> (String, Figure)? {
    guard line.hasPrefix("test "), let dots = line.firstRange(of: " ... bench:") else { return nil }
    let name = line[line.index(line.startIndex, offsetBy: 5)..<dots.lowerBound]
    let words = line[dots.upperBound...].split(separator: " ")
    guard words.count >= 2, words[1].hasSuffix("/iter"),
      let value = Double(words[0].replacing(",", with: ""))
    else { return nil }
    return (
      name.split(separator: " ").joined(separator: " "),
      Figure(value, String(words[1].dropLast(5)))
    )
  }

  private static func plain(_ line: Substring) -> (String, Figure)? {
    let words = line.split { $0 == " " || $0 == "\t" }
    // `running 3 tests` is how the standard library's harness begins.
    guard words.count == 3, words[0] != "running", let value = Double(words[1]), value.isFinite,
      words[2].first.map({ !$0.isNumber && $0 != "-" }) == true
    else { return nil }
    return (String(words[0]), Figure(value, String(words[2])))
  }
}
