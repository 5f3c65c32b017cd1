import Testing

@testable import LockstepVerification

/// What is searched for, where, and what is found: `file:line` with the certainty behind it.
struct SearchCase: CustomTestStringConvertible {
  var testDescription: String
  var wanted: WantedItem
  var files: [String: String]
  var found: [String]
  var crates = ["core_types": "core_types"]

  init(
    _ title: String, _ path: String, _ manner: WantedItem.Manner, in source: String,
    finds found: [String]
  ) {
    self.init(title, path, manner, files: ["src/lib.rs": source], finds: found)
  }

  init(
    _ title: String, _ path: String, _ manner: WantedItem.Manner, files: [String: String],
    finds found: [String], crates: [String: String] = ["core_types": "core_types"]
  ) {
    testDescription = title
    wanted = WantedItem(
      paths: [path.split(separator: ":").map(String.init)], manner: manner)
    self.files = files
    self.found = found
    self.crates = crates
  }

  /// What a search finds, in the form of ``found``.
  var answer: [String] {
    SourceSearch(for: [wanted]).findings(in: package).uses.map { use in
      let file = files.count == 1 ? "" : "\(use.file):"
      let doubt = use.certainty == .certain ? "" : " \(use.certainty)"
      return "\(file)\(use.line):\(use.column)\(doubt)"
    }
  }

  var package: SourcePackage {
    SourcePackage(
      library: "billing", crates: crates,
      files: files.map { SourcePackage.File(path: $0.key, bytes: Array($0.value.utf8)) })
  }
}

