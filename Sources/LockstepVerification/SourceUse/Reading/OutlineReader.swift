/// Reads what one file declares: its modules, its `use` trees, its items' names, its implementations
/// of traits.
///
/// It goes over the tokens once and keeps what is open on a stack of its own, so that no nesting can
/// exhaust anything.
struct OutlineReader {
  /// Names in one path, and braces in one `use` tree, beyond which a statement is given up.
  static let deepest = 64

  /// What a brace that is open belongs to.
  enum Owner {
    case module
    case block
    /// An `impl` or a `trait`: what is declared in it is no name of the module.
    case members
  }

  struct Frame {
    var owner: Owner
    /// The scope in which names are looked up here.
    var scope: Int
    /// Whether `scope` was made for this very block.
    var isOwn: Bool
    /// Its stretch of tokens in the file's list, where it has a scope of its own.
    var region: Int?
    var first: Int
    /// The implementation that the brace belongs to.
    var implementation: Int?
  }

  var file: RustFile
  let number: Int
  var scopes: ScopeTable
  private var frames: [Frame]
  /// What the next brace belongs to.
  private var pending: (owner: Owner, scope: Int?, implementation: Int?) = (.block, nil, nil)
  /// `#[path = "…"] mod name;`: the scope it is declared in, its name and the file.
  private(set) var elsewhere: [(scope: Int, name: UInt32, path: String)] = []

  /// Reads `file`, the `number`th of its package.
  init(_ file: RustFile, number: Int, scopes: ScopeTable) {
    self.file = file
    self.number = number
    self.scopes = scopes
    frames = [Frame(owner: .module, scope: file.scope, isOwn: true, first: 0)]
  }

  mutating func read() {
    var index = 0
    while index < file.tokens.count {
      let symbol = file.tokens[index].symbol
      switch symbol {
      case RustSymbol.open: push(index)
      case RustSymbol.close: pop(index)
      case RustSymbol.semicolon: pending = (.block, nil, nil)
      default:
        if symbol >= RustSymbol.firstName, let word = Keyword(rawValue: symbol),
          let next = declaration(word, at: index)
        {
          index = next
          continue
        }
      }
      index += 1
    }
    for position in file.implementations.indices where file.implementations[position].body.isEmpty {
      let first = file.implementations[position].body.lowerBound
      file.implementations[position].body = first..<max(first, file.tokens.count)
    }
    file.close()
  }

  // MARK: Braces

  private mutating func push(_ index: Int) {
    let scope = pending.scope ?? frames[frames.count - 1].scope
    frames.append(
      Frame(
        owner: pending.owner, scope: scope, isOwn: pending.scope != nil, first: index,
        implementation: pending.implementation))
    if pending.scope != nil { addRegion(from: index, scope: scope) }
    if let implementation = pending.implementation {
      file.implementations[implementation].body = (index + 1)..<(index + 1)
    }
    pending = (.block, nil, nil)
  }

  private mutating func pop(_ index: Int) {
    guard frames.count > 1, let frame = frames.popLast() else { return }
    if let region = frame.region { file.regions[region].last = index }
    if let implementation = frame.implementation {
      let first = file.implementations[implementation].body.lowerBound
      file.implementations[implementation].body = first..<max(first, index)
    }
    pending = (.block, nil, nil)
  }

  /// The scope that a declaration here belongs to; a block gets one of its own.
  mutating func declaringScope() -> Int {
    let last = frames.count - 1
    guard frames[last].owner == .block, !frames[last].isOwn else { return frames[last].scope }
    let scope = scopes.addBlock(in: frames[last].scope)
    frames[last].scope = scope
    frames[last].isOwn = true
    addRegion(from: frames[last].first, scope: scope)
    return scope
  }

  /// Notes that the innermost brace has `scope` for its own.
  private mutating func addRegion(from first: Int, scope: Int) {
    frames[frames.count - 1].region = file.regions.count
    file.regions.append(
      RustFile.Region(
        first: first, last: file.tokens.count, scope: scope, isForTests: scopes[scope].isForTests))
  }

