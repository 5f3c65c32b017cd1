import LockstepTOML
import Testing

/// One edit, as a value, so that tables can list them.
enum Edit: Sendable {
  case string(TOMLPath, String)
  case literal(TOMLPath, String)
  case insert(String, String, TOMLPath, after: String?)
  case rename(TOMLPath, String)
  case remove(TOMLPath)

  static func insert(_ key: String, _ literal: String, _ table: TOMLPath) -> Edit {
    .insert(key, literal, table, after: nil)
  }

  func make(in document: inout TOMLDocument) throws(TOMLEditError) {
    switch self {
    case .string(let path, let text): try document.replaceString(at: path, with: text)
    case .literal(let path, let text): try document.replace(at: path, withLiteral: text)
    case .insert(let key, let literal, let table, let after):
      try document.insert(key: key, literal: literal, intoTableAt: table, after: after)
    case .rename(let path, let key): try document.renameKey(at: path, to: key)
    case .remove(let path): try document.remove(at: path)
    }
  }
}

/// A document, an edit of it, and the exact text that comes out.
struct EditCase: Sendable, CustomTestStringConvertible {
  let before: String
  let edit: Edit
  let after: String

  init(_ before: String, _ edit: Edit, _ after: String) {
    self.before = before
    self.edit = edit
    self.after = after
  }

  var testDescription: String { "\(edit) in \(before.debugDescription)" }
}

