import LockstepCore
import LockstepSystem

/// A forge that is asked by REST: where it is, and whose token and budget are used.
struct RESTConnection: Sendable {
  /// How a forge answers where it does not follow the others.
  struct Habits: Sendable {
    /// The word before a token: `Bearer`.
    var scheme: String
    /// How many elements a page is asked for, and by which name.
    var page: (name: String, size: Int)
  }

  /// The forge's name.
  let forge: String
  /// The base address, without a slash at its end.
  let base: String
  private let http: HTTP
  private let clock: Clock
  private let scheduler: ForgeScheduler
  private let priority: ForgePriority
  private let token: @Sendable () async throws -> Secret?
  private let habits: Habits

  init(
    forge: String, base: String, habits: Habits, http: HTTP, clock: Clock,
    scheduler: ForgeScheduler, priority: ForgePriority,
    token: @escaping @Sendable () async throws -> Secret?
  ) {
    var base = base[...]
    while base.last == "/" { base.removeLast() }
    self.forge = forge
    self.base = String(base)
    self.habits = habits
    self.http = http
    self.clock = clock
    self.scheduler = scheduler
    self.priority = priority
    self.token = token
  }

  /// The failure of `request`.
  func error(_ request: RESTRequest, _ kind: ForgeError.Kind, _ detail: String = "") -> ForgeError {
    ForgeError(
      forge: forge, task: request.task, place: request.place, kind: kind, detail: detail)
  }

  /// Sends a request once and returns what came; every status that is no success throws.
  func send(_ request: RESTRequest) async throws -> RESTAnswer {
    let (answer, _) = try await exchange(request)
    return answer
  }

  /// Sends a request once; returns `nil` where there is no such thing.
  func find(_ request: RESTRequest) async throws -> RESTAnswer? {
    do {
      return try await send(request)
    } catch let error as ForgeError where error.kind == .notFound {
      return nil
    }
  }

  /// Asks for page after page, until there are no more, `isEnough` says so, or `most` were read.
  func list(
    _ request: RESTRequest, most: Int = 200,
    until isEnough: ([RESTAnswer]) throws -> Bool = { _ in false }
  ) async throws -> (items: [RESTAnswer], isComplete: Bool) {
    var items: [RESTAnswer] = []
    for number in 1...most {
      var page = request
      page.query += [(habits.page.name, "\(habits.page.size)"), ("page", "\(number)")]
      let (answer, hasNext) = try await exchange(page)
      let found = try answer.elements()
      items += found
      // Only whether there is a next page is taken from the link, never where it is.
      if !hasNext || found.isEmpty { return (items, true) }
      if try isEnough(found) { return (items, false) }
    }
    return (items, false)
  }

  private func exchange(
    _ request: RESTRequest
  ) async throws -> (answer: RESTAnswer, hasNext: Bool) {
    guard let url = request.address(below: base) else {
      throw error(request, .refused, "a path leads out of its place")
    }
    var headers = ["Accept": "application/json", "User-Agent": "lockstep"]
    if let token = try await token() {
      headers["Authorization"] = "\(habits.scheme) \(token.reveal())"
    }
    if request.body != nil { headers["Content-Type"] = "application/json" }
    try await scheduler.begin(request.cost, priority)
    let response: HTTPResponse
    do {
      response = try await http.send(
        HTTPRequest(
          method: request.method, url: url, headers: headers, body: request.body?.bytes()))
    } catch {
      scheduler.end(request.cost)
      throw failure(of: request, because: error)
    }
    scheduler.end(request.cost, report: limits(in: response))
    return try read(response, to: request)
  }

  private func failure(of request: RESTRequest, because error: any Error) -> any Error {
    guard !(error is CancellationError), !Task.isCancelled else { return CancellationError() }
    switch error {
    case HTTPError.badAddress: return self.error(request, .refused, "the address is not valid")
    case HTTPError.unreachable(_, let reason):
      return self.error(request, request.isReading ? .unavailable : .uncertain, reason)
    default: return self.error(request, request.isReading ? .unavailable : .uncertain)
    }
  }

  private func read(
    _ response: HTTPResponse, to request: RESTRequest
  ) throws -> (answer: RESTAnswer, hasNext: Bool) {
    let body = response.body.isEmpty ? JSONValue.null : try? JSONValue(parsing: response.body)
    if let wait = pause(after: response) {
      let moment = clock.now().adding(Span(seconds: wait.components.seconds))
      throw error(request, .limited(until: moment), Self.words(in: body))
    }
    scheduler.accept()
    guard (200..<300).contains(response.status) else {
      throw error(request, kind(of: response.status, request), Self.words(in: body))
    }
    guard let body else {
      // A success that is no JSON is another server's: a proxy's page for instance.
      throw error(
        request, request.isReading ? .unavailable : .uncertain, "the answer is not JSON")
    }
    let connection = self
    let answer = RESTAnswer(body) { connection.error(request, .contractChanged(field: $0)) }
    let link = response.headers["link"] ?? ""
    return (answer, link.contains("rel=\"next\"") || link.contains("rel=next"))
  }

  private func kind(of status: Int, _ request: RESTRequest) -> ForgeError.Kind {
    switch status {
    // A change is never sent to another address than the one that it was meant for.
    case 300..<400: .notFound
    case 401: .unauthorised
    case 403: .forbidden
    case 404, 410: .notFound
    case 409: .conflict
    case 423: .archived
    case 503: .unavailable
    case 500...: request.isReading ? .unavailable : .uncertain
    default: .refused
    }
  }

  /// How long nothing is sent, where the answer is a refusal for a limit.
  private func pause(after response: HTTPResponse) -> Duration? {
    let isSpent = limits(in: response)?.remaining == 0
    let after = response.headers["retry-after"].flatMap { Int64($0) }
    guard response.status == 429 || (response.status == 403 && (after != nil || isSpent)) else {
      return nil
    }
    let reset = limits(in: response)?.reset.map { $0 - clock.elapsed() }
    // An hour is more than any of these services asks for; a wrong header must not stop us for ever.
    let wait = after.map { Duration.seconds($0) } ?? reset
    return scheduler.refuse(retryAfter: wait.map { max(.seconds(1), min($0, .seconds(3_600))) })
  }

  /// What the answer says of the limits: `RateLimit-…`, with `X-` before it in other versions.
  private func limits(in response: HTTPResponse) -> ForgeLimitReport? {
    func number(_ name: String) -> Int64? {
      (response.headers["ratelimit-\(name)"] ?? response.headers["x-ratelimit-\(name)"])
        .flatMap { Int64($0) }
    }
    guard let remaining = number("remaining").flatMap(Int.init(exactly:)) else { return nil }
    let now = clock.now().secondsSince1970
    let left = number("reset").map { max(0, min($0 - now, 3_600)) }
    return ForgeLimitReport(
      pool: .rest, limit: number("limit").flatMap(Int.init(exactly:)), remaining: remaining,
      reset: left.map { clock.elapsed() + .seconds($0) })
  }

  /// What the forge says about a refusal: a text, texts, or texts by field.
  private static func words(in body: JSONValue?) -> String {
    func text(_ value: JSONValue?) -> String? {
      switch value {
      case .string(let text): text
      case .array(let parts): parts.compactMap(\.string).joined(separator: ", ")
      case .object(let members):
        members.sorted { $0.key < $1.key }.compactMap { key, value in
          text(value).map { "\(key): \($0)" }
        }.joined(separator: ", ")
      default: nil
      }
    }
    let words = text(body?["message"]) ?? text(body?["error"]) ?? ""
    return printable(words)
  }
}
