/// A place where a wanted method or field may be asked of a value.
struct MemberHit {
  var file: Int
  var token: Int
  var scope: Int
}

/// What one file tells about the types of its values.
struct KnownTypes {
  /// Names that are declared with an owner's type, and the owners' nodes.
  var owners: [UInt32: Set<Int>] = [:]
  /// Owners that some path in the file leads to.
  var reached: Set<Int> = []
}

extension SearchRun {
  /// Takes note of what a path to an owner of wanted members says about a value's type.
  mutating func noteType(_ owner: Int, _ mention: Mention, in file: RustFile) {
    typesOf[mention.file, default: KnownTypes()].reached.insert(owner)
    if implementation(at: mention, in: file) != nil {
      searchImplementation(of: owner, mention, in: file)
    }
    var back = mention.start - 1
    let end = max(0, back - 16)
    while back > end {
      let symbol = file.symbol(back)
      switch symbol {
      case RustSymbol.ampersand, RustSymbol.lifetime, RustSymbol.less, RustSymbol.openRound,
        RustSymbol.openSquare, RustSymbol.star, RustSymbol.path, Keyword.mut.rawValue,
        Keyword.dyn.rawValue, Keyword.const.rawValue:
        back -= 1
      case RustSymbol.colon, RustSymbol.equals:
        return noteName(before: back, owner, mention.file, in: file)
      case RustSymbol.arrow:
        if let name = functionName(before: back, in: file) {
          returns[name, default: []].insert(owner)
        }
        return
      // The name of what holds it: `Vec<Node>`, `Some(Node::new())`.
      case RustSymbol.firstName... where Keyword(rawValue: symbol) == nil: back -= 1
      default: return
      }
    }
  }

  private mutating func noteName(
    before index: Int, _ owner: Int, _ number: Int, in file: RustFile
  ) {
    guard file.isName(index - 1) || file.isKeyword(index - 1, .selfValue) else { return }
    let name = file.tokens[index - 1].symbol
    typesOf[number, default: KnownTypes()].owners[name, default: []].insert(owner)
    fieldsOf[name, default: []].insert(owner)
  }

  /// The function whose arguments end in front of a token.
  private func functionName(before index: Int, in file: RustFile) -> UInt32? {
    guard let open = opening(of: index - 1, in: file) else { return nil }
    var back = open - 1
    if file.symbol(back) == RustSymbol.greater {
      while back > 0, open - back < 400, file.symbol(back - 1) != Keyword.fn.rawValue { back -= 1 }
    }
    return file.isKeyword(back - 1, .fn) ? file.symbol(back) : nil
  }

  /// The bracket that the one at `index` closes.
  private func opening(of index: Int, in file: RustFile) -> Int? {
    var depth = 0
    var back = index
    while back >= 0, index - back < 4_000 {
      switch file.symbol(back) {
      case RustSymbol.closeRound, RustSymbol.closeSquare, RustSymbol.close: depth += 1
      case RustSymbol.openRound, RustSymbol.openSquare, RustSymbol.open:
        depth -= 1
        if depth == 0 { return back }
        if depth < 0 { return nil }
      default: if depth == 0 { return nil }
      }
      back -= 1
    }
    return nil
  }

  /// Judges the places where a wanted name follows a dot.
  mutating func searchMembers(_ hits: [MemberHit]) {
    guard !hits.isEmpty, reaches else { return }
    var declared: [Int: Set<UInt32>] = [:]
    for hit in hits {
      let file = read.files[hit.file]
      let name = file.tokens[hit.token].symbol
      let isCall =
        file.symbol(hit.token + 1) == RustSymbol.openRound
        || file.symbol(hit.token + 1) == RustSymbol.path
      if declared[hit.file] == nil { declared[hit.file] = declaredNames(in: file) }
      for (item, owner) in members[name] ?? [] {
        guard (items[item].manner == .field) != isCall else { continue }
        guard
          let certainty = certainty(
            hit, name, owner: owner, isCall: isCall, declared[hit.file] ?? [], in: file)
        else { continue }
        add(item, at: hit.token, in: hit.file, certainty)
      }
    }
  }

