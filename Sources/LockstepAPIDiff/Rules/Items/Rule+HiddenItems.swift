import LockstepCore

extension Rule {
  /// Items that are no longer promised.
  static let hiddenItems: [Rule] = [
    hidden("module_now_doc_hidden", "module", .module),
    hidden("struct_now_doc_hidden", "struct", .structure),
    hidden("enum_now_doc_hidden", "enum", .enumeration),
    hidden("union_now_doc_hidden", "union", .union),
    hidden("trait_now_doc_hidden", "trait", .trait),
    hidden("type_alias_now_doc_hidden", "type alias", .typeAlias),
    hidden("function_now_doc_hidden", "function", .function),
    hidden("pub_module_level_const_now_doc_hidden", "constant", .constant),
    hidden("pub_static_now_doc_hidden", "static", .staticVariable),
    hidden("reexport_now_doc_hidden", "re-export", .reexport),
    hidden("macro_now_doc_hidden", "macro", .macro),
    hidden(
      "proc_macro_now_doc_hidden", "procedural macro", .functionLikeMacro, .attributeMacro,
      .deriveMacro),
    hidden("inherent_method_now_doc_hidden", "method", .method),
    hidden("inherent_associated_const_now_doc_hidden", "constant", .associatedConstant),
    hidden("struct_pub_field_now_doc_hidden", "field", .structField),
    hidden("union_pub_field_now_doc_hidden", "field", .unionField),
    hidden("enum_variant_now_doc_hidden", "variant", .variant),
    hidden("enum_struct_variant_field_now_doc_hidden", "field", .structVariantField),
    hidden("enum_tuple_variant_field_now_doc_hidden", "field", .tupleVariantField),
    hidden("trait_method_now_doc_hidden", "method", .traitMethod),
    hidden("trait_associated_const_now_doc_hidden", "constant", .traitConstant),
    hidden("trait_associated_type_now_doc_hidden", "associated type", .traitType),
    revealed("enum_variant_no_longer_doc_hidden", "variant", .variant),
    revealed(
      "enum_variant_field_no_longer_doc_hidden", "field", .structVariantField, .tupleVariantField),
  ]

  private static func revealed(_ id: String, _ noun: String, _ roles: Role...) -> Rule {
    Rule(
      id, .minor, "the \(noun) `{item}` is no longer `#[doc(hidden)]`",
      why: "It was there, so nothing that compiles can tell; from now on it is promised.",
      see: CargoBook.docHidden,
      Strategy { comparison in
        roles.flatMap { Strategy.revealed($0).find(comparison) }
      })
  }

  private static func hidden(_ id: String, _ noun: String, _ roles: Role...) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` is `#[doc(hidden)]` now: no longer part of the public API",
      why:
        "What is hidden is not promised, so it was taken out of the API, though it still compiles.",
      see: CargoBook.docHidden,
      Strategy { comparison in
        roles.flatMap { Strategy.hidden($0).find(comparison) }
      })
  }
}
