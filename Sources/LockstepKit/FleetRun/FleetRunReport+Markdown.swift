internal import LockstepCore
internal import LockstepVerification

extension FleetRunReport {
  /// The run as a page for a job's summary or a forge's comment.
  ///
  /// GitHub refuses a summary of more than a mebibyte, so a page that would be longer leaves out the least
  /// urgent parts and says how many.
  package var markdown: String {
    var page = BoundedPage(limit: Self.longestPage)
    page.add {
      [
        "### \(Self.prose("\(baseline) → \(candidate)")): \(Self.prose(conclusion))", "",
        Self.prose("\(tally); \(apartness)"),
      ]
    }
    page.table(
      "causes", ["", "| what breaks them | dependents | |", "| --- | ---: | --- |"], causes
    ) { cause in
      let names = cause.names.prefix(Self.mostNames).map(\.description)
      let left = cause.names.count - names.count
      return Self.row([cause.text, "\(cause.names.count)"])
        + " \(names.map(Self.prose).joined(separator: ", "))"
        + (left > 0 ? " and \(left) more |" : " |")
    }
    page.table(
      "dependents",
      ["", "| dependent | outcome | seconds | reason |", "| --- | --- | ---: | --- |"],
      ordered.filter { $0.outcome.kind != .passed }
    ) { entry in
      Self.row([
        entry.name.description, entry.outcome.kind.rawValue,
        Verification.seconds(entry.outcome.seconds), entry.told,
      ])
    }
    for entry in entries(.regressed) { page.add(counting: "details") { Self.details(of: entry) } }
    let passed = entries(.passed)
    if !passed.isEmpty {
      page.add(counting: "list of those that passed") {
        let names = passed.map { Self.prose($0.name.description) }.joined(separator: ", ")
        return [
          "", "<details><summary>\(passed.count) passed</summary>", "", names, "", "</details>",
        ]
      }
    }
    return page.text
  }

  /// Half of what a forge takes, for a job may have other things to say.
  private static let longestPage = 512 << 10
  private static let mostNames = 50
  private static let mostLines = 50

  private static func details(of entry: Entry) -> [String] {
    var lines = entry.outcome.newErrors.prefix(mostLines).map { error in
      "- \(LivingMarkdown.code(bounded(error.place))) \(prose(error.headline))"
    }
    lines += entry.outcome.failedTests.prefix(mostLines).map {
      "- test fails: \(LivingMarkdown.code(bounded($0.description)))"
    }
    guard !lines.isEmpty else { return [] }
    let left =
      entry.outcome.newErrors.dropFirst(mostLines).count
      + entry.outcome.failedTests.dropFirst(mostLines).count
    if left > 0 { lines.append("- … and \(left) more") }
    return ["", "<details><summary>\(prose(entry.name.description))</summary>", ""] + lines
      + ["", "</details>"]
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(prose).joined(separator: " | ") + " |"
  }

  /// Text from a repository, on one line and not too long, that means nothing but itself.
  private static func prose(_ text: String) -> String {
    LivingMarkdown.words(bounded(text))
  }

  private static func bounded(_ text: String) -> String {
    let part = text.prefix(400)
    return part.endIndex == text.endIndex ? text : part + "…"
  }
}

/// A page that takes no more than fits, and remembers what did not.
private struct BoundedPage {
  private var lines: [String] = []
  private var room: Int
  private var leftOut: [String: Int] = [:]

  init(limit: Int) {
    // The last line tells what is missing.
    room = limit - 1_024
  }

  /// Adds lines that belong together, or counts them as one `part` that is left out; after the first
  /// one that did not fit, the others of its kind are not even made.
  mutating func add(counting part: String = "", _ lines: () -> [String]) {
    guard leftOut[part] == nil else {
      leftOut[part, default: 0] += 1
      return
    }
    let new = lines()
    let size = new.reduce(0) { $0 + $1.utf8.count + 1 }
    guard size <= room else {
      leftOut[part] = 1
      return
    }
    room -= size
    self.lines += new
  }

  /// Adds a table with as many of its rows as fit; half of the room is for what comes after it.
  mutating func table<Row>(
    _ part: String, _ head: [String], _ rows: [Row], _ line: (Row) -> String
  ) {
    guard !rows.isEmpty else { return }
    let kept = room / 2
    room -= kept
    add { head }
    for row in rows { add(counting: part) { [line(row)] } }
    room += kept
  }

  var text: String {
    var lines = lines
    if !leftOut.isEmpty {
      let parts = leftOut.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      lines += ["", "Left out, for a summary is short: \(parts.joined(separator: ", "))."]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
