/// Returns `text` on one line, with everything escaped that a terminal would act on.
///
/// Escaped are control characters, line and paragraph separators, and the marks that reorder text
/// from right to left; they become `\n`, `\r`, `\t` or `\u{1b}`. All else stays as it is, so this
/// is for showing untrusted text, not for reversing.
public func printable(_ text: some StringProtocol) -> String {
  guard text.unicodeScalars.contains(where: \.isUnprintable) else { return String(text) }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.isUnprintable:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

extension Unicode.Scalar {
  /// Whether a terminal might act on this scalar instead of showing it.
  var isUnprintable: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
