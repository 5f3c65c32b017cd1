/// Makes text from elsewhere harmless before a channel writes it.
enum MessageText {
  /// `text` on one line, without control characters and without the marks that reorder text.
  static func line(_ text: String) -> String {
    cleaned(text, keepingLines: false)
  }

  /// `text` in lines, without any other control character.
  static func lines(_ text: String) -> String {
    cleaned(text, keepingLines: true)
  }

  private static func cleaned(_ text: String, keepingLines: Bool) -> String {
    var result = String.UnicodeScalarView()
    var before: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { before = scalar }
      switch scalar {
      case "\n" where before == "\r": continue
      case "\n", "\r": result.append(keepingLines ? "\n" : " ")
      case "\t": result.append(keepingLines ? "\t" : " ")
      case "\u{2028}", "\u{2029}", "\u{85}": result.append(" ")
      case _ where isHidden(scalar): continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Control characters, and the marks that turn or hide text.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069,
      0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
