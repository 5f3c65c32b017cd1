extension Explanation {
  /// The whole explanation as lines of plain text, without colours and without a final line end.
  ///
  /// ```
  /// error: `billing` cannot take core 2.3.0
  /// cause: billing/Cargo.toml:14:8: it requires `core = "=2.2.1"`
  /// hint: raise the requirement in billing, or leave it out with `--except billing`
  /// ```
  ///
  /// The place, where there is one, leads the first cause, or makes a cause of its own. A part of
  /// several lines goes on indented by two spaces, so that quoted text can never pass for a line of
  /// ours. Control characters are escaped.
  public var rendered: String {
    lines.map { "\($0.label): \($0.text)" }.joined(separator: "\n")
  }

  /// The lines of `rendered` in order, each as its label (`error`, `cause`, `hint`) and its text.
  ///
  /// A renderer with colours paints the labels; the text is escaped already.
  public var lines: [(label: String, text: String)] {
    var lines = [(label: "error", text: Self.block(what))]
    var causes = why.map(Self.block)
    if let place {
      let prefix = printable(place.description)
      if let first = causes.first {
        // A list of places begins with its own.
        if !first.hasPrefix(prefix) { causes[0] = "\(prefix): \(first)" }
      } else {
        causes = [prefix]
      }
    }
    lines += causes.map { (label: "cause", text: $0) }
    lines += hints.map { (label: "hint", text: Self.block($0)) }
    return lines
  }

  /// Escapes each line of `text`, and indents all but the first.
  private static func block(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd)
      .map { printable($0) }
      .joined(separator: "\n  ")
  }
}

extension Character {
  /// Whether this ends a line in a file of ours: a line feed, alone or after a carriage return.
  fileprivate var isLineEnd: Bool {
    self == "\n" || self == "\r\n"
  }
}
