import LockstepCore

extension Rule {
  /// `#[deprecated]`.
  static let deprecations: [Rule] = [
    deprecated("module_marked_deprecated", "module", .module),
    deprecated("type_marked_deprecated", "type", .structure, .enumeration, .union, .typeAlias),
    deprecated("trait_marked_deprecated", "trait", .trait),
    deprecated("function_marked_deprecated", "function", .function),
    deprecated("global_value_marked_deprecated", "value", .constant, .staticVariable),
    deprecated("macro_marked_deprecated", "macro", .macro),
    deprecated(
      "proc_macro_marked_deprecated", "procedural macro", .functionLikeMacro, .attributeMacro,
      .deriveMacro),
    deprecated("type_method_marked_deprecated", "method", .method),
    deprecated("type_associated_const_marked_deprecated", "constant", .associatedConstant),
    deprecated("struct_field_marked_deprecated", "field", .structField),
    deprecated("union_field_marked_deprecated", "field", .unionField),
    deprecated("enum_variant_marked_deprecated", "variant", .variant),
    deprecated("enum_struct_variant_field_marked_deprecated", "field", .structVariantField),
    deprecated("enum_tuple_variant_field_marked_deprecated", "field", .tupleVariantField),
    deprecated("trait_method_marked_deprecated", "trait method", .traitMethod),
    deprecated("trait_associated_const_marked_deprecated", "constant", .traitConstant),
    deprecated("trait_associated_type_marked_deprecated", "associated type", .traitType),
  ]

  private static func deprecated(_ id: String, _ noun: String, _ roles: Role...) -> Rule {
    Rule(
      id, .minor, "the \(noun) `{item}` is deprecated now",
      why: "Uses still compile, with a warning.", see: CargoBook.lints,
      Strategy { comparison in
        roles.flatMap { role in
          Strategy.pairs(role) { match, _ in match.isNewlyDeprecated }.find(comparison)
        }
      })
  }
}

extension Match {
  /// Whether the candidate's item is deprecated, and the baseline's was not; what is deprecated
  /// with its type is told by the type.
  var isNewlyDeprecated: Bool {
    guard let before, let after else { return false }
    return before.attributes.deprecation == nil && after.attributes.deprecation != nil
  }
}
