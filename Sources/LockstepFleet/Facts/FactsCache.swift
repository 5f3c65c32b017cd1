import LockstepEcosystems
import LockstepGit

/// What commits say, kept in a file, so that only new commits are read.
///
/// Facts depend on their commit alone, so nothing in it is ever out of date. A file that is damaged,
/// or of another format, counts as absent and is written anew.
struct FactsCache {
  /// Facts as they are kept.
  struct Kept {
    var facts: RepositoryFacts
    var locks: [RawLock]
  }

  /// Raised whenever the form of the file, or what is read from a manifest, changes.
  private static let format: UInt32 = 1
  private static let magic: UInt32 = 0x4C53_4643
  /// After so many rewritings the texts that nobody uses any more are left behind.
  private static let longestLife: UInt32 = 64

  private(set) var entries: [ObjectID: Kept] = [:]
  private(set) var strings = StringTable()
  private var age: UInt32 = 0

  /// An empty cache.
  init() {}

  /// Reads the facts of `commits` from a file's bytes; an empty cache where they are no use.
  init(reading bytes: [UInt8], of commits: Set<ObjectID>) {
    guard let words = Self.words(bytes), words.count >= 6, words[0] == Self.magic,
      words[1] == Self.format, words[2] < Self.longestLife
    else { return }
    let counts = (starts: Int(words[3]), bytes: Int(words[4]), sum: words[5])
    let textWords = (counts.bytes + 3) / 4
    guard counts.starts >= 1, 6 + counts.starts + textWords <= words.count,
      Self.sum(words[6...]) == counts.sum
    else { return }
    let starts = Array(words[6..<(6 + counts.starts)])
    let textStart = (6 + counts.starts) * 4
    guard
      let table = StringTable(
        stored: Array(bytes[textStart..<(textStart + counts.bytes)]), starts: starts)
    else { return }
    var reader = FactsReader(
      strings: table, words: Array(words[(6 + counts.starts + textWords)...]))
    do throws(FactsReader.Damaged) {
      while !reader.isAtEnd {
        let id = try reader.text()
        let (facts, locks) = try reader.readFacts()
        guard let commit = try? ObjectID(parsing: id) else { throw FactsReader.Damaged() }
        if commits.contains(commit) { entries[commit] = Kept(facts: facts, locks: locks) }
      }
    } catch {
      entries = [:]
      return
    }
    strings = reader.strings
    age = words[2]
  }

  /// Adds a commit's facts.
  mutating func keep(_ facts: RepositoryFacts, locks: [RawLock], of commit: ObjectID) {
    entries[commit] = Kept(facts: facts, locks: locks)
  }

  /// Reads a lock file into the cache's own texts.
  mutating func readLock(_ bytes: [UInt8], path: String) -> Result<RawLock, LockError> {
    do throws(LockError) {
      return .success(try LockLines.read(bytes, path: path, &strings))
    } catch {
      return .failure(error)
    }
  }

  /// The facts with those lock entries whose names are wanted.
  mutating func facts(wanted: Set<String>) -> [ObjectID: RepositoryFacts] {
    let numbers = strings.numbers(of: wanted)
    var result: [ObjectID: RepositoryFacts] = [:]
    for (commit, kept) in entries {
      var facts = kept.facts
      facts.locks = kept.locks.map { $0.lock(wanted: numbers, &strings) }
      result[commit] = facts
    }
    return result
  }

  /// The file's bytes.
  mutating func encoded() -> [UInt8] {
    var writer = FactsWriter(strings: strings)
    for (commit, kept) in entries.sorted(by: { $0.key < $1.key }) {
      writer.begin(commit.description)
      writer.write(kept.facts, locks: kept.locks)
    }
    strings = writer.strings
    let (text, starts) = strings.encoded()
    var words: [UInt32] = starts
    for index in stride(from: 0, to: text.count, by: 4) {
      var word: UInt32 = 0
      for offset in 0..<min(4, text.count - index) {
        word |= UInt32(text[index + offset]) << UInt32(8 * offset)
      }
      words.append(word)
    }
    words += writer.words
    let head = [
      Self.magic, Self.format, age + 1, UInt32(starts.count), UInt32(text.count),
      Self.sum(words[...]),
    ]
    return Self.bytes(head + words)
  }

  /// Little-endian words; nil where the bytes are no whole number of them.
  private static func words(_ bytes: [UInt8]) -> [UInt32]? {
    guard bytes.count % 4 == 0 else { return nil }
    return bytes.withUnsafeBytes { raw in
      (0..<(raw.count / 4)).map {
        UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    }
  }

  private static func bytes(_ words: [UInt32]) -> [UInt8] {
    let little = words.map(\.littleEndian)
    return little.withUnsafeBytes { Array($0) }
  }

  /// A sum that shows damage; it protects from accidents, not from malice.
  private static func sum(_ words: ArraySlice<UInt32>) -> UInt32 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in words { sum = (sum ^ UInt64(word)) &* 0x0100_0000_01b3 }
    return UInt32(truncatingIfNeeded: sum ^ (sum >> 32))
  }
}

extension FactsWriter {
  /// Begins a commit's facts.
  mutating func begin(_ commit: String) { append(commit) }
}
