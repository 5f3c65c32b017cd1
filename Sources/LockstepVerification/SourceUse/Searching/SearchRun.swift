/// One search in one package, while it goes on.
struct SearchRun {
  /// What a name can be the beginning of.
  struct Mark: OptionSet {
    var rawValue: UInt8
    /// A path that may lead outside.
    static let path = Mark(rawValue: 1)
    /// A wanted method or field.
    static let member = Mark(rawValue: 2)
    /// A macro that `#[macro_use]` may have brought in.
    static let macro = Mark(rawValue: 4)
  }

  let read: ReadPackage
  let items: [WantedItem]
  let tree: PathTree
  var resolver: Resolver
  /// By the number of a name.
  private(set) var marks: [Mark] = []
  /// Wanted methods and fields by name: the item, and the node of its owner.
  private(set) var members: [UInt32: [(item: Int, owner: Int)]] = [:]
  private(set) var uses: Set<SourceUse> = []
  /// Where the lines of the files begin in which something was found.
  private var lines: [Int: [Int]] = [:]
  private(set) var reaches = false
  /// The first public declaration of the library that names something wanted.
  private(set) var exposure: SourceUse?
  /// Names of values that are declared with an owner's type anywhere in the package.
  var fieldsOf: [UInt32: Set<Int>] = [:]
  /// What each file tells about types, by its number.
  var typesOf: [Int: KnownTypes] = [:]
  /// Functions of the package that return an owner.
  var returns: [UInt32: Set<Int>] = [:]
  /// Functions that the package declares itself.
  var ownFunctions: Set<UInt32> = []

  init(_ read: ReadPackage, package: SourcePackage, items: [WantedItem], tree: PathTree) {
    self.read = read
    self.items = items
    var tree = tree
    var crates: [UInt32: Int] = [:]
    for (name, crate) in package.crates {
      if let number = read.names.known(name) { crates[number] = tree.root(of: crate) }
    }
    self.tree = tree
    resolver = Resolver(
      scopes: read.scopes, tree: tree, crates: crates,
      library: (read.names.known(package.library) ?? 0, read.library))
    marks = Array(repeating: [], count: read.names.count)
    markNames()
  }

  var scopes: ScopeTable { read.scopes }

  /// Adds a use, unless there are too many already.
  mutating func add(
    _ item: Int, at token: Int, in file: Int, _ certainty: SourceUse.Certainty
  ) {
    guard uses.count < SourceSearch.mostUses else { return }
    let place = place(of: token, in: file)
    let use = SourceUse(
      item: item, file: read.files[file].path, line: place.line, column: place.column,
      certainty: certainty, isInTests: isInTests(token, in: file))
    uses.insert(use)
  }

  private func isInTests(_ token: Int, in number: Int) -> Bool {
    let file = read.files[number]
    return read.isForTests(file) || file.testModules.contains { $0.contains(token) }
  }

  /// The line and column of a token, from 1.
  mutating func place(of token: Int, in file: Int) -> (line: Int, column: Int) {
    if lines[file] == nil { lines[file] = read.files[file].lineStarts() }
    return read.files[file].place(of: token, lines: lines[file] ?? [0])
  }

  mutating func noteReach() { reaches = true }

  /// Takes note of a public declaration that names an item.
  mutating func noteExposure(_ item: Int, at token: Int, in file: Int) {
    guard exposure == nil else { return }
    let place = place(of: token, in: file)
    exposure = SourceUse(
      item: item, file: read.files[file].path, line: place.line, column: place.column,
      certainty: .likely)
  }

  /// The uses in order; of several for one item at one place the surest.
  func sortedUses() -> [SourceUse] {
    let sorted = uses.sorted {
      ($0.file, $0.line, $0.column, $0.item, $0.certainty)
        < ($1.file, $1.line, $1.column, $1.item, $1.certainty)
    }
    var kept: [SourceUse] = []
    for use in sorted {
      if let last = kept.last, last.item == use.item, last.file == use.file,
        last.line == use.line, last.column == use.column
      {
        continue
      }
      kept.append(use)
    }
    return kept
  }

  // MARK: Names that matter

  /// Marks every name by which something wanted can be reached, so that all others cost nothing.
  private mutating func markNames() {
    for name in resolver.crates.keys { mark(name, .path) }
    for word in [Keyword.crate, .selfValue, .super] { mark(word.rawValue, .path) }
    mark(resolver.library.name, .path)
    for number in 0..<scopes.count {
      for (name, binding) in scopes[number].bindings
      where resolver.target(of: binding) != .nothing {
        mark(name, .path)
      }
      for glob in scopes[number].globs {
        guard case .node(let node) = resolver.target(of: glob) else { continue }
        for name in tree.names(below: node) { mark(name, .path) }
      }
      for name in scopes[number].children.keys { mark(name, .path) }
      for crate in scopes[number].macroCrates {
        guard let root = resolver.crates[crate] else { continue }
        for name in tree.names(below: root) { mark(name, .macro) }
      }
    }
    for (number, item) in items.enumerated() {
      switch item.manner {
      case .method, .field, .implementedMethod: markMember(item, number)
      default: break
      }
    }
  }

  private mutating func markMember(_ item: WantedItem, _ number: Int) {
    for path in item.paths {
      guard let last = path.last, let name = read.names.known(last),
        let node = node(of: path)
      else { continue }
      mark(name, .member)
      members[name, default: []].append((number, tree[node].parent))
    }
  }

  private func node(of path: [String]) -> Int? {
    guard let crate = path.first, path.count > 1, var node = tree.knownRoot(of: crate) else {
      return nil
    }
    for name in path.dropFirst() {
      guard let number = read.names.known(name), let next = tree.child(number, of: node) else {
        return nil
      }
      node = next
    }
    return node
  }

  private mutating func mark(_ name: UInt32, _ mark: Mark) {
    guard name < marks.count, name >= RustSymbol.firstName else { return }
    marks[Int(name)].insert(mark)
  }
}
