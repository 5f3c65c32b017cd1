/// Base64 (RFC 4648).
package enum Base64 {
  private static let plain = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let forAddresses = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// With padding, on one line.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    encode(bytes, plain, isPadded: true)
  }

  /// In the alphabet for addresses, without padding, as JSON Web Tokens have it.
  package static func encodeForAddress(_ bytes: some Collection<UInt8>) -> String {
    encode(bytes, forAddresses, isPadded: false)
  }

  private static func encode(
    _ bytes: some Collection<UInt8>, _ alphabet: [UInt8], isPadded: Bool
  ) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(alphabet[Int(bits >> UInt32(count) & 63)])
      }
      bits &= (1 << UInt32(count)) - 1
    }
    if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
    while isPadded, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }
}
