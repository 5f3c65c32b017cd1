import LockstepCore
import LockstepSystem

/// A request to a ``LoopbackForge``, taken apart.
struct LoopbackForgeExchange: Sendable {
  let method: String
  /// The path below the service's base, in parts and decoded.
  let parts: [String]
  let query: [String: String]
  let headers: [String: String]
  let body: JSONValue
  /// `http://host` and the base of the service.
  let base: String
  let path: String

  /// Takes `request` apart; the path's first `skipped` parts are the service's base.
  init(_ request: HTTPRequest, skipped: Int) {
    method = request.method
    let rest = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    let target = rest.count > 2 ? rest[2] : ""
    let pieces = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let all = (pieces.first ?? "").split(separator: "/").map(String.init)
    base = "http://" + all.prefix(1 + skipped).joined(separator: "/")
    path = "/" + all.dropFirst(1 + skipped).joined(separator: "/")
    parts = all.dropFirst(1 + skipped).map(Self.decoded)
    var query: [String: String] = [:]
    for item in (pieces.count > 1 ? pieces[1] : "").split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1).map { Self.decoded(String($0)) }
      query[pair.first ?? ""] = pair.count > 1 ? pair[1] : ""
    }
    self.query = query
    headers = Dictionary(request.headers.map { ($0.key.lowercased(), $0.value) }) { $1 }
    // What is no JSON has no members, and is refused for that.
    body = request.body.flatMap { try? JSONValue(parsing: $0) } ?? .null
  }

  /// A text of the body.
  func text(_ key: String) -> String? { body[key]?.string }

  /// A text of the body that has to be there.
  func required(_ key: String) throws(LoopbackForgeAnswer) -> String {
    guard let text = body[key]?.string, !text.isEmpty else {
      throw LoopbackForgeAnswer(422, ["message": .string("\(key) is missing")])
    }
    return text
  }

  /// One page of `items`, with the link to the next one.
  func page(
    _ items: [JSONValue], size: String, most: Int
  ) -> LoopbackForgeAnswer {
    let per = min(max(query[size].flatMap { Int($0) } ?? 20, 1), most)
    let page = max(query["page"].flatMap { Int($0) } ?? 1, 1)
    let start = (page - 1) * per
    var answer = LoopbackForgeAnswer(200, .array(Array(items.dropFirst(start).prefix(per))))
    if start + per < items.count {
      var next = query
      next["page"] = "\(page + 1)"
      let text = next.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encoded($0.value))" }
      answer.headers["link"] = "<\(base)\(path)?\(text.joined(separator: "&"))>; rel=\"next\""
    }
    return answer
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      let hex = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" + hex : hex)
    }.joined()
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a ``LoopbackForge`` answers.
struct LoopbackForgeAnswer: Error {
  var status: Int
  var body: JSONValue?
  /// The body where it is no JSON.
  var raw: [UInt8]?
  var headers: [String: String] = [:]

  init(_ status: Int, _ body: JSONValue? = nil) {
    self.status = status
    self.body = body
  }

  var response: HTTPResponse {
    var headers = headers
    if body != nil { headers["content-type"] = "application/json" }
    return HTTPResponse(status: status, headers: headers, body: raw ?? body?.bytes() ?? [])
  }
}

/// One forge of a ``LoopbackForge``: its words for what the repositories can do.
protocol LoopbackForgeService: Sendable {
  /// The repositories, by `owner/name` in lower case.
  typealias Repositories = [String: LoopbackForgeRepository]

  /// How many parts of a path lead to the service.
  static var depth: Int { get }
  /// Answers a request.
  static func answer(
    _ exchange: LoopbackForgeExchange, _ repositories: inout Repositories
  ) throws(LoopbackForgeAnswer) -> LoopbackForgeAnswer
  /// What a fault looks like here.
  static func fault(_ kind: String, retryAfter: Int?) -> LoopbackForgeAnswer
}
