/// Strings by number: each text is held once, however often the fleet names it.
///
/// A table that was read from a file decodes a text when it is asked for, because most texts of a
/// thousand lock files are never asked for.
struct StringTable {
  /// The text of a number, once it was decoded.
  private var decoded: [String?] = []
  private var stored: [UInt8] = []
  /// Where each stored text begins, and the end of the last.
  private var starts: [UInt32] = []
  private var numbers: [String: UInt32] = [:]
  private var isIndexed = true

  init() {}

  /// Takes a table over from a file; nil where its places do not fit its bytes.
  init?(stored: [UInt8], starts: [UInt32]) {
    guard let first = starts.first, first == 0, starts.last.map(Int.init) == stored.count,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    self.stored = stored
    self.starts = starts
    decoded = Array(repeating: nil, count: starts.count - 1)
    isIndexed = false
  }

  /// How many texts there are.
  var count: Int { decoded.count }

  /// The text with this number; empty where there is none.
  mutating func text(_ number: UInt32) -> String {
    let index = Int(number)
    guard index < decoded.count else { return "" }
    if let text = decoded[index] { return text }
    let text = String(decoding: stored[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
    decoded[index] = text
    return text
  }

  /// The number of a text, a new one where it has none yet.
  mutating func number(of text: String) -> UInt32 {
    index()
    if let number = numbers[text] { return number }
    let number = UInt32(decoded.count)
    decoded.append(text)
    numbers[text] = number
    return number
  }

  /// The numbers of these texts, as far as the table has them.
  mutating func numbers(of texts: Set<String>) -> [UInt32: String] {
    var found: [UInt32: String] = [:]
    if isIndexed {
      for text in texts { if let number = numbers[text] { found[number] = text } }
      return found
    }
    // Comparing bytes of the same length spares decoding everything.
    var byLength: [Int: [(bytes: [UInt8], text: String)]] = [:]
    for text in texts { byLength[text.utf8.count, default: []].append((Array(text.utf8), text)) }
    for index in decoded.indices {
      let range = Int(starts[index])..<Int(starts[index + 1])
      for wanted in byLength[range.count] ?? [] where stored[range].elementsEqual(wanted.bytes) {
        found[UInt32(index)] = wanted.text
      }
    }
    return found
  }

  /// The texts as bytes and their starts, for a file.
  mutating func encoded() -> (bytes: [UInt8], starts: [UInt32]) {
    var bytes: [UInt8] = []
    var starts: [UInt32] = [0]
    for number in decoded.indices {
      bytes.append(contentsOf: text(UInt32(number)).utf8)
      starts.append(UInt32(bytes.count))
    }
    return (bytes, starts)
  }

  private mutating func index() {
    guard !isIndexed else { return }
    isIndexed = true
    for number in decoded.indices { numbers[text(UInt32(number))] = UInt32(number) }
  }
}
