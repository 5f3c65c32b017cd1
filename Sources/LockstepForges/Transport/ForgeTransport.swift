package import LockstepCore
package import LockstepSystem

/// Carries requests to a forge: within the budget, with the token, and with one meaning for each way
/// in which an exchange can end.
///
/// Nothing is sent twice here, but for what the forge refused unseen: with another token where one was
/// not taken, and to another address of the same server where it says that the thing has moved.
package struct ForgeTransport: Sendable {
  /// The most pages of one list that are read.
  private static let mostPages = 200

  /// The forge's name.
  package let name: String
  /// The addresses that the token may go to: scheme, host and port.
  package let origins: Set<String>
  /// How urgent its requests are.
  package var priority: ForgePriority
  private let http: HTTP
  private let clock: Clock
  private let scheduler: ForgeScheduler
  private let credential: ForgeCredential
  private let dialect: ForgeDialect
  private let cache = ReplyCache()

  /// Carries requests to the servers of `addresses`, and nowhere else.
  package init(
    name: String, addresses: [String], http: HTTP, clock: Clock, scheduler: ForgeScheduler,
    credential: ForgeCredential, dialect: ForgeDialect, priority: ForgePriority = .ordinary
  ) {
    self.name = name
    self.origins = Set(addresses.compactMap { Self.origin(of: $0) })
    self.http = http
    self.clock = clock
    self.scheduler = scheduler
    self.credential = credential
    self.dialect = dialect
    self.priority = priority
  }

  /// Sends a request and returns the answer, whatever its status says of the matter itself.
  ///
  /// Throws ``ForgeError`` of the kinds `unauthorised`, `limited`, `unavailable` and `uncertain`.
  package func send(_ request: ForgeRequest) async throws -> ForgeReply {
    guard let token = try await credential.current() else {
      throw error(.unauthorised, request, "")
    }
    let reply = try await send(request, with: token)
    guard reply.status == 401 else { return reply }
    // A token that is not taken has done nothing.
    if let other = try await credential.renewed(token), other != token {
      let second = try await send(request, with: other)
      if second.status != 401 { return second }
    }
    throw error(.unauthorised, request, dialect.complaint(reply))
  }

  /// Sends a request and returns the answer if the request was carried out; else throws what the status
  /// means in general.
  @discardableResult
  package func fetch(_ request: ForgeRequest) async throws -> ForgeReply {
    try require(try await send(request), request)
  }

  /// Returns the elements of a list, all pages of it; `member` names where they are in a page that is an
  /// object.
  ///
  /// `nil` where the first page answers 404. A page that the list links to elsewhere is refused.
  package func list(
    _ request: ForgeRequest, member: String? = nil
  ) async throws -> [JSONValue]? {
    var request = request
    var elements: [JSONValue] = []
    for page in 1...Self.mostPages {
      let reply = try await send(request)
      if page == 1, reply.status == 404 { return nil }
      let json = try require(reply, request).json
      guard let part = (member.map { json[$0] ?? .null } ?? json).array else {
        throw error(.contractChanged(field: member ?? "list"), request, "")
      }
      elements += part
      guard let next = reply.headers["link"].flatMap({ LinkHeader($0).next }) else {
        return elements
      }
      guard let origin = Self.origin(of: next), origins.contains(origin) else {
        throw error(.contractChanged(field: "Link"), request, "the next page is on another server")
      }
      request.url = next
    }
    throw error(.refused, request, "the list has more than \(Self.mostPages) pages")
  }

  /// Returns `reply` if it is a success; else throws what its status means in general.
  @discardableResult
  package func require(_ reply: ForgeReply, _ request: ForgeRequest) throws -> ForgeReply {
    if reply.isSuccess { return reply }
    let kind: ForgeError.Kind =
      switch reply.status {
      case 401: .unauthorised
      case 403: .forbidden
      case 404, 410, 300..<400: .notFound
      case 409: .conflict
      default: .refused
      }
    throw error(kind, request, dialect.complaint(reply))
  }

  /// Describes a failure of `request`.
  package func error(
    _ kind: ForgeError.Kind, _ request: ForgeRequest, _ detail: String
  ) -> ForgeError {
    ForgeError(
      forge: name, task: request.task, place: request.place, kind: kind, detail: detail)
  }
}

