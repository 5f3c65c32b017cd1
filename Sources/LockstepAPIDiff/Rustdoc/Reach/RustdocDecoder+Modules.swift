import LockstepCore

extension RustdocDecoder {
  /// How many uses may stand between a name and what it means.
  private static let useLimit = 32

  /// Reads the names that every module offers, globs included.
  mutating func modules() throws(RustdocError) -> [UInt32: RustdocModule] {
    var modules: [UInt32: RustdocModule] = [:]
    for id in index.order {
      guard let entry = index.entries[id], entry.isLocal, entry.kind == .module else { continue }
      modules[id] = try module(entry)
    }
    var globbing = modules.filter { !$0.value.globs.isEmpty }.keys.sorted()
    for id in globbing {
      for glob in modules[id]?.globs ?? [] where modules[glob.target] == nil {
        guard let entry = index.entries[glob.target], entry.kind == .enumeration else { continue }
        modules[glob.target] = try variants(entry)
      }
    }
    // Globs of modules with globs, in circles even: until nothing is new. Names never go away, so
    // this ends.
    while !globbing.isEmpty {
      var changed: [UInt32] = []
      for id in globbing where Self.expand(id, in: &modules) { changed.append(id) }
      if changed.isEmpty { globbing = [] }
    }
    for id in modules.keys { modules[id]?.dropAmbiguous() }
    return modules
  }

  private static func expand(_ id: UInt32, in modules: inout [UInt32: RustdocModule]) -> Bool {
    guard var module = modules[id] else { return false }
    var isChanged = false
    for glob in module.globs where glob.target != id {
      for var export in modules[glob.target]?.exports ?? [] {
        export.isHidden = export.isHidden || glob.isHidden
        export.isDeprecated = export.isDeprecated || glob.isDeprecated
        if module.addGlobbed(export) { isChanged = true }
      }
      let unclear = (modules[glob.target]?.ambiguous ?? []).filter { module.globbed[$0] != nil }
      if module.markAmbiguous(unclear) { isChanged = true }
    }
    if isChanged { modules[id] = module }
    return isChanged
  }

  private mutating func module(_ entry: RustdocIndex.Entry) throws(RustdocError) -> RustdocModule {
    var module = RustdocModule()
    let head = try head(of: entry)
    for id in try members("items", at: head.inner) {
      guard let entry = index.entries[id], entry.isLocal else { continue }
      switch entry.kind {
      case .implementation, .unknown, .field: continue
      case .use: try addUse(id, entry, to: &module)
      case .externCrate: try addExternCrate(id, entry, to: &module)
      default: try addItem(id, entry, to: &module)
      }
    }
    return module
  }

  private mutating func variants(_ entry: RustdocIndex.Entry) throws(RustdocError) -> RustdocModule
  {
    var module = RustdocModule()
    let head = try head(of: entry)
    for id in try members("variants", at: head.inner) {
      guard let entry = index.entries[id] else { continue }
      let variant = try self.head(of: entry)
      module.exports.append(
        RustdocExport(
          name: variant.name ?? "", target: .item(id),
          isHidden: variant.attributes.isDocHidden,
          isDeprecated: variant.attributes.deprecation != nil, namespaces: [.types, .values]))
    }
    return module
  }

  /// The ids under one key of the object at an offset.
  mutating func members(_ name: String, at offset: Int) throws(RustdocError) -> [UInt32] {
    json.position = offset
    var ids: [UInt32] = []
    try json.beginObject()
    while let key = try json.nextKey() {
      if key == name { ids = try json.ids() } else { try json.skip() }
    }
    return ids
  }

  private mutating func addItem(
    _ id: UInt32, _ entry: RustdocIndex.Entry, to module: inout RustdocModule
  ) throws(RustdocError) {
    let head = try head(of: entry)
    guard let name = head.name else { return }
    let namespaces = try namespaces(of: entry, at: head.inner)
    module.written.formUnion(namespaces.map { RustdocModule.Key(name: name, namespace: $0) })
    guard head.visibility == .public else { return }
    module.exports.append(
      RustdocExport(
        name: name, target: .item(id), isHidden: head.attributes.isDocHidden,
        isDeprecated: head.attributes.deprecation != nil, namespaces: namespaces))
  }

  /// The namespaces of an item of this crate; a struct with fields by name has no constructor among
  /// the values.
  private mutating func namespaces(
    of entry: RustdocIndex.Entry, at offset: Int
  ) throws(RustdocError) -> [RustNamespace] {
    switch entry.kind {
    case .function, .constant, .staticVariable: return [.values]
    case .macro, .procMacro: return [.macros]
    case .variant: return [.types, .values]
    case .structure:
      json.position = offset
      try json.beginObject()
      while let key = try json.nextKey() {
        guard key == "kind" else {
          try json.skip()
          continue
        }
        if try json.peek() == UInt8(ascii: "\"") { return [.types, .values] }
        try json.beginObject()
        return try json.nextKey() == "plain" ? [.types] : [.types, .values]
      }
      return [.types]
    default: return [.types]
    }
  }

