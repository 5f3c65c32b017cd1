/// A path in a file, and where it has led so far.
struct Mention {
  var file: Int
  var scope: Int
  /// The token that the path begins with, a leading `::` included.
  var start: Int
  /// The tokens of its names.
  var names: [Int]
  /// The token behind its last name, what is in `::<…>` included.
  var end: Int
  /// Which of its names is looked at.
  var position = 0
  /// Whether this name came by an import that names it.
  var isImported = false
  var isAlias = false

  var token: Int { names[position] }
  var isLast: Bool { position == names.count - 1 }
}

extension SearchRun {
  /// Goes over every file: paths first, then what needs the types that were found on the way.
  mutating func searchFiles() {
    var hits: [MemberHit] = []
    for number in read.files.indices { searchPaths(in: number, &hits) }
    searchMembers(hits)
  }

  private mutating func searchPaths(in number: Int, _ hits: inout [MemberHit]) {
    let file = read.files[number]
    var open: [RustFile.Region] = []
    var nextRegion = 0
    var scope = file.scope
    var index = 0
    while index < file.tokens.count {
      let symbol = file.tokens[index].symbol
      if symbol == RustSymbol.open {
        while nextRegion < file.regions.count, file.regions[nextRegion].first <= index {
          open.append(file.regions[nextRegion])
          nextRegion += 1
        }
        scope = open.last?.scope ?? file.scope
      } else if symbol == RustSymbol.close {
        while let last = open.last, last.last <= index { open.removeLast() }
        scope = open.last?.scope ?? file.scope
      } else if symbol == Keyword.use.rawValue, file.symbol(index + 1) != RustSymbol.less {
        index = endOfStatement(from: index, in: file)
        continue
      } else if symbol == Keyword.fn.rawValue {
        if file.isName(index + 1) { ownFunctions.insert(file.tokens[index + 1].symbol) }
        index += 2
        continue
      } else if symbol >= RustSymbol.firstName {
        let mark = marks[Int(symbol)]
        if !mark.isEmpty { look(at: index, mark, in: file, number, scope, &hits) }
      }
      index += 1
    }
  }

  private func endOfStatement(from index: Int, in file: RustFile) -> Int {
    var index = index
    while index < file.tokens.count, file.tokens[index].symbol != RustSymbol.semicolon {
      index += 1
    }
    return index
  }

  private mutating func look(
    at index: Int, _ mark: Mark, in file: RustFile, _ number: Int, _ scope: Int,
    _ hits: inout [MemberHit]
  ) {
    let before = file.symbol(index - 1)
    if before == RustSymbol.dot {
      if mark.contains(.member) {
        hits.append(MemberHit(file: number, token: index, scope: scope))
      }
      return
    }
    var start = index
    if before == RustSymbol.path {
      let earlier = file.symbol(index - 2)
      // `<T as Trait>::name` asks a type that only the compiler knows.
      if earlier == RustSymbol.greater, mark.contains(.member) {
        hits.append(MemberHit(file: number, token: index, scope: scope))
      }
      guard earlier < RustSymbol.firstName, earlier != RustSymbol.greater else { return }
      start = index - 1
    }
    guard !mark.isDisjoint(with: [.path, .macro]), !declares(before) else { return }
    var mention = Mention(file: number, scope: scope, start: start, names: [index], end: index + 1)
    collect(&mention, in: file)
    // A field or an argument that is called so.
    if mention.names.count == 1, file.symbol(mention.end) == RustSymbol.colon { return }
    follow(mention, in: file, mark)
  }

  /// Whether the name after this token is one that is given there.
  private func declares(_ symbol: UInt32) -> Bool {
    switch Keyword(rawValue: symbol) {
    case .struct, .enum, .union, .trait, .type, .mod, .fn, .static, .crate: true
    default: false
    }
  }

  private func collect(_ mention: inout Mention, in file: RustFile) {
    while mention.names.count < OutlineReader.deepest, file.symbol(mention.end) == RustSymbol.path {
      let next = mention.end + 1
      if file.symbol(next) >= RustSymbol.firstName {
        mention.names.append(next)
        mention.end = next + 1
      } else if let end = file.skipAngles(from: next) {
        mention.end = end
      } else {
        return
      }
    }
  }

  private mutating func follow(_ mention: Mention, in file: RustFile, _ mark: Mark) {
    let path = mention.names.map { file.tokens[$0].symbol }
    let isGlobal = file.symbol(mention.start) == RustSymbol.path
    var (answer, used) = resolver.resolve(path, isGlobal: isGlobal, in: mention.scope)
    if answer.target == .nothing, mark.contains(.macro), path.count == 1,
      file.symbol(mention.end) == RustSymbol.bang, let node = macro(path[0], from: mention.scope)
    {
      answer = Resolver.Answer(target: .node(node))
      used = 1
    }
    if answer.target == .outside { noteReach() }
    guard case .node(var node) = answer.target else { return }
    noteReach()
    var mention = mention
    mention.position = used - 1
    mention.isImported = answer.isImported
    mention.isAlias = answer.isAlias
    visit(node, mention, in: file)
    mention.isImported = false
    mention.isAlias = false
    for position in used..<max(used, path.count) {
      guard let next = tree.child(path[position], of: node) else { return }
      node = next
      mention.position = position
      visit(node, mention, in: file)
    }
  }

