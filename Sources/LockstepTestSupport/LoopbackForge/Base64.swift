#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Bytes as text, as forges send the contents of files.
enum Base64 {
  static func encoded(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }

  /// The bytes; none where the text is no Base64.
  static func decoded(_ text: String) -> [UInt8] {
    Data(base64Encoded: text.filter { !$0.isNewline }).map(Array.init) ?? []
  }
}
