extension Parser {
  /// Skips what begins with a digit.
  mutating func skipNumberOrDate() throws(Refusal) -> Node.Kind {
    if digitsAhead(4) && peek(4) == Byte.minus { return try skipDate() }
    if digitsAhead(2) && peek(2) == Byte.colon {
      try skipTime()
      return .localTime
    }
    return try skipNumber()
  }

  private func digitsAhead(_ count: Int) -> Bool {
    for distance in 0..<count where !Byte.isDigit(peek(distance)) { return false }
    return true
  }

  /// Skips an integer or a float, sign included.
  mutating func skipNumber() throws(Refusal) -> Node.Kind {
    let start = at
    let isSigned = peek() == Byte.plus || peek() == Byte.minus
    if isSigned { at += 1 }
    switch peek() {
    case UInt8(ascii: "i"):
      try skipWord("inf")
      return .float
    case UInt8(ascii: "n"):
      try skipWord("nan")
      return .float
    case Byte.zero:
      if let isDigit = radixDigits(peek(1)) {
        guard !isSigned else { throw Refusal(start, "no sign before a prefix") }
        at += 2
        try skipDigits("a digit after the prefix", isDigit)
        return try finishInteger(from: start)
      }
      at += 1
      if Byte.isDigit(peek()) || peek() == Byte.underscore {
        throw Refusal(at, "no digit after a leading zero")
      }
    default: try skipDigits("a digit", Byte.isDigit)
    }
    var isFloat = false
    if peek() == Byte.dot {
      isFloat = true
      at += 1
      try skipDigits("a digit after the decimal point", Byte.isDigit)
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      isFloat = true
      at += 1
      if peek() == Byte.plus || peek() == Byte.minus { at += 1 }
      try skipDigits("a digit of the exponent", Byte.isDigit)
    }
    return isFloat ? .float : try finishInteger(from: start)
  }

  private func finishInteger(from start: Int) throws(Refusal) -> Node.Kind {
    // Sixteen bytes hold at most fifteen hexadecimal or sixteen decimal digits, which always fit.
    if at - start > 16 && Decoding.integer(bytes[start..<at]) == nil {
      throw Refusal(start, "an integer of 64 bits", found: "one that does not fit")
    }
    return .integer
  }

  private func radixDigits(_ prefix: UInt8) -> ((UInt8) -> Bool)? {
    switch prefix {
    case UInt8(ascii: "x"): { Byte.hexValue($0) != nil }
    case UInt8(ascii: "o"): { $0 &- Byte.zero < 8 }
    case UInt8(ascii: "b"): { $0 &- Byte.zero < 2 }
    default: nil
    }
  }

  /// Skips digits, with single underscores between them.
  private mutating func skipDigits(
    _ expected: String, _ isDigit: (UInt8) -> Bool
  ) throws(Refusal) {
    guard isDigit(peek()) else { throw Refusal(at, expected) }
    at += 1
    while true {
      if isDigit(peek()) {
        at += 1
      } else if peek() == Byte.underscore {
        guard isDigit(peek(1)) else { throw Refusal(at + 1, "a digit after the underscore") }
        at += 2
      } else {
        return
      }
    }
  }
}
