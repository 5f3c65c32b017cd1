import LockstepCore

extension ForgeDialect {
  /// GitHub's: version 2022-11-28 of its REST interface, limits in `x-ratelimit-*` and `retry-after`.
  static func github(userAgent: String) -> ForgeDialect {
    ForgeDialect(
      headers: [
        "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": userAgent,
      ],
      authorise: { ("Authorization", "Bearer \($0.reveal())") },
      notice: githubNotice, complaint: githubComplaint)
  }

  @Sendable private static func githubNotice(_ reply: ForgeReply, _ now: Timestamp) -> Notice {
    func number(_ field: String) -> Int64? { reply.headers[field].flatMap { Int64($0) } }
    let remaining = number("x-ratelimit-remaining")
    // The moment is in whole seconds, as is the clock.
    let reset = number("x-ratelimit-reset").map {
      Duration.seconds(max(0, min($0 - now.secondsSince1970, 86_400)) + 1)
    }
    let retry = number("retry-after").map { Duration.seconds(max(1, min($0, 86_400))) }
    let isRefusal =
      switch reply.status {
      case 429: true
      case 403: retry != nil || remaining == 0 || isAboutLimits(reply)
      case 200:
        (reply.json["errors"]?.array ?? []).contains { $0["type"]?.string == "RATE_LIMITED" }
      default: false
      }
    return Notice(
      limit: number("x-ratelimit-limit").map(Int.init(clamping:)),
      remaining: remaining.map(Int.init(clamping:)), resetIn: reset, isRefusal: isRefusal,
      retryAfter: isRefusal ? retry : nil)
  }

  /// The one refusal that carries no header and no code: the secondary limit, told apart from a missing
  /// permission by the page that it points to, or its words.
  private static func isAboutLimits(_ reply: ForgeReply) -> Bool {
    let page = reply.json["documentation_url"]?.string ?? ""
    let words = reply.json["message"]?.string?.lowercased() ?? ""
    return page.contains("rate-limits") || words.contains("secondary rate limit")
  }

  @Sendable private static func githubComplaint(_ reply: ForgeReply) -> String {
    let errors = reply.json["errors"]?.array ?? []
    let details = errors.prefix(3).compactMap { $0["message"]?.string ?? $0["code"]?.string }
    let message = reply.json["message"]?.string
    return ([message].compactMap { $0 } + details).joined(separator: "; ")
  }
}