struct SourceSearchTests {
  @Test(arguments: [
    SearchCase(
      "an import that names it is the place, its uses are not", "core_types::Node", .named,
      in: """
        use core_types::Node;
        fn make() -> Node { Node::new() }
        """, finds: ["1:17"]),
    SearchCase(
      "behind a glob every use is a place", "core_types::Node", .named,
      in: """
        use core_types::*;
        fn make() -> Node { Node::new() }
        """, finds: ["2:14", "2:21"]),
    SearchCase(
      "a glob of a module of the foundation", "core_types::prelude::Node", .named,
      in: "use core_types::prelude::*;\nfn f(_: Node) {}", finds: ["2:9"]),
    SearchCase(
      "a path from the crate's name on", "core_types::Node", .named,
      in: "fn make() -> core_types::Node { ::core_types::Node::new() }",
      finds: ["1:26", "1:47"]),
    SearchCase(
      "a tree of imports", "core_types::graph::Edge", .named,
      in: "use core_types::{Node, graph::{self, Edge as Line, Other}, text};",
      finds: ["1:38"]),
    SearchCase(
      "a module that is gone", "core_types::graph", .named,
      in: """
        use core_types::{Node, graph::{self, Edge}};
        use core_types::graph::Other;
        """, finds: ["1:32", "1:38", "2:24"]),
    SearchCase(
      "a renamed module leads on", "core_types::graph::Edge", .named,
      in: "use core_types::graph as g;\nfn f(_: g::Edge) {}", finds: ["2:12"]),
    SearchCase(
      "a renamed type is the same type", "core_types::Node", .parameterised(whenBare: false),
      in: "use core_types::Node as N;\nfn f(_: &N<u8>) {}", finds: ["2:10"]),
    SearchCase(
      "an import of another crate's item of the same name", "core_types::Node", .named,
      in: "use other::Node;\nfn f(_: Node) -> other::Node {}", finds: []),
    SearchCase(
      "an item of one's own hides what a glob brings", "core_types::Node", .named,
      in: "use core_types::*;\nstruct Node;\nfn f(_: Node) {}", finds: []),
    SearchCase(
      "a name in a comment, a string, a character is none", "core_types::Node", .named,
      in: ##"""
        // core_types::Node
        /* /* core_types::Node */ core_types::Node */
        const A: &str = "core_types::Node \" core_types::Node";
        const B: &str = r#"core_types::Node " core_types::Node"#;
        const C: &[u8] = b"core_types::Node";
        const D: char = '"'; const E: char = '\'';
        fn f<'a>(_: &'a core_types::Node) {}
        """##, finds: ["7:29"]),
    SearchCase(
      "`extern crate` with another name", "core_types::Node", .named,
      in: "extern crate core_types as ct;\nmod m { fn f(_: ::ct::Node) {} }", finds: ["2:23"]),
    SearchCase(
      "an import within a function counts only there", "core_types::Node", .named,
      in: """
        struct Node;
        fn a() { use core_types::*; let _: Node; }
        fn b(_: Node) {}
        """, finds: ["2:36"]),
    SearchCase(
      "a macro by its path and by `macro_use`", "core_types::node", .named,
      in: "#[macro_use]\nextern crate core_types;\nfn f() { node!(1); core_types::node![2]; }",
      finds: ["3:10", "3:32"]),
    SearchCase(
      "paths in macros are read as they stand", "core_types::Node", .named,
      in: "fn f() { println!(\"{}\", core_types::Node::new()); }", finds: ["1:37"]),
  ])
  func `a path leads to what is gone`(_ search: SearchCase) {
    #expect(search.answer == search.found)
  }

  @Test(arguments: [
    SearchCase(
      "through a module's re-export", "core_types::Node", .called,
      files: [
        "src/lib.rs": "pub mod types;\nmod a;",
        "src/types.rs": "pub use core_types::Node as N;",
        "src/a.rs": "use crate::types::N;\nfn f() { g(N(1)) }",
      ], finds: ["src/a.rs:2:12"]),
    SearchCase(
      "through `super` and a folder's `mod.rs`", "core_types::Node", .called,
      files: [
        "src/main.rs": "mod a;",
        "src/a/mod.rs": "use core_types::Node;\nmod b;",
        "src/a/b.rs": "fn f() { super::Node(1); self::Node(1); }",
      ], finds: ["src/a/b.rs:1:17"]),
    SearchCase(
      "a test knows the library by its name", "core_types::Node", .called,
      files: [
        "src/lib.rs": "pub use core_types::*;",
        "tests/all.rs": "use billing::Node;\nfn f() { Node(1); }",
      ], finds: ["tests/all.rs:2:10"]),
    SearchCase(
      "a file elsewhere", "core_types::Node", .called,
      files: [
        "src/lib.rs": "#[path = \"other/x.rs\"]\nmod y;\nfn f() { y::Node(1); }",
        "src/other/x.rs": "pub use core_types::Node;",
      ], finds: ["src/lib.rs:3:13"]),
    SearchCase(
      "the manifest calls it otherwise", "core_types::Node", .named,
      files: ["src/lib.rs": "use types::Node;\nuse core_types::Node as Other;"],
      finds: ["1:12"], crates: ["types": "core_types"]),
    SearchCase(
      "modules that import one another in a circle", "core_types::Node", .named,
      files: [
        "src/lib.rs": "mod a;\nmod b;",
        "src/a.rs": "pub use crate::b::*;\npub use crate::b::Node;",
        "src/b.rs": "pub use crate::a::*;\npub use crate::a::Node;\nfn f(_: Node) {}",
      ], finds: []),
  ])
  func `modules are followed across files`(_ search: SearchCase) {
    #expect(search.answer == search.found)
  }

  @Test(arguments: [
    SearchCase(
      "only where parameters stand", "core_types::Grid", .parameterised(whenBare: false),
      in: """
        use core_types::Grid;
        fn a(_: Grid<u8>) { let _ = Grid::new(); let _ = Grid::<u8>::new(); }
        """, finds: ["2:9", "2:50"]),
    SearchCase(
      "also where a type stands alone", "core_types::Grid", .parameterised(whenBare: true),
      in: "use core_types::Grid;\nfn a(_: &Grid) -> Vec<Grid> { Grid::new() }",
      finds: ["2:10 likely", "2:23 likely"]),
    SearchCase(
      "calls, not imports", "core_types::load", .called,
      in: "use core_types::load;\nfn f() { load(1); g(load); core_types::load(2); }",
      finds: ["2:10", "2:21", "2:40"]),
    SearchCase(
      "implementations, not bounds", "core_types::Store", .implemented,
      in: """
        use core_types::Store;
        struct A;
        impl Store for A {}
        impl<T: Store> Other for T {}
        impl<'a, T> core_types::Store for &'a [T] where T: Store {}
        fn f(_: impl Store) {}
        """, finds: ["3:6", "5:25"]),
    SearchCase(
      "a trait's function in an implementation, and its calls", "core_types::Store::load",
      .implementedMethod,
      in: """
        use core_types::Store;
        impl Store for A { fn save(&self) { fn load() {} } fn load(&self) {} }
        fn f(s: &dyn Store) { s.load(); }
        """, finds: ["2:55", "3:25 likely"]),
    SearchCase(
      "literals and patterns that tell every field", "core_types::Node", .built,
      in: """
        use core_types::Node;
        fn f(n: Node) -> Node {
          let Node { id, .. } = n;
          if let Node { id, name } = n {}
          Node { id: 1, name }
        }
        fn g() -> Node { Node { id: 1, ..Node::default() } }
        """, finds: ["4:10", "5:3"]),
    SearchCase(
      "fields in literals, patterns and reads", "core_types::Node::name", .field,
      in: """
        use core_types::Node;
        struct Mine { name: u8 }
        fn f(n: &Node, m: &Mine) { g(&n.name, m.name); n.name(); }
        fn g() { let Node { name: x, .. } = h(); Mine { name: 1 }; }
        """, finds: ["3:33 likely", "4:21"]),
    SearchCase(
      "methods by path, by a typed value, by what a function returns", "core_types::Node::tag_all",
      .method,
      in: """
        use core_types::Node;
        fn make() -> Node { Node::new() }
        fn f(n: &mut Node, other: Other) {
          Node::tag_all(n);
          n.tag_all();
          make().tag_all();
          other.tag_all();
        }
        """, finds: ["4:9", "5:5 likely", "6:10 likely"]),
    SearchCase(
      "a common method of a value of unknown type says nothing", "core_types::Node::len", .method,
      in: "use core_types::Node;\nfn f(n: Node) { let x = g(); x.len(); n.len(); }",
      finds: ["2:41 likely"]),
    SearchCase(
      "a `match` without an arm for the rest", "core_types::Kind", .matched,
      in: """
        use core_types::Kind;
        fn a(k: Kind) -> u8 { match k { Kind::A => 1, Kind::B { .. } if true => { 2 } } }
        fn b(k: Kind) -> u8 { match k { Kind::A => 1, _ => 2 } }
        fn c(k: Kind) -> u8 { match k { Kind::A | Kind::B => { 1 } other => 2 } }
        fn d(k: Kind) { if let Kind::A = k {} }
        """, finds: ["2:23 likely"]),
    SearchCase(
      "where a build has to say", "core_types::Node", .mentioned,
      in: "use core_types::Node;\nfn f(_: Node) {}", finds: ["1:17 possible"]),
  ])
  func `what breaks depends on what changed`(_ search: SearchCase) {
    #expect(search.answer == search.found)
  }

  @Test(arguments: [
    ("src/lib.rs", "use core_types::Node;", false),
    ("src/lib.rs", "#[cfg(test)]\npub mod m { use core_types::Node; }", true),
    ("src/lib.rs", "#[cfg(test)]\nmod m {}\nuse core_types::Node;", false),
    ("src/lib.rs", "#[cfg(unix)]\nmod m { use core_types::Node; }", false),
    ("tests/all.rs", "use core_types::Node;", true),
    ("examples/show/main.rs", "use core_types::Node;", true),
  ])
  func `what is compiled for tests alone is marked`(path: String, source: String, isInTests: Bool) {
    let search = SearchCase("", "core_types::Node", .named, files: [path: source], finds: [])
    let uses = SourceSearch(for: [search.wanted]).findings(in: search.package).uses
    #expect(uses.map(\.isInTests) == [isInTests])
  }

  @Test func `a module of tests in a file of its own is marked`() {
    let search = SearchCase(
      "", "core_types::Node", .named,
      files: ["src/lib.rs": "#[cfg(test)]\nmod t;", "src/t.rs": "use core_types::Node;"], finds: [])
    let uses = SourceSearch(for: [search.wanted]).findings(in: search.package).uses
    #expect(uses.map(\.isInTests) == [true])
  }
}
