/// The modules and blocks of one package's sources, and what is called what in them.
struct ScopeTable {
  /// A name that a `use`, an `extern crate` or a type alias introduces.
  struct Binding {
    /// What it stands for: names, the first of which is looked up in `scope`.
    var path: [UInt32]
    /// Whether the path begins with a crate's name: `::a::b`, `extern crate a`.
    var isGlobal: Bool
    var isPublic: Bool
    /// Whether it is `type X = path;`: the name is a type of its own making.
    var isAlias = false
    /// Where it is written.
    var file: Int
    /// The token of the path's last name, for a place.
    var token: Int
    /// The token of the path's first name.
    var scope: Int
  }

  /// A module, or a block with names of its own.
  struct Scope {
    /// The enclosing module, or for a block what encloses it.
    var parent: Int
    /// The root of the crate that it belongs to.
    var root: Int
    /// Where else submodules are looked for: the files of a folder that several crates share.
    var shared: Int?
    var isBlock: Bool
    /// Whether some `pub mod` declares it.
    var isPublic = false
    /// Whether some `#[cfg(test)] mod` declares it.
    var isForTests = false
    var name: UInt32
    var children: [UInt32: Int] = [:]
    var bindings: [UInt32: Binding] = [:]
    var globs: [Binding] = []
    var definitions: Set<UInt32> = []
    /// `extern crate … as name` at the root, which is known in the whole crate.
    var externs: [UInt32: [UInt32]] = [:]
    /// Whether `#[macro_use] extern crate` brings in the macros of these crates.
    var macroCrates: [UInt32] = []
  }

  private(set) var scopes: [Scope] = []

  subscript(_ number: Int) -> Scope {
    _read { yield scopes[number] }
    _modify { yield &scopes[number] }
  }

  var count: Int { scopes.count }

  /// Adds the root of a crate.
  mutating func addRoot(shared: Int? = nil) -> Int {
    let number = scopes.count
    scopes.append(
      Scope(parent: number, root: number, shared: shared, isBlock: false, name: 0))
    return number
  }

  /// The submodule `name`, which is made where there is none.
  mutating func child(_ name: UInt32, of parent: Int) -> Int {
    if let known = scopes[parent].children[name] { return known }
    let number = scopes.count
    scopes.append(
      Scope(parent: parent, root: scopes[parent].root, isBlock: false, name: name))
    scopes[parent].children[name] = number
    return number
  }

  /// Adds a block that has names of its own.
  mutating func addBlock(in parent: Int) -> Int {
    let number = scopes.count
    scopes.append(
      Scope(parent: parent, root: scopes[parent].root, isBlock: true, name: 0))
    return number
  }

  /// The module that a scope is or lies in.
  func module(of scope: Int) -> Int {
    var scope = scope
    while scopes[scope].isBlock { scope = scopes[scope].parent }
    return scope
  }

  /// The submodule that is already known.
  func submodule(_ name: UInt32, of scope: Int) -> Int? {
    if let own = scopes[scope].children[name] { return own }
    return scopes[scope].shared.flatMap { scopes[$0].children[name] }
  }
}
