/// By how much a place's clocks differ from UTC, at every moment: a zone of the time zone database.
///
/// Read from the compiled form that systems keep (TZif, RFC 9636): the changes of the past are listed, and
/// those of the future follow from a rule.
public struct ZoneRules: Hashable, Sendable {
  /// A moment from which on another offset counts.
  private struct Change: Hashable {
    var at: Int64
    var offset: Int
  }

  private var first: Int
  private var changes: [Change]
  private var rule: ZoneRule?

  /// No difference at any time.
  public static let utc = ZoneRules(first: 0, changes: [], rule: nil)

  private init(first: Int, changes: [Change], rule: ZoneRule?) {
    self.first = first
    self.changes = changes
    self.rule = rule
  }

  /// Reads a compiled zone.
  public init(parsing bytes: [UInt8]) throws(ZoneRulesError) {
    var reader = ZoneReader(bytes: bytes)
    var block = try reader.block(width: 4)
    if block.version >= UInt8(ascii: "2") {
      // The first block is for readers that know no other; the second has whole numbers of 64 bits.
      block = try reader.block(width: 8)
      rule = try reader.footer()
    }
    guard !block.offsets.isEmpty, zip(block.times, block.times.dropFirst()).allSatisfy(<),
      block.types.allSatisfy({ Int($0) < block.offsets.count })
    else { throw ZoneRulesError(problem: "its tables do not fit together") }
    first = block.offsets[0]
    changes = zip(block.times, block.types).map { Change(at: $0, offset: block.offsets[Int($1)]) }
  }

  /// What a clock there is ahead of UTC at `time`.
  public func offset(at time: Timestamp) -> Span {
    let second = time.secondsSince1970
    guard let last = changes.last else { return Span(seconds: Int64(ruled(second) ?? first)) }
    if second >= last.at { return Span(seconds: Int64(ruled(second) ?? last.offset)) }
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at <= second { low = middle + 1 } else { high = middle }
    }
    return Span(seconds: Int64(low == 0 ? first : changes[low - 1].offset))
  }

  private func ruled(_ second: Int64) -> Int? { rule?.offset(at: second) }
}

/// Bytes that are no compiled time zone.
public struct ZoneRulesError: ExplainedError, Hashable {
  /// What is wrong with them, as a clause.
  public let problem: String

  /// The error in words.
  public var explanation: Explanation {
    Explanation("this is no time zone of the time zone database", why: [problem])
  }
}

/// Takes the blocks of a compiled zone from its bytes.
private struct ZoneReader {
  /// What one block says.
  struct Block {
    var version: UInt8
    var times: [Int64] = []
    var types: [UInt8] = []
    /// The offset of each type, in seconds.
    var offsets: [Int] = []
  }

  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next block, whose times have `width` bytes.
  mutating func block(width: Int) throws(ZoneRulesError) -> Block {
    let header = try take(44)
    guard header.starts(with: Array("TZif".utf8)) else {
      throw ZoneRulesError(problem: "it does not begin as one")
    }
    var block = Block(version: header[header.startIndex + 4])
    let counts = (0..<6).map { number in
      Int(Self.number(header.dropFirst(20 + number * 4).prefix(4)))
    }
    // In the order of the format: UTC marks, standard marks, leap seconds, times, types, characters.
    guard counts.allSatisfy({ (0...100_000).contains($0) }), counts[2] == 0 else {
      throw ZoneRulesError(problem: "it counts leap seconds, or is damaged")
    }
    let times = try take(counts[3] * width)
    let types = try take(counts[3])
    let records = try take(counts[4] * 6)
    _ = try take(counts[5] + counts[1] + counts[0])
    block.times = (0..<counts[3]).map { Self.number(times.dropFirst($0 * width).prefix(width)) }
    block.types = Array(types)
    block.offsets = (0..<counts[4]).map {
      Int(Self.number(records.dropFirst($0 * 6).prefix(4)))
    }
    return block
  }

  /// The rule behind the last block; `nil` where there is none.
  mutating func footer() throws(ZoneRulesError) -> ZoneRule? {
    let rest = bytes[place...]
    guard rest.first == 0x0A, let end = rest.dropFirst().firstIndex(of: 0x0A) else {
      throw ZoneRulesError(problem: "its last line is missing")
    }
    let text = rest[rest.index(after: rest.startIndex)..<end]
    guard !text.isEmpty else { return nil }
    guard let rule = ZoneRule(parsing: Array(text)) else {
      throw ZoneRulesError(problem: "the rule in its last line cannot be read")
    }
    return rule
  }

  private mutating func take(_ count: Int) throws(ZoneRulesError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - place else { throw ZoneRulesError(problem: "it is cut off") }
    defer { place += count }
    return bytes[place..<place + count]
  }

  /// A number in the order of the network, with its sign.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return bytes.count == 4
      ? Int64(Int32(truncatingIfNeeded: value)) : Int64(truncatingIfNeeded: value)
  }
}
