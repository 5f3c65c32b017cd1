internal import LockstepCore

#if canImport(Glibc)
  @preconcurrency internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The one owner of what a person sees: results on standard output, everything else on standard error.
struct Terminal: Sendable {
  var format: OutputFormat
  var isQuiet: Bool
  /// Whether standard error takes colours.
  let hasColour: Bool
  /// Whether somebody sits there who can be asked.
  let isInteractive: Bool
  /// Whether standard error is a screen on which lines can be taken back.
  let takesBack: Bool

  init(format: OutputFormat, isQuiet: Bool, environment: [String: String]) {
    self.format = format
    self.isQuiet = isQuiet
    let plain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    hasColour = isatty(STDERR_FILENO) == 1 && !plain && environment["TERM"] != "dumb"
    takesBack = isatty(STDERR_FILENO) == 1 && environment["TERM"].map { $0 != "dumb" } ?? false
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
  }

  /// Prints a result.
  func result(_ text: String) {
    Self.write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
  }

  /// Prints a result in the form that was asked for.
  func result(text: @autoclosure () -> String, json: @autoclosure () -> JSONValue) {
    switch format {
    case .json: result(json())
    case .text, .markdown, .sarif, .github, .junit: result(text())
    }
  }

  /// Prints a result as JSON.
  func result(_ json: JSONValue) {
    result(String(decoding: json.bytes(pretty: true), as: UTF8.self))
  }

  /// Tells what is going on.
  func note(_ text: String) {
    guard !isQuiet, !text.isEmpty else { return }
    Self.write(text + "\n", to: STDERR_FILENO)
  }

  /// Moves the cursor and clears; for a screen alone.
  func control(_ sequence: String) {
    Self.write(sequence, to: STDERR_FILENO)
  }

  /// Tells what went wrong; it is never silenced.
  func error(_ explanation: Explanation) {
    Self.write(explanation.rendered + "\n", to: STDERR_FILENO)
  }

  /// Tells why there is nothing to do.
  func remark(_ explanation: Explanation) {
    let lines = explanation.lines.map { line in
      line.label == "error" ? "nothing to do: \(line.text)" : "\(line.label): \(line.text)"
    }
    Self.write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
  }

  /// Asks a question that is answered by yes or no.
  func ask(_ question: String) -> Bool {
    Self.write("\(question) [y/N] ", to: STDERR_FILENO)
    guard let answer = readLine() else { return false }
    return ["y", "yes"].contains(answer.lowercased())
  }

  func emphasised(_ text: String) -> String { styled(text, "1") }
  func good(_ text: String) -> String { styled(text, "32") }
  func bad(_ text: String) -> String { styled(text, "31") }
  func faint(_ text: String) -> String { styled(text, "2") }

  private func styled(_ text: String, _ code: String) -> String {
    hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #else
          Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      if count < 0 {
        if errno == EINTR { continue }
        // Whoever read us has gone; there is nobody left to tell.
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// The forms in which a result can be printed; each command says which of them it has.
enum OutputFormat: String, Sendable, CaseIterable {
  case text
  case json
  /// A page for a forge's comment or a summary.
  case markdown
  /// SARIF 2.1.0, which code scanning reads.
  case sarif
  /// Workflow commands of GitHub Actions, which become annotations.
  case github
  /// JUnit's XML, which every continuous integration reads.
  case junit

  /// The forms that every command has.
  static let everywhere: [OutputFormat] = [.text, .json]
}
