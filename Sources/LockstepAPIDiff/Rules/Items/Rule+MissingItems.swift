import LockstepCore

extension Rule {
  /// Items that a dependent named and that are gone.
  static let missingItems: [Rule] = [
    missing("module_missing", "module", .module),
    missing("struct_missing", "struct", .structure),
    missing("enum_missing", "enum", .enumeration),
    missing("union_missing", "union", .union),
    missing("trait_missing", "trait", .trait),
    missing("trait_alias_missing", "trait alias", .traitAlias),
    missing("type_alias_missing", "type alias", .typeAlias),
    missing("function_missing", "function", .function),
    missing("pub_module_level_const_missing", "constant", .constant),
    missing("pub_static_missing", "static", .staticVariable),
    missing("reexport_missing", "re-export", .reexport),
    Rule(
      "exported_symbol_missing", .major,
      "the symbol `{item}` is no longer exported to the linker",
      why: "Other languages, and Rust code with an `extern` block, find the item by its symbol.",
      see: CargoBook.exportName,
      Strategy { comparison in
        let now = Set(comparison.after.symbols.map(\.symbol))
        return comparison.before.symbols.filter {
          !now.contains($0.symbol) && !comparison.before.isReachable($0.item)
        }.map { Sighting(path: $0.symbol, before: .item($0.item)) }
      }),
  ]

  private static func missing(_ id: String, _ noun: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` can no longer be used by this path{detail}",
      why: "Whoever names the \(noun) by this path does not compile any more. "
        + "A `pub use` at the old path would keep them going.",
      see: CargoBook.itemRemove, .missing(role))
  }
}

extension Surface {
  /// Whether dependents can name the item, or the type that it is a member of.
  func isReachable(_ id: ItemID) -> Bool {
    if isPublic(id) { return true }
    let owner = implementations.first { $0.items.contains(id) }?.owner
    return owner.map { isPublic($0) } ?? false
  }

  /// Functions and statics with a symbol of their own, and the symbol.
  var symbols: [(item: ItemID, symbol: String)] {
    exportedSymbols.compactMap { id in
      self[id].attributes.symbol(named: self[id].name).map { (id, $0) }
    }
  }
}
