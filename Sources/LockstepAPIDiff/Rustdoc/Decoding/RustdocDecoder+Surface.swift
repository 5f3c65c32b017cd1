extension Surface {
  /// Reads the surface from rustdoc's JSON, made with private and hidden items in it
  /// (`--document-private-items --document-hidden-items`).
  ///
  /// - Parameters:
  ///   - rustdoc: the bytes of the document, of one of the known format versions.
  ///   - package: what the manifest says.
  ///   - features: the features that were on.
  ///   - sourceRoot: the folder that source paths are given relative to; empty to leave them as
  ///     rustdoc prints them.
  package init(
    rustdoc bytes: [UInt8], package: PackageFacts = PackageFacts(), features: [String] = [],
    sourceRoot: String = ""
  ) throws(RustdocError) {
    var decoder = try RustdocDecoder(bytes, sourceRoot: sourceRoot)
    self = try decoder.surface(package: package, features: features)
  }
}

extension RustdocDecoder {
  /// Decodes everything that counts.
  mutating func surface(
    package: PackageFacts, features: [String]
  ) throws(RustdocError) -> Surface {
    guard let root = index.entries[index.root] else { throw .noRoot }
    let rootHead = try head(of: root)
    let crate = rootHead.name ?? ""
    let reach = RustdocReach(root: index.root, name: crate, modules: try modules())
    paths = reach.paths
    for id in reach.order where index.entries[id]?.kind != .variant { _ = item(id) }
    try readWaiting()
    for foreign in reach.foreign { try read(foreign) }
    try readStrayImplementations()
    // Last, because a method with a symbol belongs to its impl, which has read it by now.
    for id in index.order where index.entries[id]?.mayHaveSymbol == true { _ = item(id) }
    try readWaiting()
    attachImplementations()
    var surface = Surface(
      crate: crate, package: package, features: features.sorted(), target: index.target,
      isNoStd: rootHead.attributes.others.contains { $0 == "no_std" || $0.hasPrefix("NoStd") },
      formatVersion: index.formatVersion, items: items.compactMap { $0 },
      implementations: implementations)
    surface.sealTraits()
    surface.indexPaths()
    return surface
  }

  /// Reads the items that were given an id, and those that these need.
  private mutating func readWaiting() throws(RustdocError) {
    while nextWaiting < waiting.count {
      nextWaiting += 1
      try read(waiting[nextWaiting - 1])
    }
  }

  private mutating func read(_ foreign: RustdocReach.Foreign) throws(RustdocError) {
    // One `use` can be reached under several names; they are one item.
    if let known = itemIDs[foreign.use] {
      items[Int(known.number)]?.paths.append(foreign.path)
      items[Int(known.number)]?.paths.sort(by: RustdocReach.isBetter)
      return
    }
    guard let entry = index.entries[foreign.use] else { return }
    let head = try head(of: entry)
    let id = place(foreign.use)
    items[Int(id.number)] = RustItem(
      id: id, name: foreign.name, kind: .reexport(foreign.reexport), paths: [foreign.path],
      definition: foreign.path.path, visibility: .public, attributes: head.attributes,
      isDocumented: head.isDocumented, place: head.place)
  }

  /// Reads the impls that no type of this crate lists: of foreign types. A private trait that one
  /// of them asks for comes in with its own impls, which takes another round.
  private mutating func readStrayImplementations() throws(RustdocError) {
    var known = -1
    while known != items.count {
      known = items.count
      try readStrayRound()
      try readWaiting()
    }
  }

  private mutating func readStrayRound() throws(RustdocError) {
    follows = false
    defer { follows = true }
    for id in index.order {
      guard let entry = index.entries[id], entry.kind == .implementation, entry.isLocal,
        implementationIDs[id] == nil
      else { continue }
      try readImplementation(id, isStray: true)
    }
  }

  /// Tells the types and traits what implements them.
  private mutating func attachImplementations() {
    for (number, implementation) in implementations.enumerated() {
      let id = ImplementationID(UInt32(number))
      if let owner = implementation.owner { items[Int(owner.number)]?.attach(id) }
      if let trait = implementation.trait?.item { items[Int(trait.number)]?.attach(id) }
    }
  }
}

extension RustItem {
  /// Notes that an implementation is on this type, or of this trait.
  fileprivate mutating func attach(_ id: ImplementationID) {
    switch kind {
    case .structure(var value):
      value.implementations.append(id)
      kind = .structure(value)
    case .enumeration(var value):
      value.implementations.append(id)
      kind = .enumeration(value)
    case .union(var value):
      value.implementations.append(id)
      kind = .union(value)
    case .externType(let ids): kind = .externType(ids + [id])
    case .trait(var value):
      value.implementations.append(id)
      kind = .trait(value)
    default: break
    }
  }
}

extension Surface {
  /// Makes ``publicPaths`` and ``exportedSymbols`` from the items.
  mutating func indexPaths() {
    publicPaths = [:]
    publicPaths.reserveCapacity(items.count)
    exportedSymbols = []
    for item in items {
      for path in item.paths { publicPaths[path.path, default: []].append(item.id) }
      if item.attributes.symbol(named: item.name) != nil { exportedSymbols.append(item.id) }
    }
  }
}
