package import LockstepCore

/// Whether a trait can be implemented outside its crate.
package enum Sealing: Hashable, Sendable {
  /// Everybody can.
  case open
  /// Nobody can; the reason names what stands in the way.
  case sealed(because: String)
  /// Only by using something that is `#[doc(hidden)]`, and so not promised.
  case sealedByHidden(because: String)

  /// Whether the promised API lets a dependent implement the trait.
  package var isOpen: Bool { self == .open }
}

/// A trait.
package struct RustTrait: Hashable, Sendable {
  /// Its generics.
  package var generics: RustGenerics
  /// What an implementor has to implement as well: the supertraits, also those written as
  /// `where Self: Trait`.
  package var supertraits: [RustBound]
  /// Its functions, constants and types in the order of declaration.
  package var items: [ItemID]
  /// The implementations that this crate has of it, on whatever type, blanket ones too.
  package var implementations: [ImplementationID]
  /// `unsafe trait`.
  package var isUnsafe: Bool
  /// `auto trait`, which is unstable.
  package var isAuto: Bool
  /// Whether `dyn Trait` is allowed.
  package var isObjectSafe: Bool
  /// Whether it can be implemented outside its crate.
  package var sealing: Sealing

  /// Puts a trait together.
  package init(
    generics: RustGenerics = RustGenerics(), supertraits: [RustBound] = [], items: [ItemID] = [],
    implementations: [ImplementationID] = [], isUnsafe: Bool = false, isAuto: Bool = false,
    isObjectSafe: Bool = true, sealing: Sealing = .open
  ) {
    self.generics = generics
    self.supertraits = supertraits
    self.items = items
    self.implementations = implementations
    self.isUnsafe = isUnsafe
    self.isAuto = isAuto
    self.isObjectSafe = isObjectSafe
    self.sealing = sealing
  }
}

/// An implementation: inherent, of a trait, or of an auto trait that the compiler found.
package struct RustImplementation: Hashable, Sendable {
  /// Its generics.
  package var generics: RustGenerics
  /// The trait; `nil` for an inherent one.
  package var trait: RustPath?
  /// What it is for.
  package var type: RustType
  /// The item of this surface that ``type`` leads to, references and such taken off.
  package var owner: ItemID?
  /// What it has: of an inherent one what is public, of a trait's the types and constants; the
  /// functions are the trait's.
  package var items: [ItemID]
  /// `impl !Trait for …`.
  package var isNegative: Bool
  /// `unsafe impl`.
  package var isUnsafe: Bool
  /// Whether the compiler inferred it: `Send`, `Sync`, `Unpin` and so on.
  package var isSynthetic: Bool
  /// Whether it is for a generic parameter, or a reference to one: `impl<T: A> B for T`.
  package var isBlanket: Bool
  /// What is written on it.
  package var attributes: RustAttributes
  /// Where it is.
  package var place: SourcePlace?

  /// Puts an implementation together.
  package init(
    generics: RustGenerics = RustGenerics(), trait: RustPath? = nil, type: RustType,
    owner: ItemID? = nil, items: [ItemID] = [], isNegative: Bool = false, isUnsafe: Bool = false,
    isSynthetic: Bool = false, isBlanket: Bool = false,
    attributes: RustAttributes = RustAttributes(), place: SourcePlace? = nil
  ) {
    self.generics = generics
    self.trait = trait
    self.type = type
    self.owner = owner
    self.items = items
    self.isNegative = isNegative
    self.isUnsafe = isUnsafe
    self.isSynthetic = isSynthetic
    self.isBlanket = isBlanket
    self.attributes = attributes
    self.place = place
  }
}
