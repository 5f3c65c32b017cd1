internal import LockstepCore
internal import LockstepSystem

/// One request to a service that takes messages, with its failures in words of ours.
///
/// Neither the address nor a header is ever shown: a webhook's address is its password.
struct ServiceExchange: Sendable {
  /// The service as people call it: `Slack`.
  let service: String
  let http: HTTP
  /// How long the service may take for an answer.
  let timeout: Duration
  /// What must not appear in any failure.
  let secrets: [Secret]

  init(service: String, http: HTTP, timeout: Duration = .seconds(20), secrets: [Secret]) {
    self.service = service
    self.http = http
    self.timeout = timeout
    self.secrets = secrets
  }

  /// Posts JSON and returns whatever the service answers.
  func post(
    _ value: JSONValue, to url: String, headers: [String: String] = [:]
  ) async throws -> HTTPResponse {
    try await post(value.bytes(), to: url, headers: headers)
  }

  /// Posts the bytes of a JSON text and returns whatever the service answers.
  func post(
    _ body: [UInt8], to url: String, headers: [String: String] = [:]
  ) async throws -> HTTPResponse {
    var headers = headers
    headers["Content-Type"] = "application/json; charset=utf-8"
    return try await send(HTTPRequest(method: "POST", url: url, headers: headers, body: body))
  }

  /// Sends a request and returns whatever the service answers.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    var request = request
    request.headers["User-Agent"] = "lockstep"
    request.timeout = timeout
    request.responseLimit = 4 << 20
    request.redirects = 0
    do {
      return try await http.send(request)
    } catch is CancellationError {
      throw CancellationError()
    } catch let error as HTTPError {
      throw failure(of: error)
    } catch {
      throw DeliveryFailure(
        "\(service) gave no answer", why: [redacted(Explanation(of: error).what)],
        isUncertain: true)
    }
  }

  private func failure(of error: HTTPError) -> DeliveryFailure {
    switch error {
    case .badAddress:
      DeliveryFailure(
        "the address of \(service) is not an http or https address",
        hints: ["check the variable or the setting that holds it"], retry: .never)
    case .unreachable(_, let reason):
      // Whether the request was taken before the connection broke, nobody can tell.
      DeliveryFailure(
        "\(service) gave no answer", why: [redacted(reason)],
        hints: ["check the network and the service's own state"], isUncertain: true)
    case .responseTooLarge:
      DeliveryFailure("\(service) answered with more than can be read", isUncertain: true)
    case .redirected:
      DeliveryFailure("\(service) redirected a message, which is not followed", retry: .never)
    }
  }

  /// The failure that a status other than success stands for.
  func failure(status response: HTTPResponse, saying detail: String) -> DeliveryFailure {
    let detail = redacted(String(MessageText.line(detail).prefix(200)))
    let why = [
      detail.isEmpty ? "status \(response.status)" : "status \(response.status): \(detail)"
    ]
    switch response.status {
    case 429:
      return DeliveryFailure(
        "\(service) wants fewer messages", why: why, after: response.retryAfter)
    case 408, 425, 503:
      return DeliveryFailure(
        "\(service) is not ready", why: why, after: response.retryAfter,
        isUncertain: response.status != 425)
    case 500...:
      return DeliveryFailure(
        "\(service) failed", why: why, after: response.retryAfter, isUncertain: true)
    case 401, 403:
      return DeliveryFailure(
        "\(service) does not let us in", why: why,
        hints: ["check the token, and what it is allowed to do"], retry: .never)
    case 300..<400:
      return DeliveryFailure(
        "\(service) redirected a message, which is not followed", why: why, retry: .never)
    default:
      return DeliveryFailure("\(service) refused the message", why: why, retry: .never)
    }
  }

  /// The failure that an answer stands for which is not what the service promises.
  func unreadable(_ problem: String) -> DeliveryFailure {
    DeliveryFailure(
      "\(service) answered something else than it promises", why: [redacted(problem)],
      isUncertain: true)
  }

  /// `text` without any secret.
  func redacted(_ text: String) -> String {
    secrets.reduce(text) { text, secret in
      let value = secret.reveal()
      return value.isEmpty ? text : text.replacing(value, with: "[redacted]")
    }
  }
}

extension HTTPResponse {
  /// What `Retry-After` asks for, in seconds; at most a day is believed.
  var retryAfter: Span? {
    guard let text = headers["retry-after"], let seconds = Int64(text), seconds >= 0 else {
      return nil
    }
    return .seconds(min(seconds, 86_400))
  }

  /// The body as JSON, where it is that.
  var json: JSONValue? { try? JSONValue(parsing: body) }

  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}
