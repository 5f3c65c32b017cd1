/// What part an item plays; rules speak of parts, because a field of a struct breaks other things
/// than one of a variant.
package enum Role: Hashable, Sendable, CaseIterable {
  case module, structure, enumeration, union, trait, traitAlias, typeAlias, function, constant
  case staticVariable, macro, functionLikeMacro, attributeMacro, deriveMacro, reexport, other
  case method, associatedConstant, associatedType
  case structField, unionField, tupleVariantField, structVariantField, variant
  case traitMethod, traitConstant, traitType

  /// The part of an item that stands in a module.
  init(topLevel kind: RustKind) {
    switch kind {
    case .module: self = .module
    case .function: self = .function
    case .structure: self = .structure
    case .enumeration: self = .enumeration
    case .union: self = .union
    case .trait: self = .trait
    case .traitAlias: self = .traitAlias
    case .typeAlias: self = .typeAlias
    case .constant: self = .constant
    case .staticVariable: self = .staticVariable
    case .macro: self = .macro
    case .proceduralMacro(.functionLike, _): self = .functionLikeMacro
    case .proceduralMacro(.attribute, _): self = .attributeMacro
    case .proceduralMacro(.derive, _): self = .deriveMacro
    case .reexport: self = .reexport
    case .variant: self = .variant
    default: self = .other
    }
  }

  /// Whether the item can have fields, methods and implementations.
  var isType: Bool { self == .structure || self == .enumeration || self == .union }
}
