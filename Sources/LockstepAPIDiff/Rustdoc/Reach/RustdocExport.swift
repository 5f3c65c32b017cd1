import LockstepCore

/// A name that a module offers to those outside the crate.
struct RustdocExport: Hashable {
  /// What the name leads to.
  enum Target: Hashable {
    /// An item of this crate.
    case item(UInt32)
    /// Something of another crate, brought in by the `use` or `extern crate` with this id.
    case elsewhere(use: UInt32, RustReexport)

    /// Whether the two are known to be different things.
    func isOther(_ target: Target) -> Bool {
      switch (self, target) {
      case (.item(let one), .item(let other)): one != other
      case (.elsewhere(_, let one), .elsewhere(_, let other)):
        one.definition != nil && other.definition != nil && one.definition != other.definition
      default: true
      }
    }
  }

  var name: String
  var target: Target
  var isHidden: Bool
  var isDeprecated: Bool
  /// Where the name stands; a glob gives way to a name in the same namespace.
  var namespaces: [RustNamespace]
}

/// What one module says about names.
struct RustdocModule {
  /// `pub use target::*`.
  struct Glob {
    var target: UInt32
    var isHidden: Bool
    var isDeprecated: Bool
  }

  /// A name in one namespace.
  struct Key: Hashable {
    var name: String
    var namespace: RustNamespace
  }

  /// The names that are offered: written ones first, then those of globs.
  var exports: [RustdocExport] = []
  var globs: [Glob] = []
  /// Names that are written in the module, private ones too: globs give way to them.
  var written: Set<Key> = []
  /// Names that two globs bring for different things: whoever uses one gets an error.
  private(set) var ambiguous: Set<Key> = []
  /// Where in `exports` a name that came through a glob stands.
  var globbed: [Key: Int] = [:]

  /// Takes in a name that a glob brings; whether that changed anything.
  mutating func addGlobbed(_ export: RustdocExport) -> Bool {
    if export.namespaces.isEmpty {
      // A glob of another crate has no names here; that it is there is passed on, once.
      guard !exports.contains(where: { $0.target == export.target }) else { return false }
      exports.append(export)
      return true
    }
    let keys = export.namespaces.map { Key(name: export.name, namespace: $0) }
    guard !keys.contains(where: written.contains) else { return false }
    if let known = keys.compactMap({ globbed[$0] }).first {
      // Two globs that bring the same thing: the better way counts.
      guard exports[known].target == export.target else {
        return exports[known].target.isOther(export.target) && markAmbiguous(keys)
      }
      let isBetter =
        exports[known].isHidden && !export.isHidden
        || exports[known].isHidden == export.isHidden && exports[known].isDeprecated
          && !export.isDeprecated
      if isBetter { exports[known] = export }
      return isBetter
    }
    for key in keys { globbed[key] = exports.count }
    exports.append(export)
    return true
  }

  /// Notes names that mean two things; whether that is news.
  mutating func markAmbiguous(_ keys: some Sequence<Key>) -> Bool {
    let count = ambiguous.count
    ambiguous.formUnion(keys.filter { !written.contains($0) })
    return ambiguous.count > count
  }

  /// Takes away the names that nobody can use, because they mean two things wherever they stand.
  mutating func dropAmbiguous() {
    guard !ambiguous.isEmpty else { return }
    exports.removeAll { export in
      !export.namespaces.isEmpty
        && export.namespaces.allSatisfy {
          ambiguous.contains(Key(name: export.name, namespace: $0))
        }
    }
  }
}
