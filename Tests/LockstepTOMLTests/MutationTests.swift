import LockstepTOML
import Testing

/// A small generator with a fixed seed, so that a failure comes back.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Random changes of valid documents: the parser never traps, and what it takes it keeps.
@Suite struct MutationTests {
  static let seeds: [String] = [
    "\u{FEFF}# head\r\n[package]\r\nname = \"core\" # c\r\nversion.workspace = true\r\n\r\n[dependencies]\r\na = { version = \"1.0\", features = [\"x\", 'y'], optional = true }\r\n",
    "[[package]]\nname = 'a'\ndependencies = [\n \"b 1.0\", # c\n \"d\",\n]\n\n[[package]]\n[package.source]\nx.y.z = 1\n[[package.sub]]\n",
    "a = 1_000\nb = 0xDEAD_beef\nc = -1.5e+10\nd = [inf, -nan, +0.0, 0o17, 0b1]\ne = 1979-05-27T07:32:00.123-07:00\nf = 1979-05-27 07:32:00\ng = 1979-05-27\nh = 07:32:00.5\n",
    "s = \"\"\"\\\n  \"a\"\" \\u00e9 \\\\ \\U0001F600\n\"\"\"\"\"\nt = '''\n'x'' \\ '''''\n\"k\\n\" = \"\\t\\\"\"\n'l' = ''\nü = 1\n",
    "[a.b.c]\nx = 1\n[a]\ny.z = { p.q = [], r = {} }\n[a.b]\nd = [[1, 2], [{ e = [ # k\n] }]]\n",
  ]
  static let scraps = [
    "[", "]", "[[", "]]", "{", "}", "\"", "\"\"\"", "'", "'''", "=", ".", ",", "#", "\n", "\r\n",
    "\r", "\\", "\\\n", "\\u", " ", "\t",
    "a", "a.b", "_", "-", "+", "0", "0x", "1e", "1979-05-27", ":", "T", "true", "inf", "\u{0}",
    "\u{7F}", "é", "😀", "\u{FEFF}", "[a]\n", "[[a]]\n", "a = 1\n", "{a = 1}",
  ]

  @Test(arguments: 0..<8)
  func `what parses is kept byte for byte, and each value means itself`(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &* 7_919 &+ 1)
    var accepted = 0
    for _ in 0..<2_500 {
      let bytes = mutate(&random)
      let document: TOMLDocument
      do throws(TOMLSyntaxError) {
        document = try TOMLDocument(parsing: bytes)
      } catch {
        #expect(error.line >= 1 && error.column >= 1 && error.offset <= bytes.count)
        #expect(!error.expected.isEmpty && !error.found.isEmpty)
        continue
      }
      accepted += 1
      #expect(document.bytes == bytes)
      try checkValues(.table(document.root), at: [], in: document)
    }
    #expect(accepted > 20, "too few documents survive to prove anything")
  }

  @Test(arguments: 0..<6)
  func `random edits keep the rest and say what they were told`(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &+ 99)
    for text in Self.seeds {
      guard var document = try? TOMLDocument(parsing: text) else { continue }
      for _ in 0..<60 {
        let paths = Self.paths(.table(document.root), at: [])
        guard let path = paths.randomElement(using: &random) else { break }
        let before = document
        do {
          try edit(path, in: &document, &random)
        } catch is TOMLEditError {
          // Nested spellings may refuse an edit; none may leave half of it behind.
          #expect(document.bytes == before.bytes)
        }
        let parsed = try TOMLDocument(parsing: document.bytes)
        #expect(
          TOMLValue.table(parsed.root).taggedJSON == TOMLValue.table(document.root).taggedJSON)
      }
    }
  }

  private func edit(
    _ path: TOMLPath, in document: inout TOMLDocument, _ random: inout SeededGenerator
  ) throws {
    let text = (0..<Int.random(in: 0..<6, using: &random))
      .map { _ in Self.scraps.randomElement(using: &random) ?? "" }.joined()
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1:
      guard document.value(at: path)?.asString != nil else { return }
      try document.replaceString(at: path, with: text)
      let value = try #require(document.value(at: path)?.asString)
      #expect(Array(value.utf8) == Array(text.utf8))
    case 2:
      guard case .key = path.last, document.value(at: path.dropLast() + [.key(text)]) == nil else {
        return
      }
      let old = document.value(at: path)?.taggedJSON
      try document.renameKey(at: path, to: text)
      #expect(document.value(at: path.dropLast() + [.key(text)])?.taggedJSON == old)
    case 3:
      guard document.value(at: path)?.asTable != nil else { return }
      guard document.value(at: path + [.key(text)]) == nil else { return }
      try document.insert(key: text, literal: "[1, 2]", intoTableAt: path)
      #expect(document.value(at: path + [.key(text)]) == .array([.integer(1), .integer(2)]))
    case 4:
      guard document.range(of: path) != nil else { return }
      try document.replace(at: path, withLiteral: "{ q = '''v''' }")
      #expect(document.value(at: path + ["q"]) == .string("v"))
    default:
      let isKeyed = if case .key = path.last { true } else { false }
      try document.remove(at: path)
      if isKeyed { #expect(document.value(at: path) == nil) }
    }
  }

  private func mutate(_ random: inout SeededGenerator) -> [UInt8] {
    var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, at + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(at..<end)
      case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
      case 3: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      default:
        bytes.insert(contentsOf: (Self.scraps.randomElement(using: &random) ?? "").utf8, at: at)
      }
    }
    return bytes
  }

  /// Parses the text of each value alone and compares what it means.
  private func checkValues(
    _ value: TOMLValue, at path: TOMLPath, in document: TOMLDocument
  ) throws {
    if let range = document.range(of: path) {
      let alone = try TOMLDocument(parsing: Array("v = ".utf8) + document.bytes[range])
      #expect(alone.root["v"]?.taggedJSON == value.taggedJSON)
    }
    for child in Self.children(value, at: path) {
      let found = try #require(document.value(at: child))
      try checkValues(found, at: child, in: document)
    }
  }

  private static func children(_ value: TOMLValue, at path: TOMLPath) -> [TOMLPath] {
    switch value {
    case .array(let values): values.indices.map { path + [.index($0)] }
    case .table(let table): table.keys.map { path + [.key($0)] }
    default: []
    }
  }

  private static func paths(_ value: TOMLValue, at path: TOMLPath) -> [TOMLPath] {
    switch value {
    case .array(let values):
      values.enumerated().flatMap { number, value in
        [path + [.index(number)]] + paths(value, at: path + [.index(number)])
      }
    case .table(let table):
      table.flatMap { key, value in
        [path + [.key(key)]] + paths(value, at: path + [.key(key)])
      }
    default: []
    }
  }
}
