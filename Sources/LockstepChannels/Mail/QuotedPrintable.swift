/// The encoding quoted-printable (RFC 2045, 6.7): any text as short lines of ASCII.
enum QuotedPrintable {
  /// Encodes `text`, whose lines end with a line feed; the result's end with CR LF and have at most
  /// 76 characters. A full stop at a line's beginning is escaped too, and so can never end a mail.
  static func encode(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      let bytes = Array(line.utf8)
      var length = 0
      for (index, byte) in bytes.enumerated() {
        let isLast = index == bytes.count - 1
        var piece: [UInt8] = [byte]
        switch byte {
        case 0x20, 0x09: if isLast { piece = Array(escape(byte).utf8) }
        case UInt8(ascii: "."): if length == 0 { piece = Array(escape(byte).utf8) }
        case UInt8(ascii: "="): piece = Array(escape(byte).utf8)
        case 0x21...0x7E: break
        default: piece = Array(escape(byte).utf8)
        }
        // One place is kept for the sign that the line goes on.
        if length + piece.count > (isLast ? 76 : 75) {
          result += Array("=\r\n".utf8)
          length = 0
          if byte == UInt8(ascii: ".") { piece = Array(escape(byte).utf8) }
        }
        result += piece
        length += piece.count
      }
      result += [0x0D, 0x0A]
    }
    return result
  }

  /// One byte as `=` and two digits.
  static func escape(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "=" + (digits.utf8.count == 1 ? "0" : "") + digits
  }
}
