package import LockstepCore

/// What is answered: never kept by a cache, never framed, never taken for something else than it is.
package struct WebResponse: Hashable, Sendable {
  package var status: Int
  /// The media type.
  package var type: String
  package var body: [UInt8]
  /// What this one says beside: texts of this program alone.
  package var headers: [String: String] = [:]

  package init(_ status: Int, type: String, body: [UInt8], headers: [String: String] = [:]) {
    self.status = status
    self.type = type
    self.body = body
    self.headers = headers
  }

  /// A plain text.
  package init(_ status: Int, _ text: String, headers: [String: String] = [:]) {
    self.init(status, type: "text/plain; charset=utf-8", body: Array(text.utf8), headers: headers)
  }

  package init(_ status: Int, _ json: JSONValue) {
    self.init(status, type: "application/json", body: json.bytes())
  }

  init(_ status: Int, _ page: Page) {
    self.init(
      status, type: "text/html; charset=utf-8", body: Array(page.html.utf8),
      headers: ["Content-Security-Policy": "\(page.policy); frame-ancestors 'none'"])
  }

  /// What goes over the wire.
  ///
  /// - Parameter isHead: Whether only the headers were asked for.
  func bytes(isHead: Bool) -> [UInt8] {
    let usual = [
      "Content-Type": type, "Content-Length": "\(body.count)", "Connection": "close",
      "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
      "X-Robots-Tag": "noindex",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    ]
    let lines = usual.merging(headers) { _, own in own }.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value)\r\n" }
    let head = "HTTP/1.1 \(status) \(Self.reason(status))\r\n\(lines.joined())\r\n"
    return Array(head.utf8) + (isHead ? [] : body)
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 410: "Gone"
    case 413: "Content Too Large"
    case 421: "Misdirected Request"
    case 431: "Request Header Fields Too Large"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    default: "Answer"
    }
  }
}
