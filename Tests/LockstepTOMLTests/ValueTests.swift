import LockstepTOML
import Testing

/// What each spelling of a value means, as tagged JSON.
@Suite struct ValueTests {
  @Test(arguments: [
    ("0", "0"), ("+0", "0"), ("-0", "0"), ("42", "42"), ("+99", "99"), ("-17", "-17"),
    ("1_000", "1000"), ("1_2_3_4", "1234"), ("5_349_221", "5349221"),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("+9_223_372_036_854_775_807", "9223372036854775807"),
    ("0xDEADBEEF", "3735928559"), ("0xdead_beef", "3735928559"), ("0x00", "0"), ("0x0_1", "1"),
    ("0x7fffffffffffffff", "9223372036854775807"),
    ("0x00000000000000000000000000000001", "1"),
    ("0o01234567", "342391"), ("0o755", "493"), ("0o777777777777777777777", "9223372036854775807"),
    ("0b11010110", "214"), ("0b0_1", "1"), ("0b00", "0"),
  ])
  func `an integer has its value`(text: String, value: String) throws {
    #expect(try tagged(text) == #"{"type": "integer", "value": "\#(value)"}"#)
  }

  @Test(arguments: [
    ("1.0", "1.0"), ("+1.0", "1.0"), ("-0.01", "-0.01"), ("0.0", "0.0"), ("-0.0", "-0.0"),
    ("5e+22", "5e+22"), ("1e06", "1000000.0"), ("-2E-2", "-0.02"), ("6.626e-34", "6.626e-34"),
    ("224_617.445_991_228", "224617.445991228"), ("1_0e1_0", "100000000000.0"), ("0e0", "0.0"),
    ("3.0e0_1", "30.0"), ("1.00_1", "1.001"), ("0.1e+00", "0.1"),
    ("inf", "inf"), ("+inf", "inf"), ("-inf", "-inf"), ("nan", "nan"), ("+nan", "nan"),
    ("-nan", "nan"),
  ])
  func `a float has its value`(text: String, value: String) throws {
    #expect(try tagged(text) == #"{"type": "float", "value": "\#(value)"}"#)
  }

  @Test(arguments: [("true", "true"), ("false", "false")])
  func `a boolean has its value`(text: String, value: String) throws {
    #expect(try tagged(text) == #"{"type": "bool", "value": "\#(value)"}"#)
  }

  @Test(arguments: [
    ("1979-05-27T07:32:00Z", "datetime", "1979-05-27T07:32:00Z"),
    ("1979-05-27t07:32:00z", "datetime", "1979-05-27T07:32:00Z"),
    ("1979-05-27 07:32:00Z", "datetime", "1979-05-27T07:32:00Z"),
    ("1979-05-27T00:32:00-07:00", "datetime", "1979-05-27T00:32:00-07:00"),
    ("1979-05-27T00:32:00.999999+05:30", "datetime", "1979-05-27T00:32:00.999999+05:30"),
    ("1979-05-27T00:32:00-00:00", "datetime", "1979-05-27T00:32:00Z"),
    ("1979-05-27T00:32:00+23:59", "datetime", "1979-05-27T00:32:00+23:59"),
    ("1990-12-31T23:59:60Z", "datetime", "1990-12-31T23:59:60Z"),
    ("0001-01-01T00:00:00Z", "datetime", "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.5Z", "datetime", "9999-12-31T23:59:59.5Z"),
    ("1979-05-27T07:32:00", "datetime-local", "1979-05-27T07:32:00"),
    ("1979-05-27 07:32:00.100", "datetime-local", "1979-05-27T07:32:00.1"),
    ("1979-05-27T07:32:00.1234567899", "datetime-local", "1979-05-27T07:32:00.123456789"),
    ("1979-05-27", "date-local", "1979-05-27"), ("2000-02-29", "date-local", "2000-02-29"),
    ("2024-02-29", "date-local", "2024-02-29"), ("0000-02-29", "date-local", "0000-02-29"),
    ("07:32:00", "time-local", "07:32:00"), ("00:00:00", "time-local", "00:00:00"),
    ("23:59:60", "time-local", "23:59:60"),
    ("00:32:00.000001", "time-local", "00:32:00.000001"),
    ("00:32:00.0", "time-local", "00:32:00"),
  ])
  func `a date or a time has its value`(text: String, type: String, value: String) throws {
    #expect(try tagged(text) == #"{"type": "\#(type)", "value": "\#(value)"}"#)
  }