@Suite struct EditTests {
  static let strings: [EditCase] = [
    EditCase("a = \"x\" # c\r\n", .string(["a"], "y"), "a = \"y\" # c\r\n"),
    EditCase("\u{FEFF}a='x'", .string(["a"], "y"), "\u{FEFF}a='y'"),
    EditCase("a = 'x'", .string(["a"], "it's"), "a = \"it's\""),
    EditCase("a = 'x'", .string(["a"], "a\nb"), #"a = "a\nb""#),
    EditCase("a = 'x'", .string(["a"], #"a"b\c"#), #"a = 'a"b\c'"#),
    EditCase(
      "a = \"x\"", .string(["a"], "\"\\\u{0}\u{8}\t\n\u{C}\r\u{1B}\u{7F}é"),
      "a = \"\\\"\\\\\\u0000\\b\t\\n\\f\\r\\u001B\\u007Fé\""),
    EditCase("a = \"\"\"\nx\n\"\"\"", .string(["a"], "y\nz\n"), "a = \"\"\"\ny\nz\n\"\"\""),
    EditCase("a = \"\"\"x\"\"\"", .string(["a"], "\ny"), "a = \"\"\"\n\ny\"\"\""),
    EditCase("a = \"\"\"\r\nx\"\"\"\r\n", .string(["a"], "y\nz"), "a = \"\"\"\r\ny\r\nz\"\"\"\r\n"),
    EditCase(
      "a = \"\"\"x\"\"\"", .string(["a"], "a\"b\"\"c\"\"\"d\\\""), #"a = """a"b""c""\"d\\\"""""#),
    EditCase("a = '''x'''", .string(["a"], "a'b''c\\"), "a = '''a'b''c\\'''"),
    EditCase("a = '''x'''", .string(["a"], "a'''b"), "a = \"\"\"a'''b\"\"\""),
    EditCase("a = '''x'''", .string(["a"], "a'"), "a = \"\"\"a'\"\"\""),
    EditCase("a = '''\nx'''", .string(["a"], "a\r"), "a = \"\"\"\na\\r\"\"\""),
    EditCase(
      "[p]\nd = { version = \"2.0\", features = ['f'] } # k",
      .string(["p", "d", "version"], "=2.0.5"),
      "[p]\nd = { version = \"=2.0.5\", features = ['f'] } # k"),
    EditCase("p.d.version = '1'", .string(["p", "d", "version"], "2"), "p.d.version = '2'"),
    EditCase("a = [\n \"x\", # c\n 'y'\n]", .string(["a", 1], "z"), "a = [\n \"x\", # c\n 'z'\n]"),
    EditCase(
      "[[p]]\nn='a'\n[[p]]\nn='b'\n", .string(["p", 1, "n"], "c"), "[[p]]\nn='a'\n[[p]]\nn='c'\n"),
    EditCase("a = \"\\u0078\"", .string(["a"], "x"), "a = \"\\u0078\""),
    EditCase("a = ''", .string(["a"], ""), "a = ''"),
  ]

  static let literals: [EditCase] = [
    EditCase("a = 1 # c\nb = 2", .literal(["a"], "[1, 2]"), "a = [1, 2] # c\nb = 2"),
    EditCase("a = { b = 1 }", .literal(["a", "b"], "{ c = 'd' }"), "a = { b = { c = 'd' } }"),
    EditCase("a = [1, [2], 3]", .literal(["a", 1], "true"), "a = [1, true, 3]"),
    EditCase("a.b = 1\r\n", .literal(["a", "b"], "1979-05-27"), "a.b = 1979-05-27\r\n"),
    EditCase("a = \"\"\"\nx\n\"\"\"\n", .literal(["a"], "\"x\""), "a = \"x\"\n"),
  ]

  static let insertions: [EditCase] = [
    EditCase("", .insert("a", "1", []), "a = 1\n"),
    EditCase("\u{FEFF}", .insert("a", "1", []), "\u{FEFF}a = 1\n"),
    EditCase("# c", .insert("a", "1", []), "# c\na = 1"),
    EditCase("# c\r\n", .insert("a", "1", []), "# c\r\na = 1\r\n"),
    EditCase("a = 1", .insert("b", "2", []), "a = 1\nb = 2"),
    EditCase(
      "a = 1 # c\r\n\r\n[t]\r\n", .insert("b", "2", []), "a = 1 # c\r\nb = 2\r\n\r\n[t]\r\n"),
    EditCase(
      "# licence\n\n# about t\n[t]\n", .insert("a", "1", []),
      "# licence\n\na = 1\n\n# about t\n[t]\n"),
    EditCase("[t]\n", .insert("a", "1", ["t"]), "[t]\na = 1\n"),
    EditCase("[t] # c\n\n[u]\n", .insert("a", "1", ["t"]), "[t] # c\na = 1\n\n[u]\n"),
    EditCase(
      "[t]\n  x=1\n  # c\n\n[u]\n", .insert("a b", "2", ["t"]),
      "[t]\n  x=1\n  \"a b\"=2\n  # c\n\n[u]\n"),
    EditCase(
      "[t]\nx    = 1\nlong = 2\n", .insert("a", "3", ["t"], after: "x"),
      "[t]\nx    = 1\na = 3\nlong = 2\n"),
    EditCase(
      "[t]\nx = [\n  1, # one\n]\ny = 2\n", .insert("a", "3", ["t"], after: "x"),
      "[t]\nx = [\n  1, # one\n]\na = 3\ny = 2\n"),
    EditCase(
      "[t]\nx.y = 1\nx.z = 2\nw = 3\n", .insert("v", "4", ["t", "x"]),
      "[t]\nx.y = 1\nx.z = 2\nx.v = 4\nw = 3\n"),
    EditCase(
      "[t]\nx.y = 1\nx.z = 2\nw = 3\n", .insert("v", "4", ["t"], after: "x"),
      "[t]\nx.y = 1\nx.z = 2\nv = 4\nw = 3\n"),
    EditCase("a . 'b' . c=1\n", .insert("d", "2", ["a", "b"]), "a . 'b' . c=1\na . 'b'.d=2\n"),
    EditCase("a.b.c = 1\n", .insert("d", "2", ["a"]), "a.b.c = 1\na.d = 2\n"),
    EditCase("t = {}", .insert("a", "1", ["t"]), "t = { a = 1 }"),
    EditCase("t = { x = 1 }", .insert("a", "2", ["t"]), "t = { x = 1, a = 2 }"),
    EditCase("t = {x=1,y=2} # c", .insert("a", "3", ["t"], after: "x"), "t = {x=1,a=3,y=2} # c"),
    EditCase(
      "t = { x.y = 1, z = 2 }", .insert("a", "3", ["t", "x"]), "t = { x.y = 1, x.a = 3, z = 2 }"),
    EditCase(
      "t = [{ x = 1 }, {x = 2}]", .insert("a", "3", ["t", 1]), "t = [{ x = 1 }, {x = 2, a = 3}]"),
    EditCase(
      "[[p]]\nx = 1\n\n[[p]]\nx = 2\n", .insert("a", "3", ["p", 0]),
      "[[p]]\nx = 1\na = 3\n\n[[p]]\nx = 2\n"),
    EditCase(
      "x = 1\n\n# about\n[a.b]\ny = 2\n", .insert("z", "3", ["a"]),
      "x = 1\n\n[a]\nz = 3\n\n# about\n[a.b]\ny = 2\n"),
    EditCase(
      "[[ a . b . c ]]\n", .insert("z", "3", ["a", "b"]), "[a . b]\nz = 3\n\n[[ a . b . c ]]\n"),
    EditCase(
      "[a]\nx = 1\n[a.b]\ny = 2\n", .insert("z", "3", ["a"]), "[a]\nx = 1\nz = 3\n[a.b]\ny = 2\n"),
    EditCase("[a]\n\tx\t=\t1\n", .insert("z", "3", ["a"]), "[a]\n\tx\t=\t1\n\tz = 3\n"),
  ]

  static let renames: [EditCase] = [
    EditCase("a = 1", .rename(["a"], "b"), "b = 1"),
    EditCase("a = 1", .rename(["a"], "b c"), "\"b c\" = 1"),
    EditCase("'a' = 1", .rename(["a"], "b"), "'b' = 1"),
    EditCase("'a' = 1", .rename(["a"], "it's"), "\"it's\" = 1"),
    EditCase("\"a\" = 1", .rename(["a"], "b"), "\"b\" = 1"),
    EditCase(
      "x = { branch = \"main\" }", .rename(["x", "branch"], "tag"), "x = { tag = \"main\" }"),
    EditCase("a.b = 1\na.c = 2\n", .rename(["a"], "z"), "z.b = 1\nz.c = 2\n"),
    EditCase(
      "[d.a]\nx = 1\n[d.a.b]\n[d.c]\n", .rename(["d", "a"], "z"), "[d.z]\nx = 1\n[d.z.b]\n[d.c]\n"),
    EditCase("[d.a.b]\n[d]\na.x = 1\n", .rename(["d", "a"], "z"), "[d.z.b]\n[d]\nz.x = 1\n"),
    EditCase("[[p]]\n[[p]]\n[p.q]\n", .rename(["p"], "z"), "[[z]]\n[[z]]\n[z.q]\n"),
    EditCase("a = 1", .rename(["a"], "a"), "a = 1"),
  ]

  static let removals: [EditCase] = [
    EditCase("a = 1 # c\nb = 2\n", .remove(["a"]), "b = 2\n"),
    EditCase("a = 1\n# about b\n  b = 2", .remove(["b"]), "a = 1\n# about b\n"),
    EditCase("\u{FEFF}a = 1\r\nb = 2\r\n", .remove(["a"]), "\u{FEFF}b = 2\r\n"),
    EditCase("a = [\n 1,\n] # c\nb = 2\n", .remove(["a"]), "b = 2\n"),
    EditCase("a.b = 1\nc = 2\na.d = 3\n", .remove(["a"]), "c = 2\n"),
    EditCase("a.b = 1\nc = 2\na.d = 3\n", .remove(["a", "d"]), "a.b = 1\nc = 2\n"),
    EditCase("t = { a = 1, b = 2, c = 3 }", .remove(["t", "a"]), "t = { b = 2, c = 3 }"),
    EditCase("t = { a = 1, b = 2, c = 3 }", .remove(["t", "b"]), "t = { a = 1, c = 3 }"),
    EditCase("t = { a = 1, b = 2, c = 3 } # d", .remove(["t", "c"]), "t = { a = 1, b = 2 } # d"),
    EditCase("t = { a = 1 }", .remove(["t", "a"]), "t = {}"),
    EditCase("t = { a = 1, b.c = 2, b.d = 3 }", .remove(["t", "b"]), "t = { a = 1 }"),
    EditCase("t = {b.c=2,a=1,b.d=3}", .remove(["t", "b"]), "t = {a=1}"),
    EditCase("a = [1, 2, 3]", .remove(["a", 0]), "a = [2, 3]"),
    EditCase("a = [1, 2, 3]", .remove(["a", 1]), "a = [1, 3]"),
    EditCase("a = [1, 2, 3]", .remove(["a", 2]), "a = [1, 2]"),
    EditCase("a = [1, 2, ]", .remove(["a", 1]), "a = [1, ]"),
    EditCase("a = [ 1 ]", .remove(["a", 0]), "a = []"),
    EditCase(
      "a = [\n  1, # one\n  # about two\n  2, # two\n  3,\n]", .remove(["a", 0]),
      "a = [\n  # about two\n  2, # two\n  3,\n]"),
    EditCase("a = [\n  1, # one\n  2, # two\n]", .remove(["a", 1]), "a = [\n  1, # one\n]"),
    EditCase(
      "a = [\r\n  1, # one\r\n  2 # two\r\n]", .remove(["a", 1]), "a = [\r\n  1 # one # two\r\n]"),
    EditCase("a = [\n  1,\n  2\n]", .remove(["a", 1]), "a = [\n  1\n]"),
    EditCase("a = [\n  1\n  , 2\n]", .remove(["a", 1]), "a = [\n  1\n  \n]"),
    EditCase("x = 1\n\n[a]\ny = 2\n\n[b]\nz = 3\n", .remove(["a"]), "x = 1\n\n[b]\nz = 3\n"),
    EditCase("x = 1\n\n[a]\ny = 2\n\n[b]\nz = 3\n", .remove(["b"]), "x = 1\n\n[a]\ny = 2\n"),
    EditCase("[a]\ny = 2\n\n[b]\nz = 3\n", .remove(["a"]), "[b]\nz = 3\n"),
    EditCase("[a]\n[b]\n\n[c]\n", .remove(["b"]), "[a]\n\n[c]\n"),
    EditCase("[a]\nx = 1\n\n[a.b]\ny = 1\n\n[[a.c]]\n\n[d]\n", .remove(["a"]), "[d]\n"),
    EditCase("[d]\n\n[a]\n\n[a.b]\n", .remove(["a"]), "[d]\n"),
    EditCase("[a]\nx = 1\n# about b\n[b]\n", .remove(["a"]), "# about b\n[b]\n"),
    EditCase("[a.b]\n[c]\n[a.d]\n", .remove(["a"]), "[c]\n"),
    EditCase(
      "[[p]]\nn = 1\n\n[[p]]\nn = 2\n[p.q]\n\n[[p]]\nn = 3\n", .remove(["p", 1]),
      "[[p]]\nn = 1\n\n[[p]]\nn = 3\n"), EditCase("[[p]]\n[[p]]\n", .remove(["p"]), ""),
    EditCase("[a]\nb.c = 1\n[a.b.d]\ne = 1\n[f]\n", .remove(["a", "b"]), "[a]\n[f]\n"),
    EditCase("a = [[1, 2], [3]]", .remove(["a", 0, 1]), "a = [[1], [3]]"),
    EditCase("a = [{ b = 1, c = 2 }]", .remove(["a", 0, "b"]), "a = [{ c = 2 }]"),
  ]

  @Test(arguments: strings + literals + insertions + renames + removals)
  func `an edit changes exactly the bytes that it is about`(example: EditCase) throws {
    var document = try TOMLDocument(parsing: example.before)
    try example.edit.make(in: &document)
    #expect(document.text == example.after)
    #expect(Array(document.text.utf8) == Array(example.after.utf8))
    // What the document answers afterwards is what its text says.
    #expect(try TOMLDocument(parsing: example.after).root == document.root)
  }

  @Test(
    arguments: [
      (Edit.string(["x"], "y"), "there is nothing at x"),
      (.string(["n"], "y"), "n is not a string"),
      (.string([], "y"), "the root table is not a string"),
      (.literal(["t"], "1"), "t is not written as one value"),
      (.literal(["p"], "1"), "p is not written as one value"),
      (.literal(["d"], "1"), "d is not written as one value"),
      (.literal(["n"], ""), "not a TOML value"), (.literal(["n"], "1 # c"), "not a TOML value"),
      (.literal(["n"], "1\nz = 2"), "not a TOML value"),
      (.literal(["n"], " 1"), "not a TOML value"), (.literal(["n"], "[1"), "not a TOML value"),
      (.literal(["n"], "\"\u{1}\""), "U+0001"),
      (.insert("n", "1", []), "has a key `n` already"),
      (.insert("x", "1", ["n"]), "n is not a table"),
      (.insert("x", "1", ["p"]), "p is not a table"),
      (.insert("x", "1", ["q"]), "there is nothing at q"),
      (.insert("x", "1", [], after: "q"), "no key/value pair `q`"),
      (.insert("x", "1", [], after: "t"), "no key/value pair `t`"),
      (.insert("x", "?", []), "not a TOML value"), (.rename(["n"], "t"), "has a key `t` already"),
      (.rename(["p", 0], "x"), "p[0] has no key"), (.rename([], "x"), "no key of its own"),
      (.rename(["x"], "y"), "there is nothing at x"), (.remove([]), "no key of its own"),
      (.remove(["p", 1]), "there is nothing at p[1]"),
      (.remove(["x y"]), "there is nothing at \"x y\""),
    ] as [(Edit, String)])
  func `an edit that cannot be made says why and changes nothing`(
    edit: Edit, reason: String
  ) throws {
    let text = "n = 1\nd.e = 1\n[t]\n[[p]]\n"
    var document = try TOMLDocument(parsing: text)
    let error = try #require(throws: TOMLEditError.self) { try edit.make(in: &document) }
    #expect("\(error)".contains(reason), "\(error)")
    #expect(document.text == text)
  }

  @Test func `edits follow one another`() throws {
    var document = try TOMLDocument(
      parsing: "[dependencies]\ncore = { git = 'u', branch = \"main\" } # pinned soon\n")
    let path: TOMLPath = ["dependencies", "core"]
    try document.renameKey(at: path + ["branch"], to: "tag")
    try document.replaceString(at: path + ["tag"], with: "v2.0.5")
    try document.insert(key: "version", literal: "\"2\"", intoTableAt: path, after: "git")
    try document.insert(key: "other", literal: "\"1\"", intoTableAt: ["dependencies"])
    try document.remove(at: path + ["git"])
    #expect(
      document.text
        == "[dependencies]\ncore = { version = \"2\", tag = \"v2.0.5\" } # pinned soon\nother = \"1\"\n"
    )
  }
}
