import FlyingFox
import LockstepCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// FlyingFox has a type of the same name.
private typealias JSON = LockstepCore.JSONValue

/// Answers the requests of a ``LoopbackRegistry``.
struct LoopbackHandler: HTTPHandler {
  let store: LoopbackStore

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let authorized = request.headers[.authorization] == LoopbackRegistry.token
    let body = Array(try await request.bodyData)
    let response = await answer(request, body: body, authorized: authorized)
    await store.note(
      LoopbackRequest(
        method: request.method.rawValue, path: request.path, authorized: authorized,
        status: response?.statusCode.code ?? 0))
    // A web socket whose handler gives up makes the server close the connection without a byte.
    return response ?? HTTPResponse(webSocket: LoopbackHangUp())
  }

  private func answer(
    _ request: HTTPRequest, body: [UInt8], authorized: Bool
  ) async -> HTTPResponse? {
    let behaviour = await store.behaviour
    let parts = request.path.split(separator: "/").map(String.init)
    guard !behaviour.authenticationRequired || authorized else {
      return Self.reply(
        401, #"{"errors":[{"detail":"a token is needed"}]}"#,
        headers: [HTTPHeader("WWW-Authenticate"): #"Cargo login_url="http://127.0.0.1/me""#])
    }
    if request.method == .GET {
      return await get(parts, request: request, behaviour: behaviour)
    }
    guard parts.prefix(3) == ["api", "v1", "crates"] else { return Self.reply(404, "") }
    guard authorized else { return Self.failure(403, "this token is not valid") }
    if request.method == .PUT, parts == ["api", "v1", "crates", "new"] {
      return await publish(body, behaviour: behaviour)
    }
    guard parts.count == 6,
      (request.method == .DELETE && parts[5] == "yank")
        || (request.method == .PUT && parts[5] == "unyank")
    else { return Self.reply(404, "") }
    return await store.setYanked(parts[5] == "yank", parts[3], parts[4])
      ? Self.reply(200, #"{"ok":true}"#) : Self.failure(404, "there is no such version")
  }

  private func get(
    _ parts: [String], request: HTTPRequest, behaviour: LoopbackBehaviour
  ) async -> HTTPResponse {
    if parts == ["index", "config.json"] {
      let host = request.headers[.host] ?? "127.0.0.1"
      var members: [String: JSON] = [
        "dl": .string("http://\(host)/crates/{crate}-{version}.crate"),
        "api": .string("http://\(host)"),
      ]
      if behaviour.authenticationRequired { members["auth-required"] = .boolean(true) }
      return Self.reply(200, String(decoding: JSON.object(members).bytes(), as: UTF8.self))
    }
    if parts.first == "index" {
      let path = parts.dropFirst().joined(separator: "/")
      guard let file = await store.indexFile(atPath: path) else { return Self.reply(404, "") }
      let headers = [HTTPHeader("ETag"): file.tag]
      if request.headers[HTTPHeader("If-None-Match")] == file.tag {
        return Self.reply(304, "", headers: headers)
      }
      return Self.reply(200, String(decoding: file.body, as: UTF8.self), headers: headers)
    }
    if parts.count == 2, parts[0] == "crates", parts[1].hasSuffix(".crate"),
      let crate = await store.crate(named: String(parts[1].dropLast(6)))
    {
      return HTTPResponse(statusCode: .ok, body: Data(crate))
    }
    return Self.reply(404, "")
  }

  /// Takes an upload in, or not; `nil` for a connection that is closed without an answer.
  private func publish(_ body: [UInt8], behaviour: LoopbackBehaviour) async -> HTTPResponse? {
    guard let upload = LoopbackUpload(parsing: body) else {
      return Self.failure(400, "the body is not an upload")
    }
    switch behaviour.publishing {
    case .refusing(let status, let detail): return Self.failure(status, detail)
    case .limiting(let seconds):
      var response = Self.failure(429, "too many uploads")
      response.headers[HTTPHeader("Retry-After")] = "\(seconds)"
      return response
    case .resetting: return nil
    case .accepting, .acceptingThenFailing, .acceptingThenResetting: break
    }
    guard await store.store(upload) else {
      return Self.failure(409, "\(upload.name) \(upload.version) was uploaded before")
    }
    switch behaviour.publishing {
    case .acceptingThenFailing(let status): return Self.failure(status, "something went wrong")
    case .acceptingThenResetting: return nil
    default:
      return Self.reply(
        200, #"{"warnings":{"invalid_categories":[],"invalid_badges":[],"other":[]}}"#)
    }
  }

  private static func failure(_ status: Int, _ detail: String) -> HTTPResponse {
    let body = JSON.object([
      "errors": .array([.object(["detail": .string(detail)])])
    ])
    return reply(status, String(decoding: body.bytes(), as: UTF8.self))
  }

  private static func reply(
    _ status: Int, _ body: String, headers: [HTTPHeader: String] = [:]
  ) -> HTTPResponse {
    let phrases = [
      200: "OK", 304: "Not Modified", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
      404: "Not Found", 409: "Conflict", 429: "Too Many Requests", 500: "Internal Server Error",
    ]
    return HTTPResponse(
      statusCode: HTTPStatusCode(status, phrase: phrases[status] ?? "Status"),
      headers: HTTPHeaders(headers), body: Data(body.utf8))
  }
}

/// Hangs up instead of answering.
private struct LoopbackHangUp: WSHandler {
  struct HangUp: Error {}

  func makeFrames(
    for client: AsyncThrowingStream<WSFrame, any Error>
  ) async throws -> AsyncStream<WSFrame> {
    throw HangUp()
  }
}
