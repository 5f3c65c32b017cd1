import Testing

@testable import LockstepVerification

/// What one package hands on of the foundation, and how the next one finds it.
struct SourceExportsTests {
  private let wanted = [WantedItem(paths: [["core_types", "Node"]], manner: .called)]

  private func package(
    _ library: String, _ crates: [String: String], _ source: String
  ) -> SourcePackage {
    SourcePackage(
      library: library, crates: crates,
      files: [SourcePackage.File(path: "src/lib.rs", bytes: Array(source.utf8))])
  }

  @Test(arguments: [
    ("pub use core_types::Node;", ["Node"]),
    ("pub use core_types::Node as N;", ["N"]),
    ("pub use core_types as types;", ["types::Node"]),
    ("pub extern crate core_types;", ["core_types::Node"]),
    ("pub mod m { pub use core_types::*; }", ["m::Node"]),
    ("pub type Point = core_types::Node;", ["Point"]),
    ("mod m { pub use core_types::Node; }", []),
    ("use core_types::Node;", []),
  ])
  func `a re-export leads through another package`(source: String, paths: [String]) {
    let first = SourceSearch(for: wanted).findings(
      in: package("graph", ["core_types": "core_types"], source))
    #expect(first.exports.entries.isEmpty == paths.isEmpty)
    let search = SourceSearch(for: wanted, exports: ["graph": first.exports])
    for path in ["Node", "N", "types::Node", "core_types::Node", "m::Node", "Point"] {
      let found = search.findings(
        in: package("app", ["graph": "graph"], "fn f() { graph::\(path)(1); }"))
      #expect(found.uses.isEmpty == !paths.contains(path), "\(path)")
    }
  }

  @Test(arguments: [
    ("pub fn f(_: core_types::Node) {}", true),
    ("pub struct S { pub n: core_types::Node }", true),
    ("pub(crate) fn f(_: core_types::Node) {}", false),
    ("fn f(_: core_types::Node) {}", false),
    ("pub fn f() { core_types::Node(1); }", false),
  ])
  func `a public declaration that names an item is told`(source: String, isTold: Bool) {
    let found = SourceSearch(for: wanted).findings(
      in: package("graph", ["core_types": "core_types"], source))
    #expect((found.exposure != nil) == isTold)
  }
}
