extension SearchRun {
  /// Finds what is wrong with imports, re-exports and aliases themselves.
  mutating func searchImports() {
    for scope in 0..<scopes.count {
      for binding in scopes[scope].bindings.values { searchImport(binding) }
      for glob in scopes[scope].globs { searchImport(glob) }
    }
  }

  private mutating func searchImport(_ binding: ScopeTable.Binding) {
    // An alias' type is read where it stands, as every other type is.
    guard !binding.isAlias else { return }
    let (answer, used) = resolver.resolve(
      binding.path, isGlobal: binding.isGlobal, isUse: true, in: binding.scope)
    guard answer.target != .nothing else { return }
    if case .scope = answer.target { return }
    noteReach()
    guard case .node(var node) = answer.target else { return }
    report(node, binding, isKnown: answer.isImported)
    for name in binding.path.dropFirst(used) {
      guard let next = tree.child(name, of: node) else { return }
      node = next
      report(node, binding, isKnown: false)
    }
  }

  /// - Parameter isKnown: Another import is wrong already.
  private mutating func report(_ node: Int, _ binding: ScopeTable.Binding, isKnown: Bool) {
    for item in tree.items(at: node) {
      switch items[item].manner {
      case .named where !isKnown: add(item, at: binding.token, in: binding.file, .certain)
      case .mentioned: add(item, at: binding.token, in: binding.file, .possible)
      default: break
      }
    }
  }

  /// What the package hands on to others: its public imports that lead outside.
  mutating func exports() -> SourceExports {
    var entries: [SourceExports.Entry] = []
    var resolver = resolver
    for (path, scope) in publicModules() {
      let imports = scopes[scope].bindings.map { ($0.key, $0.value) }
      for (name, binding) in imports where binding.isPublic {
        guard let target = outside(binding, &resolver) else { continue }
        entries.append(
          entry(path + [read.names.text(name)], target, isGlob: false, binding))
      }
      for glob in scopes[scope].globs where glob.isPublic {
        guard let target = outside(glob, &resolver) else { continue }
        entries.append(entry(path, target, isGlob: true, glob))
      }
      if entries.count > 10_000 { break }
    }
    entries.sort {
      ($0.path.count, $0.file, $0.line, $0.path.joined(separator: "::"))
        < ($1.path.count, $1.file, $1.line, $1.path.joined(separator: "::"))
    }
    return SourceExports(entries: entries)
  }

  private mutating func entry(
    _ path: [String], _ target: [String], isGlob: Bool, _ binding: ScopeTable.Binding
  ) -> SourceExports.Entry {
    SourceExports.Entry(
      path: path, target: target, isGlob: isGlob, file: read.files[binding.file].path,
      line: place(of: binding.token, in: binding.file).line)
  }

  /// Where a public import leads, written out from the crate's name on.
  private func outside(_ binding: ScopeTable.Binding, _ resolver: inout Resolver) -> [String]? {
    let (answer, used) = resolver.resolve(
      binding.path, isGlobal: binding.isGlobal, isUse: !binding.isAlias, in: binding.scope)
    guard case .node(let node) = answer.target, let crate = tree.crate(of: node) else { return nil }
    let rest = binding.path.dropFirst(used)
    return [crate] + (tree.path(of: node) + rest).map { read.names.text($0) }
  }

  /// The library's public modules with their paths, bounded in number and depth.
  private func publicModules() -> [(path: [String], scope: Int)] {
    let name = read.names.text(resolver.library.name)
    var found = [(path: [name], scope: read.library)]
    var seen: Set<Int> = [read.library]
    var next = 0
    while next < found.count, found.count < 10_000 {
      let (path, scope) = found[next]
      next += 1
      guard path.count < 32 else { continue }
      for (name, child) in scopes[scope].children
      where scopes[child].isPublic && seen.insert(child).inserted {
        found.append((path + [read.names.text(name)], child))
      }
    }
    return found
  }
}