  private func certainty(
    _ hit: MemberHit, _ name: UInt32, owner: Int, isCall: Bool, _ declared: Set<UInt32>,
    in file: RustFile
  ) -> SourceUse.Certainty? {
    let types = typesOf[hit.file] ?? KnownTypes()
    switch receiver(of: hit.token, in: file) {
    case .value(let value):
      if types.owners[value]?.contains(owner) ?? false { return .likely }
      if declared.contains(value) { return nil }
    case .field(let field):
      if fieldsOf[field]?.contains(owner) ?? false { return .likely }
    case .call(let function):
      if returns[function]?.contains(owner) ?? false { return .likely }
    case .unknown: break
    }
    let isCommon = CommonNames.methods.contains(read.names.text(name))
    guard types.reached.contains(owner) else {
      return isCommon || ownFunctions.contains(name) || !isCall ? nil : .possible
    }
    if isCommon || !isCall || ownFunctions.contains(name) { return isCommon ? nil : .possible }
    return .likely
  }

  /// What a member is asked of.
  private enum Receiver {
    case value(UInt32)
    case field(UInt32)
    /// A call of a function or method of this name.
    case call(UInt32)
    case unknown
  }

  private func receiver(of token: Int, in file: RustFile) -> Receiver {
    var index = token - 2
    if file.symbol(index) == RustSymbol.question { index -= 1 }
    if file.symbol(index) == RustSymbol.closeSquare, let open = opening(of: index, in: file) {
      index = open - 1
    }
    if file.symbol(index) == RustSymbol.closeRound, let open = opening(of: index, in: file) {
      let name = file.symbol(open - 1)
      return name >= RustSymbol.firstName ? .call(name) : .unknown
    }
    let name = file.symbol(index)
    guard name >= RustSymbol.firstName else { return .unknown }
    return file.symbol(index - 1) == RustSymbol.dot ? .field(name) : .value(name)
  }

  /// The names that the file declares together with a type, whatever the type is.
  private func declaredNames(in file: RustFile) -> Set<UInt32> {
    var names: Set<UInt32> = []
    for index in file.tokens.indices
    where file.tokens[index].symbol == RustSymbol.colon && file.isName(index - 1) {
      let before = file.symbol(index - 2)
      guard
        before == RustSymbol.openRound || before == RustSymbol.comma
          || before == Keyword.let.rawValue || before == Keyword.mut.rawValue
          || before == RustSymbol.pipe
      else { continue }
      names.insert(file.tokens[index - 1].symbol)
    }
    return names
  }
}

/// Names that so many types of the standard library have that they say nothing by themselves.
enum CommonNames {
  static let methods: Set<String> = [
    "add", "all", "any", "append", "as_bytes", "as_mut", "as_mut_ptr", "as_mut_slice", "as_ptr",
    "as_ref", "as_slice", "as_str", "borrow", "borrow_mut", "by_ref", "capacity", "chain", "clear",
    "clone", "cmp", "collect", "contains", "count", "default", "deref", "drain", "drop", "entry",
    "eq", "extend", "filter", "find", "first", "flush", "fmt", "from", "from_str", "get", "get_mut",
    "hash", "index", "insert", "into", "into_inner", "is_empty", "is_full", "iter", "iter_mut",
    "into_iter", "join", "keys", "last", "len", "lock", "map", "max", "min", "ne", "new", "next",
    "parse", "partial_cmp", "pop", "position", "push", "push_str", "read", "remove", "replace",
    "reserve", "retain", "rev", "set_len", "sort", "splice", "split", "split_at", "split_off",
    "swap", "swap_remove", "take", "to_owned", "to_string", "truncate", "try_from", "try_into",
    "unwrap", "values", "with_capacity", "write", "zip",
  ]
}
