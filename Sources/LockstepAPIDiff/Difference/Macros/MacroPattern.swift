/// What one arm of a `macro_rules!` macro takes.
struct MacroPattern: Hashable, Sendable {
  /// One part of a pattern. A repetition with a separator is written out without one, so that there
  /// are two kinds: any number of times, and at most once.
  indirect enum Part: Hashable, Sendable {
    /// A token that has to stand there.
    case token(String)
    /// `$name:kind`; the name does not count.
    case fragment(String)
    /// What stands in brackets.
    case group(Character, [Part])
    /// `$( … )*`.
    case many([Part])
    /// `$( … )?`.
    case maybe([Part])
  }

  /// What it is made of.
  let parts: [Part]
  /// The pattern as the source has it.
  let text: String

  /// Whether the arm is for the macro's own use: by convention those begin with `@`, or with a name
  /// that begins with `__`.
  var isInternal: Bool {
    guard case .token(let first)? = parts.first else { return false }
    return first == "@" || first.hasPrefix("__")
  }

  /// Whether everything that `other` takes is taken by this pattern; also where that is too intricate
  /// to find out.
  func takes(_ other: MacroPattern) -> Bool {
    var inclusion = MacroInclusion()
    return inclusion.matches(parts[...], other.parts[...]) || inclusion.isExhausted
  }

  /// The patterns of a macro's arms; `nil` where the source is no `macro_rules!`, or cannot be read.
  static func patterns(of source: String) -> [MacroPattern]? {
    guard source.hasPrefix("macro_rules!") else { return nil }
    var reader = MacroReader(source)
    return reader.arms()
  }
}

/// Finds out whether one pattern takes all that another takes, by trying; bounded, because macros
/// come from outside.
private struct MacroInclusion {
  private static let limit = 4_000
  private var steps = 0
  private var depth = 0

  /// Whether the search was given up.
  var isExhausted: Bool { steps >= Self.limit }

  typealias Parts = ArraySlice<MacroPattern.Part>

  mutating func matches(_ general: Parts, _ special: Parts) -> Bool {
    steps += 1
    guard steps < Self.limit, depth < 400 else {
      steps = Self.limit
      return false
    }
    depth += 1
    defer { depth -= 1 }
    guard let wanted = special.first else { return general.allSatisfy(Self.isEmptyAllowed) }
    let rest = special.dropFirst()
    if case .maybe(let inner) = wanted {
      return matches(general, rest) && matches(general, inner + rest)
    }
    guard let given = general.first else { return false }
    let after = general.dropFirst()
    switch given {
    case .many([.fragment("tt")]): return matches(general, rest) || matches(after, special)
    case .many(let body):
      if case .many(let other) = wanted {
        return matches(body[...], other[...]) && matches(general, rest) || matches(after, special)
      }
      return matches(body + general, special) || matches(after, special)
    case .maybe(let body): return matches(body + after, special) || matches(after, special)
    case .group(let bracket, let inner):
      guard case .group(bracket, let other) = wanted else { return false }
      return matches(inner[...], other[...]) && matches(after, rest)
    case .fragment("vis") where given != wanted: return matches(after, special)
    case .token, .fragment: return Self.takes(given, wanted) && matches(after, rest)
    }
  }

  private static func isEmptyAllowed(_ part: MacroPattern.Part) -> Bool {
    switch part {
    case .many, .maybe, .fragment("vis"): true
    default: false
    }
  }

  private static func takes(_ given: MacroPattern.Part, _ wanted: MacroPattern.Part) -> Bool {
    if given == wanted { return true }
    guard case .fragment(let kind) = given else { return false }
    switch wanted {
    case .fragment(let other): return wider[other]?.contains(kind) == true
    case .group(let bracket, _): return kind == "tt" || bracket == "{" && kind == "block"
    case .token(let text):
      guard let first = text.first else { return false }
      if kind == "tt" { return true }
      if first.isLetter || first == "_" {
        return wider["ident"]?.contains(kind) == true || kind == "ident"
      }
      if first.isNumber || first == "\"" {
        return wider["literal"]?.contains(kind) == true || kind == "literal"
      }
      return first == "'" && kind == "lifetime"
    default: return false
    }
  }

  /// The kinds of fragments that take whatever a kind takes (from the Reference's chapter on macros
  /// by example).
  private static let wider: [String: Set<String>] = [
    "ident": ["tt", "expr", "expr_2021", "ty", "path", "pat", "pat_param"],
    "lifetime": ["tt"],
    "block": ["tt", "expr", "expr_2021"],
    "literal": ["expr", "expr_2021", "pat", "pat_param"],
    "path": ["ty", "expr", "expr_2021"],
    "expr_2021": ["expr"],
    "pat_param": ["pat"],
  ]
}
