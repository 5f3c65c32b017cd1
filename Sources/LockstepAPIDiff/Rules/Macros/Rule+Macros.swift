import LockstepCore

extension Rule {
  /// Macros of every kind.
  static let macros: [Rule] = [
    Rule(
      "declarative_macro_missing", .major, "the macro `{item}` is gone, or no longer exported",
      why: "Calls from other crates do not compile.", see: CargoBook.macroExport, .missing(.macro)),
    missing("function_like_proc_macro_missing", "procedural macro", .functionLikeMacro),
    missing("attribute_proc_macro_missing", "attribute macro", .attributeMacro),
    missing("derive_proc_macro_missing", "derive macro", .deriveMacro),
    Rule(
      "proc_macro_changed_kind", .major, "the procedural macro `{item}` is called in another way",
      why: "Uses do not compile.", see: CargoBook.itemRemove,
      .pairs(.macro, .functionLikeMacro, .attributeMacro, .deriveMacro) { match, _ in
        match.hasOtherKind
      }),
    Rule(
      "derive_helper_attr_removed", .major,
      "the derive macro `{item}` no longer knows a helper attribute that it knew",
      why: "Types that carry the attribute do not compile.", see: CargoBook.deriveHelpers,
      .pairs(.deriveMacro) { match, _ in
        !match.helpers(match.before).subtracting(match.helpers(match.after)).isEmpty
      }),
    Rule(
      "derive_helper_attr_added", .minor, "the derive macro `{item}` knows a new helper attribute",
      why: "Nobody can have used it.", see: CargoBook.deriveHelpers,
      .pairs(.deriveMacro) { match, _ in
        !match.helpers(match.after).subtracting(match.helpers(match.before)).isEmpty
      }),
  ]

  private static func missing(_ id: String, _ noun: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` is gone", why: "Uses do not compile.",
      see: CargoBook.itemRemove, .missing(role))
  }
}

extension Match {
  /// The helper attributes of a derive.
  func helpers(_ item: RustItem?) -> Set<String> {
    guard case .proceduralMacro(_, let helpers)? = item?.kind else { return [] }
    return Set(helpers)
  }
}