  private func macro(_ name: UInt32, from scope: Int) -> Int? {
    guard !scopes[scopes[scope].root].definitions.contains(name) else { return nil }
    for crate in scopes[scopes[scope].root].macroCrates {
      if let root = resolver.crates[crate], let node = tree.child(name, of: root) { return node }
    }
    return nil
  }

  // MARK: What stands at the end of a path

  /// Looks at a name of a path that leads to `node`.
  private mutating func visit(_ node: Int, _ mention: Mention, in file: RustFile) {
    if tree[tree.resolved(node)].hasMembers { noteType(tree.resolved(node), mention, in: file) }
    let found = tree.items(at: node)
    if let item = found.first, exposure == nil, isInPublicDeclaration(mention, in: file) {
      noteExposure(item, at: mention.token, in: mention.file)
    }
    for item in found {
      guard let certainty = certainty(of: item, mention, in: file) else { continue }
      add(item, at: mention.token, in: mention.file, certainty)
    }
    guard mention.isLast, file.symbol(mention.end) == RustSymbol.open else { return }
    searchFields(of: tree.resolved(node), mention, in: file)
  }

  /// How surely a use by this path is hit; nil where it is not.
  private mutating func certainty(
    of item: Int, _ mention: Mention, in file: RustFile
  ) -> SourceUse.Certainty? {
    switch items[item].manner {
    case .named: return mention.isImported || mention.isAlias ? nil : .certain
    case .called:
      let isValue = mention.isLast && !mention.isAlias && !isBareType(mention, in: file)
      return isValue ? .certain : nil
    case .method, .field, .implementedMethod: return .certain
    case .parameterised(let whenBare):
      guard !mention.isAlias else { return nil }
      if hasArguments(mention, in: file) { return .certain }
      return whenBare && isBareType(mention, in: file) ? .likely : nil
    case .implemented: return implementation(at: mention, in: file) == nil ? nil : .certain
    case .built: return isBuilt(mention, in: file) ? .certain : nil
    case .matched:
      searchMatch(item, mention, in: file)
      return nil
    case .mentioned: return mention.isImported ? nil : .possible
    }
  }

  /// Whether the path is a part of what a public function or field of the library declares.
  private func isInPublicDeclaration(_ mention: Mention, in file: RustFile) -> Bool {
    guard scopes[file.scope].root == read.library else { return false }
    var back = mention.start - 1
    let end = max(0, back - 64)
    var isOpen = true
    while back >= end, isOpen {
      switch file.tokens[back].symbol {
      case RustSymbol.open, RustSymbol.close, RustSymbol.semicolon, RustSymbol.equals:
        isOpen = false
      // `pub(crate)` reaches nobody outside.
      case Keyword.pub.rawValue: return file.symbol(back + 1) != RustSymbol.openRound
      default: back -= 1
      }
    }
    return false
  }

  private func hasArguments(_ mention: Mention, in file: RustFile) -> Bool {
    var next = mention.token + 1
    if file.symbol(next) == RustSymbol.path { next += 1 }
    guard file.symbol(next) == RustSymbol.less else { return false }
    return file.symbol(next + 1) != RustSymbol.equals && file.symbol(next + 1) != RustSymbol.less
  }

  /// Whether a type is named in a place where its parameters have to be told.
  private func isBareType(_ mention: Mention, in file: RustFile) -> Bool {
    guard mention.isLast else { return false }
    let next = file.symbol(mention.end)
    guard
      ![RustSymbol.openRound, RustSymbol.bang, RustSymbol.open, RustSymbol.path].contains(next)
    else { return false }
    var back = mention.start - 1
    while [RustSymbol.ampersand, RustSymbol.lifetime, Keyword.mut.rawValue, Keyword.dyn.rawValue]
      .contains(file.symbol(back))
    {
      back -= 1
    }
    let before = file.symbol(back)
    return [RustSymbol.colon, RustSymbol.arrow, RustSymbol.less, Keyword.for.rawValue]
      .contains(before)
  }

  /// The implementation whose trait the path names.
  func implementation(at mention: Mention, in file: RustFile) -> RustFile.Implementation? {
    var low = 0
    var high = file.implementations.count
    while low < high {
      let middle = (low + high) / 2
      if file.implementations[middle].trait.lowerBound < mention.start {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < file.implementations.count,
      file.implementations[low].trait.lowerBound == mention.start
    else { return nil }
    return mention.isLast ? file.implementations[low] : nil
  }
}
