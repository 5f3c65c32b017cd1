import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct HTTPTests {
  @Test
  func `any status is an answer`() async throws {
    let server = try CannedServer(answers: [
      "/missing": "HTTP/1.1 404 Not Found\r\nX-Kind: Gone\r\nContent-Length: 4\r\n\r\nnope"
    ])
    defer { server.stop() }
    let response = try await HTTP.live.send(
      HTTPRequest(url: "\(server.address)/missing", headers: ["X-Ask": "1"]))
    #expect(response.status == 404)
    #expect(response.headers["x-kind"] == "Gone")
    #expect(response.body == Array("nope".utf8))
    #expect(server.requests.contains { $0.contains("X-Ask: 1") })
  }

  @Test
  func `a body is sent once, on a connection of its own`() async throws {
    let server = try CannedServer(answers: [
      "/post": "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ])
    defer { server.stop() }
    let response = try await HTTP.live.send(
      HTTPRequest(method: "POST", url: "\(server.address)/post", body: Array("hello".utf8)))
    #expect(response.status == 201)
    #expect(server.requests.count == 1)
    #expect(server.requests.first?.hasPrefix("POST /post") == true)
  }

  @Test
  func `redirections are followed for reading only, and not for ever`() async throws {
    let server = try CannedServer(answers: [
      "/once": "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
      "/there": "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      "/loop": "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n",
    ])
    defer { server.stop() }
    let read = try await HTTP.live.send(HTTPRequest(url: "\(server.address)/once"))
    #expect(read.body == Array("ok".utf8))
    let written = try await HTTP.live.send(
      HTTPRequest(method: "POST", url: "\(server.address)/once", body: []))
    #expect(written.status == 302)
    await #expect(throws: HTTPError.redirected(host: "127.0.0.1")) {
      try await HTTP.live.send(HTTPRequest(url: "\(server.address)/loop"))
    }
  }

  @Test
  func `an answer that is too large, or never comes, is an error`() async throws {
    let large = String(repeating: "x", count: 10_000)
    let server = try CannedServer(answers: [
      "/large": "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n\(large)",
      "/silent": "",
    ])
    defer { server.stop() }
    await #expect(throws: HTTPError.responseTooLarge(host: "127.0.0.1", limit: 100)) {
      try await HTTP.live.send(HTTPRequest(url: "\(server.address)/large", responseLimit: 100))
    }
    await #expect(throws: HTTPError.self) {
      try await HTTP.live.send(
        HTTPRequest(url: "\(server.address)/silent", timeout: .seconds(1)))
    }
  }

  @Test(arguments: ["", "ftp://a/b", "file:///etc/passwd", "no scheme", "http://"])
  func `only http addresses are asked`(address: String) async {
    await #expect(throws: HTTPError.badAddress(address)) {
      try await HTTP.live.send(HTTPRequest(url: address))
    }
  }

  @Test
  func `nobody there is said as such`() async throws {
    let server = try CannedServer(answers: [:])
    let address = server.address
    server.stop()
    let error = await #expect(throws: HTTPError.self) {
      try await HTTP.live.send(HTTPRequest(url: address, timeout: .seconds(5)))
    }
    #expect(error?.explanation.what.contains("could not be reached") == true)
  }
}

/// A server on the loopback that answers each path with the same bytes; an empty answer never ends.
private final class CannedServer: Sendable {
  let address: String
  private let listener: Int32
  private struct State {
    var requests: [String] = []
    var kept: [Int32] = []
    var isStopped = false
  }
  private let state = Mutex(State())

  var requests: [String] { state.withLock { $0.requests } }

  init(answers: [String: String]) throws {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let listener = socket(AF_INET, kind, 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    try #require(bound)
    self.listener = listener
    address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
    let thread = Worker { [self] in
      while !state.withLock(\.isStopped) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        answer(connection, answers)
      }
      // Only here: somebody else's socket may have its number next, and would be accepted from.
      _ = close(listener)
    }
    thread.start()
  }

  func stop() {
    let kept = state.withLock { state in
      state.isStopped = true
      return state.kept
    }
    _ = shutdown(listener, Int32(SHUT_RDWR))
    for connection in kept { _ = close(connection) }
  }

  private func answer(_ connection: Int32, _ answers: [String: String]) {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !String(decoding: received, as: UTF8.self).contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // Nobody asked for anything, so nobody is answered.
        _ = close(connection)
        return
      }
      received += buffer[..<count]
    }
    let text = String(decoding: received, as: UTF8.self)
    let path = text.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
    let answer = answers[path] ?? "HTTP/1.1 500 Unknown\r\nContent-Length: 0\r\n\r\n"
    state.withLock { $0.requests.append(text) }
    guard !answer.isEmpty else { return state.withLock { $0.kept.append(connection) } }
    let bytes = Array(answer.utf8)
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    _ = shutdown(connection, Int32(SHUT_WR))
    // Until the other side has read everything and closed.
    while recv(connection, &buffer, buffer.count, 0) > 0 {}
    _ = close(connection)
  }
}

/// A thread of its own: the server waits in system calls, which no task may do.
private struct Worker: Sendable {
  let body: @Sendable () -> Void

  func start() {
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    var thread = pthread_t()
    _ = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
        return nil
      }, context)
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
