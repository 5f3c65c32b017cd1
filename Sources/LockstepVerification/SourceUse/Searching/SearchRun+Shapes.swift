extension SearchRun {
  /// Whether a type's fields are told here: `Name { … }` without `..`, or `Name(…)`.
  func isBuilt(_ mention: Mention, in file: RustFile) -> Bool {
    guard mention.isLast else { return false }
    switch file.symbol(mention.end) {
    case RustSymbol.openRound: return true
    case RustSymbol.open: return fields(of: mention, in: file).map { !$0.hasRest } ?? false
    default: return false
    }
  }

  /// Finds wanted fields, and wanted functions of an implementation, in the braces behind a path.
  mutating func searchFields(of node: Int, _ mention: Mention, in file: RustFile) {
    guard tree[node].hasMembers, let found = fields(of: mention, in: file) else { return }
    for token in found.names {
      guard let child = tree.child(file.tokens[token].symbol, of: node) else { continue }
      for item in tree.items(at: child) where items[item].manner == .field {
        add(item, at: token, in: mention.file, .certain)
      }
    }
  }

  /// Finds the wanted functions of a trait in an implementation of it.
  mutating func searchImplementation(of node: Int, _ mention: Mention, in file: RustFile) {
    guard let body = implementation(at: mention, in: file)?.body else { return }
    var depth = 0
    for index in body where index < file.tokens.count {
      switch file.tokens[index].symbol {
      case RustSymbol.open: depth += 1
      case RustSymbol.close: depth -= 1
      case Keyword.fn.rawValue where depth == 0:
        guard let child = tree.child(file.symbol(index + 1), of: node) else { continue }
        for item in tree.items(at: child) where items[item].manner == .implementedMethod {
          add(item, at: index + 1, in: mention.file, .certain)
        }
      default: break
      }
    }
  }

  /// The fields that are named in the braces behind a path, and whether `..` leaves others to it; nil
  /// where the braces are something else: a body, a block.
  private func fields(
    of mention: Mention, in file: RustFile
  ) -> (names: [Int], hasRest: Bool)? {
    guard !isHeader(mention, in: file) else { return nil }
    var names: [Int] = []
    var hasRest = false
    var depth = 0
    var index = mention.end
    let end = min(file.tokens.count, index + 20_000)
    var isStart = true
    while index < end {
      let symbol = file.tokens[index].symbol
      switch symbol {
      case RustSymbol.open, RustSymbol.openRound, RustSymbol.openSquare:
        depth += 1
        isStart = depth == 1
      case RustSymbol.close, RustSymbol.closeRound, RustSymbol.closeSquare:
        depth -= 1
        if depth == 0 { return (names, hasRest) }
      case RustSymbol.comma where depth == 1: isStart = true
      case RustSymbol.semicolon where depth == 1: return nil
      case RustSymbol.hash where depth == 1 && isStart: break
      case RustSymbol.range where depth == 1 && isStart:
        hasRest = true
        isStart = false
      case Keyword.ref.rawValue where depth == 1, Keyword.mut.rawValue where depth == 1: break
      default:
        guard depth == 1, isStart else { break }
        isStart = false
        let next = file.symbol(index + 1)
        guard symbol >= RustSymbol.firstName || symbol == RustSymbol.number,
          next == RustSymbol.colon || next == RustSymbol.comma || next == RustSymbol.close
        else { return nil }
        names.append(index)
      }
      index += 1
    }
    return nil
  }

  /// Whether the brace behind a path opens a body: `-> Name {`, `impl Trait for Name {`.
  private func isHeader(_ mention: Mention, in file: RustFile) -> Bool {
    var back = mention.start - 1
    while [RustSymbol.ampersand, RustSymbol.lifetime, Keyword.mut.rawValue].contains(
      file.symbol(back))
    {
      back -= 1
    }
    let before = file.symbol(back)
    return [RustSymbol.arrow, mark("+"), Keyword.for.rawValue, Keyword.impl.rawValue]
      .contains(before)
  }

  private func mark(_ character: Unicode.Scalar) -> UInt32 { RustSymbol.mark(character) }

  // MARK: match

  /// Finds the `match` that a variant's pattern stands in, where it has no arm for everything else.
  mutating func searchMatch(_ item: Int, _ mention: Mention, in file: RustFile) {
    guard !mention.isLast, isPattern(from: mention.end, in: file),
      let open = openingBrace(before: mention.start, in: file),
      let match = matchKeyword(before: open, in: file), !hasCatchAll(from: open, in: file)
    else { return }
    add(item, at: match, in: mention.file, .likely)
  }

  /// Whether `=>` comes before anything that ends a pattern.
  private func isPattern(from index: Int, in file: RustFile) -> Bool {
    var depth = 0
    for index in index..<min(file.tokens.count, index + 400) {
      switch file.tokens[index].symbol {
      case RustSymbol.fatArrow: return depth <= 0
      case RustSymbol.openRound, RustSymbol.openSquare, RustSymbol.open: depth += 1
      case RustSymbol.closeRound, RustSymbol.closeSquare: depth -= 1
      case RustSymbol.close:
        depth -= 1
        if depth < 0 { return false }
      case RustSymbol.semicolon: return false
      case RustSymbol.equals where depth == 0 && file.symbol(index + 1) != RustSymbol.equals:
        return false
      default: break
      }
    }
    return false
  }

  /// The innermost brace that is open at a token.
  private func openingBrace(before index: Int, in file: RustFile) -> Int? {
    var depth = 0
    var index = index - 1
    let end = max(0, index - 20_000)
    while index >= end {
      switch file.tokens[index].symbol {
      case RustSymbol.close: depth += 1
      case RustSymbol.open:
        if depth == 0 { return index }
        depth -= 1
      default: break
      }
      index -= 1
    }
    return nil
  }

  private func matchKeyword(before open: Int, in file: RustFile) -> Int? {
    var depth = 0
    var index = open - 1
    while index >= 0, open - index < 400 {
      switch file.tokens[index].symbol {
      case Keyword.match.rawValue where depth == 0: return index
      case RustSymbol.closeRound, RustSymbol.closeSquare, RustSymbol.close: depth += 1
      case RustSymbol.openRound, RustSymbol.openSquare, RustSymbol.open:
        depth -= 1
        if depth < 0 { return nil }
      case RustSymbol.semicolon where depth == 0: return nil
      default: break
      }
      index -= 1
    }
    return nil
  }

  /// Whether an arm of the `match` takes whatever comes: `_`, or a name alone.
  private func hasCatchAll(from open: Int, in file: RustFile) -> Bool {
    var index = open + 1
    let end = min(file.tokens.count, open + 50_000)
    while index < end, file.tokens[index].symbol != RustSymbol.close {
      let first = index
      guard let arrow = skip(from: index, to: RustSymbol.fatArrow, in: file) else { return false }
      if arrow == first + 1, isCatchAll(file.tokens[first].symbol) { return true }
      index = arrow + 1
      if file.symbol(index) == RustSymbol.open {
        guard let close = closing(of: index, in: file) else { return false }
        index = close + 1
        if file.symbol(index) == RustSymbol.comma { index += 1 }
      } else {
        guard let comma = skip(from: index, to: RustSymbol.comma, in: file) else { return false }
        index = comma + 1
      }
    }
    return false
  }

  private func isCatchAll(_ symbol: UInt32) -> Bool {
    if symbol == Keyword.underscore.rawValue { return true }
    guard symbol >= RustSymbol.firstName, Keyword(rawValue: symbol) == nil else { return false }
    let first = read.names.text(symbol).unicodeScalars.first
    return first.map { $0.properties.isLowercase } ?? false
  }

  /// The next `wanted` outside all brackets; nil where the brace around closes before.
  private func skip(from index: Int, to wanted: UInt32, in file: RustFile) -> Int? {
    var depth = 0
    for index in index..<max(index, file.tokens.count) {
      let symbol = file.tokens[index].symbol
      if depth == 0, symbol == wanted { return index }
      switch symbol {
      case RustSymbol.open, RustSymbol.openRound, RustSymbol.openSquare: depth += 1
      case RustSymbol.close, RustSymbol.closeRound, RustSymbol.closeSquare:
        depth -= 1
        if depth < 0 { return nil }
      default: break
      }
    }
    return nil
  }

  private func closing(of open: Int, in file: RustFile) -> Int? {
    var depth = 0
    for index in open..<file.tokens.count {
      switch file.tokens[index].symbol {
      case RustSymbol.open: depth += 1
      case RustSymbol.close:
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }
}
