/// One source file: its tokens, and what a first reading found in it.
struct RustFile {
  /// A stretch of tokens with a scope of its own: a module in braces, or a block with a `use`.
  struct Region {
    var first: Int
    var last: Int
    var scope: Int
    /// Whether it is a module that is compiled for tests alone.
    var isForTests = false
  }

  /// An implementation of a trait.
  struct Implementation {
    /// The tokens of the trait's path.
    var trait: Range<Int>
    /// The tokens between the braces.
    var body: Range<Int>
  }

  var path: String
  var bytes: [UInt8]
  var tokens: [RustToken]
  /// The module that the file is.
  var scope: Int
  /// By their first token.
  var regions: [Region] = []
  /// What is compiled for tests alone, as far as it is looked at.
  private(set) var testModules: [ClosedRange<Int>] = []
  /// By the first token of the trait's path.
  var implementations: [Implementation] = []

  /// Finishes what a first reading found.
  mutating func close() {
    regions.sort { $0.first < $1.first }
    testModules = regions.lazy.filter(\.isForTests).prefix(32).map {
      $0.first...max($0.first, $0.last)
    }
  }

  /// The token's symbol; 0 outside the file.
  @inline(__always)
  func symbol(_ index: Int) -> UInt32 {
    tokens.indices.contains(index) ? tokens[index].symbol : 0
  }

  @inline(__always)
  func isKeyword(_ index: Int, _ word: Keyword) -> Bool { symbol(index) == word.rawValue }

  /// Whether the token is a name that an item can have.
  func isName(_ index: Int) -> Bool {
    let symbol = symbol(index)
    guard symbol >= RustSymbol.firstName else { return false }
    return Keyword(rawValue: symbol).map { !$0.isReserved } ?? true
  }

  /// Goes from an opening angle bracket behind its closing one; nil where the text ends before that.
  func skipAngles(from index: Int) -> Int? {
    guard symbol(index) == RustSymbol.less else { return nil }
    var depth = 0
    var index = index
    // What is longer is no list of parameters, and looking further again and again would take long.
    let end = min(tokens.count, index + 4096)
    while index < end {
      switch tokens[index].symbol {
      case RustSymbol.less: depth += 1
      case RustSymbol.greater:
        depth -= 1
        if depth == 0 { return index + 1 }
      case RustSymbol.semicolon where depth == 1 && !isInSquare(index): return nil
      case RustSymbol.close: return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Whether a semicolon stands in an array's type: `[u8; 4]`.
  private func isInSquare(_ index: Int) -> Bool {
    var back = index - 1
    var depth = 0
    while back >= 0, index - back < 64 {
      switch tokens[back].symbol {
      case RustSymbol.closeSquare: depth += 1
      case RustSymbol.openSquare:
        if depth == 0 { return true }
        depth -= 1
      default: break
      }
      back -= 1
    }
    return false
  }

  /// Where each line begins.
  func lineStarts() -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    return starts
  }

  /// The line and column of a token, from 1; columns count characters, but bytes in a line that no
  /// person wrote.
  func place(of token: Int, lines: [Int]) -> (line: Int, column: Int) {
    guard tokens.indices.contains(token) else { return (1, 1) }
    let offset = min(Int(tokens[token].start), bytes.count)
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle] <= offset { low = middle } else { high = middle }
    }
    let start = lines[low]
    guard offset - start < 2048 else { return (low + 1, offset - start + 1) }
    return (low + 1, bytes[start..<offset].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
