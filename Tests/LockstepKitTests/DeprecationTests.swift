import LockstepCore
import Testing

@testable import LockstepKit

@Suite struct DeprecationTests {
  @Test(
    arguments: [
      ("#[deprecated]\npub fn a() {}", ["a - 1"]),
      ("\n#[deprecated(since = \"2.1.0\", note = \"use `b]`\")]\npub struct A;", ["A 2.1.0 2"]),
      (
        "#[deprecated(since = \"2.1\")] #[must_use = \"x\"] pub const unsafe extern \"C\" fn a() {}",
        ["a 2.1.0 1"]
      ),
      ("#[deprecated(since = \"TBD\")] pub const A: u8 = 1;", ["A - 1"]),
      (
        "enum E {\n  #[deprecated] One,\n  /// x\n  #[deprecated] Two { a: u8 } }",
        ["One - 2", "Two - 4"]
      ),
      ("struct S { #[deprecated] pub a: u8, #[deprecated] pub(crate) b: u8 }", ["a - 1"]),
      ("trait T { #[deprecated] fn a(&self); #[deprecated] type B; }", ["a - 1", "B - 1"]),
      ("#[deprecated] macro_rules! old { () => {} }", ["old - 1"]),
      ("#[deprecated] pub fn r#type() {}", ["type - 1"]),
      // What its own crate alone can see, and what is no attribute.
      ("#[deprecated] struct Private; #[deprecated] pub(crate) fn b() {}", []),
      (
        "// #[deprecated] pub fn a() {}\n/* /* */ #[deprecated] */\nconst A: &str = \"#[deprecated] pub fn a\";",
        []
      ),
      (
        "const A: &str = r##\"\"# #[deprecated] pub fn a\"##; const C: char = '\"'; const D: char = '\\'';\n#[deprecated] pub fn z<'a>() {}",
        ["z - 2"]
      ),
      // Ends in the middle.
      ("#[deprecated", []), ("#[deprecated]", []), ("#[deprecated] pub", []), ("\"", []), ("'", []),
      ("r#\"", []), ("/*", []), ("'\\", []),
    ] as [(String, [String])])
  func `deprecated items are found in sources`(source: String, items: [String]) {
    let found = Deprecation.items(in: Array(source.utf8), path: "src/lib.rs").map { item in
      "\(item.name) \(item.since?.description ?? "-") \(item.place.line)"
    }
    #expect(found == items)
  }
}
