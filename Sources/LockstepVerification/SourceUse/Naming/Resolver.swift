/// Finds out what a path in a package's sources leads to.
///
/// It follows Rust's name resolution as far as sources alone allow: imports before declarations, before
/// globs, before the crates that every module knows. Each name of each scope is looked up once; chains
/// of re-exports beyond ``deepest`` lead nowhere.
struct Resolver {
  static let deepest = 48

  /// What a name or path leads to.
  enum Target: Hashable {
    /// A node of the tree of outside paths.
    case node(Int)
    /// A module of the package.
    case scope(Int)
    /// Something of a crate that matters, but nothing wanted.
    case outside
    case nothing
  }

  /// A target, and how the first name came to it.
  struct Answer {
    var target: Target
    /// Through an import or an alias that names it: whatever is wrong with the path is wrong there.
    var isImported = false
    var isAlias = false
    static let nothing = Answer(target: .nothing)
  }

  private struct Query: Hashable {
    var scope: Int
    var name: UInt32
    /// Whether only what the scope itself offers counts, not what surrounds it.
    var isMember: Bool
  }

  let scopes: ScopeTable
  let tree: PathTree
  /// The crates that matter by the name in the sources, and their trees' roots.
  let crates: [UInt32: Int]
  /// The package's own library.
  let library: (name: UInt32, scope: Int)
  private var known: [Query: Answer] = [:]
  private var open: Set<Query> = []
  /// Whether something was given up for its depth since this was last false.
  private var isCutShort = false
  /// What is left of the names that may be looked up; hostile imports could ask without end.
  private var steps = 500_000

  init(
    scopes: ScopeTable, tree: PathTree, crates: [UInt32: Int], library: (name: UInt32, scope: Int)
  ) {
    self.scopes = scopes
    self.tree = tree
    self.crates = crates
    self.library = library
  }

  /// What a path leads to, as far as its names go; the number of names that were used up.
  mutating func resolve(
    _ path: some RandomAccessCollection<UInt32>, isGlobal: Bool = false, isUse: Bool = false,
    in scope: Int, depth: Int = 0
  ) -> (answer: Answer, used: Int) {
    guard depth < Self.deepest, let first = path.first else {
      isCutShort = true
      return (.nothing, 0)
    }
    var used = 1
    var answer: Answer
    var rest = path.dropFirst()
    if isGlobal {
      answer = crate(first, from: scope, depth: depth)
    } else {
      switch Keyword(rawValue: first) {
      case .crate: answer = Answer(target: .scope(scopes[scope].root))
      case .selfValue where path.count > 1 || isUse:
        answer = Answer(target: .scope(scopes.module(of: scope)))
      case .super:
        var module = scopes[scopes.module(of: scope)].parent
        while rest.first == Keyword.super.rawValue {
          module = scopes[scopes.module(of: module)].parent
          rest = rest.dropFirst()
          used += 1
        }
        answer = Answer(target: .scope(scopes.module(of: module)))
      default:
        answer = lookUp(Query(scope: scope, name: first, isMember: false), depth: depth)
        // In the 2015 edition imports begin at the root.
        if isUse, answer.target == .nothing {
          answer = lookUp(
            Query(scope: scopes[scope].root, name: first, isMember: false), depth: depth)
        }
      }
    }
    // Modules of our own are followed by names; the tree of outside paths is walked by whoever asks.
    while case .scope(let module) = answer.target, let name = rest.first {
      answer = lookUp(Query(scope: module, name: name, isMember: true), depth: depth)
      rest = rest.dropFirst()
      used += 1
    }
    return (answer, used)
  }

  /// What a whole path leads to.
  mutating func target(of binding: ScopeTable.Binding, depth: Int = 0) -> Target {
    var (answer, used) = resolve(
      binding.path, isGlobal: binding.isGlobal, isUse: !binding.isAlias, in: binding.scope,
      depth: depth)
    for name in binding.path.dropFirst(used) {
      guard case .node(let node) = answer.target else { break }
      answer.target = tree.child(name, of: node).map { .node($0) } ?? .outside
    }
    return answer.target
  }

  private mutating func lookUp(_ query: Query, depth: Int) -> Answer {
    if let answer = known[query] { return answer }
    guard depth < Self.deepest, steps > 0 else {
      isCutShort = steps > 0
      return .nothing
    }
    steps -= 1
    let wasCutShort = isCutShort
    isCutShort = false
    let isFirst = open.insert(query).inserted
    let answer = search(query, depth: depth + 1, withImports: isFirst)
    // Who comes round to a name that is still looked for gets no lasting answer.
    if isFirst {
      open.remove(query)
      if answer.target != .nothing || !isCutShort { known[query] = answer }
    }
    isCutShort = isCutShort || wasCutShort
    return answer
  }

  private mutating func search(_ query: Query, depth: Int, withImports: Bool) -> Answer {
    var scope = query.scope
    let name = query.name
    while true {
      if withImports || scope != query.scope, let binding = scopes[scope].bindings[name] {
        let target = target(of: binding, depth: depth)
        if target != .nothing || !binding.isAlias {
          return Answer(target: target, isImported: true, isAlias: binding.isAlias)
        }
      }
      if !scopes[scope].isBlock, let module = scopes.submodule(name, of: scope) {
        return Answer(target: .scope(module))
      }
      if scopes[scope].definitions.contains(name) { return .nothing }
      if withImports {
        for glob in scopes[scope].globs {
          let answer = search(name, through: glob, depth: depth)
          if answer.target != .nothing { return answer }
        }
      }
      guard scopes[scope].isBlock else { break }
      scope = scopes[scope].parent
    }
    return query.isMember ? .nothing : crate(name, from: scope, depth: depth)
  }

  private mutating func search(
    _ name: UInt32, through glob: ScopeTable.Binding, depth: Int
  ) -> Answer {
    switch target(of: glob, depth: depth) {
    case .node(let node):
      return tree.child(name, of: node).map { Answer(target: .node($0)) } ?? .nothing
    case .scope(let module):
      return lookUp(Query(scope: module, name: name, isMember: true), depth: depth)
    case .outside, .nothing: return .nothing
    }
  }

  /// A crate by its name: one that the root renamed, one that is needed, or the package's own library.
  private mutating func crate(_ name: UInt32, from scope: Int, depth: Int) -> Answer {
    if let real = scopes[scopes[scope].root].externs[name]?.first, real != name {
      return crates[real].map { Answer(target: .node($0)) } ?? .nothing
    }
    if let root = crates[name] { return Answer(target: .node(root)) }
    if name == library.name { return Answer(target: .scope(library.scope)) }
    return .nothing
  }
}
