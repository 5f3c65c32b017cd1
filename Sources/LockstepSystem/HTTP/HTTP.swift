package import LockstepCore

/// One request over HTTP.
package struct HTTPRequest: Sendable {
  /// `GET`, `POST`, …
  package var method: String
  /// The absolute address, `http` or `https`.
  package var url: String
  /// Header fields; values may be secret and are never shown.
  package var headers: [String: String]
  /// The body, if there is one.
  package var body: [UInt8]?
  /// How long the whole exchange may take.
  package var timeout: Duration
  /// The most bytes that the answer's body may have.
  package var responseLimit: Int
  /// How many redirections are followed; a mutation follows none.
  package var redirects: Int

  /// Describes a request.
  package init(
    method: String = "GET", url: String, headers: [String: String] = [:], body: [UInt8]? = nil,
    timeout: Duration = .seconds(30), responseLimit: Int = 64 << 20, redirects: Int = 5
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.responseLimit = responseLimit
    self.redirects = redirects
  }

  /// Whether the request changes nothing on the other side.
  package var isReading: Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }
}

/// The answer to an ``HTTPRequest``.
package struct HTTPResponse: Hashable, Sendable {
  /// The status, 200 for instance.
  package var status: Int
  /// Header fields, by names in lower case.
  package var headers: [String: String]
  /// The body.
  package var body: [UInt8]

  /// Describes an answer.
  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Talks HTTP. Any status is an answer; only getting none throws (``HTTPError``).
package struct HTTP: Sendable {
  /// Sends a request and waits for the whole answer.
  package var send: @Sendable (HTTPRequest) async throws -> HTTPResponse

  /// Sends requests by `send`.
  package init(send: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
    self.send = send
  }
}

/// A request got no usable answer.
package enum HTTPError: ExplainedError, Hashable {
  /// The address is not one that can be asked.
  case badAddress(String)
  /// Nobody answered, or not in time.
  case unreachable(host: String, reason: String)
  /// The answer was larger than allowed.
  case responseTooLarge(host: String, limit: Int)
  /// It was redirected too often, or to somewhere it must not go.
  case redirected(host: String)

  package var explanation: Explanation {
    switch self {
    case .badAddress(let address):
      Explanation("`\(address)` is not an http or https address")
    case .unreachable(let host, let reason):
      Explanation(
        "\(host) could not be reached", why: [reason],
        hints: ["check the network and the address, then try again"])
    case .responseTooLarge(let host, let limit):
      Explanation("\(host) sent more than \(limit) bytes")
    case .redirected(let host):
      Explanation("\(host) redirected the request more often than allowed")
    }
  }
}
