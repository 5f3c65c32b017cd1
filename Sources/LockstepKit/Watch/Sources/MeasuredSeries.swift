internal import LockstepCore
internal import LockstepSystem
internal import LockstepVerification

/// The measurements of one benchmark over time, before and since a release.
struct MeasuredSeries: Hashable, Sendable {
  /// One measurement.
  struct Point: Hashable, Sendable {
    var at: Timestamp
    /// What the work costs: more is worse, whatever the unit says.
    var cost: Double
    var unit: String
  }

  /// What a figure is worth, and when and of what it was taken.
  struct Sample: Hashable, Sendable {
    var name: String
    var point: Point
    /// Whether it was taken of the release, where that is known by the commit; else its time decides.
    var isSince: Bool?
  }

  var name: String
  private(set) var before: [Point] = []
  private(set) var since: [Point] = []
  /// Figures in another unit than the newest one's, which cannot be compared with it.
  private(set) var strangers = 0

  /// Sorts samples into series, by name.
  static func all(_ samples: [Sample], release: Timestamp) -> [MeasuredSeries] {
    let groups = Dictionary(grouping: samples, by: \.name)
    return groups.sorted { $0.key < $1.key }.map { name, samples in
      var series = MeasuredSeries(name: name)
      let ordered = samples.sorted { $0.point.at < $1.point.at }
      let unit = ordered.last?.point.unit
      for sample in ordered {
        guard sample.point.unit == unit else {
          series.strangers += 1
          continue
        }
        if sample.isSince ?? (sample.point.at >= release) {
          series.since.append(sample.point)
        } else {
          series.before.append(sample.point)
        }
      }
      return series
    }
  }

  private init(name: String) { self.name = name }
}

/// Reads measurements out of files.
///
/// A file holds lines `instant name value unit`, or lines of JSON with `at`, `name`, `value` and `unit`.
/// A folder holds a file for each run, as a CI leaves them: what the run printed, with the instant at the
/// beginning of the file's name (`2026-11-20T02-00-00Z`), or else in its lines.
struct SeriesFile: Sendable {
  /// The most bytes of a file, and the most files of a folder, that are read.
  static let sizeLimit = 8 << 20
  static let folderLimit = 2_000
  private static let lineLimit = 200_000

  let path: String
  /// How the series of this file are told from others.
  let label: String

  /// Every measurement, in no particular order, and what could not be read.
  func samples() throws -> (samples: [MeasuredSeries.Sample], problems: [String]) {
    guard Files.isDirectory(path) else {
      guard let bytes = try Files.read(path, limit: Self.sizeLimit) else {
        return ([], ["\(label): there is no such file"])
      }
      let (found, unread) = Self.lines(of: bytes, label: label, at: nil)
      return (found, unread == 0 ? [] : ["\(label): \(counted(unread, "line")) not understood"])
    }
    var samples: [MeasuredSeries.Sample] = []
    var problems: [String] = []
    let names = try Files.list(path).filter { !$0.hasPrefix(".") }.sorted()
    for name in names.suffix(Self.folderLimit) {
      let file = Files.join(path, name)
      guard Files.isPlainFile(file), let bytes = try Files.read(file, limit: Self.sizeLimit) else {
        continue
      }
      let (found, _) = Self.lines(of: bytes, label: label, at: Self.instant(of: name))
      if found.isEmpty { problems.append("\(label)/\(printable(name)): no figure with an instant") }
      samples += found
    }
    return (samples, problems)
  }

  /// Reads the lines of one file; where they have no instant of their own, `at` is theirs.
  static func lines(
    of bytes: [UInt8], label: String, at: Timestamp?
  ) -> (samples: [MeasuredSeries.Sample], unread: Int) {
    var samples: [MeasuredSeries.Sample] = []
    var unread = 0
    let text = String(decoding: bytes, as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline).suffix(lineLimit) {
      if let sample = json(line, label, at) ?? plain(line, label) {
        samples.append(sample)
      } else if !line.hasPrefix("#") {
        unread += 1
      }
    }
    guard samples.isEmpty, let at else { return (samples, unread) }
    let figures = BenchmarkFigures(printed: text).figures
    return (
      figures.sorted { $0.key < $1.key }.compactMap { name, figure in
        sample(name, figure, at: at, label)
      }, 0
    )
  }

  private static func plain(_ line: Substring, _ label: String) -> MeasuredSeries.Sample? {
    let words = line.split { $0 == " " || $0 == "\t" }
    guard words.count == 4, let at = try? Timestamp(parsing: words[0]),
      let value = Double(words[2])
    else { return nil }
    return sample(String(words[1]), .init(value, String(words[3])), at: at, label)
  }

  private static func json(
    _ line: Substring, _ label: String, _ usual: Timestamp?
  ) -> MeasuredSeries.Sample? {
    guard line.hasPrefix("{"), let value = try? JSONValue(parsing: String(line)),
      let name = value["name"]?.string, let figure = value["value"]?.number,
      let at = value["at"]?.string.flatMap({ try? Timestamp(parsing: $0) }) ?? usual
    else { return nil }
    return sample(name, .init(figure, value["unit"]?.string ?? ""), at: at, label)
  }

  private static func sample(
    _ name: String, _ figure: BenchmarkFigures.Figure, at: Timestamp, _ label: String
  ) -> MeasuredSeries.Sample? {
    let cost = figure.cost
    guard cost > 0, cost.isFinite else { return nil }
    return MeasuredSeries.Sample(
      name: "\(label): \(printable(name))", point: .init(at: at, cost: cost, unit: figure.unit))
  }

  /// The instant at the beginning of a file's name; colons may be hyphens there.
  private static func instant(of name: String) -> Timestamp? {
    let length = "2026-11-20T02:00:00Z".count
    var text = Array(name.prefix(length))
    guard text.count == length else { return nil }
    for place in [13, 16] where text[place] == "-" || text[place] == "_" { text[place] = ":" }
    return try? Timestamp(parsing: String(text))
  }
}
