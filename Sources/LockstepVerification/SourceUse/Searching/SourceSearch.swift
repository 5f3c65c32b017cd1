/// Finds the uses of changed items in Rust sources, without compiling anything.
///
/// It reads paths and imports as the language resolves them: through `use` trees, renames, globs,
/// aliases, modules of the package and re-exports of other packages. What needs types to be known
/// (methods, fields) is judged by names and by the types that are written beside them, and marked as
/// less certain. Macros are read as they are written, not as they expand.
package struct SourceSearch: Sendable {
  /// So many uses of one package are told.
  package static let mostUses = 10_000

  let items: [WantedItem]
  let tree: PathTree
  let names: NameTable

  /// - Parameter exports: What other packages hand on of the foundation, by their library's name.
  package init(for items: [WantedItem], exports: [String: SourceExports] = [:]) {
    var names = NameTable()
    self.items = items
    tree = PathTree(items, exports: exports, names: &names)
    self.names = names
  }

  /// Searches one package.
  package func findings(in package: SourcePackage) -> SourceFindings {
    let read = ReadPackage(package, names: names)
    var run = SearchRun(read, package: package, items: items, tree: tree)
    run.searchImports()
    run.searchFiles()
    return SourceFindings(
      uses: run.sortedUses(), exports: run.exports(), exposure: run.exposure,
      reachesFoundation: run.reaches,
      leftOut: read.leftOut)
  }
}
