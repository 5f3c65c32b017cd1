/// The public API of one crate, as a value: what a dependent can name, call, build, match and
/// implement, with one set of features and one toolchain.
///
/// Items stand in one list and refer to each other by ``ItemID``. An item that no public path leads
/// to is in the list only where something public needs it: the private fields of a public struct,
/// a private trait that seals a public one, a private type in a public signature, a private function
/// with an exported symbol. ``isPublic(_:)`` tells them apart.
package struct Surface: Hashable, Sendable {
  /// The library's name as paths spell it, with underscores.
  package var crate: String
  /// What the manifest promises.
  package var package: PackageFacts
  /// The features that were on, sorted; what `default` brings in is not spelt out.
  package var features: [String]
  /// The target triple that the surface was made for, where rustdoc says so.
  package var target: String?
  /// Whether the crate does without the standard library: `#![no_std]`.
  package var isNoStd: Bool
  /// The rustdoc format version that was decoded.
  package var formatVersion: Int
  /// Every item; an item's place in the list is its ``ItemID``.
  package var items: [RustItem]
  /// Every implementation that counts; a place in the list is an ``ImplementationID``.
  package var implementations: [RustImplementation]
  /// Which items a public path leads to: up to three, one for each namespace (types, values,
  /// macros), and for members, `krate::Type::member`, one for each of the impls that has one.
  package var publicPaths: [String: [ItemID]]
  /// Functions and statics with a symbol of their own (`no_mangle`, `export_name`), whether or not
  /// a public path leads to them: a linker finds them all the same.
  package var exportedSymbols: [ItemID]

  /// Puts a surface together.
  package init(
    crate: String, package: PackageFacts = PackageFacts(), features: [String] = [],
    target: String? = nil, isNoStd: Bool = false, formatVersion: Int = 0, items: [RustItem] = [],
    implementations: [RustImplementation] = [], publicPaths: [String: [ItemID]] = [:],
    exportedSymbols: [ItemID] = []
  ) {
    self.crate = crate
    self.package = package
    self.features = features
    self.target = target
    self.isNoStd = isNoStd
    self.formatVersion = formatVersion
    self.items = items
    self.implementations = implementations
    self.publicPaths = publicPaths
    self.exportedSymbols = exportedSymbols
  }

  /// The item with this id.
  package subscript(id: ItemID) -> RustItem { items[Int(id.number)] }

  /// The implementation with this id.
  package subscript(id: ImplementationID) -> RustImplementation {
    implementations[Int(id.number)]
  }

  /// Whether a public path leads to the item, hidden ones (`#[doc(hidden)]`) included.
  package func isPublic(_ id: ItemID) -> Bool { !self[id].paths.isEmpty }

  /// Whether the item is part of what the crate promises: a public path leads to it that is not
  /// hidden.
  package func isPromised(_ id: ItemID) -> Bool { self[id].paths.contains { !$0.isHidden } }

  /// The items that a public path leads to, of one namespace where one is given.
  package func items(at path: String, in namespace: RustNamespace? = nil) -> [RustItem] {
    (publicPaths[path] ?? []).map { self[$0] }.filter {
      guard let namespace else { return true }
      return $0.namespaces.contains(namespace)
    }
  }

  /// The items with these ids, in their order.
  package func items(_ ids: [ItemID]) -> [RustItem] { ids.map { self[$0] } }

  /// The implementations on a type, of traits and inherent ones, in no particular order.
  package func implementations(of id: ItemID) -> [RustImplementation] {
    switch self[id].kind {
    case .structure(let value): value.implementations.map { self[$0] }
    case .enumeration(let value): value.implementations.map { self[$0] }
    case .union(let value): value.implementations.map { self[$0] }
    case .externType(let ids): ids.map { self[$0] }
    case .trait(let value): value.implementations.map { self[$0] }
    default: []
    }
  }
}