extension ForgeTransport {
  /// Scheme, host and port of an address; `nil` where it is none for HTTP.
  package static func origin(of address: String) -> String? {
    let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[1].isEmpty, !parts[2].isEmpty, !parts[2].contains("@") else {
      return nil
    }
    let scheme = parts[0].lowercased()
    guard scheme == "https:" || scheme == "http:" else { return nil }
    let host = parts[2].prefix { $0 != "?" && $0 != "#" }
    return "\(scheme)//\(host.lowercased())"
  }

  private func send(_ request: ForgeRequest, with token: Secret) async throws -> ForgeReply {
    var address = request.url
    for _ in 0..<4 {
      guard let origin = Self.origin(of: address), origins.contains(origin) else {
        throw error(.refused, request, "it was to go to another server")
      }
      let reply = try await exchange(request, at: address, with: token)
      guard request.cost.isChange, [301, 302, 307, 308].contains(reply.status),
        let next = reply.headers["location"]
      else { return reply }
      // The thing has a new address: what was asked for has not been done.
      address = next
    }
    throw error(.notFound, request, "it is redirected in a circle")
  }

  private func exchange(
    _ request: ForgeRequest, at address: String, with token: Secret
  ) async throws -> ForgeReply {
    var headers = dialect.headers.merging(request.headers) { _, own in own }
    let (field, value) = dialect.authorise(token)
    headers[field] = value
    let known = request.method == "GET" ? cache.reply(for: address, headers: request.headers) : nil
    if let tag = known?.headers["etag"] { headers["If-None-Match"] = tag }
    if request.body != nil { headers["Content-Type"] = "application/json" }

    try await scheduler.begin(request.cost, priority)
    let response: HTTPResponse
    do {
      response = try await http.send(
        HTTPRequest(
          method: request.method, url: address, headers: headers, body: request.body?.bytes(),
          timeout: .seconds(60), responseLimit: 32 << 20))
    } catch {
      scheduler.end(request.cost)
      if error is CancellationError { throw error }
      throw self.error(
        lost(request), request, Explanation(of: error).why.first ?? "\(Explanation(of: error))")
    }
    return try settle(response, to: request, at: address, known: known)
  }

  /// Tells the budget what the answer said, and gives the answer its meaning.
  private func settle(
    _ response: HTTPResponse, to request: ForgeRequest, at address: String, known: ForgeReply?
  ) throws -> ForgeReply {
    let json = try? JSONValue(parsing: response.body)
    let reply = ForgeReply(
      status: response.status, headers: response.headers, body: response.body, json: json ?? .null)
    let notice = dialect.notice(reply, clock.now())
    scheduler.end(
      request.cost,
      report: ForgeLimitReport(
        pool: request.cost.pool, limit: notice.limit, remaining: notice.remaining,
        reset: notice.resetIn.map { clock.elapsed() + $0 }),
      isFree: reply.status == 304)
    if notice.isRefusal {
      // An empty pool holds up only what is counted under it, and the budget knows that by now.
      let wait =
        notice.remaining == 0 && notice.retryAfter == nil
        ? notice.resetIn ?? scheduler.refuse(retryAfter: nil)
        : scheduler.refuse(retryAfter: notice.retryAfter)
      let until = clock.now().adding(.seconds(wait.components.seconds + 1))
      throw error(.limited(until: until), request, dialect.complaint(reply))
    }
    if reply.status >= 500 {
      throw error(lost(request), request, "status \(reply.status)")
    }
    scheduler.accept()
    if reply.status == 304, let known { return known }
    let isRaw = response.headers["content-type"].map { !$0.contains("json") || $0.contains("raw") }
    if reply.isSuccess, json == nil, !response.body.isEmpty, isRaw != true || !isRawWanted(request)
    {
      throw error(lost(request), request, "the answer is no JSON")
    }
    if request.method == "GET" { cache.store(reply, for: address, headers: request.headers) }
    return reply
  }

  private func isRawWanted(_ request: ForgeRequest) -> Bool {
    request.headers["Accept"]?.contains("raw") ?? false
  }

  /// What it means that a request got no usable answer.
  private func lost(_ request: ForgeRequest) -> ForgeError.Kind {
    request.cost.isChange ? .uncertain : .unavailable
  }
}
