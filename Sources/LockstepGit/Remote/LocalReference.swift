import LockstepCore
import LockstepSystem

/// The value of a reference of a repository on this machine, read without a process.
///
/// It answers only what it is sure of: git's files as `git help repository-layout` describes them. A
/// reference in another form (a symbolic one, the `reftable` format) is for git to read.
enum LocalReference {
  /// More than this is no reference, or none that is quicker read here.
  private static let mostBytes = 8 << 20

  /// The commit that `ref` of the repository in `folder` names; `nil` where that is not certain.
  static func value(of ref: RefName, in folder: String) -> ObjectID? {
    for place in ["\(folder)/.git", folder] where Files.isFile("\(place)/HEAD") {
      do {
        // What stands alone is newer than what is packed.
        if let bytes = try Files.read("\(place)/\(ref)", limit: 4_096) {
          return ObjectID(hexadecimal: bytes.prefix { $0 != 10 })
        }
        guard let packed = try Files.read("\(place)/packed-refs", limit: mostBytes) else {
          return nil
        }
        return value(of: ref, packed: packed)
      } catch {
        return nil
      }
    }
    return nil
  }

  /// Looks for `ref` in the lines `<id> <name>` of a `packed-refs` file.
  static func value(of ref: RefName, packed bytes: [UInt8]) -> ObjectID? {
    let name = Array(" \(ref)".utf8)
    return bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
        let length = end - start - name.count
        // The id of SHA-1 or of SHA-256; comments and peeled tags are shorter or begin otherwise.
        if length == 40 || length == 64, bytes[(start + length)..<end].elementsEqual(name) {
          return ObjectID(hexadecimal: bytes[start..<(start + length)])
        }
        start = end + 1
      }
      return nil
    }
  }
}
