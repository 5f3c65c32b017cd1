import Testing

@testable import LockstepDashboard

/// What is read of a request, and what is refused before anybody looks at it.
@Suite struct WebRequestReaderTests {
  @Test(
    arguments: [
      ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/", "", 0),
      ("GET /x?token=1.2&y HTTP/1.1\r\nhost:a \r\n\r\n", "GET", "/x", "token=1.2&y", 0),
      ("POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcdef", "POST", "/", "", 3),
      ("HEAD //%2e%2e/ HTTP/1.1\r\n\r\n", "HEAD", "//%2e%2e/", "", 0),
    ] as [(String, String, String, String, Int)])
  func `a request is read as it stands, however it is cut`(
    text: String, method: String, path: String, query: String, length: Int
  ) throws {
    for size in [1, 2, 3, 7, 4_096] {
      var reader = WebRequestReader()
      var found: WebRequest?
      var rest = Array(text.utf8)[...]
      while found == nil, !rest.isEmpty {
        found = try reader.take(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      let request = try #require(found)
      #expect(request.method == method)
      #expect(request.path == path)
      #expect(request.query == query)
      #expect(request.body.count == length)
      #expect(request.headers["host"] ?? "a" == "a")
    }
  }

  @Test(
    arguments: [
      ("GET\r\n\r\n", .malformed), ("GET  / HTTP/1.1\r\n\r\n", .malformed),
      ("GET / HTTP/2\r\n\r\n", .malformed), ("GET http://a/ HTTP/1.1\r\n\r\n", .malformed),
      ("GET / HTTP/1.1\nHost: a\r\n\r\n", .malformed),
      ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformed),
      ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .malformed),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .malformed),
      ("GET / HTTP/1.1\r\nX: \u{0}\r\n\r\n", .malformed),
      ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", .malformed),
      ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .malformed),
      ("POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", .bodyTooLong),
      ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", .bodyTooLong),
      ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .codedBody),
    ] as [(String, WebRequestRefused)])
  func `what means two things, or too much, is refused`(text: String, why: WebRequestRefused) {
    var reader = WebRequestReader()
    #expect(throws: why) { try reader.take(Array(text.utf8)) }
  }

  @Test func `headers end somewhere`() {
    var reader = WebRequestReader()
    #expect(throws: WebRequestRefused.headTooLong) {
      for _ in 0..<20 {
        guard try reader.take(Array(repeating: UInt8(ascii: "a"), count: 1_000)) == nil else {
          return
        }
      }
    }
  }

  @Test(
    arguments: [
      ("a=1&b=two+words&c=%C3%A9%2", ["a": "1", "b": "two words", "c": "é%2"]),
      ("a=1&a=2&b", ["a": "1", "b": ""]), ("", [:]), ("&&=x", ["": "x"]),
    ] as [(String, [String: String])])
  func `a form is decoded, and its first field of a name counts`(
    body: String, fields: [String: String]
  ) {
    var request = WebRequest(method: "POST", path: "/", body: Array(body.utf8))
    #expect(request.form.isEmpty, "without its type it is no form")
    request.headers["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    #expect(request.form == fields)
  }

  @Test func `an answer says what it is, and how long`() {
    let response = WebResponse(404, "no\n", headers: ["Allow": "GET"])
    let text = String(decoding: response.bytes(isHead: false), as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 404 Not Found\r\nAllow: GET\r\n"))
    #expect(text.contains("\r\nContent-Length: 3\r\n") && text.hasSuffix("\r\n\r\nno\n"))
    let head = String(decoding: response.bytes(isHead: true), as: UTF8.self)
    #expect(head.contains("\r\nContent-Length: 3\r\n") && head.hasSuffix("\r\n\r\n"))
  }
}