  private mutating func addUse(
    _ id: UInt32, _ entry: RustdocIndex.Entry, to module: inout RustdocModule
  ) throws(RustdocError) {
    let head = try head(of: entry)
    var use = try use(at: head.inner)
    let source = use
    guard head.visibility == .public else {
      if !use.isGlob { module.written.insert(.init(name: use.name, namespace: .types)) }
      return
    }
    var isHidden = head.attributes.isDocHidden
    var isDeprecated = head.attributes.deprecation != nil
    var steps = 0
    while let next = use.id, let entry = index.entries[next], entry.isLocal, entry.kind == .use,
      steps < Self.useLimit
    {
      use = try self.use(at: try self.head(of: entry).inner)
      steps += 1
    }
    guard let target = use.id, let entry = index.entries[target], entry.isLocal else {
      try addForeign(source, of: id, leadingTo: use.id, isHidden, isDeprecated, to: &module)
      return
    }
    if source.isGlob {
      module.globs.append(.init(target: target, isHidden: isHidden, isDeprecated: isDeprecated))
      return
    }
    let targetHead = try self.head(of: entry)
    isHidden = isHidden || targetHead.attributes.isDocHidden
    isDeprecated = isDeprecated || targetHead.attributes.deprecation != nil
    let namespaces = try namespaces(of: entry, at: targetHead.inner)
    module.written.formUnion(namespaces.map { .init(name: source.name, namespace: $0) })
    module.exports.append(
      RustdocExport(
        name: source.name, target: .item(target), isHidden: isHidden, isDeprecated: isDeprecated,
        namespaces: namespaces))
  }

  private mutating func addForeign(
    _ use: Use, of id: UInt32, leadingTo target: UInt32?, _ isHidden: Bool, _ isDeprecated: Bool,
    to module: inout RustdocModule
  ) throws(RustdocError) {
    var summary: Summary?
    if let target { summary = try self.summary(target) }
    let word = summary.map { Self.word($0.kind) }
    let source = use.source.hasPrefix("::") ? String(use.source.dropFirst(2)) : use.source
    let reexport = RustReexport(
      source: source, definition: summary?.path, isGlob: use.isGlob, word: word)
    let name = use.isGlob ? "*" : use.name
    var namespaces: [RustNamespace] = [.types]
    switch summary?.kind {
    case "function", "constant", "static": namespaces = [.values]
    case "macro", "proc_derive", "proc_attribute": namespaces = [.macros]
    case "variant": namespaces = [.types, .values]
    default: break
    }
    if !use.isGlob {
      module.written.formUnion(namespaces.map { .init(name: name, namespace: $0) })
    }
    module.exports.append(
      RustdocExport(
        name: name, target: .elsewhere(use: id, reexport), isHidden: isHidden,
        isDeprecated: isDeprecated, namespaces: use.isGlob ? [] : namespaces))
  }

  private mutating func addExternCrate(
    _ id: UInt32, _ entry: RustdocIndex.Entry, to module: inout RustdocModule
  ) throws(RustdocError) {
    let head = try head(of: entry)
    json.position = head.inner
    var local = head.name ?? ""
    var original: String?
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "name": local = try json.string()
      case "rename": original = try json.optionalString()
      default: try json.skip()
      }
    }
    module.written.insert(.init(name: local, namespace: .types))
    guard head.visibility == .public else { return }
    let reexport = RustReexport(
      source: original ?? local, definition: original ?? local, word: "crate")
    module.exports.append(
      RustdocExport(
        name: local, target: .elsewhere(use: id, reexport),
        isHidden: head.attributes.isDocHidden,
        isDeprecated: head.attributes.deprecation != nil, namespaces: [.types]))
  }

  private struct Use {
    var source = ""
    var name = ""
    var id: UInt32?
    var isGlob = false
  }

  private mutating func use(at offset: Int) throws(RustdocError) -> Use {
    json.position = offset
    var use = Use()
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "source": use.source = try json.string()
      case "name": use.name = try json.string()
      case "id": use.id = try json.optionalID()
      case "is_glob", "glob": use.isGlob = try json.boolean()
      default: try json.skip()
      }
    }
    return use
  }

  /// The word for a kind that rustdoc names in a summary.
  static func word(_ kind: String) -> String {
    switch kind {
    case "type_alias": "type alias"
    case "trait_alias": "trait alias"
    case "proc_derive": "derive macro"
    case "proc_attribute": "attribute macro"
    case "extern_type": "extern type"
    case "primitive": "primitive type"
    default: kind
    }
  }
}
