#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Base64 {
  /// Reads padded Base64, with line ends or without; `nil` where the text is none.
  package static func decode(_ text: String) -> [UInt8]? {
    Data(base64Encoded: text.filter { !$0.isNewline }).map { Array($0) }
  }
}
