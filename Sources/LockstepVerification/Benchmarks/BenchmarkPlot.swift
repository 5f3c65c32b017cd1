import LockstepCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The intervals of a comparison as a picture: a row for each benchmark, a line for the limit.
///
/// The axis is logarithmic, so that twice as fast and twice as slow lie equally far from 1.
struct BenchmarkPlot: Sendable {
  private let rows: [BenchmarkRow]
  private let limit: Double

  private static let rowHeight = 26
  private static let left = 280
  private static let width = 860
  private static let right = 20
  private static let top = 46
  /// More rows than this make no picture that anybody could read.
  private static let most = 200

  init(_ rows: [BenchmarkRow], limit: Double) {
    self.rows = Array(rows.prefix(Self.most))
    self.limit = limit
  }

  /// The picture as a file of its own.
  var svg: String {
    let height = Self.top + rows.count * Self.rowHeight + 34
    let bottom = height - 30
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(Self.width) \(height)\" font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      "<text x=\"10\" y=\"22\" font-size=\"14\" fill=\"#222222\">candidate / baseline, "
        + "with exact bounds</text>",
    ]
    for tick in ticks {
      let x = position(of: tick)
      lines.append(
        "<line x1=\"\(x)\" y1=\"\(Self.top - 8)\" x2=\"\(x)\" y2=\"\(bottom)\" "
          + "stroke=\"#dddddd\"/><text x=\"\(x)\" y=\"\(bottom + 18)\" text-anchor=\"middle\" "
          + "fill=\"#555555\">×\(Self.short(tick))</text>")
    }
    let border = position(of: limit)
    lines.append(
      "<line x1=\"\(border)\" y1=\"\(Self.top - 8)\" x2=\"\(border)\" y2=\"\(bottom)\" "
        + "stroke=\"#b3261e\" stroke-dasharray=\"5 4\"/><text x=\"\(border)\" "
        + "y=\"\(Self.top - 14)\" text-anchor=\"middle\" fill=\"#b3261e\">"
        + "limit ×\(Self.short(limit))</text>")
    for (number, row) in rows.enumerated() {
      lines.append(mark(row, at: Self.top + number * Self.rowHeight + Self.rowHeight / 2))
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func mark(_ row: BenchmarkRow, at y: Int) -> String {
    let name = Self.escaped(
      row.series.name.count > 40 ? "…" + row.series.name.suffix(39) : row.series.name)
    let colour =
      switch row.judgement.outcome {
      case .passed: "#1b7f3b"
      case .failed: "#b3261e"
      case .inconclusive: "#8a6d00"
      }
    var text =
      "<text x=\"\(Self.left - 14)\" y=\"\(y + 4)\" text-anchor=\"end\" fill=\"#222222\">"
      + "\(name)</text>"
    guard let centre = row.judgement.centre else { return text }
    let low = position(of: centre.lowerRatio ?? range.lowerBound)
    let high = position(of: centre.upperRatio ?? range.upperBound)
    text +=
      "<line x1=\"\(low)\" y1=\"\(y)\" x2=\"\(high)\" y2=\"\(y)\" stroke=\"\(colour)\" "
      + "stroke-width=\"3\"/><circle cx=\"\(position(of: centre.ratio))\" cy=\"\(y)\" r=\"5\" "
      + "fill=\"\(colour)\"><title>\(Self.escaped(row.line))</title></circle>"
    return text
  }

  /// What the axis shows: every bound, 1 and the limit, with a little room.
  private var range: ClosedRange<Double> {
    var low = 0.95
    var high = limit * 1.05
    for centre in rows.compactMap(\.judgement.centre) {
      for ratio in [centre.lowerRatio, centre.upperRatio, centre.ratio] {
        guard let ratio, ratio.isFinite, ratio > 0 else { continue }
        low = min(low, ratio / 1.02)
        high = max(high, ratio * 1.02)
      }
    }
    // A benchmark that became a thousand times faster must not make the others a point.
    return max(low, 0.1)...min(max(high, 1.05), 20)
  }

  private var ticks: [Double] {
    [0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.2, 1.5, 2, 5, 10, 20].filter(range.contains)
  }

  private func position(of ratio: Double) -> Int {
    let range = range
    let inside = min(max(ratio, range.lowerBound), range.upperBound)
    let share =
      (log(inside) - log(range.lowerBound)) / (log(range.upperBound) - log(range.lowerBound))
    let width = Double(Self.width - Self.left - Self.right)
    return Self.left + Int((share * width).rounded())
  }

  private static func short(_ value: Double) -> String {
    var text = BenchmarkRow.ratio(value)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: escaped += "�"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
