import LockstepCore

/// Walks from the crate's root along every name that it offers, and notes each way to each item.
struct RustdocReach {
  /// How many ways to one item are noted; a crate that re-exports itself in circles has no end of
  /// them. The walk goes by length, so the short ones are found first.
  static let pathLimit = 64
  /// How many modules by name are looked into.
  static let visitLimit = 200_000

  /// One module under one name.
  private struct Visit {
    var module: UInt32
    var path: String
    var isHidden: Bool
    var isDeprecated: Bool
    /// Where in the list of visits the one stands that led here.
    var parent: Int?
  }

  /// A public name for something of another crate.
  struct Foreign {
    var use: UInt32
    var reexport: RustReexport
    var name: String
    var path: PublicPath
  }

  private let modules: [UInt32: RustdocModule]
  /// The ways to each item, the best one first.
  private(set) var paths: [UInt32: [PublicPath]] = [:]
  /// The items in the order in which they were found.
  private(set) var order: [UInt32] = []
  private(set) var foreign: [Foreign] = []
  private var visits: [Visit] = []

  init(root: UInt32, name: String, modules: [UInt32: RustdocModule]) {
    self.modules = modules
    note(root, PublicPath(name))
    visits.append(
      Visit(module: root, path: name, isHidden: false, isDeprecated: false, parent: nil))
    var next = 0
    while next < visits.count {
      visit(next)
      next += 1
    }
    for id in order { paths[id]?.sort(by: Self.isBetter) }
  }

  private mutating func visit(_ place: Int) {
    let visit = visits[place]
    for export in modules[visit.module]?.exports ?? [] {
      let path = PublicPath(
        "\(visit.path)::\(export.name)", isHidden: visit.isHidden || export.isHidden,
        isDeprecated: visit.isDeprecated || export.isDeprecated)
      switch export.target {
      case .elsewhere(let use, let reexport):
        foreign.append(Foreign(use: use, reexport: reexport, name: export.name, path: path))
      case .item(let id):
        guard note(id, path), modules[id] != nil, !isAbove(id, place),
          visits.count < Self.visitLimit
        else { continue }
        visits.append(
          Visit(
            module: id, path: path.path, isHidden: path.isHidden,
            isDeprecated: path.isDeprecated, parent: place))
      }
    }
  }

  /// Notes a way to an item; whether there is room for it.
  @discardableResult
  private mutating func note(_ id: UInt32, _ path: PublicPath) -> Bool {
    guard let known = paths[id] else {
      paths[id] = [path]
      order.append(id)
      return true
    }
    guard known.count < Self.pathLimit, !known.contains(where: { $0.path == path.path }) else {
      return false
    }
    paths[id]?.append(path)
    return true
  }

  /// Whether the module is the visited one, or one on the way to it: going in again would never
  /// end.
  private func isAbove(_ id: UInt32, _ place: Int) -> Bool {
    var at: Int? = place
    while let current = at {
      if visits[current].module == id { return true }
      at = visits[current].parent
    }
    return false
  }

  /// Whether the left path is the better name for the same thing.
  static func isBetter(_ left: PublicPath, _ right: PublicPath) -> Bool {
    if left.isHidden != right.isHidden { return right.isHidden }
    if left.isDeprecated != right.isDeprecated { return right.isDeprecated }
    let (one, other) = (segments(left), segments(right))
    if one != other { return one < other }
    let (short, long) = (left.path.utf8.count, right.path.utf8.count)
    return short != long ? short < long : left.path < right.path
  }

  private static func segments(_ path: PublicPath) -> Int {
    path.path.utf8.count { $0 == UInt8(ascii: ":") }
  }
}
