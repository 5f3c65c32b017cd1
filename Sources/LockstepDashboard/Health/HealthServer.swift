package import LockstepCore

/// A small server that says over HTTP whether a service is well: `GET /health`, 200 or 503, with JSON.
///
/// It changes nothing and shows no secrets. It listens where it is told to; a bare port means this very
/// machine alone.
package struct HealthServer: Sendable {
  private let server: WebServer

  /// Prepares a server; `report` is asked at each request.
  package init(
    at address: WebAddress, report: @escaping @Sendable () -> (isWell: Bool, json: JSONValue)
  ) {
    server = WebServer(at: address, called: "the health endpoint") { request in
      guard request.path == "/health" else { return WebResponse(404, "there is only /health\n") }
      guard ["GET", "HEAD"].contains(request.method) else {
        return WebResponse(405, "it can only be read\n", headers: ["Allow": "GET, HEAD"])
      }
      let (isWell, json) = report()
      return WebResponse(isWell ? 200 : 503, json)
    }
  }

  /// Serves while `body` runs, and not before it listens.
  ///
  /// - Parameter listening: Gets the address that it listens at, with its real port.
  /// - Throws: What `body` throws; an explained error where it cannot listen.
  package func whileServing<Result: Sendable>(
    listening: @Sendable (WebAddress) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await server.whileServing(listening: listening, body)
  }
}