  @Test(arguments: [
    (#""""#, ""), (#""a""#, "a"), (#""\b\t\n\f\r\"\\""#, "\u{8}\t\n\u{C}\r\"\\"),
    (#""\u00e9\U0001F600""#, "é😀"), (#""\u0000\u007F\uD7FF\uE000""#, "\0\u{7F}\u{D7FF}\u{E000}"),
    (#""\U0010FFFF""#, "\u{10FFFF}"), ("\"a\tb\"", "a\tb"), ("\"# no comment\"", "# no comment"),
    (#""\\u0041""#, "\\u0041"), ("\"日本\"", "日本"), ("\"\u{FEFF}\"", "\u{FEFF}"),
    ("''", ""), (#"'C:\new\"x"'"#, #"C:\new\"x""#), ("'a\tb'", "a\tb"),
    (#""""""""#, ""), (#""""a""""#, "a"), (#"""""a""""#, "\"a"), (#""""a"""""#, "a\""),
    (#""""a""""""#, "a\"\""), (#""""""a""""""#, "\"\"a\"\""), (#""""a"b""c""""#, "a\"b\"\"c"),
    (#"""""""""#, "\""), (#""""""""""#, "\"\""), (#""""\"""""""#, "\"\"\""),
    (#""""a\"""b""""#, "a\"\"\"b"),
    ("\"\"\"\na\n\"\"\"", "a\n"), ("\"\"\"\r\na\r\n\"\"\"", "a\n"), ("\"\"\"\n\na\"\"\"", "\na"),
    ("\"\"\"a\\\n   b\"\"\"", "ab"), ("\"\"\"a\\  \t\n\n \t\n b\"\"\"", "ab"),
    ("\"\"\"a\\\r\n  \r\n  b\"\"\"", "ab"), ("\"\"\"\\\n  \"\"\"", ""), ("\"\"\"\n\\\n\"\"\"", ""),
    ("\"\"\"a\\\\\n b\"\"\"", "a\\\n b"), ("\"\"\"a\\\\\\\n b\"\"\"", "a\\b"),
    ("\"\"\"a \\\n\\\n b\"\"\"", "a b"), (#""""\u0041""""#, "A"), ("\"\"\" \n\"\"\"", " \n"),
    ("''''''", ""), ("'''a'''", "a"), ("''''a'''", "'a"), ("'''a''''", "a'"),
    ("'''a'''''", "a''"), ("'''''a'''''", "''a''"), ("'''a'b''c'''", "a'b''c"),
    ("'''\na\\\n  b'''", "a\\\n  b"), ("'''\r\n\r\na'''", "\na"), ("'''\\'''", "\\"),
    ("''''''''", "''"), ("'''''''", "'"),
  ])
  func `a string has its text`(literal: String, text: String) throws {
    let value = try TOMLDocument(parsing: "a = \(literal)").root.string("a")
    #expect(value.map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test(arguments: [
    ("[]", "[]"), ("[ ]", "[]"), ("[1]", "[1]"), ("[1,]", "[1]"), ("[ 1 , 2 , ]", "[1, 2]"),
    ("[\n]", "[]"), ("[ # c\n 1 # d ]\n , # e\n\n 2\n # f\n]", "[1, 2]"),
    ("[[], [[]]]", "[[], [[]]]"),
    ("[1, \"a\", true]", "[1, \"a\", true]"), ("[\r\n1\r\n,\r\n]", "[1]"),
    ("[{a = 1}, {b.c = [2,\n3]}]", "[{\"a\": 1}, {\"b\": {\"c\": [2, 3]}}]"),
    ("{}", "{}"), ("{ }", "{}"), ("{a=1}", "{\"a\": 1}"),
    ("{ a = 1 , b = 2 }", "{\"a\": 1, \"b\": 2}"),
    ("{a.b = 1, a.c = 2, d = {}}", "{\"a\": {\"b\": 1, \"c\": 2}, \"d\": {}}"),
    ("{ \"a b\" = 1, '' = 2 }", "{\"a b\": 1, \"\": 2}"),
    ("[\"a#b\", 'c]', \"\"\"\n]\"\"\"]", "[\"a#b\", \"c]\", \"]\"]"),
  ])
  func `arrays and inline tables have their elements`(text: String, outline: String) throws {
    let value = try #require(try TOMLDocument(parsing: "a = \(text)").root["a"])
    #expect(Outline.of(value) == outline)
  }

  @Test func `tagged JSON escapes what JSON cannot hold`() throws {
    let document = try TOMLDocument(parsing: #""k\"\u0001" = "a\\\n\u007F""#)
    #expect(
      TOMLValue.table(document.root).taggedJSON
        == #"{"k\"\u0001": {"type": "string", "value": "a\\\u000A\u007F"}}"#)
  }

  private func tagged(_ literal: String) throws -> String? {
    try TOMLDocument(parsing: "a = \(literal) # end\n").root["a"]?.taggedJSON
  }
}
