/// The paths outside a package that matter to a search, as trees of names: one for each crate.
///
/// Only what leads to something wanted is in it. A crate that hands the foundation on has links to the
/// foundation's own tree.
struct PathTree {
  struct Node {
    var parent: Int
    var name: UInt32
    var children: [UInt32: Int] = [:]
    /// The wanted items that are here.
    var items: [Int] = []
    /// What a re-export here stands for.
    var link: Int?
    /// What the globs of a re-exporting module open.
    var globs: [Int] = []
    /// Whether an item below is a member whose owner is here.
    var hasMembers = false
  }

  private(set) var nodes: [Node] = []
  /// The trees' roots by the names of crates.
  private var roots: [String: Int] = [:]

  /// Makes the trees of `items`, and of what `exports` hand on of them, the nearest crates first.
  init(_ items: [WantedItem], exports: [String: SourceExports], names: inout NameTable) {
    for (number, item) in items.enumerated() {
      for path in item.paths {
        guard let node = add(path, &names) else { continue }
        nodes[node].items.append(number)
        switch item.manner {
        case .method, .field, .implementedMethod: nodes[nodes[node].parent].hasMembers = true
        default: break
        }
      }
    }
    // What is handed on twice is known after the second round; more than a few is no fleet.
    for _ in 0..<min(4, exports.count) {
      for export in exports.values { link(export, &names) }
    }
  }

  /// The root of a crate's tree; a crate of which nothing matters gets an empty one.
  mutating func root(of crate: String) -> Int {
    if let known = roots[crate] { return known }
    roots[crate] = nodes.count
    nodes.append(Node(parent: nodes.count, name: 0))
    return nodes.count - 1
  }

  subscript(_ node: Int) -> Node { nodes[node] }

  /// The root of a crate's tree, where there is one.
  func knownRoot(of crate: String) -> Int? { roots[crate] }

  /// The wanted items at a node, or at what it stands for.
  func items(at node: Int) -> [Int] {
    nodes[node].link == nil ? nodes[node].items : nodes[resolved(node)].items
  }

  /// What `name` leads to from `node`.
  func child(_ name: UInt32, of node: Int) -> Int? {
    var node = node
    for _ in 0..<8 {
      if let found = nodes[node].children[name] { return found }
      for glob in nodes[node].globs {
        if let found = nodes[glob].children[name] { return found }
      }
      guard let link = nodes[node].link else { return nil }
      node = link
    }
    return nil
  }

  /// The node, or what it stands for.
  func resolved(_ node: Int) -> Int {
    var node = node
    for _ in 0..<8 {
      guard let link = nodes[node].link else { return node }
      node = link
    }
    return node
  }

  /// Every name that can follow `node`.
  func names(below node: Int) -> [UInt32] {
    let node = resolved(node)
    return Array(nodes[node].children.keys)
      + nodes[node].globs.flatMap { Array(nodes[$0].children.keys) }
  }

  /// The path of a node, the crate's name left out.
  func path(of node: Int) -> [UInt32] {
    var names: [UInt32] = []
    var node = node
    while nodes[node].parent != node {
      names.append(nodes[node].name)
      node = nodes[node].parent
    }
    return names.reversed()
  }

  /// The name of the crate that a node belongs to.
  func crate(of node: Int) -> String? {
    var node = node
    while nodes[node].parent != node { node = nodes[node].parent }
    return roots.first { $0.value == node }?.key
  }

  private mutating func add(_ path: [String], _ names: inout NameTable) -> Int? {
    guard let crate = path.first, path.count > 1, path.count < 64 else { return nil }
    var node = root(of: crate)
    for name in path.dropFirst() { node = child(named: names.number(of: name), in: node) }
    return node
  }

  private mutating func child(named name: UInt32, in node: Int) -> Int {
    if let known = nodes[node].children[name] { return known }
    let number = nodes.count
    nodes.append(Node(parent: node, name: name))
    nodes[node].children[name] = number
    return number
  }

  private mutating func link(_ export: SourceExports, _ names: inout NameTable) {
    for entry in export.entries.prefix(10_000) {
      guard let target = find(entry.target, names) else { continue }
      if entry.isGlob, entry.path.count == 1, let crate = entry.path.first {
        let module = root(of: crate)
        if module != target, !nodes[module].globs.contains(target) {
          nodes[module].globs.append(target)
        }
      } else if let node = add(entry.path, &names), node != target {
        if entry.isGlob {
          if !nodes[node].globs.contains(target) { nodes[node].globs.append(target) }
        } else {
          nodes[node].link = nodes[node].link ?? target
        }
      }
    }
  }

  private func find(_ path: [String], _ names: NameTable) -> Int? {
    guard let crate = path.first, var node = roots[crate] else { return nil }
    for name in path.dropFirst() {
      guard let number = names.known(name), let next = child(number, of: node) else { return nil }
      node = next
    }
    return node
  }
}
