import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Reads objects with one `cat-file --batch`, in the order of `specs`; `nil` where there is none.
  ///
  /// Where all of them together are more than 512 MiB, those of more than 16 MiB are left out as if
  /// they were not there: one repository's huge file does not keep the others from being read.
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
    do {
      return try await batch(names)
    } catch ProcessError.outputTooLarge {
      let sizes = try await sizes(of: names)
      let small = zip(names, sizes).filter { ($0.1 ?? 0) <= Self.largestOfMany }.map(\.0)
      var contents = try await batch(small).makeIterator()
      return sizes.map { size in
        guard (size ?? 0) <= Self.largestOfMany, let content = contents.next() else { return nil }
        return content
      }
    }
  }

  /// The most bytes that one batch may bring.
  private static let largestBatch = 512 << 20
  /// The most bytes of one object where all together would be too many.
  private static let largestOfMany = 16 << 20

  private func batch(_ names: [String]) async throws -> [ObjectContent?] {
    guard !names.isEmpty else { return [] }
    var command = Command(["cat-file", "--batch", "--buffer", "-z"], to: "read objects")
    command.input = .bytes(Self.list(names))
    command.outputLimit = Self.largestBatch
    let bytes = try await output(command)
    guard let contents = ObjectContent.parse(batch: bytes, asked: names) else {
      throw unreadable("objects")
    }
    return contents
  }

  /// The sizes of objects; `nil` where there is none.
  func sizes(of names: [String]) async throws -> [Int?] {
    guard !names.isEmpty else { return [] }
    var command = Command(
      ["cat-file", "--batch-check=%(objectsize)", "--buffer", "-z"], to: "read sizes of objects")
    command.input = .bytes(Self.list(names))
    let bytes = try await output(command)
    var sizes: [Int?] = []
    var position = 0
    for name in names {
      if let end = ObjectContent.endOfAbsence(of: name, in: bytes, at: position) {
        sizes.append(nil)
        position = end
      } else if let end = bytes[position...].firstIndex(of: 10) {
        sizes.append(Int(String(decoding: bytes[position..<end], as: UTF8.self)))
        position = end + 1
      } else {
        throw unreadable("sizes of objects")
      }
    }
    return sizes
  }

  private static func list(_ names: [String]) -> [UInt8] {
    var list: [UInt8] = []
    for name in names {
      list.append(contentsOf: name.utf8)
      list.append(0)
    }
    return list
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
  static func endOfAbsence(
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
