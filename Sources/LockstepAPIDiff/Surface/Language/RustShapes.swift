/// How a struct or a variant is written.
package enum RustShape: Hashable, Sendable {
  /// `struct A;`, `A`.
  case unit
  /// `struct A(u8);`.
  case tuple
  /// `struct A { field: u8 }`.
  case named
}

/// A struct.
package struct RustStructure: Hashable, Sendable {
  /// How it is written.
  package var shape: RustShape
  /// Its generics.
  package var generics: RustGenerics
  /// Its fields in the order of declaration, private ones too; see ``hasStrippedFields``.
  package var fields: [ItemID]
  /// Whether rustdoc left private fields out, so that ``fields`` is not all of them.
  package var hasStrippedFields: Bool
  /// Every implementation on it.
  package var implementations: [ImplementationID]
  /// Traits that it has through an impl for everything that meets a condition (`impl<T: A> B for
  /// T`), resolved; those that every type has are left out.
  package var blanketTraits: [RustPath]

  /// Puts a struct together.
  package init(
    shape: RustShape, generics: RustGenerics = RustGenerics(), fields: [ItemID] = [],
    hasStrippedFields: Bool = false, implementations: [ImplementationID] = [],
    blanketTraits: [RustPath] = []
  ) {
    self.shape = shape
    self.generics = generics
    self.fields = fields
    self.hasStrippedFields = hasStrippedFields
    self.implementations = implementations
    self.blanketTraits = blanketTraits
  }
}

/// A union.
package struct RustUnion: Hashable, Sendable {
  /// Its generics.
  package var generics: RustGenerics
  /// Its fields in the order of declaration, private ones too.
  package var fields: [ItemID]
  /// Whether rustdoc left private fields out.
  package var hasStrippedFields: Bool
  /// Every implementation on it.
  package var implementations: [ImplementationID]
  /// Traits that it has through a blanket impl, as for structs.
  package var blanketTraits: [RustPath]

  /// Puts a union together.
  package init(
    generics: RustGenerics = RustGenerics(), fields: [ItemID] = [],
    hasStrippedFields: Bool = false, implementations: [ImplementationID] = [],
    blanketTraits: [RustPath] = []
  ) {
    self.generics = generics
    self.fields = fields
    self.hasStrippedFields = hasStrippedFields
    self.implementations = implementations
    self.blanketTraits = blanketTraits
  }
}

/// An enum.
package struct RustEnumeration: Hashable, Sendable {
  /// Its generics.
  package var generics: RustGenerics
  /// Its variants in the order of declaration, hidden ones too.
  package var variants: [ItemID]
  /// Whether rustdoc left hidden variants out.
  package var hasStrippedVariants: Bool
  /// Every implementation on it.
  package var implementations: [ImplementationID]
  /// Traits that it has through a blanket impl, as for structs.
  package var blanketTraits: [RustPath]

  /// Puts an enum together.
  package init(
    generics: RustGenerics = RustGenerics(), variants: [ItemID] = [],
    hasStrippedVariants: Bool = false, implementations: [ImplementationID] = [],
    blanketTraits: [RustPath] = []
  ) {
    self.generics = generics
    self.variants = variants
    self.hasStrippedVariants = hasStrippedVariants
    self.implementations = implementations
    self.blanketTraits = blanketTraits
  }
}

/// A variant of an enum.
package struct RustVariant: Hashable, Sendable {
  /// How it is written.
  package var shape: RustShape
  /// Its fields in the order of declaration.
  package var fields: [ItemID]
  /// Whether rustdoc left hidden fields out.
  package var hasStrippedFields: Bool
  /// The value of the discriminant, written or counted on from the variant before; absent where
  /// it cannot be known.
  package var discriminant: String?
  /// Whether the discriminant is written.
  package var hasExplicitDiscriminant: Bool

  /// Puts a variant together.
  package init(
    shape: RustShape, fields: [ItemID] = [], hasStrippedFields: Bool = false,
    discriminant: String? = nil, hasExplicitDiscriminant: Bool = false
  ) {
    self.shape = shape
    self.fields = fields
    self.hasStrippedFields = hasStrippedFields
    self.discriminant = discriminant
    self.hasExplicitDiscriminant = hasExplicitDiscriminant
  }
}