  // MARK: Declarations

  /// Reads a declaration that begins with `word`; the place to go on from, nil where it is none.
  private mutating func declaration(_ word: Keyword, at index: Int) -> Int? {
    switch word {
    case .use: return readUse(at: index)
    case .extern: return readExternCrate(at: index)
    case .mod: return readModule(at: index)
    case .impl: return readImplementation(at: index)
    case .trait:
      define(index + 1)
      pending = (.members, nil, nil)
    case .struct, .enum, .static, .fn: define(index + 1, isItem: word != .fn)
    case .const: define(file.isKeyword(index + 1, .mut) ? index + 2 : index + 1, isItem: false)
    case .union where file.isName(index + 1): define(index + 1)
    case .type:
      readAlias(at: index)
    case .macroRules where file.symbol(index + 1) == RustSymbol.bang: define(index + 2)
    default: return nil
    }
    return index + 1
  }

  /// Takes note of an item's name. Functions and constants of a block are not worth a scope.
  private mutating func define(_ index: Int, isItem: Bool = true) {
    guard file.isName(index) else { return }
    let frame = frames[frames.count - 1]
    guard frame.owner != .members else { return }
    if frame.owner == .block, !isItem, !frame.isOwn { return }
    let scope = declaringScope()
    scopes[scope].definitions.insert(file.tokens[index].symbol)
  }

  private mutating func readModule(at index: Int) -> Int? {
    guard file.isName(index + 1) else { return nil }
    let name = file.tokens[index + 1].symbol
    let scope = declaringScope()
    switch file.symbol(index + 2) {
    case RustSymbol.open:
      let module = scopes.child(name, of: scopes.module(of: scope))
      if isPublic(index) { scopes[module].isPublic = true }
      if isForTests(index) { scopes[module].isForTests = true }
      pending = (.module, module, nil)
    case RustSymbol.semicolon:
      if isPublic(index) || isForTests(index) {
        let module = scopes.child(name, of: scopes.module(of: scope))
        if isPublic(index) { scopes[module].isPublic = true }
        if isForTests(index) { scopes[module].isForTests = true }
      }
      if let path = pathAttribute(before: index) {
        elsewhere.append((scopes.module(of: scope), name, path))
      }
    default: return nil
    }
    return index + 2
  }

  /// Whether `#[cfg(test)]` stands before a `mod`, with or without `pub` between.
  private func isForTests(_ index: Int) -> Bool {
    let end = isPublic(index) ? index - 2 : index - 1
    return file.symbol(end) == RustSymbol.closeSquare && file.isKeyword(end - 2, .test)
      && file.isKeyword(end - 4, .cfg)
  }

  /// The text of `#[path = "…"]` in front of a `mod`, with or without `pub` between.
  private func pathAttribute(before index: Int) -> String? {
    var end = index - 1
    while end >= 0, index - end < 8, file.tokens[end].symbol != RustSymbol.closeSquare { end -= 1 }
    guard end >= 5, file.symbol(end) == RustSymbol.closeSquare,
      file.symbol(end - 1) == RustSymbol.string, file.symbol(end - 2) == RustSymbol.equals,
      file.isKeyword(end - 3, .pathAttribute), file.symbol(end - 4) == RustSymbol.openSquare
    else { return nil }
    let start = Int(file.tokens[end - 1].start) + 1
    let text = file.bytes[start...].prefix { $0 != UInt8(ascii: "\"") }
    return text.count < 1024 ? String(decoding: text, as: UTF8.self) : nil
  }

