package import LockstepCore

/// The place of an item in ``Surface/items``; means nothing outside its surface.
package struct ItemID: Hashable, Sendable, Comparable {
  /// The place, from 0.
  package var number: UInt32

  /// Names a place.
  package init(_ number: UInt32) { self.number = number }

  /// Orders by place.
  package static func < (left: ItemID, right: ItemID) -> Bool { left.number < right.number }
}

/// The place of an implementation in ``Surface/implementations``.
package struct ImplementationID: Hashable, Sendable {
  /// The place, from 0.
  package var number: UInt32

  /// Names a place.
  package init(_ number: UInt32) { self.number = number }
}

/// What a name can mean at once: Rust keeps types, values and macros apart.
package enum RustNamespace: Hashable, Sendable {
  /// Modules, structs, enums, unions, traits, aliases, primitives.
  case types
  /// Functions, constants, statics, and the constructors of unit and tuple structs.
  case values
  /// Macros of every kind.
  case macros
}

/// How far an item can be seen by its own declaration.
package enum RustVisibility: Hashable, Sendable {
  /// `pub`.
  case `public`
  /// Nothing written: as far as what it belongs to (variants, items of traits and of trait impls).
  case inherited
  /// Private, `pub(crate)`, `pub(super)` or `pub(in path)`.
  case restricted
}

/// One way in which a dependent can name an item.
package struct PublicPath: Hashable, Sendable {
  /// The path from the crate's name on: `krate::module::Type`, `krate::Type::member`.
  package var path: String
  /// Whether something on the way is `#[doc(hidden)]`: usable, and not promised.
  package var isHidden: Bool
  /// Whether something on the way is deprecated.
  package var isDeprecated: Bool

  /// Puts a path together.
  package init(_ path: String, isHidden: Bool = false, isDeprecated: Bool = false) {
    self.path = path
    self.isHidden = isHidden
    self.isDeprecated = isDeprecated
  }
}

/// One item of a crate: something with a name, or a part of it.
package struct RustItem: Hashable, Sendable {
  /// Its place in the surface.
  package var id: ItemID
  /// Its own name, as declared; a field of a tuple is `0`, `1`, and so on.
  package var name: String
  /// What it is.
  package var kind: RustKind
  /// Every public path, the best one first (not hidden, then not deprecated, then short, then by
  /// alphabet); empty where nothing outside the crate can name it.
  package var paths: [PublicPath]
  /// Where it is defined, private modules included; falls back on the name.
  package var definition: String
  /// What it is a part of: the type of a field or variant, the variant of a field, the trait of a
  /// trait's item, the type of an associated item where that is an item of this surface.
  package var parent: ItemID?
  /// The impl that an associated item stands in.
  package var implementation: ImplementationID?
  /// How far it can be seen by its own declaration.
  package var visibility: RustVisibility
  /// What is written on it.
  package var attributes: RustAttributes
  /// Whether it has a documentation comment that is not empty.
  package var isDocumented: Bool
  /// The first place of the declaration, its path relative to the package's folder where it is in
  /// it; absent where a macro made it.
  package var place: SourcePlace?

  /// Puts an item together.
  package init(
    id: ItemID, name: String, kind: RustKind, paths: [PublicPath] = [], definition: String = "",
    parent: ItemID? = nil, implementation: ImplementationID? = nil,
    visibility: RustVisibility = .public, attributes: RustAttributes = RustAttributes(),
    isDocumented: Bool = false, place: SourcePlace? = nil
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.paths = paths
    self.definition = definition.isEmpty ? name : definition
    self.parent = parent
    self.implementation = implementation
    self.visibility = visibility
    self.attributes = attributes
    self.isDocumented = isDocumented
    self.place = place
  }

  /// The path to name it by: the best public one, else where it is defined.
  package var path: String { paths.first?.path ?? definition }

  /// Whether it is public, and only in ways that are `#[doc(hidden)]`.
  package var isHidden: Bool { !paths.isEmpty && paths.allSatisfy(\.isHidden) }

  /// The namespaces in which its name stands.
  package var namespaces: Set<RustNamespace> {
    switch kind {
    case .structure(let value): value.shape == .named ? [.types] : [.types, .values]
    case .variant: [.types, .values]
    case .function, .constant, .staticVariable, .associatedConstant, .field: [.values]
    case .macro, .proceduralMacro: [.macros]
    case .reexport: [.types, .values, .macros]
    default: [.types]
    }
  }
}
