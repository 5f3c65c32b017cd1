package import LockstepCore
package import LockstepKit

/// The dashboard: which request gets which answer.
///
/// Nothing is changed by a `GET`: programs that look into messages fetch every link in them.
package struct BoardSite: Sendable {
  private let story: BoardStory
  private let door: BoardDoor
  private let onlyLinks: Bool
  /// The paths under which links of messages arrive.
  private let linkPaths: Set<String>
  private let failed: @Sendable (Explanation) -> Void

  /// Makes the dashboard.
  ///
  /// - Parameters:
  ///   - linkPath: The path of the address that links of messages have, where it is another than
  ///     `/acknowledge`.
  ///   - onlyLinks: Whether it answers links and says whether it is well, and shows nothing else.
  ///   - failed: Gets what a page does not say: why something could not be read or recorded.
  package init(
    _ story: BoardStory, door: BoardDoor, linkPath: String? = nil, onlyLinks: Bool = false,
    failed: @escaping @Sendable (Explanation) -> Void
  ) {
    self.story = story
    self.door = door
    self.onlyLinks = onlyLinks
    linkPaths = Set(["/acknowledge"] + [linkPath].compactMap { $0 })
    self.failed = failed
  }

  /// Answers one request.
  package func answer(_ request: WebRequest) async -> WebResponse {
    if let refusal = door.refusal(of: request) { return refusal }
    do {
      return try await route(request)
    } catch {
      let explanation = Explanation(of: error)
      failed(explanation)
      guard !request.path.hasPrefix("/api/") else {
        return WebResponse(503, ["schema": "lockstep.serve/1", "error": .string(explanation.what)])
      }
      return WebResponse(
        503,
        NoticeSheet(
          "This did not work", explanation.what,
          hints: ["try again; the command line says more: `lockstep status`"]
        ).page)
    }
  }

  private func route(_ request: WebRequest) async throws -> WebResponse {
    let isRead = request.method != "POST"
    if let token = linkToken(in: request) { return try await link(token, isRead: isRead) }
    if request.path == "/health", isRead { return await health() }
    if onlyLinks { return Self.nothing }
    switch request.path {
    case "/" where isRead: return WebResponse(200, StateSheet(try await story.board()).page)
    case "/api/status" where isRead: return WebResponse(200, try await story.board().json)
    case "/api/incidents" where isRead:
      return WebResponse(200, try await story.board().incidents.json)
    default: break
    }
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "incidents",
      let sheet = try await story.sheet(of: String(parts[2]))
    else { return Self.nothing }
    if isRead { return page(of: sheet, 200) }
    return try await take(sheet, request.form)
  }

  private static let nothing = WebResponse(
    404,
    NoticeSheet("There is nothing here", "No page and no incident has this address.").page)

  private func health() async -> WebResponse {
    do {
      let board = try await story.board()
      return WebResponse(
        200,
        [
          "schema": "lockstep.health/1", "state": "ok",
          "open-incidents": .integer(Int64(board.open.count)),
          "failure": board.trouble.map { .string($0.what) } ?? .null,
        ])
    } catch {
      failed(Explanation(of: error))
      return WebResponse(503, ["schema": "lockstep.health/1", "state": "failing"])
    }
  }

  // MARK: - Taking an incident here

  private func take(_ sheet: IncidentSheet, _ form: [String: String]) async throws -> WebResponse {
    guard door.isOpen else {
      return page(of: sheet, 403, remark: "Nothing can be changed here.")
    }
    guard door.admits(form["token"] ?? "") else {
      return page(of: sheet, 403, remark: "This is not the dashboard's token.")
    }
    guard let contact = form["contact"], sheet.contacts.contains(contact) else {
      return page(of: sheet, 400, remark: "Say as whom you take it.")
    }
    _ = try await story.take(sheet.incident.id, as: contact, via: .dashboard)
    guard let after = try await story.sheet(of: sheet.incident.id) else { return Self.nothing }
    return page(of: after, 200)
  }

  private func page(
    of sheet: IncidentSheet, _ status: Int, remark: String? = nil
  ) -> WebResponse {
    WebResponse(
      status, DutySheet(sheet, canTake: door.isOpen, remark: remark).page)
  }

  // MARK: - Links of messages

  /// The token of a link; `nil` where the address is none of a link's. A link without one has an empty one.
  private func linkToken(in request: WebRequest) -> String? {
    let asked = request.query.split(separator: "&").first { $0.hasPrefix("token=") }
      .map { String($0.dropFirst(6)) }
    if linkPaths.contains(request.path) { return asked ?? "" }
    // The configured address may be the server's own, without a path.
    if request.path == "/", let asked { return asked }
    guard let slash = request.path.lastIndex(of: "/"),
      linkPaths.contains(String(request.path[..<slash]))
    else { return nil }
    return String(request.path[request.path.index(after: slash)...])
  }

  private func link(_ token: String, isRead: Bool) async throws -> WebResponse {
    let reading = story.reading(ofLink: token)
    guard case .proved(let claim) = reading else { return refusal(of: reading) }
    guard let sheet = try await story.sheet(of: claim.incident) else {
      return WebResponse(
        404,
        NoticeSheet(
          "\(claim.incident) is not known here yet",
          "The link is good, but the record on this machine does not have the incident.",
          hints: ["open the link again in a few seconds"]
        ).page)
    }
    if isRead { return WebResponse(200, LinkSheet(sheet, claim).page) }
    let taking = try await story.take(claim.incident, as: claim.contact, via: .link)
    guard let after = try await story.sheet(of: claim.incident) else { return Self.nothing }
    if case .closed = taking { return WebResponse(410, LinkSheet(after, claim).page) }
    return WebResponse(200, LinkSheet(after, claim).page)
  }

  private func refusal(of reading: LinkReading) -> WebResponse {
    if case .unprovable(let explanation) = reading { failed(explanation) }
    let (status, sheet) = NoticeSheet.refusing(reading)
    return WebResponse(status, sheet.page)
  }
}
