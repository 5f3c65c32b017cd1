import LockstepCore
import LockstepEcosystems

/// A lock file as numbers: for each entry its name, version, source (zero for a folder) and line.
struct RawLock {
  /// How many numbers an entry has.
  static let width = 4

  let path: String
  let words: ArraySlice<UInt32>

  /// The entries whose names are wanted.
  func lock(wanted: [UInt32: String], _ strings: inout StringTable) -> RepositoryFacts.Lock {
    var entries: [RepositoryFacts.Entry] = []
    var index = words.startIndex
    while index + Self.width <= words.endIndex {
      defer { index += Self.width }
      guard let name = wanted[words[index]] else { continue }
      // A version was checked when the lock was read.
      guard let version = try? Version(parsing: strings.text(words[index + 1])) else { continue }
      let source = words[index + 2]
      entries.append(
        RepositoryFacts.Entry(
          name: name, version: version, source: source == 0 ? nil : strings.text(source - 1),
          line: Int(words[index + 3])))
    }
    return RepositoryFacts.Lock(path: path, packages: entries)
  }
}

/// Reads what a fleet needs of a `Cargo.lock`: names, versions and sources.
///
/// Cargo writes a lock line by line in one fixed form, so its lines are looked at and the many
/// checksums and dependency lists passed over. Whatever is not in that form is read in full.
struct LockLines {
  private let bytes: [UInt8]
  private var words: [UInt32] = []
  private var known: [UInt64: [(range: Range<Int>, number: UInt32)]] = [:]

  /// Reads the lock, or throws what is wrong with it.
  static func read(
    _ bytes: [UInt8], path: String, _ strings: inout StringTable
  ) throws(LockError) -> RawLock {
    var lines = LockLines(bytes: bytes)
    if lines.scan(&strings) { return RawLock(path: path, words: lines.words[...]) }
    let lock = try CargoLockFile(parsing: bytes, path: path)
    var words: [UInt32] = []
    for package in lock.packages {
      words.append(strings.number(of: package.name))
      words.append(strings.number(of: package.version.description))
      words.append(package.source.map { strings.number(of: $0) + 1 } ?? 0)
      words.append(UInt32(clamping: package.line))
    }
    return RawLock(path: path, words: words[...])
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Goes through the lines; false where the file is not in Cargo's own form.
  private mutating func scan(_ strings: inout StringTable) -> Bool {
    var start = 0
    var line = 0
    var isList = false
    var isPackage = false
    var name: Range<Int>?
    var version: Range<Int>?
    var source: Range<Int>?
    var nameLine = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      defer { start = end + 1 }
      line += 1
      guard end > start, bytes[end - 1] != 0x0D else {
        if end > start { return false }
        continue
      }
      let first = bytes[start]
      if isList {
        if first == UInt8(ascii: "]"), end == start + 1 {
          isList = false
        } else if first != UInt8(ascii: " ") {
          return false
        }
        continue
      }
      switch first {
      case UInt8(ascii: "#"): continue
      case UInt8(ascii: "["):
        guard take(isPackage, &name, &version, &source, nameLine, &strings) else { return false }
        isPackage = has("[[package]]", start..<end)
        // Patches and old metadata have another form; they are read in full.
        if !isPackage { return false }
      case UInt8(ascii: "d"):
        guard has("dependencies = [", start..<end) else { return false }
        isList = true
      case UInt8(ascii: "c"):
        guard value("checksum = \"", start..<end) != nil else { return false }
      case UInt8(ascii: "n"):
        name = value("name = \"", start..<end)
        nameLine = line
      case UInt8(ascii: "v") where !isPackage:
        guard has("version = 3", start..<end) || has("version = 4", start..<end) else {
          return false
        }
      case UInt8(ascii: "v"): version = value("version = \"", start..<end)
      case UInt8(ascii: "s"): source = value("source = \"", start..<end)
      default: return false
      }
    }
    return !isList && take(isPackage, &name, &version, &source, nameLine, &strings)
  }

  /// Ends an entry; false where it is not whole.
  private mutating func take(
    _ isPackage: Bool, _ name: inout Range<Int>?, _ version: inout Range<Int>?,
    _ source: inout Range<Int>?, _ line: Int, _ strings: inout StringTable
  ) -> Bool {
    guard isPackage else { return name == nil && version == nil && source == nil }
    guard let foundName = name, let foundVersion = version else { return false }
    let versionNumber = number(foundVersion, &strings)
    guard (try? Version(parsing: strings.text(versionNumber))) != nil else { return false }
    words.append(number(foundName, &strings))
    words.append(versionNumber)
    words.append(source.map { number($0, &strings) + 1 } ?? 0)
    words.append(UInt32(clamping: line))
    (name, version, source) = (nil, nil, nil)
    return true
  }

  /// The number of a text, without making a string of one that this file had before.
  private mutating func number(_ range: Range<Int>, _ strings: inout StringTable) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0100_0000_01b3 }
    for entry in known[hash] ?? [] where bytes[entry.range].elementsEqual(bytes[range]) {
      return entry.number
    }
    let number = strings.number(of: String(decoding: bytes[range], as: UTF8.self))
    known[hash, default: []].append((range, number))
    return number
  }

  private func has(_ text: StaticString, _ range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && starts(text, range)
  }

  private func starts(_ prefix: StaticString, _ range: Range<Int>) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard range.count >= count else { return false }
    for index in 0..<count where prefix.utf8Start[index] != bytes[range.lowerBound + index] {
      return false
    }
    return true
  }

  /// The bytes of a string without escapes; nil where it is anything else.
  private func value(_ prefix: StaticString, _ range: Range<Int>) -> Range<Int>? {
    let start = range.lowerBound + prefix.utf8CodeUnitCount
    guard starts(prefix, range), start < range.upperBound,
      bytes[range.upperBound - 1] == UInt8(ascii: "\"")
    else { return nil }
    let inner = start..<(range.upperBound - 1)
    for index in inner
    where bytes[index] == UInt8(ascii: "\\") || bytes[index] == UInt8(ascii: "\"") {
      return nil
    }
    return inner
  }
}
