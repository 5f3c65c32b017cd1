/// Text that came from elsewhere (git, a server's hook), made fit to be shown and recorded.
enum ForeignText {
  /// The lines of `bytes`: no control characters, no passwords, at most 20 of 400 characters.
  static func lines(_ bytes: [UInt8]) -> [String] {
    // A server may send megabytes; only the beginning is looked at.
    let text = String(decoding: bytes.prefix(64 << 10), as: UTF8.self)
    var lines: [String] = []
    for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }) {
      let clean = cleaned(line)
      guard !clean.isEmpty, lines.count < 20 else { continue }
      lines.append(clean)
    }
    let telling = lines.filter { !farewells.contains($0) }
    return telling.isEmpty ? lines : telling
  }

  /// What git says after every failed conversation, whatever was wrong.
  private static let farewells: Set<String> = [
    "fatal: Could not read from remote repository.",
    "Please make sure you have the correct access rights", "and the repository exists.",
  ]

  /// One line without control characters and passwords, and without blanks around it.
  static func cleaned(_ line: some StringProtocol) -> String {
    var view = String.UnicodeScalarView()
    for scalar in line.unicodeScalars.prefix(400) where !isUnprintable(scalar) {
      view.append(scalar)
    }
    let shown = String(view)
    let characters = Array(shown)
    guard let first = characters.firstIndex(where: { $0 != " " }),
      let last = characters.lastIndex(where: { $0 != " " })
    else { return "" }
    return withoutPasswords(String(characters[first...last]))
  }

  /// Controls, and the marks that reorder or hide text.
  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }

  /// Takes `user:password@` out of every address in `text`.
  static func withoutPasswords(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let scheme = rest.firstRange(of: "://") {
      result += rest[..<scheme.upperBound]
      rest = rest[scheme.upperBound...]
      let authority = rest.prefix { !"/ '\"".contains($0) }
      if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    }
    return result + rest
  }
}
