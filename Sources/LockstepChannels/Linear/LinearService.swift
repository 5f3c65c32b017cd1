internal import LockstepCore
internal import LockstepSystem

/// Linear's GraphQL interface: one document, and its `data` or a failure.
struct LinearService: Sendable {
  private let token: Secret
  private let address: String
  private let exchange: ServiceExchange

  init(token: Secret, address: String, http: HTTP) {
    self.token = token
    self.address = address
    self.exchange = ServiceExchange(service: "Linear", http: http, secrets: [token])
  }

  /// Sends `document` and returns the answer's `data`.
  func ask(_ document: String, _ variables: [String: JSONValue]) async throws -> JSONValue {
    // A personal key goes bare, an OAuth token as a bearer's.
    let key = token.reveal()
    let authorization = key.hasPrefix("lin_api_") ? key : "Bearer \(key)"
    let response = try await exchange.post(
      ["query": .string(document), "variables": .object(variables)], to: address,
      headers: ["Authorization": authorization])
    guard let answer = response.json else {
      guard response.status == 200 else { throw exchange.failure(status: response, saying: "") }
      throw exchange.unreadable("the answer is not JSON")
    }
    if let error = answer["errors"]?[0] {
      throw failure(error, response)
    }
    guard response.status == 200 else { throw exchange.failure(status: response, saying: "") }
    guard let data = answer["data"], data.object != nil else { throw missing("data") }
    return data
  }

  /// The failure of an answer without a member that it promises.
  func missing(_ member: String) -> DeliveryFailure {
    exchange.unreadable("there is no `\(member)` in it")
  }

  private func failure(_ error: JSONValue, _ response: HTTPResponse) -> DeliveryFailure {
    let extensions = error["extensions"]
    let code = extensions?["code"]?.string ?? ""
    let said =
      extensions?["userPresentableMessage"]?.string ?? error["message"]?.string ?? code
    // Over the limit Linear answers 400; only the code tells it apart from a request that is wrong.
    if code == "RATELIMITED" || response.status == 429 {
      return DeliveryFailure(
        "Linear wants fewer requests", why: [exchange.redacted(MessageText.line(said))],
        after: response.retryAfter ?? .minutes(1))
    }
    if code == "AUTHENTICATION_ERROR" || code == "FORBIDDEN" {
      return DeliveryFailure(
        "Linear does not let us in", why: [exchange.redacted(MessageText.line(said))],
        hints: ["check the token, and whether it may write to the team"], retry: .never)
    }
    if code == "INTERNAL_SERVER_ERROR" || response.status >= 500 {
      return DeliveryFailure(
        "Linear failed", why: [exchange.redacted(MessageText.line(said))], isUncertain: true)
    }
    return DeliveryFailure(
      "Linear refused the request", why: [exchange.redacted(MessageText.line(said))],
      retry: .never)
  }
}
