import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Reads objects with one `cat-file --batch`, in the order of `specs`; `nil` where there is none.
  package func read(_ specs: [ObjectSpec]) async throws -> [ObjectContent?] {
    let names = specs.map(\.name)
    let asked = names.compactMap { $0 }
    guard !asked.isEmpty else { return specs.map { _ in nil } }
    var answers = try await read(names: asked).makeIterator()
    return names.map { name in
      guard name != nil, let answer = answers.next() else { return nil }
      return answer
    }
  }

  /// Reads objects by git's own notation for them; no name may hold a NUL.
  func read(names: [String]) async throws -> [ObjectContent?] {
    guard !names.isEmpty else { return [] }
    var input: [UInt8] = []
    for name in names {
      input.append(contentsOf: name.utf8)
      input.append(0)
    }
    var command = Command(["cat-file", "--batch", "--buffer", "-z"], to: "read objects")
    command.input = .bytes(input)
    let bytes = try await output(command)
    guard let contents = ObjectContent.parse(batch: bytes, asked: names) else {
      throw unreadable("objects")
    }
    return contents
  }
}

extension ObjectContent {
  /// Reads what `cat-file --batch` prints for `names`: `<id> <kind> <size>`, a line end, the bytes
  /// and a line end; or the name again with ` missing` or ` ambiguous`. `nil` where it is not that.
  static func parse(batch bytes: [UInt8], asked names: [String]) -> [ObjectContent?]? {
    var contents: [ObjectContent?] = []
    contents.reserveCapacity(names.count)
    var position = 0
    for name in names {
      if let end = endOfAbsence(of: name, in: bytes, at: position) {
        contents.append(nil)
        position = end
        continue
      }
      guard let lineEnd = bytes[position...].firstIndex(of: 10) else { return nil }
      let fields = bytes[position..<lineEnd].split(separator: UInt8(ascii: " "))
      guard fields.count == 3, let id = ObjectID(hexadecimal: fields[0]),
        let kind = ObjectKind(rawValue: String(decoding: fields[1], as: UTF8.self)),
        let size = Int(String(decoding: fields[2], as: UTF8.self)), size >= 0,
        size < bytes.count - lineEnd - 1
      else { return nil }
      let start = lineEnd + 1
      contents.append(
        ObjectContent(id: id, kind: kind, bytes: Array(bytes[start..<(start + size)])))
      position = start + size + 1
    }
    return contents
  }

  /// Where the answer ends if it says that there is no such object.
  private static func endOfAbsence(
    of name: String, in bytes: [UInt8], at position: Int
  ) -> Int? {
    for ending in [" missing\n", " ambiguous\n"] {
      let count = name.utf8.count + ending.utf8.count
      guard position + count <= bytes.count else { continue }
      let answer = bytes[position..<(position + count)]
      if answer.starts(with: name.utf8), answer.suffix(ending.utf8.count).elementsEqual(ending.utf8)
      {
        return position + count
      }
    }
    return nil
  }
}
