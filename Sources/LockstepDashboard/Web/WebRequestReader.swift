internal import LockstepCore

/// Puts a request of HTTP/1.1 together out of what arrives, and stops at what is too much or means two
/// things (RFC 9112): two lengths, a length and a coding, a blank where none may be.
struct WebRequestReader: Sendable {
  /// How much is read at most.
  struct Limits: Hashable, Sendable {
    /// Bytes of the request line and the headers.
    var head = 16 << 10
    /// Bytes of the body: a form with a few short fields.
    var body = 16 << 10
  }

  private let limits: Limits
  private var bytes: [UInt8] = []
  /// The request without its body, and where that begins and ends.
  private var head: (request: WebRequest, body: Range<Int>)?

  init(limits: Limits = Limits()) { self.limits = limits }

  /// Takes in what arrived; returns the request once it is whole. What comes behind it is left out.
  mutating func take(_ more: [UInt8]) throws(WebRequestRefused) -> WebRequest? {
    // The end of the head may have been cut in two.
    let seen = max(0, bytes.count - 3)
    bytes += more
    if head == nil {
      guard let end = Self.end(ofHeadIn: bytes, from: seen) else {
        if bytes.count > limits.head { throw .headTooLong }
        return nil
      }
      guard end <= limits.head else { throw .headTooLong }
      let request = try Self.parse(bytes[..<end])
      let length = try Self.bodyLength(of: request)
      guard length <= limits.body else { throw .bodyTooLong }
      head = (request, end..<(end + length))
    }
    guard case (var request, let body)? = head, bytes.count >= body.upperBound else { return nil }
    request.body = Array(bytes[body])
    return request
  }

  /// Where the body begins.
  private static func end(ofHeadIn bytes: [UInt8], from start: Int) -> Int? {
    let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    guard bytes.count >= start + mark.count else { return nil }
    return (start...(bytes.count - mark.count)).first { place in
      bytes[place] == 0x0D && bytes[place..<(place + mark.count)].elementsEqual(mark)
    }.map { $0 + mark.count }
  }

  private static func parse(_ head: ArraySlice<UInt8>) throws(WebRequestRefused) -> WebRequest {
    guard head.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) }) else {
      throw .malformed
    }
    let text = String(decoding: head, as: UTF8.self)
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst() else { throw .malformed }
    let words = first.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0",
      !words[0].isEmpty, words[0].utf8.allSatisfy(isToken), words[1].hasPrefix("/")
    else { throw .malformed }
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var request = WebRequest(
      method: String(words[0]), path: String(target[0]),
      query: target.count > 1 ? String(target[1]) : "")
    for line in lines where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].utf8.allSatisfy(isToken), !line.contains(where: \.isNewline)
      else { throw .malformed }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...]
        .drop { $0 == " " || $0 == "\t" }
      let known = request.headers.updateValue(trimmed(value), forKey: name)
      // Whoever sends one of these twice means two things.
      if known != nil, ["host", "content-length", "transfer-encoding", "origin"].contains(name) {
        throw .malformed
      }
    }
    return request
  }

  private static func bodyLength(of request: WebRequest) throws(WebRequestRefused) -> Int {
    guard request.headers["transfer-encoding"] == nil else { throw .codedBody }
    guard let text = request.headers["content-length"] else { return 0 }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .malformed
    }
    // Digits that are no number are too many of them.
    guard let length = Int(text) else { throw .bodyTooLong }
    return length
  }

  private static func trimmed(_ value: Substring) -> String {
    var value = value
    while let last = value.last, last == " " || last == "\t" { value.removeLast() }
    return String(value)
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

/// Why a request was not read to its end.
enum WebRequestRefused: Error, Hashable {
  case malformed
  case headTooLong
  case bodyTooLong
  /// Its body comes in a coding, of unknown length.
  case codedBody

  var response: WebResponse {
    switch self {
    case .malformed: WebResponse(400, "this is no request of HTTP/1.1\n")
    case .headTooLong: WebResponse(431, "the headers are too long\n")
    case .bodyTooLong: WebResponse(413, "the body is too long\n")
    case .codedBody: WebResponse(501, "the body has to have a Content-Length\n")
    }
  }
}
