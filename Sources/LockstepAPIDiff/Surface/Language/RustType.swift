/// A type, as a signature names it.
///
/// Equal values are the same type only where generic parameters bear the same names; one type can
/// also be written in several ways, through aliases and with lifetimes left out.
package indirect enum RustType: Hashable, Sendable {
  /// A struct, an enum, a union, an alias: anything with a path.
  case path(RustPath)
  /// A generic parameter, or `Self`.
  case generic(String)
  /// `u8`, `str`, `bool`, `!` (as `never`) and so on.
  case primitive(String)
  /// `(A, B)`; `()` is the empty one.
  case tuple([RustType])
  /// `[T]`.
  case slice(RustType)
  /// `[T; N]`, the length as written.
  case array(RustType, length: String)
  /// `&'a mut T`.
  case reference(RustType, lifetime: String?, isMutable: Bool)
  /// `*const T` or `*mut T`.
  case pointer(RustType, isMutable: Bool)
  /// `for<'a> unsafe extern "C" fn(&'a T) -> U`.
  case functionPointer(RustFunction)
  /// `dyn Trait + Send + 'a`.
  case dynamic([RustTraitBound], lifetime: String?)
  /// `impl Trait + 'a`.
  case opaque([RustBound])
  /// `<T as Trait>::Name`, `T::Name`; without a trait, an inherent associated type.
  case associated(RustAssociated)
  /// `u32 is 1..`, which is unstable.
  case pattern(RustType, String)
  /// `_`.
  case inferred
}

/// An associated type that is named through its owner.
package struct RustAssociated: Hashable, Sendable {
  /// The type that has it.
  package var owner: RustType
  /// The trait that declares it.
  package var trait: RustPath?
  /// Its name.
  package var name: String
  /// The arguments of a generic associated type.
  package var arguments: RustArguments

  /// Puts a projection together.
  package init(owner: RustType, trait: RustPath?, name: String, arguments: RustArguments = .none) {
    self.owner = owner
    self.trait = trait
    self.name = name
    self.arguments = arguments
  }
}

/// A path to a type or a trait, with its arguments.
package struct RustPath: Hashable, Sendable {
  /// The path as rustdoc prints it, mostly as the source has it: `Vec`, `io::Error`.
  package var written: String
  /// What the path means, the same however it is written: the best public path of an item of this
  /// crate, the defining path of any other (`alloc::vec::Vec`); the written one where rustdoc does
  /// not know.
  package var resolved: String
  /// The item of this surface that it leads to.
  package var item: ItemID?
  /// What stands in angle brackets, or a closure trait's parentheses.
  package var arguments: RustArguments

  /// Puts a path together.
  package init(
    written: String, resolved: String, item: ItemID? = nil, arguments: RustArguments = .none
  ) {
    self.written = written
    self.resolved = resolved
    self.item = item
    self.arguments = arguments
  }

  /// Two paths are equal when they mean the same with the same arguments, however written.
  package static func == (left: RustPath, right: RustPath) -> Bool {
    left.resolved == right.resolved && left.arguments == right.arguments
  }

  /// Hashes what equality looks at.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(resolved)
    hasher.combine(arguments)
  }
}

/// The arguments of a path.
package indirect enum RustArguments: Hashable, Sendable {
  /// Nothing written.
  case none
  /// `<'a, T, 3, Item = U, Item: Bound>`.
  case angle([RustArgument], constraints: [RustConstraint])
  /// `(A, B) -> C`.
  case parenthesized([RustType], output: RustType?)
  /// `(..)`: return type notation, which is unstable.
  case returnTypeNotation
}

/// One generic argument.
package enum RustArgument: Hashable, Sendable {
  /// `'a`.
  case lifetime(String)
  /// A type.
  case type(RustType)
  /// A constant, as its value where rustdoc knows it, else as written.
  case constant(String)
  /// `_`.
  case inferred
}

/// `Item = T`, `N = 3` or `Item: Bound` in angle brackets.
package struct RustConstraint: Hashable, Sendable {
  /// What is asked of the associated item.
  package enum Kind: Hashable, Sendable {
    /// To be this type.
    case type(RustType)
    /// To be this constant.
    case constant(String)
    /// To satisfy these bounds.
    case bounds([RustBound])
  }

  /// The associated item's name.
  package var name: String
  /// Its own arguments.
  package var arguments: RustArguments
  /// What is asked of it.
  package var kind: Kind

  /// Puts a constraint together.
  package init(name: String, arguments: RustArguments = .none, kind: Kind) {
    self.name = name
    self.arguments = arguments
    self.kind = kind
  }
}
