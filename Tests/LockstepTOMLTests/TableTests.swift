import LockstepTOML
import Testing

/// How keys and headers build tables.
@Suite struct TableTests {
  @Test(arguments: [
    ("", "{}"), ("\n\n", "{}"), ("# only a comment", "{}"), ("\u{FEFF}", "{}"),
    ("\u{FEFF}a = 1", "{\"a\": 1}"), (" \t a=1\t\n", "{\"a\": 1}"),
    ("a = 1\r\nb = 2\r\n", "{\"a\": 1, \"b\": 2}"),
    ("a = 1 # c\r\n# d\u{7FF}é\r\n", "{\"a\": 1}"), ("#\ttab", "{}"),
    ("a-b_c1 = 1\n1234 = 2\n- = 3\n_ = 4", "{\"a-b_c1\": 1, \"1234\": 2, \"-\": 3, \"_\": 4}"),
    ("\"\" = 1", "{\"\": 1}"), ("'' = 1", "{\"\": 1}"), ("\"a.b\" = 1", "{\"a.b\": 1}"),
    ("'a\\n' = 1", "{\"a\\n\": 1}"), ("\"\\u0061\" = 1", "{\"a\": 1}"), ("\"#\" = 1", "{\"#\": 1}"),
    ("true = 1\ninf = 2\n1e5 = 3", "{\"true\": 1, \"inf\": 2, \"1e5\": 3}"),
    ("3.14 = 1", "{\"3\": {\"14\": 1}}"), ("2001-02-03 = 1", "{\"2001-02-03\": 1}"),
    ("a . b\t.\"c\" = 1", "{\"a\": {\"b\": {\"c\": 1}}}"),
    ("a.b = 1\na.c = 2", "{\"a\": {\"b\": 1, \"c\": 2}}"),
    ("a.b.c = 1\na.d = 2\na.b.e = 3", "{\"a\": {\"b\": {\"c\": 1, \"e\": 3}, \"d\": 2}}"),
    ("[a]", "{\"a\": {}}"), ("[ a . b ]\nc = 1", "{\"a\": {\"b\": {\"c\": 1}}}"),
    ("\t[a]#c", "{\"a\": {}}"),
    ("['']\n[\"a]b\"]", "{\"\": {}, \"a]b\": {}}"),
    ("[a.b]\nx = 1\n[a]\ny = 2", "{\"a\": {\"b\": {\"x\": 1}, \"y\": 2}}"),
    ("[a.b.c]\n[a.b]\n[a]", "{\"a\": {\"b\": {\"c\": {}}}}"),
    ("[a]\n[b]\n[a.c]", "{\"a\": {\"c\": {}}, \"b\": {}}"),
    ("[a]\nb.c = 1\n[a.b.d]\ne = 2", "{\"a\": {\"b\": {\"c\": 1, \"d\": {\"e\": 2}}}}"),
    ("a.b = 1\n[a.c]\nd = 2", "{\"a\": {\"b\": 1, \"c\": {\"d\": 2}}}"),
    ("[a.b.c]\n[a]\nb.x = 1", "{\"a\": {\"b\": {\"c\": {}, \"x\": 1}}}"),
    ("[[a]]", "{\"a\": [{}]}"),
    ("[[a]]\nx = 1\n[[a]]\n[[ a ]]\nx = 3", "{\"a\": [{\"x\": 1}, {}, {\"x\": 3}]}"),
    (
      "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2",
      "{\"a\": [{\"b\": {\"x\": 1}}, {\"b\": {\"x\": 2}}]}"
    ),
    ("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]", "{\"a\": [{\"b\": [{}, {}]}, {\"b\": [{}]}]}"),
    ("[[a.b]]\n[a]\nc = 1", "{\"a\": {\"b\": [{}], \"c\": 1}}"),
    ("[a.b]\n[[a.c]]\n[a.c.d]", "{\"a\": {\"b\": {}, \"c\": [{\"d\": {}}]}}"),
    ("[[a]]\nb.c = 1\n[[a]]\nb.c = 2", "{\"a\": [{\"b\": {\"c\": 1}}, {\"b\": {\"c\": 2}}]}"),
    ("[a]\n[a.a]\na = 1", "{\"a\": {\"a\": {\"a\": 1}}}"),
    (
      "a = [{b = 1}, {b = 2}]\n[c]\na = {b = 1}",
      "{\"a\": [{\"b\": 1}, {\"b\": 2}], \"c\": {\"a\": {\"b\": 1}}}"
    ),
    ("\"\u{E9}\" = 1\n\"e\u{301}\" = 2", "{\"\u{E9}\": 1, \"e\u{301}\": 2}"),
  ])
  func `a document has its tables`(text: String, outline: String) throws {
    let document = try TOMLDocument(parsing: text)
    #expect(Array(Outline.of(.table(document.root)).utf8) == Array(outline.utf8))
    #expect(document.bytes == Array(text.utf8))
  }

