/// The part of a log that a reader wants to see first: where the trouble begins, or else the end.
struct LogExcerpt: Hashable, Sendable {
  /// The lines, none of them longer than a screen is wide.
  let lines: [String]

  private static let mostLines = 60
  private static let widest = 300

  /// Takes the excerpt of a log, without the colours that tools print.
  init(of log: String) {
    let all = log.split(separator: "\n", omittingEmptySubsequences: false)
    let first = all.firstIndex(where: Self.isTrouble).map { max(0, $0 - 3) }
    let start = min(first ?? .max, max(0, all.count - Self.mostLines))
    let part = all[start...].prefix(Self.mostLines)
    var lines = part.map(Self.shown)
    if start > 0 { lines.insert("… \(start) lines above", at: 0) }
    let below = all.count - start - part.count
    if below > 0 { lines.append("… \(below) lines below") }
    self.lines = lines
  }

  private static func isTrouble(_ line: Substring) -> Bool {
    let line = plain(line.prefix(200))
    return line.hasPrefix("error") || line.contains(" panicked at ")
  }

  private static func shown(_ line: Substring) -> String {
    let part = line.prefix(widest)
    return plain(part).replacing("\t", with: "    ")
      + (part.endIndex == line.endIndex ? "" : "…")
  }

  /// A line without what a terminal takes for commands (ECMA-48: a control sequence ends with one of
  /// `@` to `~`; an operating system's command with a bell, or an escape and a backslash).
  static func plain(_ line: Substring) -> String {
    guard line.unicodeScalars.contains("\u{1B}") else {
      return line.last == "\r" ? String(line.dropLast()) : String(line)
    }
    var result = String.UnicodeScalarView()
    var scalars = line.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\u{1B}" else {
        result.append(scalar)
        continue
      }
      switch scalars.popFirst() {
      case "[": while let next = scalars.popFirst(), !("@"..."~").contains(next) {}
      case "]":
        while let next = scalars.popFirst(), next != "\u{07}" {
          if next == "\u{1B}" {
            _ = scalars.popFirst()
            break
          }
        }
      default: break
      }
    }
    let text = String(result)
    return text.last == "\r" ? String(text.dropLast()) : text
  }
}
