import LockstepCore

/// A repository's name as a path: a different one for each name, safe on every file system.
enum EncodedName {
  /// The longest component; file systems take 255 bytes, and an ending is still to come.
  private static let longest = 200

  /// The relative path of `name`, ending in `.git`.
  ///
  /// Lower-case letters, digits, `-`, `_` and a dot inside stay as they are, everything else
  /// becomes `%` and two digits: capitals too, because some file systems do not tell them apart.
  /// A long path is cut into folders that end in `+`, which no encoded name contains.
  static func path(of name: RepositoryName) -> String {
    var encoded: [UInt8] = []
    for byte in name.description.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        encoded.append(byte)
      case UInt8(ascii: ".") where !encoded.isEmpty:
        encoded.append(byte)
      default:
        let digits = Array("0123456789abcdef".utf8)
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    var path = ""
    var rest = encoded[...]
    while rest.count > longest {
      path += String(decoding: rest.prefix(longest), as: UTF8.self) + "+/"
      rest = rest.dropFirst(longest)
    }
    return "\(path)\(String(decoding: rest, as: UTF8.self)).git"
  }
}
