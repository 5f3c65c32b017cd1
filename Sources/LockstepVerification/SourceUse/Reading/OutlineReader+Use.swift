extension OutlineReader {
  /// Reads a `use` tree; the place behind it.
  mutating func readUse(at index: Int) -> Int? {
    // `use<'a>` in a type says what is captured.
    guard file.symbol(index + 1) != RustSymbol.less else { return nil }
    var tree = UseTree(isPublic: isPublic(index), scope: declaringScope())
    var next = index + 1
    while next < file.tokens.count, !tree.isDone {
      next = read(&tree, at: next)
    }
    return next
  }

  /// Takes in one token of a tree, or an `as` with its name.
  private mutating func read(_ tree: inout UseTree, at index: Int) -> Int {
    let symbol = file.tokens[index].symbol
    switch symbol {
    case RustSymbol.path:
      if tree.prefix.isEmpty { tree.isGlobal = true }
      return index + 1
    case RustSymbol.star:
      addGlob(tree, at: index)
      return index + 1
    case RustSymbol.open:
      tree.open.append((tree.prefix.count, tree.isGlobal))
      if tree.open.count > Self.deepest { tree.isDone = true }
      return index + 1
    case RustSymbol.close:
      guard tree.open.popLast() != nil else {
        // A brace that closes what is around: the statement was never ended.
        tree.isDone = true
        return index
      }
      tree.reset()
      return index + 1
    case RustSymbol.comma:
      tree.reset()
      return index + 1
    case RustSymbol.firstName...:
      if file.symbol(index + 1) == RustSymbol.path {
        tree.prefix.append(symbol)
        if tree.prefix.count > Self.deepest { tree.isDone = true }
        return index + 2
      }
      return addLeaf(tree, symbol, at: index)
    default:
      tree.isDone = true
      return symbol == RustSymbol.semicolon ? index + 1 : index
    }
  }

  private mutating func addGlob(_ tree: UseTree, at index: Int) {
    guard !tree.prefix.isEmpty, scopes[tree.scope].globs.count < 4096 else { return }
    scopes[tree.scope].globs.append(
      ScopeTable.Binding(
        path: tree.prefix, isGlobal: tree.isGlobal, isPublic: tree.isPublic, file: number,
        token: max(0, index - 2), scope: tree.scope))
  }

  private mutating func addLeaf(_ tree: UseTree, _ name: UInt32, at index: Int) -> Int {
    var path = tree.prefix
    // `a::b::{self}` speaks of `b`, which stands before the brace.
    if name != Keyword.selfValue.rawValue || path.isEmpty { path.append(name) }
    var local = path.last ?? name
    var next = index + 1
    if file.isKeyword(next, .as) {
      local = file.symbol(next + 1)
      next += 2
    }
    if local == Keyword.underscore.rawValue {
      // A trait without a name: it can break all the same, and no other name is like it.
      local = UInt32.max - UInt32(truncatingIfNeeded: index)
    }
    guard local >= RustSymbol.firstName, !path.isEmpty else { return next }
    addBinding(local, path: path, tree: tree, token: index)
    return next
  }

  private mutating func addBinding(_ name: UInt32, path: [UInt32], tree: UseTree, token: Int) {
    guard scopes[tree.scope].bindings[name] == nil else { return }
    scopes[tree.scope].bindings[name] = ScopeTable.Binding(
      path: path, isGlobal: tree.isGlobal, isPublic: tree.isPublic, file: number, token: token,
      scope: tree.scope)
  }
}

/// What a `use` tree has come to while it is read.
struct UseTree {
  var isPublic: Bool
  var scope: Int
  var prefix: [UInt32] = []
  var isGlobal = false
  /// For each open brace how long the path in front of it is.
  var open: [(count: Int, isGlobal: Bool)] = []
  var isDone = false

  init(isPublic: Bool, scope: Int) {
    self.isPublic = isPublic
    self.scope = scope
  }

  /// Goes back to the path in front of the innermost brace; without one the statement is over.
  mutating func reset() {
    guard let last = open.last else { return }
    prefix.removeLast(prefix.count - last.count)
    isGlobal = last.isGlobal
  }
}
