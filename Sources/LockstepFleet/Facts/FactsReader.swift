import LockstepCore
import LockstepEcosystems
import LockstepTOML

/// Reads facts back from numbers; whatever does not fit makes the whole reading fail.
struct FactsReader {
  /// Says that the numbers are not what a writer wrote.
  struct Damaged: Error {}

  var strings: StringTable
  private let words: [UInt32]
  private var position: Int
  private let end: Int
  private var requirements: [UInt32: Requirement] = [:]

  init(strings: StringTable, words: [UInt32]) {
    self.strings = strings
    self.words = words
    position = 0
    end = words.count
  }

  var isAtEnd: Bool { position >= end }

  /// The place of the next number.
  var place: Int { position }

  mutating func readFacts() throws(Damaged) -> (facts: RepositoryFacts, locks: [RawLock]) {
    var facts = RepositoryFacts()
    facts.packages = try list { reader throws(Damaged) in try reader.package() }
    facts.dependencies = try list { reader throws(Damaged) in try reader.dependency() }
    facts.builds = try list { reader throws(Damaged) in
      RepositoryFacts.Build(
        root: try reader.text(), members: try reader.texts(), lock: try reader.text())
    }
    facts.problems = try list { reader throws(Damaged) in try reader.problem() }
    let locks = try list { reader throws(Damaged) in
      let path = try reader.text()
      let count = Int(try reader.next())
      guard count <= reader.end - reader.position, count % RawLock.width == 0 else {
        throw Damaged()
      }
      let words = reader.words[reader.position..<(reader.position + count)]
      reader.position += count
      return RawLock(path: path, words: words)
    }
    return (facts, locks)
  }

  mutating func next() throws(Damaged) -> UInt32 {
    guard position < end else { throw Damaged() }
    defer { position += 1 }
    return words[position]
  }

  mutating func text() throws(Damaged) -> String {
    let number = try next()
    guard number < strings.count else { throw Damaged() }
    return strings.text(number)
  }

  private mutating func optionalText() throws(Damaged) -> String? {
    let number = try next()
    guard number > 0 else { return nil }
    guard number <= strings.count else { throw Damaged() }
    return strings.text(number - 1)
  }

  private mutating func texts() throws(Damaged) -> [String] {
    try list { reader throws(Damaged) in try reader.text() }
  }

  private mutating func list<T>(
    _ each: (inout Self) throws(Damaged) -> T
  ) throws(Damaged) -> [T] {
    let count = Int(try next())
    guard count <= end - position else { throw Damaged() }
    var items: [T] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try each(&self)) }
    return items
  }

  private mutating func sourcePlace() throws(Damaged) -> SourcePlace {
    SourcePlace(path: try text(), line: Int(try next()), column: Int(try next()))
  }

  private mutating func package() throws(Damaged) -> RepositoryFacts.Package {
    let name = try text()
    let version = try optionalText().flatMap { try? Version(parsing: $0) }
    let manifest = try text()
    let isPublished = try next() == 1
    let features = try list { reader throws(Damaged) in
      (key: try reader.text(), value: try reader.texts())
    }
    return RepositoryFacts.Package(
      name: name, version: version, manifest: manifest, isPublished: isPublished,
      features: Dictionary(features.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
  }

  private mutating func problem() throws(Damaged) -> Explanation {
    let what = try text()
    let why = try texts()
    let hints = try texts()
    let place = try next() == 1 ? try sourcePlace() : nil
    return Explanation(what, why: why, hints: hints, place: place)
  }

  private mutating func dependency() throws(Damaged) -> Dependency {
    let name = try text()
    let key = try text()
    let manifest = try text()
    let member = try text()
    let place = try sourcePlace()
    let use = try sourcePlace()
    let table = try list { reader throws(Damaged) in try reader.key() }
    let memberTable = try list { reader throws(Damaged) in try reader.key() }
    let kind = Int(try next())
    guard kind < Dependency.Kind.allCases.count else { throw Damaged() }
    let target = try optionalText()
    let requirement = try requirement()
    let requirementText = try optionalText()
    let source = try source()
    let features = try texts()
    let flags = try next()
    var dependency = Dependency(
      name: name, key: key, manifest: manifest, place: place, table: table,
      kind: Dependency.Kind.allCases[kind], target: target, requirement: requirement,
      requirementText: requirementText, source: source, features: features,
      defaultFeatures: flags & 1 != 0, optional: flags & 2 != 0, inherited: flags & 4 != 0,
      patching: try optionalText())
    dependency.member = member
    dependency.use = use
    dependency.memberTable = memberTable
    return dependency
  }

  private mutating func key() throws(Damaged) -> TOMLKey {
    try next() == 0 ? .key(try text()) : .index(Int(try next()))
  }

  /// A fleet repeats few requirements often, so each is parsed once.
  private mutating func requirement() throws(Damaged) -> Requirement? {
    let number = try next()
    guard number > 0 else { return nil }
    if let known = requirements[number] { return known }
    guard number <= strings.count,
      let parsed = try? Requirement(parsing: strings.text(number - 1))
    else { throw Damaged() }
    requirements[number] = parsed
    return parsed
  }

  private mutating func source() throws(Damaged) -> SourceKind {
    let kind = try next()
    if kind == 0 { return .registry(name: try optionalText()) }
    let address = try text()
    if kind == 1 { return .path(address) }
    let value = try optionalText()
    switch (kind, value) {
    case (2, nil): return .git(url: address, reference: .defaultBranch)
    case (3, let name?): return .git(url: address, reference: .branch(name))
    case (4, let name?): return .git(url: address, reference: .tag(name))
    case (5, let revision?): return .git(url: address, reference: .rev(revision))
    default: throw Damaged()
    }
  }
}
