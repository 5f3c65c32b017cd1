package import LockstepCore
package import LockstepFleet

/// An item that the foundation's sources call deprecated.
package struct Deprecation: Hashable, Sendable {
  /// The item's own name.
  package var name: String
  /// Where its attribute stands.
  package var place: SourcePlace
  /// The release from which it is deprecated, where the attribute tells a version.
  package var since: Version?
  /// The release with which its cycle was over, and how many have passed of it.
  package var cycleEnd: Version?
  package var cyclePassed: Int

  /// What has become of its cycle, in words.
  package func sentence(_ cycle: DeprecationCycle) -> String {
    guard let since else { return "deprecated, and the attribute does not say since which release" }
    guard let cycleEnd else {
      return "deprecated since \(since); \(cyclePassed) of its cycle of \(cycle) are out"
    }
    return "deprecated since \(since), past its cycle since \(cycleEnd): "
      + "remove it with the next major release"
  }

  /// Finds the `#[deprecated]` items of a source file, in order; whether somebody outside can reach them is
  /// not looked at, apart from what says itself that nobody can (`pub(crate)`).
  static func items(in source: [UInt8], path: String) -> [Deprecation] {
    let tokens = RustTokens(source).tokens
    var found: [Deprecation] = []
    var index = 0
    while index + 2 < tokens.count {
      guard tokens[index].token == .mark("#"), tokens[index + 1].token == .mark("["),
        tokens[index + 2].token == .word("deprecated")
      else {
        index += 1
        continue
      }
      let line = tokens[index].line
      let end = attributeEnd(from: index + 1, in: tokens)
      let since = since(in: tokens[index..<end])
      index = end
      guard let name = name(after: end, in: tokens) else { continue }
      found.append(
        Deprecation(
          name: name, place: SourcePlace(path: path, line: line, column: 1), since: since,
          cycleEnd: nil, cyclePassed: 0))
    }
    return found
  }

  private typealias Tokens = [(token: RustTokens.Token, line: Int)]

  /// The token after the bracket that closes the one at `open`.
  private static func attributeEnd(from open: Int, in tokens: Tokens) -> Int {
    var depth = 0
    for index in open..<tokens.count {
      if tokens[index].token == .mark("[") { depth += 1 }
      if tokens[index].token == .mark("]") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return tokens.count
  }

  private static func since(in attribute: Tokens.SubSequence) -> Version? {
    let words = attribute.map(\.token)
    guard let position = words.firstIndex(of: .word("since")), position + 2 < words.count,
      words[position + 1] == .mark("="), case .text(let text) = words[position + 2]
    else { return nil }
    // `since = "2.1"` is common.
    let parts = text.split(separator: ".").count
    let padded = parts < 3 ? text + String(repeating: ".0", count: 3 - max(1, parts)) : text
    return try? Version(parsing: padded)
  }

  private static let kinds: Set<String> = [
    "fn", "struct", "enum", "union", "trait", "type", "mod", "static", "const", "macro_rules",
    "use",
  ]
  /// What may be a trait's item, and so public without saying so.
  private static let members: Set<String> = ["fn", "type", "const", "macro_rules"]
  private static let qualifiers: Set<String> = [
    "const", "unsafe", "async", "extern", "default", "safe", "mut", "auto",
  ]

  /// The name of the item whose attributes end at `index`; `nil` where only its own crate sees it.
  private static func name(after index: Int, in tokens: Tokens) -> String? {
    var index = index
    while index + 1 < tokens.count, tokens[index].token == .mark("#"),
      tokens[index + 1].token == .mark("[")
    {
      index = attributeEnd(from: index + 1, in: tokens)
    }
    var isPublic = false
    if index < tokens.count, tokens[index].token == .word("pub") {
      isPublic = true
      index += 1
      if index < tokens.count, tokens[index].token == .mark("(") { return nil }
    }
    var kind: String?
    while index < tokens.count {
      switch tokens[index].token {
      case .word(let word):
        let next = index + 1 < tokens.count ? tokens[index + 1].token : .mark(";")
        if kind == nil, kinds.contains(word), word != "const" || isName(next) {
          kind = word
        } else if kind == nil, qualifiers.contains(word) {
          // `const fn`, `unsafe fn`, `extern "C" fn`
        } else {
          let isSeen = isPublic || kind.map(members.contains) ?? true
          return isSeen && kind != "use" ? word : nil
        }
      case .mark("!"), .text: break
      case .mark: return nil
      }
      index += 1
    }
    return nil
  }

  /// Whether a word after `const` is the constant's name, and no further qualifier.
  private static func isName(_ token: RustTokens.Token) -> Bool {
    guard case .word(let word) = token else { return false }
    return !kinds.contains(word) && !qualifiers.contains(word)
  }
}
