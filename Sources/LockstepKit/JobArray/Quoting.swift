/// How a text is written so that it is data, in the languages that job arrays are written in.
enum Quoting {
  /// For a POSIX shell: nothing in it means anything.
  static func shell(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// A YAML scalar between double quotes (YAML 1.2, section 7.3.1).
  static func yaml(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\t": escaped += "\\t"
      // Control characters, line separators and whatever reorders text.
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value),
        "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{200B}"..."\u{200F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\"\(escaped)\""
  }

  /// For GitHub, which evaluates `${{ … }}` in the text of a workflow before anybody reads it.
  static func github(_ text: String) -> String {
    text.replacing("${{", with: "${{ '${{' }}")
  }

  /// A YAML block scalar: the lines as they are, below their key.
  static func block(_ script: String, indent: Int) -> [String] {
    let space = String(repeating: " ", count: indent)
    return script.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.isEmpty ? "" : space + line
    }
  }
}
