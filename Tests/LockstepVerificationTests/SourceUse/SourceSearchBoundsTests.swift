import Testing

@testable import LockstepVerification

/// Sources come from strangers: whatever they are, the search ends, and soon.
struct SourceSearchBoundsTests {
  private static let wanted = [
    WantedItem(paths: [["core_types", "Node"]], manner: .named),
    WantedItem(paths: [["core_types", "Node", "tag_all"]], manner: .method),
    WantedItem(paths: [["core_types", "Kind"]], manner: .matched),
  ]

  private static func findings(in source: [UInt8]) -> SourceFindings {
    SourceSearch(for: wanted).findings(
      in: SourcePackage(
        library: "billing", crates: ["core_types": "core_types"],
        files: [SourcePackage.File(path: "src/lib.rs", bytes: source)]))
  }

  @Test(arguments: [
    "use core_types::{", "use core_types::Node", "r#\"core_types", "/* core_types::Node", "'", "b'",
    "\"\\", "impl<", "impl core_types::Node for", "match x { core_types::Kind::A =>", "#[path = \"",
    "core_types::", "core_types::Node::<", "x.tag_all", ".tag_all(", "mod", "}}}}", "use ::;", "::",
    "extern crate", "type X =", "type X = X;", "r#", "1.", "\u{FEFF}#!",
    "fn f() -> core_types::Kind",
  ])
  func `a source that breaks off is read to its end`(source: String) {
    _ = Self.findings(in: Array(source.utf8))
    _ = Self.findings(in: Array((source + "\nuse core_types::Node;").utf8))
  }

  @Test func `bytes that are no text are read to their end`() {
    var state: UInt64 = 7
    for _ in 0..<200 {
      let bytes = (0..<400).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 40)
      }
      _ = Self.findings(in: bytes)
    }
  }

  @Test(
    .timeLimit(.minutes(30)),
    arguments: [
      "{", "(", "<", "use core_types::{", "mod a {", "/*", "core_types::Node<", "impl<",
      "match x {",
      "x.tag_all(", "match core_types::Kind::A {", "core_types::Kind::A => ", "a::", "'a ",
      "use crate::*; pub use self::*;", "fn f(n: core_types::Node) -> ", "r#\"", "&", "n.tag_all[",
    ])
  func `what is nested or repeated two thousand times does not exhaust anything`(part: String) {
    let head = Array("use core_types::{Node, Kind};\n".utf8)
    _ = Self.findings(in: head + Array(String(repeating: part, count: 2_000).utf8))
  }

  @Test func `a chain of modules that import one another ends`() {
    var source = "mod m0 { pub use core_types::*; }\n"
    for number in 1..<400 {
      source += "mod m\(number) { pub use super::m\(number - 1)::*; pub use super::m0::*; }\n"
    }
    source += "fn f(_: m399::Node) {}\n"
    let found = Self.findings(in: Array(source.utf8))
    #expect(found.uses.map(\.line) == [401])
  }

  @Test func `a file that is too large is named`() {
    let large = [UInt8](repeating: UInt8(ascii: " "), count: ReadPackage.largestFile + 1)
    #expect(Self.findings(in: large).leftOut == ["src/lib.rs"])
  }
}
