import LockstepCore
import LockstepSystem

/// Tells a verdict about the code from trouble with the run.
///
/// Cargo exits with 101 for nearly everything, so its words on standard error have to tell. They are
/// those of cargo 1.95, in the locale C, most of them unchanged for years.
enum CargoVerdict {
  static func outcome(of result: ProcessResult, messages: CargoMessages) -> BuildOutcome {
    if let obstacle = machineTrouble(of: result, messages) { return .couldNotRun(obstacle) }
    if result.succeeded { return .succeeded }
    // A compiler error, a failed test and a failed build script are verdicts, whatever else is said.
    if !messages.errors.isEmpty || messages.buildSucceeded != nil { return .failed }
    return obstacle(of: result).map(BuildOutcome.couldNotRun) ?? .failed
  }

  /// What kept a failed run from its end; `nil` where cargo's words speak of the code.
  static func obstacle(of result: ProcessResult) -> Obstacle? {
    if let trouble = machineTrouble(of: result, nil) { return trouble }
    let errors = result.errorText
    for row in texts where errors.contains(row.text) {
      guard let kind = row.kind else { return nil }
      return Obstacle(kind: kind, message: errorParagraph(of: errors))
    }
    // Later cargos point at the place in a manifest as the compiler points at code.
    let points = errors.split(separator: "\n").contains {
      $0.drop { $0 == " " }.hasPrefix("--> ") && $0.contains("Cargo.toml:")
    }
    if points { return Obstacle(kind: .invalidManifest, message: errorParagraph(of: errors)) }
    return Obstacle(kind: .other, message: errorParagraph(of: errors))
  }

  private static func machineTrouble(
    of result: ProcessResult, _ messages: CargoMessages?
  ) -> Obstacle? {
    if result.timedOut {
      return Obstacle(kind: .timedOut, message: "the run took longer than it was allowed to")
    }
    if case .signalled(let signal) = result.termination {
      return Obstacle(kind: .killed, message: "cargo was ended by signal \(signal)")
    }
    if result.succeeded { return nil }
    let errors = result.errorText
    let full = ["No space left on device", "(os error 28)"]
    if full.contains(where: errors.contains)
      || messages?.errors.contains(where: { full.contains(where: $0.rendered.contains) }) == true
    {
      return Obstacle(kind: .outOfSpace, message: "no space was left on the disk")
    }
    if errors.contains("could not execute process `rustc") {
      return Obstacle(kind: .toolMissing, message: errorParagraph(of: errors))
    }
    if let linker = messages?.errors.first(where: {
      $0.message.hasPrefix("linker `") && $0.message.hasSuffix("` not found")
    }) {
      return Obstacle(kind: .toolMissing, message: linker.message)
    }
    // A compiler that the system ended (SIGKILL: out of memory) says nothing about the code; a test
    // or compiler that ends itself (SIGSEGV, SIGABRT) does.
    for text in ["(signal: 9, SIGKILL", "(signal: 15, SIGTERM"] where errors.contains(text) {
      return Obstacle(kind: .killed, message: errorParagraph(of: errors))
    }
    return nil
  }

  /// What a text means; without a kind it is a verdict about the code. The first row that occurs
  /// counts: offline mode ends many messages with a reminder that is not their cause.
  private static let texts: [(text: String, kind: Obstacle.Kind?)] = [
    ("because --locked was passed to prevent this", .lockOutOfDate),
    ("needs to be updated but --locked was passed", .lockOutOfDate),
    ("could not compile `", nil),
    ("failed to run custom build command for", nil),
    ("test failed, to rerun pass", nil),
    ("Could not resolve host", .noNetwork),
    ("Could not connect to server", .noNetwork),
    ("Failed to connect to", .noNetwork),
    ("Timeout was reached", .noNetwork),
    ("spurious network error", .noNetwork),
    ("download of config.json failed", .noNetwork),
    ("failed to download from", .noNetwork),
    ("attempting to make an HTTP request, but --offline was specified", .noNetwork),
    ("can't check for updates in offline mode", .noNetwork),
    ("failed to clone into", .noNetwork),
    ("failed to fetch into", .noNetwork),
    ("no matching package", .dependencyNotFound),
    ("failed to select a version", .dependencyNotFound),
    ("registry index was not found in any configuration", .dependencyNotFound),
    ("does not contain this feature", .dependencyNotFound),
    ("does not have feature", .dependencyNotFound),
    ("did not match any packages", .dependencyNotFound),
    ("failed to get `", .dependencyNotFound),
    ("failed to load source for dependency", .dependencyNotFound),
    ("failed to load manifest for", .invalidManifest),
    ("failed to parse manifest at", .invalidManifest),
    ("could not find `Cargo.toml`", .invalidManifest),
    ("manifest path `", .invalidManifest),
    ("no such command:", .toolMissing),
    ("is not installed", .toolMissing),
    ("requires rustc ", .toolMissing),
  ]

  /// The first `error:` of cargo's output with what belongs to it, bounded.
  static func errorParagraph(of errors: String) -> String {
    let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("error") }) else {
      return String(lines.last { !$0.isEmpty } ?? "")
    }
    var paragraph: [Substring] = []
    for line in lines[start...].prefix(40) {
      if !paragraph.isEmpty, line.hasPrefix("error") || line.hasPrefix("warning") { break }
      let trimmed = line.drop { $0 == " " }
      if !trimmed.isEmpty { paragraph.append(trimmed) }
    }
    let text = paragraph.joined(separator: "; ")
    let body = text.hasPrefix("error: ") ? text.dropFirst(7) : text[...]
    return String(body.replacing("Caused by:; ", with: "").prefix(2000))
  }
}
