import LockstepTOML
import Testing

/// An invalid document, where it is refused, and a part of what was expected or found there.
struct Invalid: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let line: Int
  let column: Int
  let part: String

  init(_ text: String, _ line: Int, _ column: Int, _ part: String) {
    self.init(bytes: Array(text.utf8), line, column, part)
  }

  init(bytes: [UInt8], _ line: Int, _ column: Int, _ part: String) {
    self.bytes = bytes
    self.line = line
    self.column = column
    self.part = part
  }

  var testDescription: String { String(decoding: bytes.prefix(60), as: UTF8.self).debugDescription }
}

@Suite struct SyntaxErrorTests {
  static let encoding: [Invalid] = [
    Invalid(bytes: Array("a = 1\nb = \"".utf8) + [0xFF] + Array("\"".utf8), 2, 6, "UTF-8"),
    Invalid(bytes: [0x23, 0xC3], 1, 2, "UTF-8"), Invalid(bytes: [0x23, 0xC3, 0x28], 1, 2, "0xC3"),
    Invalid(bytes: [0x23, 0x80], 1, 2, "UTF-8"), Invalid(bytes: [0x23, 0xC0, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xC1, 0xBF], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xE0, 0x80, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xE0, 0x9F, 0xBF], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xED, 0xA0, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xED, 0xBF, 0xBF], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xF0, 0x80, 0x80, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xF4, 0x90, 0x80, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xF5, 0x80, 0x80, 0x80], 1, 2, "UTF-8"),
    Invalid(bytes: [0x23, 0xF0, 0x9F, 0x98], 1, 2, "UTF-8"),
    Invalid(bytes: [0xFF, 0xFE, 0x61, 0x00], 1, 1, "UTF-8"),
    Invalid(bytes: [0xEF, 0xBB], 1, 1, "UTF-8"),
    Invalid("a = 1\n\u{FEFF}b = 2", 2, 1, "a key"),
    Invalid("# a\0b", 1, 4, "U+0000"), Invalid("# \u{1F}", 1, 3, "U+001F"),
    Invalid("#\u{7F}", 1, 2, "U+007F"), Invalid("a = \"\u{8}\"", 1, 6, "U+0008"),
    Invalid("a = '\u{B}'", 1, 6, "U+000B"), Invalid("a = '''\u{C}'''", 1, 8, "U+000C"),
    Invalid("a = \"\"\"\n\u{7F}\"\"\"", 2, 1, "U+007F"), Invalid("\0", 1, 1, "U+0000"),
    Invalid("a = 1\rb = 2", 1, 6, "line feed"), Invalid("# c\r", 1, 4, "line feed"),
    Invalid("a = \"\"\"x\ry\"\"\"", 1, 9, "line feed"), Invalid("a = '''x\r'''", 1, 9, "line feed"),
    Invalid("a = 1\r\r\n", 1, 6, "line feed"), Invalid("\u{C}a = 1", 1, 1, "U+000C"),
    Invalid("a = 1\u{85}", 1, 6, "end of the line"),
    Invalid("a = 1\u{A0}", 1, 6, "end of the line"),
    Invalid("a = =\n\0", 1, 5, "a value"),
  ]

  static let strings: [Invalid] = [
    Invalid("a = \"x", 1, 7, "`\"`"), Invalid("a = \"x\nb", 1, 7, "before the line ends"),
    Invalid("a = 'x", 1, 7, "`'`"), Invalid("a = 'x\r\n'", 1, 7, "before the line ends"),
    Invalid("a = \"\"\"x\"\"", 1, 11, "`\"\"\"`"), Invalid("a = '''x\n''", 2, 3, "`'''`"),
    Invalid("a = \"\"\"\"\"\"\"\"\"", 1, 13, "end of the line"),
    Invalid("a = \"\"\"x\"\"\"\"\"\"", 1, 14, "end of the line"),
    Invalid("a = '''x''''''", 1, 14, "end of the line"),
    Invalid("a = ''x''", 1, 7, "end of the line"),
    Invalid(#"a = "\a""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\e""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\x41""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\ ""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\/""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\'""#, 1, 7, "after the backslash"),
    Invalid(#"a = "\u12""#, 1, 10, "4 hexadecimal"),
    Invalid(#"a = "\u12g4""#, 1, 10, "4 hexadecimal"),
    Invalid(#"a = "\U0001F60""#, 1, 15, "8 hexadecimal"), Invalid(#"a = "\uD800""#, 1, 6, "U+D800"),
    Invalid(#"a = "\udfff""#, 1, 6, "scalar value"),
    Invalid(#"a = "\U00110000""#, 1, 6, "U+110000"),
    Invalid(#"a = "\UFFFFFFFF""#, 1, 6, "scalar value"),
    Invalid("a = \"\\\n\"", 1, 7, "after the backslash"),
    Invalid("a = \"\"\"a\\ b\"\"\"", 1, 10, "after the backslash"),
    Invalid("a = \"\"\"a\\ \"\"\"", 1, 10, "after the backslash"),
    Invalid("a = \"\"\"\\\"\"\"", 1, 12, "`\"\"\"`"),
    Invalid("a = \"x\" \"y\"", 1, 9, "end of the line"),
    Invalid("a = \"\\", 1, 7, "after the backslash"), Invalid("a = x", 1, 5, "a value"),
  ]

  static let numbers: [Invalid] = [
    Invalid("a = 01", 1, 6, "leading zero"), Invalid("a = -01", 1, 7, "leading zero"),
    Invalid("a = +0_1", 1, 7, "leading zero"), Invalid("a = 00", 1, 6, "leading zero"),
    Invalid("a = 03.14", 1, 6, "leading zero"), Invalid("a = 00e1", 1, 6, "leading zero"),
    Invalid("a = 1__0", 1, 7, "after the underscore"),
    Invalid("a = 1_", 1, 7, "after the underscore"),
    Invalid("a = _1", 1, 5, "a value"), Invalid("a = +_1", 1, 6, "a digit"),
    Invalid("a = +", 1, 6, "a digit"),
    Invalid("a = --1", 1, 6, "a digit"), Invalid("a = +-1", 1, 6, "a digit"),
    Invalid("a = 1 2", 1, 7, "end of the line"),
    Invalid("a = 9223372036854775808", 1, 5, "64 bits"),
    Invalid("a = -9223372036854775809", 1, 5, "64 bits"),
    Invalid("a = 0x8000000000000000", 1, 5, "64 bits"), Invalid("a = 0x", 1, 7, "after the prefix"),
    Invalid("a = 0b" + String(repeating: "1", count: 64), 1, 5, "64 bits"),
    Invalid("a = 0o1777777777777777777777", 1, 5, "64 bits"),
    Invalid("a = 0x_1", 1, 7, "after the prefix"),
    Invalid("a = 0x1_", 1, 9, "after the underscore"),
    Invalid("a = 0x1__2", 1, 9, "after the underscore"), Invalid("a = 0_x1", 1, 6, "leading zero"),
    Invalid("a = +0x1", 1, 5, "no sign"), Invalid("a = -0b1", 1, 5, "no sign"),
    Invalid("a = +0o7", 1, 5, "no sign"),
    Invalid("a = 0X1", 1, 6, "end of the line"), Invalid("a = 0O7", 1, 6, "end of the line"),
    Invalid("a = 0B1", 1, 6, "end of the line"), Invalid("a = 0o8", 1, 7, "after the prefix"),
    Invalid("a = 0b2", 1, 7, "after the prefix"), Invalid("a = 0b12", 1, 8, "end of the line"),
    Invalid("a = 0xg", 1, 7, "after the prefix"), Invalid("a = 1x", 1, 6, "end of the line"),
    Invalid("a = 1.", 1, 7, "decimal point"), Invalid("a = .1", 1, 5, "a value"),
    Invalid("a = 1.e5", 1, 7, "decimal point"),
    Invalid("a = 1._5", 1, 7, "decimal point"), Invalid("a = 1_.5", 1, 7, "after the underscore"),
    Invalid("a = 1.5_", 1, 9, "after the underscore"), Invalid("a = 1e", 1, 7, "exponent"),
    Invalid("a = 1e+", 1, 8, "exponent"), Invalid("a = 1e_5", 1, 7, "exponent"),
    Invalid("a = 1_e5", 1, 7, "after the underscore"),
    Invalid("a = 1e5_", 1, 9, "after the underscore"),
    Invalid("a = 1e5.0", 1, 8, "end of the line"),
    Invalid("a = 1.2.3", 1, 8, "end of the line"), Invalid("a = 1ee5", 1, 7, "exponent"),
    Invalid("a = -.5", 1, 6, "a digit"),
    Invalid("a = Inf", 1, 5, "a value"), Invalid("a = NaN", 1, 5, "a value"),
    Invalid("a = infinity", 1, 8, "end of the line"),
    Invalid("a = in", 1, 5, "a value"), Invalid("a = +na", 1, 6, "a value"),
    Invalid("a = True", 1, 5, "a value"),
    Invalid("a = tru", 1, 5, "a value"), Invalid("a = truer", 1, 9, "end of the line"),
    Invalid("a = falsey", 1, 10, "end of the line"),
    Invalid("a = 0x1.8", 1, 8, "end of the line"), Invalid("a = ++1", 1, 6, "a digit"),
    Invalid("a = 1+1", 1, 6, "end of the line"),
  ]

  static let dates: [Invalid] = [
    Invalid("a = 2024-13-01", 1, 10, "01 to 12"), Invalid("a = 2024-00-01", 1, 10, "01 to 12"),
    Invalid("a = 2024-01-32", 1, 13, "01 to 31"), Invalid("a = 2024-01-00", 1, 13, "01 to 31"),
    Invalid("a = 2023-02-29", 1, 13, "01 to 28"), Invalid("a = 1900-02-29", 1, 13, "01 to 28"),
    Invalid("a = 2000-02-30", 1, 13, "01 to 29"), Invalid("a = 2024-04-31", 1, 13, "01 to 30"),
    Invalid("a = 2024-1-01", 1, 10, "two digits"), Invalid("a = 2024-01-1", 1, 13, "two digits"),
    Invalid("a = 24-01-01", 1, 7, "end of the line"),
    Invalid("a = 12024-01-01", 1, 10, "end of the line"),
    Invalid("a = 2024-01", 1, 12, "`-` and the day"),
    Invalid("a = 2024-01-011", 1, 15, "end of the line"),
    Invalid("a = 2024-01-01T", 1, 16, "an hour"),
    Invalid("a = 2024-01-01T24:00:00", 1, 16, "00 to 23"),
    Invalid("a = 2024-01-01T07:60:00", 1, 19, "00 to 59"),
    Invalid("a = 2024-01-01T07:00:61", 1, 22, "00 to 60"),
    Invalid("a = 2024-01-01T07:00", 1, 21, "the second"),
    Invalid("a = 2024-01-01T7:00:00", 1, 16, "two digits"),
    Invalid("a = 2024-01-01  07:00:00", 1, 17, "end of the line"),
    Invalid("a = 2024-01-01_07:00:00", 1, 15, "end of the line"),
    Invalid("a = 2024-01-01T07:00:00.", 1, 25, "fraction"),
    Invalid("a = 2024-01-01T07:00:00.Z", 1, 25, "fraction"),
    Invalid("a = 2024-01-01T07:00:00+24:00", 1, 25, "00 to 23"),
    Invalid("a = 2024-01-01T07:00:00+01:60", 1, 28, "00 to 59"),
    Invalid("a = 2024-01-01T07:00:00+0100", 1, 27, "`:`"),
    Invalid("a = 2024-01-01T07:00:00+01", 1, 27, "`:`"),
    Invalid("a = 2024-01-01T07:00:00-", 1, 25, "offset's hour"),
    Invalid("a = 2024-01-01Z", 1, 15, "end of the line"),
    Invalid("a = 2024-01-01 7", 1, 16, "an hour"),
    Invalid("a = -2024-01-01", 1, 10, "end of the line"),
    Invalid("a = 25:00:00", 1, 5, "00 to 23"), Invalid("a = 07:32", 1, 10, "the second"),
    Invalid("a = 07:60:00", 1, 8, "00 to 59"),
    Invalid("a = 07:32:61", 1, 11, "00 to 60"), Invalid("a = 07:32:00Z", 1, 13, "end of the line"),
    Invalid("a = 07:32:00+01:00", 1, 13, "end of the line"),
    Invalid("a = 7:32:00", 1, 6, "end of the line"),
    Invalid("a = 07:32:0", 1, 11, "two digits"), Invalid("a = 07:32:00.", 1, 14, "fraction"),
    Invalid("a = T07:32:00", 1, 5, "a value"),
    Invalid("a = 2024-01-01T07:00:00ZZ", 1, 25, "end of the line"),
    Invalid("a = 2024/01/01", 1, 9, "end of the line"),
  ]

  static let structure: [Invalid] = [
    Invalid("a", 1, 2, "`=`"), Invalid("a =", 1, 4, "a value"), Invalid("a = # c", 1, 5, "a value"),
    Invalid("a =\n1", 1, 4, "end of the line"),
    Invalid("a\n= 1", 1, 2, "`=`"), Invalid("= 1", 1, 1, "a key"),
    Invalid("a = 1 b = 2", 1, 7, "end of the line"), Invalid("a == 1", 1, 4, "a value"),
    Invalid("a b = 1", 1, 3, "`=`"), Invalid("a. = 1", 1, 4, "a key"),
    Invalid(".a = 1", 1, 1, "a key"), Invalid("a..b = 1", 1, 3, "a key"),
    Invalid("a.\nb = 1", 1, 3, "a key"), Invalid("é = 1", 1, 1, "found `é`"),
    Invalid("aé = 1", 1, 2, "found `é`"), Invalid("a! = 1", 1, 2, "`=`"),
    Invalid("\"\"\"a\"\"\" = 1", 1, 3, "`=`"), Invalid("'''a''' = 1", 1, 3, "`=`"),
    Invalid("\"a\nb\" = 1", 1, 3, "before the line ends"),
    Invalid("\"a\"b = 1", 1, 4, "`=`"), Invalid("\"a = 1", 1, 7, "`\"`"),
    Invalid("a, b = 1", 1, 2, "`=`"), Invalid("{a = 1}", 1, 1, "a key"),
    Invalid("[", 1, 2, "a key"), Invalid("[]", 1, 2, "a key"), Invalid("[ ]", 1, 3, "a key"),
    Invalid("[a", 1, 3, "`]`"), Invalid("[a\n]", 1, 3, "`]`"),
    Invalid("[a]]", 1, 4, "end of the line"), Invalid("[a] b = 1", 1, 5, "end of the line"),
    Invalid("[a.]", 1, 4, "a key"), Invalid("[.a]", 1, 2, "a key"),
    Invalid("[a..b]", 1, 4, "a key"), Invalid("[a b]", 1, 4, "`]`"),
    Invalid("[[a]", 1, 5, "second `]`"), Invalid("[[a] ]", 1, 5, "second `]`"),
    Invalid("[ [a]]", 1, 3, "a key"), Invalid("[[]]", 1, 3, "a key"),
    Invalid("[[a]]]", 1, 6, "end of the line"), Invalid("[a#b]", 1, 3, "`]`"),
    Invalid("[[a.b]] x", 1, 9, "end of the line"), Invalid("[a", 1, 3, "end of the document"),
    Invalid("]", 1, 1, "a key"), Invalid("[a] [b]", 1, 5, "end of the line"),
    Invalid("a = [", 1, 6, "`]`"), Invalid("a = [1", 1, 7, "`]`"),
    Invalid("a = [1 2]", 1, 8, "`,`"), Invalid("a = [,]", 1, 6, "a value"),
    Invalid("a = [1,,2]", 1, 8, "a value"), Invalid("a = [1,\n# c\n", 3, 1, "a value or `]`"),
    Invalid("a = [1]]", 1, 8, "end of the line"),
    Invalid("a = [[1]", 1, 9, "`]`"), Invalid("a = [b = 1]", 1, 6, "a value"),
    Invalid("a = ]", 1, 5, "a value"), Invalid("a = [1}", 1, 7, "`,`"),
    Invalid("a = {", 1, 6, "a key"), Invalid("a = {b = 1", 1, 11, "`}`"),
    Invalid("a = {b = 1,}", 1, 12, "a key"), Invalid("a = {,}", 1, 6, "a key"),
    Invalid("a = {b = 1,, c = 2}", 1, 12, "a key"), Invalid("a = {b = 1 c = 2}", 1, 12, "`,`"),
    Invalid("a = {\n}", 1, 6, "a key"),
    Invalid("a = {b = 1\n}", 1, 11, "same line"), Invalid("a = {b = 1,\nc = 2}", 1, 12, "a key"),
    Invalid("a = {b = # c\n1}", 1, 10, "a value"),
    Invalid("a = {b = 1 # c\n}", 1, 12, "same line"), Invalid("a = {b}", 1, 7, "`=`"),
    Invalid("a = {b = }", 1, 10, "a value"), Invalid("a = {1, 2}", 1, 7, "`=`"),
    Invalid("a = {} b", 1, 8, "end of the line"), Invalid("a = {}}", 1, 7, "end of the line"),
    Invalid("a = [{b = 1,\n}]", 1, 13, "a key"),
    Invalid("a = \n", 1, 5, "end of the line"), Invalid("// c", 1, 1, "a key"),
    Invalid("a = 1 // c", 1, 7, "comment"), Invalid("a: 1", 1, 2, "`=`"),
  ]

  static let duplicates: [Invalid] = [
    Invalid("a = 1\na = 2", 2, 1, "a value on line 1"), Invalid("a = 1\n\"a\" = 2", 2, 1, "`a`"),
    Invalid("a = 1\n'a' = 2", 2, 1, "`a`"),
    Invalid("a = 1\n\"\\u0061\" = 2", 2, 1, "`a`"), Invalid("a.b = 1\na.b = 2", 2, 3, "not taken"),
    Invalid("a = 1\na.b = 2", 2, 1, "can be extended"),
    Invalid("a.b = 1\na = 2", 2, 1, "dotted keys on line 1"),
    Invalid("a.b = 1\na.b.c = 2", 2, 3, "can be extended"),
    Invalid("a.b.c = 1\na.b = 2", 2, 3, "not taken"),
    Invalid("a = {}\na.b = 1", 2, 1, "an inline table"),
    Invalid("a = []\na.b = 1", 2, 1, "an array"),
    Invalid("a = {b = {}}\na.b.c = 1", 2, 1, "an inline table"),
    Invalid("a = {b.c = {}, b.c.d = 1}", 1, 18, "an inline table"),
    Invalid("a = {b = 1, b = 2}", 1, 13, "not taken"),
    Invalid("a = {b.c = 1, b = 2}", 1, 15, "dotted keys"),
    Invalid("a = {b = 1, b.c = 2}", 1, 13, "a value"),
    Invalid("a = [{b = 1, 'b' = 2}]", 1, 14, "not taken"),
    Invalid("a = {b = {}, b.c = 1}", 1, 14, "an inline table"),
    Invalid("[a]\n[a]", 2, 2, "its header on line 1"),
    Invalid("[a]\nb = 1\n[a]\nc = 2", 3, 2, "its header"),
    Invalid("[a]\nb = 1\n[a.b]", 3, 4, "a value"),
    Invalid("[a]\nb = 1\n[a.b.c]", 3, 4, "headers can extend"),
    Invalid("a = 1\n[a]", 2, 2, "not taken"), Invalid("a = {}\n[a]", 2, 2, "inline"),
    Invalid("a = {}\n[a.b]", 2, 2, "headers can extend"),
    Invalid("a = {b.c = 1}\n[a.b.d]", 2, 2, "inline"), Invalid("a = []\n[[a]]", 2, 3, "an array"),
    Invalid("a = []\n[a]", 2, 2, "an array"), Invalid("a = [{}]\n[[a]]", 2, 3, "an array"),
    Invalid("a = [{}]\n[a.b]", 2, 2, "an array"), Invalid("a = [{}]\n[[a.b]]", 2, 3, "an array"),
    Invalid("[a]\n[[a]]", 2, 3, "its header"), Invalid("[[a]]\n[a]", 2, 2, "array of tables"),
    Invalid("[a.b]\n[[a]]", 2, 3, "named by a header"),
    Invalid("[a.b]\n[a]\n[a]", 3, 2, "its header"), Invalid("[a.b]\n[a.b]", 2, 4, "its header"),
    Invalid("[a]\nb.c = 1\n[a.b]", 3, 4, "dotted keys"),
    Invalid("a.b = 1\n[a]", 2, 2, "dotted keys"), Invalid("a.b.c = 1\n[a.b]", 2, 4, "dotted keys"),
    Invalid("a.b = 1\n[[a]]", 2, 3, "dotted keys"),
    Invalid("a.b.c = 1\n[[a.b]]", 2, 5, "dotted keys"),
    Invalid("[a.b.c]\nz = 9\n[a]\nb.c.t = 1", 4, 3, "its header"),
    Invalid("[a.b]\n[a]\nb.c = 1", 3, 1, "its header"),
    Invalid("[[a.b]]\n[a]\nb.c = 1", 3, 1, "array of tables"),
    Invalid("[a.b]\n[a]\nb = 1", 3, 1, "not taken"),
    Invalid("[[a.b]]\n[a]\nb = 1", 3, 1, "array of tables"),
    Invalid("[a.b.c]\n[a]\nb.x = 1\n[a.b]", 4, 4, "dotted keys"),
    Invalid("[[a]]\n[a.b]\n[[a.b]]", 3, 5, "its header"),
    Invalid("[[a]]\n[[a.b]]\n[a.b]", 3, 4, "array of tables"),
    Invalid("[[a]]\nb = 1\n[[a.b]]", 3, 5, "a value"),
    Invalid("[a]\nb = [1]\n[[a.b]]", 3, 5, "an array"),
    Invalid("[a]\nb = 1\nb.c = 1", 3, 1, "a value"),
    Invalid("[a]\nb = {c = 1}\n[a.b.d]", 3, 4, "inline"),
    Invalid("[ a ]\n['a']", 2, 2, "`a`"),
    Invalid("[a]\n[[a.b]]\n[a.b.c]\n[a.b.c]", 4, 6, "its header"),
    Invalid("'' = 1\n\"\" = 2", 2, 1, "``"),
    Invalid("[[a]]\n[a.b.c]\n[[a.b]]", 3, 5, "named by a header"),
    Invalid("a.a = 1\na.a.a = 1", 2, 3, "a value"),
  ]

  @Test(arguments: encoding + strings + numbers + dates + structure + duplicates)
  func `an invalid document is refused with its place and what was expected`(
    invalid: Invalid
  ) throws {
    let error = try #require(throws: TOMLSyntaxError.self) {
      try TOMLDocument(parsing: invalid.bytes)
    }
    #expect(error.line == invalid.line && error.column == invalid.column, "\(error)")
    #expect("expected \(error.expected), found \(error.found)".contains(invalid.part), "\(error)")
  }

  @Test(arguments: 0..<20)
  func `a byte that can stand nowhere is found wherever it stands`(distance: Int) throws {
    for (byte, part) in [(0x1F, "U+001F"), (0x7F, "U+007F"), (0x80, "UTF-8"), (0x0D, "feed")] {
      let text =
        Array("#".utf8) + Array(repeating: 0x7E, count: distance) + [UInt8(byte)]
        + Array(repeating: 0x20, count: 20)
      let error = try #require(throws: TOMLSyntaxError.self) { try TOMLDocument(parsing: text) }
      #expect(error.line == 1 && error.column == distance + 2, "\(error)")
      #expect(error.description.contains(part))
    }
    let valid = "#" + String(repeating: "~", count: distance) + "é\t€😀 ~\r\n# ~"
    #expect(try TOMLDocument(parsing: valid).text == valid)
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), "a = " + String(repeating: "[", count: 100_000),
    "a = " + String(repeating: "{a = ", count: 100_000),
    "a" + String(repeating: ".a", count: 100_000) + " = 1",
    "[a" + String(repeating: ".a", count: 100_000) + "]",
    "a = " + String(repeating: "[", count: 257) + String(repeating: "]", count: 257),
  ])
  func `nesting beyond the limit is refused`(text: String) {
    #expect(throws: TOMLSyntaxError.self) { try TOMLDocument(parsing: text) }
  }

  @Test func `nesting up to the limit is taken`() throws {
    let depth = TOMLDocument.nestingLimit
    let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let document = try TOMLDocument(parsing: "a = \(arrays)")
    #expect(Outline.of(.table(document.root)) == "{\"a\": \(arrays)}")
    let keys = Array(repeating: "a", count: depth).joined(separator: ".")
    #expect(try TOMLDocument(parsing: "\(keys) = 1").root.count == 1)
  }
}
