/// Reads the patterns in a macro's source, whose bodies rustdoc leaves out.
struct MacroReader {
  private var tokens: [String] = []
  private var position = 0
  private var depth = 0

  /// How deep brackets may nest.
  private static let depthLimit = 64

  /// Cuts a source into tokens; white space and comments do not count.
  init(_ source: String) {
    let bytes = Array(source.utf8)
    var index = 0
    while index < bytes.count {
      let start = index
      Self.skip(bytes, &index)
      if index > start { tokens.append(String(decoding: bytes[start..<index], as: UTF8.self)) }
      if index == start { index += 1 }
    }
  }

  /// Moves behind the token that begins at `index`; not at all where white space stands there.
  private static func skip(_ bytes: [UInt8], _ index: inout Int) {
    func isWord(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte >= 0x80
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let first = bytes[index]
    switch first {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return
    case UInt8(ascii: "\""):
      index += 1
      while index < bytes.count, bytes[index] != first {
        index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      index = min(index + 1, bytes.count)
    case UInt8(ascii: "'"):
      // `'x'` and `'\n'` are characters, `'x` is a lifetime.
      let isEscape = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\\")
      let end = isEscape ? bytes[(index + 2)...].dropFirst().firstIndex(of: first) : nil
      if let end {
        index = end + 1
      } else if index + 2 < bytes.count, bytes[index + 2] == first {
        index += 3
      } else {
        index += 1
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        if index < bytes.count, bytes[index] == first { index += 1 }
      }
    case _ where isWord(first):
      while index < bytes.count, isWord(bytes[index]) { index += 1 }
    default: index += 1
    }
  }

  private var next: String? { position < tokens.count ? tokens[position] : nil }

  private mutating func take(_ token: String) -> Bool {
    guard next == token else { return false }
    position += 1
    return true
  }

  /// The patterns of all arms.
  mutating func arms() -> [MacroPattern]? {
    guard take("macro_rules"), take("!") else { return nil }
    position += 1
    guard take("{") || take("(") else { return nil }
    var found: [MacroPattern] = []
    while let open = next, Self.closing[open] != nil {
      let start = position
      guard case .group(_, let parts)? = part() else { return nil }
      let text = tokens[start..<position].joined(separator: " ")
      found.append(MacroPattern(parts: parts, text: Self.tidied(text)))
      guard take("="), take(">"), case .group? = part() else { return nil }
      _ = take(";")
    }
    return next == "}" || next == ")" ? found : nil
  }

  private static let closing = ["(": ")", "[": "]", "{": "}"]

  private mutating func parts(until close: String) -> [MacroPattern.Part]? {
    var found: [MacroPattern.Part] = []
    while let token = next, token != close {
      if token == "$", position + 1 < tokens.count, tokens[position + 1] == "(" {
        position += 1
        guard let repeated = repetition() else { return nil }
        found += repeated
      } else {
        guard let part = part() else { return nil }
        found.append(part)
      }
    }
    return take(close) ? found : nil
  }

  private mutating func part() -> MacroPattern.Part? {
    guard let token = next else { return nil }
    position += 1
    if let close = Self.closing[token], let bracket = token.first {
      guard depth < Self.depthLimit else { return nil }
      depth += 1
      defer { depth -= 1 }
      return parts(until: close).map { .group(bracket, $0) }
    }
    guard token == "$" else { return .token(token) }
    guard let name = next, name != "crate", position + 2 < tokens.count,
      tokens[position + 1] == ":"
    else { return .token(token) }
    position += 3
    return .fragment(tokens[position - 1])
  }

  /// `$( … ) separator operator`, written out: `$(a),+` is `a $(, a)*`.
  private mutating func repetition() -> [MacroPattern.Part]? {
    guard case .group(_, let body)? = part() else { return nil }
    let operators: Set = ["*", "+", "?"]
    var separator: [MacroPattern.Part] = []
    if let token = next, !operators.contains(token) || isSeparator {
      separator = [.token(token)]
      position += 1
      // `=>` and the like are one separator of two characters.
      while let more = next, !operators.contains(more), separator.count < 3 {
        separator.append(.token(more))
        position += 1
      }
    }
    guard let sign = next, operators.contains(sign) else { return nil }
    position += 1
    let more = MacroPattern.Part.many(separator + body)
    switch sign {
    case "?": return [.maybe(body)]
    case "+": return body + [more]
    default: return separator.isEmpty ? [more] : [.maybe(body + [more])]
    }
  }

  /// Whether `+` or `*` stands between what is repeated, with the operator behind it.
  private var isSeparator: Bool {
    guard let sign = next, sign != "?", position + 1 < tokens.count else { return false }
    return ["*", "+"].contains(tokens[position + 1]) && sign != tokens[position + 1]
  }

  /// The tokens of a pattern, close together where people write them so.
  private static func tidied(_ text: String) -> String {
    var result = text
    for (loose, tight) in [
      ("$ ", "$"), ("# [", "#["), ("@ ", "@"), (" : ", ":"), ("( ", "("), (" )", ")"), ("[ ", "["),
      (" ]", "]"), (" ,", ","),
      (" ;", ";"), (") *", ")*"), (") +", ")+"), (") ?", ")?"), (", *", ",*"), (", +", ",+"),
    ] {
      result = result.replacing(loose, with: tight)
    }
    return result
  }
}