  private mutating func readExternCrate(at index: Int) -> Int? {
    guard file.isKeyword(index + 1, .crate), file.symbol(index + 2) >= RustSymbol.firstName else {
      return nil
    }
    let name = file.tokens[index + 2].symbol
    var local = name
    var end = index + 3
    if file.isKeyword(end, .as) {
      local = file.symbol(end + 1)
      end += 2
    }
    let scope = declaringScope()
    let usesMacros = (1...8).contains { file.isKeyword(index - $0, .macroUse) }
    guard local >= RustSymbol.firstName else { return end }
    if usesMacros { scopes[scopes[scope].root].macroCrates.append(name) }
    guard local != Keyword.underscore.rawValue, name != Keyword.selfValue.rawValue else {
      return end
    }
    bind(
      local, scope: scope, path: [name], isGlobal: true, isPublic: isPublic(index), token: index + 2
    )
    if scope == scopes[scope].root { scopes[scope].externs[local] = [name] }
    return end
  }

  /// `type Name<…> = path…;`, which lends its members to the name.
  private mutating func readAlias(at index: Int) {
    define(index + 1)
    guard file.isName(index + 1), frames[frames.count - 1].owner != .members else { return }
    var next = index + 2
    if file.symbol(next) == RustSymbol.less { next = file.skipAngles(from: next) ?? next }
    guard file.symbol(next) == RustSymbol.equals else { return }
    next += 1
    let isGlobal = file.symbol(next) == RustSymbol.path
    if isGlobal { next += 1 }
    var path: [UInt32] = []
    while file.symbol(next) >= RustSymbol.firstName, path.count < Self.deepest {
      path.append(file.tokens[next].symbol)
      guard file.symbol(next + 1) == RustSymbol.path else { break }
      next += 2
    }
    guard !path.isEmpty, path != [file.tokens[index + 1].symbol] else { return }
    bind(
      file.tokens[index + 1].symbol, scope: declaringScope(), path: path, isGlobal: isGlobal,
      isPublic: isPublic(index), token: next, isAlias: true)
  }

  private mutating func bind(
    _ name: UInt32, scope: Int, path: [UInt32], isGlobal: Bool, isPublic: Bool, token: Int,
    isAlias: Bool = false
  ) {
    // A name can be imported twice, as a type and as a function; the first one is kept.
    guard scopes[scope].bindings[name] == nil else { return }
    scopes[scope].bindings[name] = ScopeTable.Binding(
      path: path, isGlobal: isGlobal, isPublic: isPublic, isAlias: isAlias, file: number,
      token: token, scope: scope)
  }

  /// Whether `pub` stands before the token, without a restriction behind it.
  func isPublic(_ index: Int) -> Bool { file.isKeyword(index - 1, .pub) }

  // MARK: Implementations

  /// `impl<…> Trait for Type { … }`; an `impl Trait` in a type is passed over.
  private mutating func readImplementation(at index: Int) -> Int? {
    let before = file.symbol(index - 1)
    let isItem =
      index == 0 || before == RustSymbol.close || before == RustSymbol.semicolon
      || before == RustSymbol.open || before == RustSymbol.closeSquare
      || before == Keyword.unsafe.rawValue || before == Keyword.default.rawValue
    guard isItem else { return nil }
    var next = index + 1
    if file.symbol(next) == RustSymbol.less { next = file.skipAngles(from: next) ?? next }
    if file.symbol(next) == RustSymbol.bang { next += 1 }
    let trait = next
    var depth = 0
    let end = min(file.tokens.count, index + 4096)
    while next < end {
      switch file.tokens[next].symbol {
      case RustSymbol.less, RustSymbol.openRound, RustSymbol.openSquare: depth += 1
      case RustSymbol.greater, RustSymbol.closeRound, RustSymbol.closeSquare: depth -= 1
      case RustSymbol.open, RustSymbol.semicolon, RustSymbol.close:
        guard depth > 0, file.tokens[next].symbol == RustSymbol.semicolon else {
          pending = (.members, nil, nil)
          return trait
        }
      case Keyword.for.rawValue where depth == 0 && file.symbol(next + 1) != RustSymbol.less:
        file.implementations.append(
          RustFile.Implementation(trait: trait..<next, body: next..<next))
        pending = (.members, nil, file.implementations.count - 1)
        return next
      default: break
      }
      next += 1
    }
    return trait
  }
}
