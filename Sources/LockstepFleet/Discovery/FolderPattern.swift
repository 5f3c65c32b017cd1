import LockstepCore
import LockstepSystem

/// A pattern of folders: `*` stands for any part of one name, `?` for one character.
struct FolderPattern {
  /// The most folders that one pattern may find.
  static let limit = 100_000

  private let start: String
  private let parts: [String]

  /// Reads a pattern; a relative one starts at `folder`.
  init(_ text: String, from folder: String) {
    start = text.hasPrefix("/") ? "/" : folder
    parts = text.split(separator: "/").map(String.init)
  }

  /// Whether the last part names one folder outright.
  var namesOne: Bool { !(parts.last.map(Self.isPattern) ?? false) }

  /// The folders that match, as absolute paths without `..`, sorted.
  ///
  /// A folder that cannot be listed is given to `unreadable` and otherwise left out. Names that
  /// begin with a point match only where the pattern writes the point.
  func folders(unreadable: (FileError) -> Void) -> [String] {
    var found = [start]
    for part in parts where part != "." {
      if part == ".." {
        found = found.map { LexicalPath.parent(of: $0) }
      } else if Self.isPattern(part) {
        found = found.flatMap { names(like: part, in: $0, unreadable) }
      } else {
        found = found.map { LexicalPath.resolve(part, from: $0) }.filter { Files.isDirectory($0) }
      }
      found = Array(found.prefix(Self.limit))
    }
    return Set(found).sorted()
  }

  private func names(
    like part: String, in folder: String, _ unreadable: (FileError) -> Void
  ) -> [String] {
    let names: [String]
    do {
      names = try Files.list(folder)
    } catch {
      unreadable(error)
      return []
    }
    let pattern = Array(part)
    return names.sorted().compactMap { name in
      guard !name.hasPrefix(".") || part.hasPrefix("."), Self.matches(Array(name), pattern) else {
        return nil
      }
      let path = LexicalPath.resolve(name, from: folder)
      return Files.isDirectory(path) ? path : nil
    }
  }

  static func isPattern(_ part: String) -> Bool { part.contains("*") || part.contains("?") }

  /// Matches in linear time per `*`: only the last one is ever taken back.
  static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
    var place = 0
    var own = 0
    var star: (own: Int, place: Int)?
    while place < name.count {
      if own < pattern.count, pattern[own] == "*" {
        star = (own, place)
        own += 1
      } else if own < pattern.count, pattern[own] == "?" || pattern[own] == name[place] {
        own += 1
        place += 1
      } else if let back = star {
        star = (back.own, back.place + 1)
        own = back.own + 1
        place = back.place + 1
      } else {
        return false
      }
    }
    return pattern[own...].allSatisfy { $0 == "*" }
  }
}