  @Test func `keys that differ only in normalisation are two keys`() throws {
    let root = try TOMLDocument(parsing: "\"\u{E9}\" = 1\n\"e\u{301}\" = 2").root
    #expect(root["\u{E9}"] == .integer(1))
    #expect(root["e\u{301}"] == .integer(2))
  }

  @Test func `a large table finds each of its keys, and refuses a second one`() throws {
    let lines = (0..<100_000).map { "key-\($0) = \($0)\n" }.joined()
    let document = try TOMLDocument(parsing: lines)
    #expect(document.root.count == 100_000)
    for number in stride(from: 0, to: 100_000, by: 97) {
      #expect(document.root["key-\(number)"] == .integer(Int64(number)))
    }
    #expect(document.root["key-100000"] == nil)
    #expect(throws: TOMLSyntaxError.self) { try TOMLDocument(parsing: lines + "\"key-77777\" = 1") }
  }

  @Test func `an array of many tables gives each by its index`() throws {
    let text = (0..<20_000).map { "[[package]]\nname = \"p\($0)\"\n\n" }.joined()
    let document = try TOMLDocument(parsing: text)
    for number in stride(from: 0, to: 20_000, by: 101) {
      #expect(document.value(at: ["package", .index(number), "name"]) == .string("p\(number)"))
    }
    #expect(document.value(at: ["package", 20_000]) == nil)
    #expect(document.value(at: ["package", -1]) == nil)
  }

  @Test func `paths lead to ranges and places`() throws {
    let text = "\u{FEFF}a = \"é\"\r\n[t.\"x y\"]\r\nb.c = [ 1, { d = 'v' } ]\r\n"
    let document = try TOMLDocument(parsing: text)
    func slice(_ range: Range<Int>?) -> String? {
      range.map { String(decoding: document.bytes[$0], as: UTF8.self) }
    }
    #expect(slice(document.range(of: ["a"])) == "\"é\"")
    #expect(document.place(of: ["a"]) == TOMLPlace(line: 1, column: 5))
    #expect(document.place(ofByte: 3 + 4 + 4) == TOMLPlace(line: 1, column: 8))
    #expect(slice(document.keyRange(of: ["t", "x y"])) == "\"x y\"")
    #expect(document.range(of: ["t"]) == nil)
    #expect(document.place(of: ["t", "x y"]) == TOMLPlace(line: 2, column: 1))
    #expect(slice(document.range(of: ["t", "x y", "b", "c", 1, "d"])) == "'v'")
    #expect(document.keyPlace(of: ["t", "x y", "b", "c"]) == TOMLPlace(line: 3, column: 3))
    #expect(document.place(ofByte: 10_000) == TOMLPlace(line: 4, column: 1))
    #expect(document.value(at: ["t", "x y", "b", "c", 0]) == .integer(1))
    #expect(document.value(at: ["a", "b"]) == nil)
    #expect(document.value(at: ["t", 0]) == nil)
    #expect(document.value(at: []) == .table(document.root))
  }

  @Test func `a table knows whether it is inline`() throws {
    let document = try TOMLDocument(parsing: "a = { b.c = 1 }\nd.e = 1\n[f]\n")
    #expect(document.value(at: ["a"])?.asTable?.isInline == true)
    #expect(document.value(at: ["a", "b"])?.asTable?.isInline == true)
    #expect(document.value(at: ["d"])?.asTable?.isInline == false)
    #expect(document.value(at: ["f"])?.asTable?.isInline == false)
  }

  @Test func `tables are equal whatever their spelling and order`() throws {
    let one = try TOMLDocument(parsing: "[a]\nb = 1\nc = [2]\n").root
    let other = try TOMLDocument(parsing: "a = { c = [ 2 ], b = 0x1 }").root
    #expect(one == other)
    #expect(try one != TOMLDocument(parsing: "a = { c = [2], d = 1 }").root)
  }
}
