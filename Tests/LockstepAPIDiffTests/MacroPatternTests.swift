import Testing

@testable import LockstepAPIDiff

@Suite struct MacroPatternTests {
  private func pattern(_ text: String) throws -> MacroPattern {
    let source = "macro_rules! named {\n    \(text) => { ... };\n}"
    return try #require(MacroPattern.patterns(of: source)?.first, "\(text)")
  }

  @Test(arguments: [
    ("($a:expr)", "($b:expr)"), ("($a:expr)", "($b:ident)"), ("($a:ty)", "($b:path)"),
    ("($($a:expr),* $(,)?)", "($($a:expr),*)"), ("($($a:expr),*)", "($($a:expr),+)"),
    ("($($a:expr),*)", "()"), ("($($a:expr),*)", "($a:expr, $b:literal)"),
    ("($($t:tt)*)", "(set $a:ident = $b:expr; $($c:ty),*)"),
    ("($v:vis struct $n:ident)", "(struct $n:ident)"),
    ("($a:expr $(, or $b:expr)?)", "($a:expr)"),
    ("($a:expr $(, or $b:expr)?)", "($a:expr, or $b:expr)"),
    ("({$($k:expr => $v:expr),* $(,)?})", "({$($k:literal => $v:expr),+})"),
    ("($a:expr; $($b:ident = [$($c:ty),*]);*)", "($a:expr; x = [u8, u16]; y = [])"),
  ])
  func `a pattern takes what a narrower one takes`(general: String, special: String) throws {
    #expect(try pattern(general).takes(pattern(special)))
  }

  @Test(arguments: [
    ("($a:ident)", "($b:expr)"), ("($a:expr)", "($a:ty)"), ("($a:expr)", "($a:expr, $b:expr)"),
    ("($($a:expr),+)", "($($a:expr),*)"), ("($($a:expr),*)", "($($a:expr);*)"),
    ("($($a:expr),*)", "($($a:expr),* ,)"), ("(get $a:expr)", "(set $a:expr)"),
    ("([$a:expr])", "({$a:expr})"), ("($a:expr $(, or $b:expr)?)", "($a:expr $(, or $b:expr)*)"),
    ("($a:tt)", "($a:expr)"), ("(struct $n:ident)", "($v:vis struct $n:ident)"),
  ])
  func `a pattern does not take what it does not take`(general: String, special: String) throws {
    #expect(try !pattern(general).takes(pattern(special)))
  }

  @Test func `arms are read with their brackets, and those for the macro itself are known`() throws
  {
    let source = """
      macro_rules! many {
          () => { ... };
          (@step $a:expr; [$($b:tt)*]) => { ... };
          [$s:literal, '{', "}"] => { ... };
      }
      """
    let patterns = try #require(MacroPattern.patterns(of: source))
    #expect(patterns.map(\.isInternal) == [false, true, false])
    #expect(patterns.map(\.parts.count) == [0, 5, 5])
    #expect(patterns[1].text == "(@step $a:expr; [$($b:tt)*])")
  }

  @Test(arguments: [
    "pub macro named($a:expr) { ... }", "macro_rules! named {", "macro_rules! named { (",
    "macro_rules! named { ($a) }", "macro_rules! named { ($(a) => { ... }; }", "",
    "macro_rules! deep { " + String(repeating: "(", count: 5_000),
  ])
  func `what is no list of arms is not read`(source: String) {
    #expect(MacroPattern.patterns(of: source) == nil)
  }

  @Test func `a search that would not end is given up in favour of the macro`() throws {
    let nested = "(" + String(repeating: "$($(a)? b)* ", count: 12) + "c)"
    let other = "(" + String(repeating: "$(a b)* ", count: 12) + "d)"
    // What matters is that it returns.
    _ = try pattern(nested).takes(pattern(other))
  }
}
