import LockstepCore
import Testing

struct JSONTextTests {
  @Test(
    arguments: [
      ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-1", -1),
      ("-0", .number(-0.0)), ("1.0", .number(1)), ("1e2", .number(100)), ("1E+2", .number(100)),
      ("12.5e-1", .number(1.25)), ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("0.1", .number(0.1)), ("5e-324", .number(.leastNonzeroMagnitude)), ("1e-999", .number(0)),
      ("\"\"", ""), ("\"é漢😀\"", "é漢😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u00e9\u6F22\ud83d\ude00\u0000""#, "é漢😀\u{0}"), (#""a\nb\nc""#, "a\nb\nc"),
      ("[]", []), ("[ ]", []), ("[1,[2],\t[ ] ]", [1, [2], []]), ("{}", [:]), ("{ }", [:]),
      ("\r\n{\"a\" : 1 ,\"b\":{\"c\":[null]}}\n", ["a": 1, "b": ["c": [nil]]]),
      (#"{"a":1,"a":2}"#, ["a": 2]), (#"{"\u0061":1}"#, ["a": 1]), (#"{"":0}"#, ["": 0]),
    ] as [(String, JSONValue)])
  func `JSON text is read`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
    #expect(try JSONValue(parsing: value.bytes()) == value)
    #expect(try JSONValue(parsing: value.bytes(pretty: true)) == value)
  }

  @Test(
    arguments: [
      ("", 1, 1, "expected a value, found the end"),
      (" \n ", 2, 2, "expected a value, found the end"),
      ("nul", 1, 1, "expected a value, found `n`"), ("NaN", 1, 1, "expected a value, found `N`"),
      ("nulll", 1, 5, "expected the end, found `l`"), ("1 2", 1, 3, "expected the end, found `2`"),
      ("01", 1, 1, "a number has a leading zero"), ("-01", 1, 2, "a number has a leading zero"),
      ("-", 1, 2, "expected a digit, found the end"),
      ("1.", 1, 3, "expected a digit, found the end"),
      (".5", 1, 1, "expected a value, found `.`"), ("+1", 1, 1, "expected a value, found `+`"),
      ("1e", 1, 3, "expected a digit, found the end"),
      ("1e+", 1, 4, "expected a digit, found the end"),
      ("0x1", 1, 2, "expected the end, found `x`"), ("1e400", 1, 1, "the number is too large"),
      ("[1,]", 1, 4, "expected a value, found `]`"),
      ("[1 2]", 1, 4, "expected `,` or `]`, found `2`"),
      ("[,1]", 1, 2, "expected a value, found `,`"),
      ("[1", 1, 3, "expected `,` or `]`, found the end"),
      ("{\"a\":1,}", 1, 8, "expected a key in quotation marks, found `}`"),
      ("{a:1}", 1, 2, "expected a key in quotation marks, found `a`"),
      ("{\"a\" 1}", 1, 6, "expected `:`, found `1`"),
      ("{\"a\":1 \"b\":2}", 1, 8, "expected `,` or `}`, found `\"`"),
      ("{\n  \"é\": x}", 2, 8, "expected a value, found `x`"),
      ("\"a", 1, 3, "expected `\"`, found the end"),
      ("\"a\nb\"", 1, 3, "a control character in a string must be escaped"),
      ("\"a\\n\u{1}\"", 1, 5, "a control character in a string must be escaped"),
      (#""\x""#, 1, 2, "there is no such escape"), (#""\"#, 1, 2, "there is no such escape"),
      (#""\u12""#, 1, 6, "expected four hexadecimal digits, found `\"`"),
      (#""\u12g4""#, 1, 6, "expected four hexadecimal digits, found `g`"),
      (#""\ud83d""#, 1, 2, "a surrogate escape stands alone"),
      (#""\ude00""#, 1, 2, "a surrogate escape stands alone"),
      (#""\ud83d\u0041""#, 1, 2, "a surrogate escape stands alone"),
      (#""\ud83d\n""#, 1, 2, "a surrogate escape stands alone"),
      ("\u{feff}1", 1, 1, "there is a byte order mark"),
      ("/* */1", 1, 1, "expected a value, found `/`"),
      ("'a'", 1, 1, "expected a value, found `'`"), ("]", 1, 1, "expected a value, found `]`"),
    ] as [(String, Int, Int, String)])
  func `a text that is no JSON is refused where it goes wrong`(
    text: String, line: Int, column: Int, problem: String
  ) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(error.problem == problem)
    #expect(error.line == line)
    #expect(error.column == column)
  }

  @Test(arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE6, 0xBC]] as [[UInt8]])
  func `invalid UTF-8 in a string is refused`(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let escape = Array(#"\n"#.utf8)
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
    #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: [quote] + escape + bytes + [quote])
    }
  }

  @Test func `nesting has a limit`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSONValue(parsing: nested(JSONValue.deepest)) }
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(JSONValue.deepest + 1)) }
    let bomb = String(repeating: "{\"a\":", count: 1_000_000)
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bomb) }
  }

  @Test func `no beginning of a text passes for the text`() throws {
    let text = #"{"a":[1.5e3,-2,"x\u00e9\n",true,false,null],"b":{"c":{}}}"#
    let bytes = Array(text.utf8)
    for end in bytes.indices {
      #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: Array(bytes[..<end])) }
    }
  }

  @Test func `printing is deterministic and sorted`() {
    let value: JSONValue = [
      "é": 1, "b": [1, 2.5, "x\"\\\n\u{1}\u{1f}/\u{7f}"], "a": ["z": nil, "y": [:], "x": []],
      "B": true,
    ]
    #expect(
      value.description
        == "{\"B\":true,\"a\":{\"x\":[],\"y\":{},\"z\":null},"
        + "\"b\":[1,2.5,\"x\\\"\\\\\\n\\u0001\\u001f/\u{7f}\"],\"é\":1}")
    let pretty: JSONValue = ["b": [1, 2], "a": ["c": []]]
    #expect(
      String(decoding: pretty.bytes(pretty: true), as: UTF8.self) == """
        {
          "a": {
            "c": []
          },
          "b": [
            1,
            2
          ]
        }
        """)
    #expect(JSONValue.number(.infinity).description == "null")
  }

  @Test func `accessors answer for their kind only`() {
    let value: JSONValue = ["s": "x", "i": 1, "n": 1.5, "b": true, "a": [1, 2], "z": nil]
    #expect(value["s"]?.string == "x")
    #expect(value["i"]?.integer == 1)
    #expect(value["i"]?.number == 1)
    #expect(value["n"]?.number == 1.5)
    #expect(value["n"]?.integer == nil)
    #expect(value["b"]?.boolean == true)
    #expect(value["a"]?[1] == 2)
    #expect(value["a"]?[2] == nil)
    #expect(value["z"]?.isNull == true)
    #expect(value["none"] == nil)
    #expect(value["s"]?["x"] == nil)
  }
}
