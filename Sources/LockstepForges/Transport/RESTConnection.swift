import LockstepCore
import LockstepSystem

/// A forge that is asked by REST alone: where it is, how its lists come in pages, and what carries the
/// requests.
struct RESTConnection: Sendable {
  /// How many elements a page is asked for, and by which name.
  struct Page: Sendable {
    var name: String
    var size: Int
  }

  /// The most pages of a list of which everything is wanted.
  private static let mostPages = 200

  private let base: String
  private let page: Page
  private var transport: ForgeTransport

  /// - Parameter base: the base address of the interface.
  init(
    forge: String, base: String, page: Page, http: HTTP, clock: Clock, scheduler: ForgeScheduler,
    credential: ForgeCredential, dialect: ForgeDialect, priority: ForgePriority
  ) {
    self.base = Address.base(base)
    self.page = page
    transport = ForgeTransport(
      name: forge, addresses: [base], http: http, clock: clock, scheduler: scheduler,
      credential: credential, dialect: dialect, priority: priority)
  }

  /// How urgent the requests are.
  var priority: ForgePriority {
    get { transport.priority }
    set { transport.priority = newValue }
  }

  /// The failure of `request`.
  func error(_ request: RESTRequest, _ kind: ForgeError.Kind, _ detail: String = "") -> ForgeError {
    ForgeError(
      forge: transport.name, task: request.task, place: request.place, kind: kind, detail: detail)
  }

  /// Sends a request once and returns what came; every status that is no success throws.
  func send(_ request: RESTRequest) async throws -> RESTAnswer {
    try await exchange(request).answer
  }

  /// Sends a request once; returns `nil` where there is no such thing.
  func find(_ request: RESTRequest) async throws -> RESTAnswer? {
    do {
      return try await send(request)
    } catch let error as ForgeError where error.kind == .notFound {
      return nil
    }
  }

  /// Returns all elements of a list; throws where it is longer than any list should be.
  func all(_ request: RESTRequest) async throws -> [RESTAnswer] {
    let found = try await list(request, most: Self.mostPages)
    guard found.isComplete else {
      throw error(request, .refused, "the list has more than \(Self.mostPages) pages")
    }
    return found.items
  }

  /// Asks for page after page, until there are no more or `most` were read.
  func list(
    _ request: RESTRequest, most: Int
  ) async throws -> (items: [RESTAnswer], isComplete: Bool) {
    var items: [RESTAnswer] = []
    for number in 1...most {
      var page = request
      page.query += [(self.page.name, "\(self.page.size)"), ("page", "\(number)")]
      let (answer, hasNext) = try await exchange(page)
      let found = try answer.elements()
      items += found
      // Only whether there is a next page is taken from the link: a server behind a proxy often does
      // not know its own address.
      if !hasNext || found.isEmpty { return (items, true) }
    }
    return (items, false)
  }

  private func exchange(
    _ request: RESTRequest
  ) async throws -> (answer: RESTAnswer, hasNext: Bool) {
    guard let url = request.address(below: base) else {
      throw error(request, .refused, "a path leads out of its place")
    }
    let sent = ForgeRequest(
      request.task, request.place, method: request.method, url: url, body: request.body,
      cost: request.cost)
    let reply = try await transport.send(sent)
    switch reply.status {
    // A merge that is not allowed now; the others never answer so.
    case 405: throw error(request, .protected)
    case 423: throw error(request, .archived)
    default: break
    }
    try transport.require(reply, sent)
    let connection = self
    let answer = RESTAnswer(reply.json) { connection.error(request, .contractChanged(field: $0)) }
    return (answer, reply.headers["link"].flatMap { LinkHeader($0).next } != nil)
  }
}

extension ForgeDialect {
  /// That of GitLab and Gitea: limits in `RateLimit-…`, with `X-` before it in other versions and
  /// proxies, and 429 where they are reached.
  static func rest(userAgent: String, scheme: String) -> ForgeDialect {
    ForgeDialect(
      headers: ["Accept": "application/json", "User-Agent": userAgent],
      authorise: { ("Authorization", "\(scheme) \($0.reveal())") }, notice: restNotice,
      complaint: { words(in: $0.json["message"]) ?? words(in: $0.json["error"]) ?? "" })
  }

  @Sendable private static func restNotice(_ reply: ForgeReply, _ now: Timestamp) -> Notice {
    func number(_ name: String) -> Int64? {
      (reply.headers["ratelimit-\(name)"] ?? reply.headers["x-ratelimit-\(name)"])
        .flatMap { Int64($0) }
    }
    // An hour is more than any of these asks for; a wrong header must not stop us for ever.
    let reset = number("reset").map {
      Duration.seconds(max(0, min($0 - now.secondsSince1970, 3_600)) + 1)
    }
    let retry = reply.headers["retry-after"].flatMap { Int64($0) }
      .map { Duration.seconds(max(1, min($0, 3_600))) }
    let remaining = number("remaining")
    let isRefusal =
      reply.status == 429 || (reply.status == 403 && (retry != nil || remaining == 0))
    return Notice(
      limit: number("limit").map(Int.init(clamping:)),
      remaining: remaining.map(Int.init(clamping:)),
      resetIn: reset, isRefusal: isRefusal, retryAfter: isRefusal ? retry : nil)
  }

  /// What a forge says about a refusal: a text, texts, or texts by field.
  private static func words(in value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text
    case .array(let parts): parts.compactMap(\.string).joined(separator: ", ")
    case .object(let members):
      members.sorted { $0.key < $1.key }.compactMap { key, value in
        let texts = value.string ?? value.array?.compactMap(\.string).joined(separator: ", ")
        return texts.map { "\(key): \($0)" }
      }.joined(separator: ", ")
    default: nil
    }
  }
}
