internal import LockstepCore

/// One request, as it was read: nothing of it is decoded or believed yet.
package struct WebRequest: Hashable, Sendable {
  /// `GET`, `HEAD`, `POST`, or whatever else somebody wrote.
  package var method: String
  /// The target up to its `?`.
  package var path: String
  /// What stands behind the `?`; empty where nothing does.
  package var query: String
  /// The headers by their names in lower case.
  package var headers: [String: String]
  package var body: [UInt8]

  package init(
    method: String, path: String, query: String = "", headers: [String: String] = [:],
    body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The fields of a form that was sent as `application/x-www-form-urlencoded`; of two with one name the
  /// first counts. Empty where the body is none.
  package var form: [String: String] {
    let type = headers["content-type"]?.lowercased() ?? ""
    guard type.prefix(while: { $0 != ";" }) == "application/x-www-form-urlencoded" else {
      return [:]
    }
    let pairs = body.split(separator: UInt8(ascii: "&")).map { pair in
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// A form's text: `+` is a blank, `%41` a byte; what is none of both stays.
  private static func decoded(_ text: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
