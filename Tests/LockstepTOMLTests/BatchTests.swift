import LockstepTOML
import Testing

@Suite struct BatchTests {
  @Test func `many edits of a large document are made at once`() throws {
    let count = 5_000
    var document = try TOMLDocument(
      parsing: (0..<count).map { "[[package]]\nname = \"p\($0)\"\nversion = \"1.0.0\"\n\n" }
        .joined())
    var batch = document.batch()
    for number in 0..<count {
      try batch.replaceString(at: ["package", .index(number), "version"], with: "2.0.\(number)")
    }
    try document.apply(batch)
    #expect(
      document.text
        == (0..<count).map { "[[package]]\nname = \"p\($0)\"\nversion = \"2.0.\($0)\"\n\n" }
        .joined())
  }

  @Test func `edits of one batch know of each other`() throws {
    var document = try TOMLDocument(
      parsing: "a = { x = 1, y = 2, z = 3 }\nb = [1, 2, 3]\nc = 1\nd = 2\n")
    var batch = document.batch()
    try batch.remove(at: ["a", "y"])
    try batch.remove(at: ["a", "z"])
    try batch.insert(key: "w", literal: "4", intoTableAt: ["a"])
    try batch.remove(at: ["b", 0])
    try batch.remove(at: ["b", 1])
    try batch.remove(at: ["d"])
    try batch.insert(key: "e", literal: "1", intoTableAt: [])
    try batch.insert(key: "f", literal: "2", intoTableAt: [])
    try document.apply(batch)
    #expect(document.text == "a = { x = 1, w = 4 }\nb = [3]\nc = 1\ne = 1\nf = 2\n")
  }

  @Test func `a key can be put in the place of another one`() throws {
    var document = try TOMLDocument(parsing: "t = { a = 1 }\n[u]\nb = 1\n[v]\n")
    var batch = document.batch()
    try batch.remove(at: ["t", "a"])
    try batch.insert(key: "c", literal: "2", intoTableAt: ["t"])
    try batch.remove(at: ["u", "b"])
    try batch.insert(key: "b", literal: "3", intoTableAt: ["u"])
    try document.apply(batch)
    #expect(document.text == "t = {c = 2}\n[u]\nb = 3\n[v]\n")
  }

  @Test func `edits that do not fit together change nothing`() throws {
    let text = "a = 1\nb = { c = 2 }\n"
    var document = try TOMLDocument(parsing: text)
    var overlapping = document.batch()
    try overlapping.replace(at: ["b", "c"], withLiteral: "3")
    try overlapping.remove(at: ["b"])
    #expect(throws: TOMLEditError.self) { try document.apply(overlapping) }
    var doubled = document.batch()
    try doubled.insert(key: "x", literal: "1", intoTableAt: [])
    try doubled.insert(key: "x", literal: "2", intoTableAt: [])
    #expect(throws: TOMLEditError.self) { try document.apply(doubled) }
    #expect(document.text == text)
  }

  @Test func `a batch of an older state is refused`() throws {
    var document = try TOMLDocument(parsing: "a = 1\n")
    var batch = document.batch()
    try batch.remove(at: ["a"])
    try document.replace(at: ["a"], withLiteral: "2")
    #expect(throws: TOMLEditError.self) { try document.apply(batch) }
    #expect(document.text == "a = 2\n")
  }

  @Test func `a table that was read before an edit keeps what it said`() throws {
    var document = try TOMLDocument(parsing: "a = 'old'\n")
    let before = document.root
    try document.replaceString(at: ["a"], with: "new")
    #expect(before.string("a") == "old")
    #expect(document.root.string("a") == "new")
  }
}
