import Synchronization

#if canImport(FoundationNetworking)
  import Foundation
  import FoundationNetworking
#else
  import Foundation
#endif

extension HTTP {
  /// The network. A request that changes something gets a connection of its own: when a kept-alive
  /// connection is reset, URLSession sends the request a second time.
  package static let live = HTTP { request in
    try await HTTPExchange(request).run()
  }
}

/// One request and its answer.
private final class HTTPExchange: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var continuation: CheckedContinuation<HTTPResponse, any Error>?
    var response: HTTPURLResponse?
    var body: [UInt8] = []
    var failure: HTTPError?
    var redirects = 0
    var cancelled = false
  }

  private let request: HTTPRequest
  private let host: String
  private let state = Mutex(State())

  init(_ request: HTTPRequest) {
    self.request = request
    self.host = URL(string: request.url)?.host ?? request.url
  }

  func run() async throws -> HTTPResponse {
    guard let url = URL(string: request.url), let scheme = url.scheme?.lowercased(),
      scheme == "https" || scheme == "http", url.host != nil
    else { throw HTTPError.badAddress(request.url) }
    var message = URLRequest(url: url)
    message.httpMethod = request.method
    for (name, value) in request.headers { message.setValue(value, forHTTPHeaderField: name) }
    if let body = request.body { message.httpBody = Data(body) }
    message.cachePolicy = .reloadIgnoringLocalCacheData

    let configuration = URLSessionConfiguration.ephemeral
    let seconds = Double(request.timeout.components.seconds)
    configuration.timeoutIntervalForRequest = max(1, seconds)
    configuration.timeoutIntervalForResource = max(1, seconds)
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    let task = session.dataTask(with: message)
    // The session holds its delegate until it is invalidated.
    defer { session.finishTasksAndInvalidate() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let cancelled = state.withLock { state in
          if !state.cancelled { state.continuation = continuation }
          return state.cancelled
        }
        if cancelled {
          continuation.resume(throwing: CancellationError())
        } else {
          task.resume()
        }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        state.cancelled = true
        defer { state.continuation = nil }
        return state.continuation
      }
      task.cancel()
      waiting?.resume(throwing: CancellationError())
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let allowed = request.isReading ? request.redirects : 0
    let follow = state.withLock { state in
      state.redirects += 1
      // Nobody is led from an encrypted connection to an open one.
      let downgrade =
        task.originalRequest?.url?.scheme == "https" && newRequest.url?.scheme != "https"
      if downgrade || (state.redirects > allowed && allowed > 0) {
        state.failure = .redirected(host: host)
        return false
      }
      return state.redirects <= allowed
    }
    guard follow else { return completionHandler(nil) }
    var next = newRequest
    if next.url?.host != task.originalRequest?.url?.host {
      // A token is for the host that it was given to.
      next.setValue(nil, forHTTPHeaderField: "Authorization")
    }
    completionHandler(next)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    state.withLock { $0.response = response as? HTTPURLResponse }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let tooLarge = state.withLock { state in
      guard state.body.count + data.count <= request.responseLimit else {
        state.failure = .responseTooLarge(host: host, limit: request.responseLimit)
        return true
      }
      state.body.append(contentsOf: data)
      return false
    }
    if tooLarge { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let (continuation, result) = state.withLock { state in
      defer { state.continuation = nil }
      return (state.continuation, Self.result(of: state, error: error, host: host))
    }
    continuation?.resume(with: result)
  }

  private static func result(
    of state: State, error: (any Error)?, host: String
  ) -> Result<HTTPResponse, any Error> {
    if let failure = state.failure { return .failure(failure) }
    if let error {
      return .failure(HTTPError.unreachable(host: host, reason: error.localizedDescription))
    }
    guard let response = state.response else {
      return .failure(HTTPError.unreachable(host: host, reason: "the answer was not HTTP"))
    }
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      guard let name = name as? String, let value = value as? String else { continue }
      headers[name.lowercased()] = value
    }
    return .success(
      HTTPResponse(status: response.statusCode, headers: headers, body: state.body))
  }
}
