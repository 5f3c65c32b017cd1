internal import LockstepAPIDiff

/// The ways in which a crate can use an item so that it compiles as long as the item stays what it is.
struct ContractStatements {
  /// How to use an item: the strictest way first, or why there is none.
  enum Answer: Hashable {
    case ways([String])
    case none(String)
  }

  let surface: Surface

  func answer(for item: RustItem) -> Answer {
    let words = item.path.split(separator: ":", omittingEmptySubsequences: true)
    if let word = words.first(where: { RustKeyword.all.contains(String($0)) }) {
      return .none("`\(word)` is a word of the language")
    }
    let name = "use \(item.path) as _;"
    switch item.kind {
    case .function(let function): return self.function(function, item)
    case .structure(let value): return type(item, value.generics)
    case .enumeration(let value): return type(item, value.generics)
    case .union(let value): return type(item, value.generics)
    case .typeAlias(let generics, _): return type(item, generics)
    case .trait, .traitAlias, .macro, .proceduralMacro, .reexport: return .ways([name])
    case .variant: return variant(item)
    case .field(let type): return field(type, item)
    case .constant(let type, _):
      return .ways(typed(type) { "let _\($0) = \(item.path);" })
    case .staticVariable(let type, let isMutable, _):
      if isMutable { return .none("only unsafe code uses a static that changes") }
      return .ways(
        typed(.reference(type, lifetime: nil, isMutable: false)) {
          "let _\($0) = &\(item.path);"
        })
    case .associatedConstant(let type, _):
      guard var types = self.types(of: item), let owner = types.names["Self"] else {
        return .none("it belongs to a trait, or its type asks for more than a simple one has")
      }
      let text = types.value(type).map { ": \($0)" } ?? ""
      return .ways(["let _\(text) = <\(owner)>::\(item.name);"])
    case .associatedType: return .none("it is named through a type that has it")
    case .module, .externType, .primitive: return .none("it is not used by itself")
    }
  }

  private func typed(_ type: RustType, _ statement: (String) -> String) -> [String] {
    var types = ContractTypes(surface)
    return [types.value(type).map { statement(": \($0)") }, statement("")].compactMap(\.self)
  }

  // MARK: - Types and their parts

  private func type(_ item: RustItem, _ generics: RustGenerics) -> Answer {
    var ways = ["use \(item.path) as _;"]
    var types = ContractTypes(surface, keeping: [generics])
    if let owner = types.owner(item.path, generics),
      let (parameters, clause) = types.declaration(of: [generics])
    {
      ways.insert("{ fn taker\(parameters)(_: &\(owner))\(clause) {} }", at: 0)
    }
    if let owner = instance(of: item, generics) {
      ways.insert("let _: Option<\(owner)> = None;", at: 0)
    }
    return .ways(ways)
  }

  private func instance(of item: RustItem, _ generics: RustGenerics) -> String? {
    var types = ContractTypes(surface)
    guard types.instantiate(generics) else { return nil }
    return types.owner(item.path, generics)
  }

  /// The type that a field or a variant is a part of, as a value's type.
  private func whole(of item: RustItem) -> (item: RustItem, text: String)? {
    guard let parent = item.parent.map({ surface[$0] }) else { return nil }
    let generics: RustGenerics? =
      switch parent.kind {
      case .structure(let value): value.generics
      case .enumeration(let value): value.generics
      default: nil
      }
    guard let generics, let text = instance(of: parent, generics) else { return nil }
    return (parent, text)
  }

  private func variant(_ item: RustItem) -> Answer {
    var ways = ["use \(item.path) as _;"]
    if let whole = whole(of: item) {
      ways.insert("let _ = |it: &\(whole.text)| matches!(it, \(item.path) { .. });", at: 0)
    }
    return .ways(ways)
  }

  private func field(_ type: RustType, _ item: RustItem) -> Answer {
    guard let parent = item.parent.map({ surface[$0] }) else { return .none("it has no owner") }
    if case .variant = parent.kind {
      guard let whole = whole(of: parent) else { return .none("its enum cannot be named simply") }
      return .ways([
        "let _ = |it: &\(whole.text)| matches!(it, \(parent.path) { \(item.name): _, .. });"
      ])
    }
    guard let whole = whole(of: item) else { return .none("its type cannot be named simply") }
    var types = ContractTypes(surface)
    if case .structure(let value) = parent.kind { _ = types.instantiate(value.generics) }
    let text = types.value(type).map { ": &\($0)" }
    return .ways(
      [text, ""].compactMap(\.self).map {
        "let _ = |it: &\(whole.text)| { let _\($0) = &it.\(item.name); };"
      })
  }

  // MARK: - Functions

  /// The names that an associated item is written with: `Self`, and its implementation's parameters.
  private func types(of item: RustItem) -> ContractTypes? {
    guard let implementation = item.implementation.map({ surface[$0] }),
      implementation.trait == nil
    else { return nil }
    var types = ContractTypes(surface)
    guard types.instantiate(implementation.generics),
      let owner = types.value(implementation.type)
    else { return nil }
    types.names["Self"] = owner
    return types
  }

  private func function(_ function: RustFunction, _ item: RustItem) -> Answer {
    if let parent = item.parent, case .trait = surface[parent].kind {
      return .none("a trait's function needs a type that has the trait")
    }
    let isFree = item.implementation == nil
    var ways: [String] = []
    if let (path, found) = called(item) {
      var types = found
      let isSimple = types.instantiate(function.generics)
      if isSimple, let pointer = types.pointer(to: function) {
        ways.append("let _: \(pointer) = \(path);")
      }
    }
    ways += callers(of: function, item)
    let hasParameters = function.generics.parameters.contains {
      if case .lifetime = $0.kind { false } else { true }
    }
    if !hasParameters, let (path, _) = called(item) { ways.append("let _ = \(path);") }
    if isFree { ways.append("use \(item.path) as _;") }
    return ways.isEmpty ? .none("another crate cannot write its type") : .ways(ways)
  }

  /// A function's path where simple types stand for all parameters of what it belongs to.
  private func called(_ item: RustItem) -> (path: String, types: ContractTypes)? {
    guard item.implementation != nil else { return (item.path, ContractTypes(surface)) }
    guard let types = types(of: item), let owner = types.names["Self"] else { return nil }
    return ("<\(owner)>::\(item.name)", types)
  }

  /// Functions around it that have its parameters themselves.
  private func callers(of function: RustFunction, _ item: RustItem) -> [String] {
    var owner = RustGenerics()
    var path = item.path
    var types = ContractTypes(surface, keeping: [function.generics])
    if let implementation = item.implementation.map({ surface[$0] }) {
      owner = implementation.generics
      types = ContractTypes(surface, keeping: [owner, function.generics])
      guard let text = types.value(implementation.type) else { return [] }
      types.names["Self"] = text
      path = "<\(text)>::\(item.name)"
    }
    return [true, false].compactMap { returning in
      var types = types
      return types.caller(of: function, at: path, owner: owner, returning: returning)
    }
  }
}
