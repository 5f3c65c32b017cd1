/// What is said to `git receive-pack`, and what it answers: git's push protocol, version 0.
///
/// The whole of our side is known beforehand, so that it is written at once: for each reference the value
/// that it must have and the one that it gets, then a pack. See `gitprotocol-pack`.
enum ReceivePackConversation {
  /// What the other side says of the references.
  struct Report: Hashable {
    /// The references that it moved.
    var moved: Set<RefName> = []
    /// Why it left the others.
    var refused: [RefName: String] = [:]
  }

  /// Our side of a conversation in which no reference is deleted.
  static func input(_ updates: [RefUpdate], atomic: Bool, pack: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var abilities =
      "\0 report-status quiet object-format=sha1 agent=lockstep" + (atomic ? " atomic" : "")
    for update in updates {
      let old = update.old ?? .absent
      let new = update.new ?? .absent
      append("\(old) \(new) \(update.ref)\(abilities)", to: &bytes)
      abilities = ""
    }
    bytes += Array("0000".utf8)
    return bytes + pack
  }

  /// Reads the other side's part: the references as they are, and after them the report.
  ///
  /// `nil` where it is not exactly that, or where it does not say of each of `updates`, once, what became
  /// of it; the state of the references is not known then.
  static func report(in output: [UInt8], on updates: [RefUpdate]) -> Report? {
    var position = 0
    // The references are of no use: each has an expected value, which the other side compares.
    while let line = packet(in: output, at: &position), !line.isEmpty {}
    guard position < output.count,
      packet(in: output, at: &position).map({ text($0) }) == "unpack ok"
    else { return nil }
    var report = Report()
    var expected = Set(updates.map(\.ref))
    while let line = packet(in: output, at: &position), !line.isEmpty {
      let words = text(line).split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
      guard words.count >= 2, let name = try? RefName(parsing: words[1]),
        expected.remove(name) != nil
      else { return nil }
      switch words[0] {
      case "ok" where words.count == 2: report.moved.insert(name)
      case "ng" where words.count == 3:
        report.refused[name] = ForeignText.cleaned(words[2])
      default: return nil
      }
    }
    return expected.isEmpty && position == output.count ? report : nil
  }

  /// A line with its length before it, in four hexadecimal digits that count themselves.
  private static func append(_ line: String, to bytes: inout [UInt8]) {
    let digits = String(line.utf8.count + 4, radix: 16)
    bytes += Array((String(repeating: "0", count: max(0, 4 - digits.count)) + digits + line).utf8)
  }

  /// The next line, empty at a mark that ends a list; `nil` where there is none, or where it is not one.
  private static func packet(in bytes: [UInt8], at position: inout Int) -> ArraySlice<UInt8>? {
    guard position + 4 <= bytes.count,
      let length = Int(
        String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16),
      length == 0 || length >= 4, position + length <= bytes.count
    else { return nil }
    let line = bytes[(position + min(length, 4))..<(position + length)]
    position += max(length, 4)
    return line
  }

  private static func text(_ line: ArraySlice<UInt8>) -> String {
    String(decoding: line.last == 10 ? line.dropLast() : line, as: UTF8.self)
  }
}
