/// What an item is, with what only such an item has.
package enum RustKind: Hashable, Sendable {
  /// A module; the crate's root is one too. Its items are found by their paths.
  case module
  /// A function: free, method or associated; ``RustItem/parent`` tells which.
  case function(RustFunction)
  /// A struct.
  case structure(RustStructure)
  /// An enum.
  case enumeration(RustEnumeration)
  /// A variant of an enum.
  case variant(RustVariant)
  /// A union.
  case union(RustUnion)
  /// A field of a struct, a union or a variant.
  case field(RustType)
  /// A trait.
  case `trait`(RustTrait)
  /// A trait alias, which is unstable.
  case traitAlias(RustGenerics, [RustBound])
  /// A type alias.
  case typeAlias(RustGenerics, RustType)
  /// A constant with its type and its value as written (`None` parts are `_`).
  case constant(RustType, value: String)
  /// A static.
  case staticVariable(RustType, isMutable: Bool, isUnsafe: Bool)
  /// A constant of a trait or an impl. In a trait the value is the default.
  case associatedConstant(RustType, value: String?)
  /// A type of a trait or an impl. In a trait the type is the default.
  case associatedType(RustGenerics, bounds: [RustBound], type: RustType?)
  /// A `macro_rules!` or `macro` macro, with its source as rustdoc shows it.
  case macro(source: String)
  /// A procedural macro, and the helper attributes of a derive.
  case proceduralMacro(ProceduralMacroKind, helpers: [String])
  /// A public name for something of another crate: `pub use other::Thing;`.
  case reexport(RustReexport)
  /// A type of an `extern` block, which is unstable.
  case externType([ImplementationID])
  /// A primitive type; only the standard library documents them.
  case primitive

  /// One word for people and for rules: `struct`, `enum`, `function` and so on.
  package var word: String {
    switch self {
    case .module: "module"
    case .function: "function"
    case .structure: "struct"
    case .enumeration: "enum"
    case .variant: "variant"
    case .union: "union"
    case .field: "field"
    case .trait: "trait"
    case .traitAlias: "trait alias"
    case .typeAlias: "type alias"
    case .constant: "constant"
    case .staticVariable: "static"
    case .associatedConstant: "associated constant"
    case .associatedType: "associated type"
    case .macro: "macro"
    case .proceduralMacro(.derive, _): "derive macro"
    case .proceduralMacro(.attribute, _): "attribute macro"
    case .proceduralMacro(.functionLike, _): "procedural macro"
    case .reexport: "re-export"
    case .externType: "extern type"
    case .primitive: "primitive type"
    }
  }
}

/// How a procedural macro is called.
package enum ProceduralMacroKind: Hashable, Sendable {
  /// `name!(…)`.
  case functionLike
  /// `#[name]`.
  case attribute
  /// `#[derive(Name)]`.
  case derive
}

/// A public name for something that another crate defines.
package struct RustReexport: Hashable, Sendable {
  /// The path as written: `serde::Serialize`.
  package var source: String
  /// The path where the thing is defined, where rustdoc knows it: `serde::ser::Serialize`.
  package var definition: String?
  /// Whether everything below `source` is meant: `pub use other::*;`. Its name is `*`.
  package var isGlob: Bool
  /// The kind of the thing in the word of ``RustKind/word``, where rustdoc knows it.
  package var word: String?

  /// Puts a re-export together.
  package init(source: String, definition: String? = nil, isGlob: Bool = false, word: String? = nil)
  {
    self.source = source
    self.definition = definition
    self.isGlob = isGlob
    self.word = word
  }
}
