import LockstepCore

/// What a compilation printed on its standard output with `--message-format=json`.
///
/// Every message is one line that starts with `{"reason":`; other lines come from tests and build
/// scripts. The format is cargo's (The Cargo Book, “External tools”).
struct CargoMessages {
  var errors: [CompilerError] = []
  var artifacts: [BuiltArtifact] = []
  var tests = TestTally()
  var suites = TestSuites()
  var warnings = 0
  /// What `build-finished` said; absent where cargo did not get that far.
  var buildSucceeded: Bool?
  /// The compiler's messages as people read them, and every line that is no message; bounded.
  var log = ""

  private static let logLimit = 4 << 20
  /// A line beyond this is no message that anybody could read; it is left out.
  private static let lineLimit = 16 << 20

  init(parsing output: [UInt8]) {
    for line in output.split(separator: UInt8(ascii: "\n")) where line.count <= Self.lineLimit {
      if line.first == UInt8(ascii: "{"), let value = try? JSONValue(parsing: Array(line)),
        let reason = value["reason"].text
      {
        take(reason: reason, value)
      } else {
        take(text: String(decoding: line, as: UTF8.self))
      }
    }
  }

  private mutating func take(reason: String, _ value: JSONValue) {
    switch reason {
    case "compiler-message": takeCompilerMessage(value)
    case "compiler-artifact": takeArtifact(value)
    case "build-script-executed": takeRanScript(value)
    case "build-finished": buildSucceeded = value["success"].flag
    case TestSuites.beginning: suites.begin(value["program"].text ?? "", artifacts: artifacts)
    case TestSuites.ending: suites.end(status: value["status"].number)
    default: break
    }
  }

  private mutating func takeCompilerMessage(_ value: JSONValue) {
    guard let message = value["message"], let level = message["level"].text else { return }
    let rendered = message["rendered"].text ?? ""
    append(rendered)
    if level == "warning" { warnings += 1 }
    // "error: internal compiler error" is a level of its own.
    guard level.hasPrefix("error") else { return }
    let text = message["message"].text ?? ""
    // rustc's closing line repeats that there were errors; it is none.
    guard !text.hasPrefix("aborting due to") else { return }
    let spans = message["spans"].items
    let span = spans.first { $0["is_primary"].flag == true } ?? spans.first
    errors.append(
      CompilerError(
        code: message["code"].flatMap { $0["code"].text },
        message: text,
        file: span.flatMap { $0["file_name"].text },
        line: span.flatMap { $0["line_start"].number },
        column: span.flatMap { $0["column_start"].number },
        package: PackageIdentifier(cargo: value["package_id"].text ?? ""),
        rendered: rendered, mentions: Self.mentions(in: message)))
  }

  /// The stretches of source that a message and its notes point at, bounded.
  private static func mentions(in message: JSONValue) -> [CompilerError.Mention] {
    let parts = [(message, false)] + message["children"].items.prefix(12).map { ($0, true) }
    let found = parts.flatMap { part, isNote in
      part["spans"].items.prefix(12).compactMap { span -> CompilerError.Mention? in
        guard let file = span["file_name"].text, let line = span["line_start"].number else {
          return nil
        }
        let row = span["text"].items.first
        let first = (row?["highlight_start"].number ?? 1) - 1
        let last = (row?["highlight_end"].number ?? 1) - 1
        let text = Array((row?["text"].text ?? "").unicodeScalars.prefix(4096))
        var highlighted = ""
        var lead = ""
        if first >= 0, first < last, first < text.count {
          lead.unicodeScalars += text[..<first].suffix(200)
          highlighted.unicodeScalars += text[first..<min(last, text.count)].prefix(400)
        }
        return CompilerError.Mention(
          file: file, line: line, text: highlighted, lead: lead,
          label: span["label"].text.map { String($0.prefix(400)) },
          isPrimary: span["is_primary"].flag == true, isNote: isNote)
      }
    }
    return Array(found.prefix(32))
  }

  private mutating func takeArtifact(_ value: JSONValue) {
    guard let identifier = value["package_id"].text else { return }
    artifacts.append(
      BuiltArtifact(
        package: PackageIdentifier(cargo: identifier),
        manifestPath: value["manifest_path"].text ?? "",
        target: value["target"].flatMap { $0["name"].text } ?? "",
        kinds: value["target"].flatMap { $0["kind"] }.items.compactMap { Optional($0).text },
        fresh: value["fresh"].flag ?? false,
        executable: value["executable"].text,
        files: value["filenames"].items.compactMap { Optional($0).text }))
  }

  /// A build script that ran is told of without its package's manifest.
  private mutating func takeRanScript(_ value: JSONValue) {
    guard let identifier = value["package_id"].text, let folder = value["out_dir"].text else {
      return
    }
    artifacts.append(
      BuiltArtifact(
        package: PackageIdentifier(cargo: identifier), manifestPath: "", target: "",
        kinds: [BuiltArtifact.ranScript], fresh: false, files: [folder]))
  }

  /// Takes in a line of the test harness: `test path::name ... ok`.
  private mutating func take(text: String) {
    append(text + "\n")
    guard text.hasPrefix("test "), let dots = text.firstRange(of: " ... ") else { return }
    let verdict = text[dots.upperBound...]
    var name = text[text.index(text.startIndex, offsetBy: 5)..<dots.lowerBound]
    if name.hasSuffix(" - should panic") { name = name.dropLast(15) }
    if verdict.hasPrefix("ok") {
      tests.passed += 1
      suites.take(test: String(name), .passed)
    } else if verdict.hasPrefix("ignored") {
      tests.ignored += 1
      suites.take(test: String(name), .ignored)
    } else if verdict.hasPrefix("FAILED") {
      tests.failed.append(String(name))
      suites.take(test: String(name), .failed)
    }
  }

  private mutating func append(_ text: String) {
    guard log.utf8.count + text.utf8.count <= Self.logLimit else { return }
    log += text
  }
}

extension PackageIdentifier {
  /// Reads cargo's package id: `SOURCE#NAME@VERSION`, `SOURCE/NAME#VERSION`, and the older
  /// `NAME VERSION (SOURCE)`.
  package init(cargo text: String) {
    if text.hasSuffix(")"), let open = text.firstRange(of: " (") {
      let words = text[..<open.lowerBound].split(separator: " ")
      self.init(
        text: text, name: words.first.map(String.init) ?? text,
        version: words.dropFirst().first.flatMap { try? Version(parsing: $0) },
        source: String(text[open.upperBound...].dropLast()))
      return
    }
    guard let hash = text.lastIndex(of: "#") else {
      self.init(text: text, name: text, version: nil, source: "")
      return
    }
    let source = text[..<hash]
    let fragment = text[text.index(after: hash)...]
    if let at = fragment.firstIndex(of: "@") {
      self.init(
        text: text, name: String(fragment[..<at]),
        version: try? Version(parsing: fragment[fragment.index(after: at)...]),
        source: String(source))
    } else if let version = try? Version(parsing: fragment) {
      let folder = source.prefix { $0 != "?" }.split(separator: "/").last
      self.init(
        text: text, name: folder.map(String.init) ?? "", version: version, source: String(source))
    } else {
      self.init(text: text, name: String(fragment), version: nil, source: String(source))
    }
  }
}
