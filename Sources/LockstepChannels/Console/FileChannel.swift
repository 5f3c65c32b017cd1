internal import LockstepCore
internal import LockstepSystem

/// A file to which each message is appended, one line of JSON each.
package struct FileChannel: Channel {
  package let name: String
  private let path: String

  /// Names the file by its absolute path; its folder must exist.
  package init(path: String, named name: String? = nil) {
    self.name = name ?? "file:\(path)"
    self.path = path
  }

  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    for line in try lines() {
      guard let value = try? JSONValue(parsing: Array(line)),
        value["key"]?.string == message.key
      else { continue }
      return .delivered(Receipt(id: message.key))
    }
    return .absent
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    // A line that a crash left unfinished must not swallow this one.
    let isWhole = try lines(keepingEmpty: true).last?.isEmpty ?? true
    do {
      try Files.append((isWhole ? [] : [0x0A]) + message.document.bytes() + [0x0A], to: path)
    } catch {
      throw Self.failure(error)
    }
    return Receipt(id: message.key)
  }

  private func lines(keepingEmpty: Bool = false) throws -> [ArraySlice<UInt8>] {
    do {
      return (try Files.read(path) ?? [])
        .split(separator: 0x0A, omittingEmptySubsequences: !keepingEmpty)
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: FileError) -> DeliveryFailure {
    DeliveryFailure(error.explanation.what, why: error.explanation.why, isUncertain: true)
  }
}
