/// Writes values into bytes, or reads them back: one description of each type serves both ways.
///
/// Numbers take as few bytes as they need, and a text is written once; later a number stands for it.
struct SurfaceCoder {
  /// Why bytes could not be read: they end too early, or hold what nobody wrote.
  struct Damaged: Error {}

  /// How deep types may nest; a damaged file is no reason to run out of stack.
  private static let depthLimit = 512

  private(set) var bytes: [UInt8]
  private var position = 0
  private let isReading: Bool
  private var texts: [String] = []
  private var numbers: [String: Int] = [:]
  private var depth = 0

  /// Begins to write.
  init() {
    bytes = []
    isReading = false
  }

  /// Begins to read.
  init(reading bytes: [UInt8], at position: Int) {
    self.bytes = bytes
    self.position = position
    isReading = true
  }

  /// Whether everything was read.
  var isAtEnd: Bool { position == bytes.count }

  mutating func code(_ value: inout UInt8) throws(Damaged) {
    guard isReading else {
      bytes.append(value)
      return
    }
    guard position < bytes.count else { throw Damaged() }
    value = bytes[position]
    position += 1
  }

  mutating func code(_ value: inout Bool) throws(Damaged) {
    var byte: UInt8 = value ? 1 : 0
    try code(&byte)
    value = byte != 0
  }

  /// Codes a number that is not negative.
  mutating func code(_ value: inout Int) throws(Damaged) {
    guard isReading else {
      var rest = UInt64(clamping: value)
      while rest > 0x7F {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
      return
    }
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      var byte: UInt8 = 0
      try code(&byte)
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
      guard shift < 63 else { throw Damaged() }
    }
    guard let number = Int(exactly: result) else { throw Damaged() }
    value = number
  }

  mutating func code(_ value: inout UInt32) throws(Damaged) {
    var number = Int(value)
    try code(&number)
    guard let small = UInt32(exactly: number) else { throw Damaged() }
    value = small
  }

  mutating func code(_ value: inout String) throws(Damaged) {
    // 0 announces a new text; n stands for the n-th.
    guard isReading else {
      if var known = numbers[value] { return try code(&known) }
      numbers[value] = numbers.count + 1
      var count = value.utf8.count
      bytes.append(0)
      try code(&count)
      bytes.append(contentsOf: value.utf8)
      return
    }
    var number = 0
    try code(&number)
    if number > 0 {
      guard number <= texts.count else { throw Damaged() }
      value = texts[number - 1]
      return
    }
    var count = 0
    try code(&count)
    guard count <= bytes.count - position else { throw Damaged() }
    value = String(decoding: bytes[position..<position + count], as: UTF8.self)
    position += count
    texts.append(value)
  }

  mutating func code<Value>(
    _ value: inout Value?, blank: Value,
    _ code: (inout SurfaceCoder, inout Value) throws(Damaged) -> Void
  ) throws(Damaged) {
    var isThere = value != nil
    try self.code(&isThere)
    guard isThere else {
      value = nil
      return
    }
    var inner = value ?? blank
    try code(&self, &inner)
    value = inner
  }

  mutating func code<Value>(
    _ values: inout [Value], blank: Value,
    _ code: (inout SurfaceCoder, inout Value) throws(Damaged) -> Void
  ) throws(Damaged) {
    var count = values.count
    try self.code(&count)
    guard isReading else {
      for var value in values { try code(&self, &value) }
      return
    }
    // Every value takes a byte at least, so a damaged count cannot ask for more memory than that.
    guard count <= bytes.count - position else { throw Damaged() }
    values = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      var value = blank
      try code(&self, &value)
      values.append(value)
    }
  }

  mutating func code(_ value: inout String?) throws(Damaged) {
    try code(&value, blank: "") { (coder, text) throws(Damaged) in try coder.code(&text) }
  }

  mutating func code(_ values: inout [String]) throws(Damaged) {
    try code(&values, blank: "") { (coder, text) throws(Damaged) in try coder.code(&text) }
  }

  mutating func code(_ value: inout ItemID) throws(Damaged) { try code(&value.number) }

  mutating func code(_ values: inout [ItemID]) throws(Damaged) {
    try code(&values, blank: ItemID(0)) { (coder, id) throws(Damaged) in try coder.code(&id) }
  }

  mutating func code(_ values: inout [ImplementationID]) throws(Damaged) {
    try code(&values, blank: ImplementationID(0)) { (coder, id) throws(Damaged) in
      try coder.code(&id.number)
    }
  }

  mutating func code(_ value: inout ItemID?) throws(Damaged) {
    try code(&value, blank: ItemID(0)) { (coder, id) throws(Damaged) in try coder.code(&id) }
  }

  /// Guards a description that calls itself.
  mutating func nested(
    _ body: (inout SurfaceCoder) throws(Damaged) -> Void
  ) throws(Damaged) {
    guard depth < Self.depthLimit else { throw Damaged() }
    depth += 1
    defer { depth -= 1 }
    try body(&self)
  }
}
