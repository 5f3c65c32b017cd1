import Dispatch
import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@testable import LockstepDashboard

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The server over real sockets, with clients that no browser is.
@Suite(.timeLimit(.minutes(1))) struct WebServerTests {
  private static let patience = Duration.seconds(10)

  /// Serves by a clock that stands still but where `body` moves it.
  private static func serving<Result: Sendable>(
    _ body: @escaping @Sendable (UInt16, StepClock) async throws -> Result
  ) async throws -> Result {
    let port = Mutex<UInt16>(0)
    let clock = StepClock()
    let server = WebServer(
      at: try WebAddress(parsing: "0"), called: "this", patience: patience, clock: clock.clock
    ) { request in
      WebResponse(200, "\(request.method) \(request.path) \(request.body.count)\n")
    }
    return try await server.whileServing {
      address in
      port.withLock { $0 = address.port }
    } _: {
      try await body(port.withLock(\.self), clock)
    }
  }

  @Test(
    arguments: [
      ("GET /a HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "GET /a 0\n"),
      ("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxy", "HTTP/1.1 200 OK", "POST /a 2\n"),
      ("HEAD /a HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "\r\n\r\n"),
      ("nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request", "this is no request of HTTP/1.1\n"),
      (
        "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 100_000),
        "HTTP/1.1 431 Request Header Fields Too Large", "the headers are too long\n"
      ),
    ] as [(String, String, String)])
  func `every client gets one answer, and whoever sends without an end is heard no longer`(
    sent: String, status: String, end: String
  ) async throws {
    let answer = try await Self.serving { port, _ in
      try await RawClient.exchange(sent, port: port)
    }
    #expect(answer.hasPrefix(status), "\(answer)")
    #expect(answer.hasSuffix(end), "\(answer)")
  }

  @Test(arguments: ["", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nxy"])
  func `who does not come to an end is told so`(sent: String) async throws {
    let answer = try await Self.serving { port, clock in
      async let answer = RawClient.exchange(sent, port: port)
      await clock.sleepers(1)
      clock.advance(by: Self.patience)
      return try await answer
    }
    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout"), "\(answer)")
    #expect(answer.hasSuffix("the request did not arrive in time\n"), "\(answer)")
  }

  @Test func `many who say nothing keep nobody out for longer than that`() async throws {
    let answer = try await Self.serving { port, clock in
      let idle = (0..<WebServer.connections).map { _ in RawClient(port: port) }
      async let answer = RawClient.exchange("GET /a HTTP/1.1\r\n\r\n", port: port)
      await clock.sleepers(idle.count)
      clock.advance(by: Self.patience)
      // Now they are told, and as long as they do not hear that they hold their places.
      await clock.sleepers(idle.count)
      clock.advance(by: Self.patience)
      let heard = try await answer
      withExtendedLifetime(idle) {}
      return heard
    }
    #expect(answer.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
  }

  @Test func `a port that is taken is told`() async throws {
    try await Self.serving { port, _ in
      let second = WebServer(at: WebAddress(host: "127.0.0.1", port: port), called: "the other") {
        _ in WebResponse(200, "")
      }
      let error = await #expect(throws: ExplainedFailure.self) {
        try await second.whileServing {}
      }
      #expect(error?.explanation.what == "the other cannot listen at 127.0.0.1:\(port)")
    }
  }
}

/// A socket that says what it is told to.
final class RawClient: Sendable {
  private let descriptor: Int32

  /// Connects to a port of this machine.
  init(port: UInt16) {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends a text and returns what is answered until the other side ends.
  ///
  /// On a thread of its own: one of those that tasks share must not wait for another one's work.
  static func exchange(_ text: String, port: UInt16) async throws -> String {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: RawClient(port: port).exchange(text))
      }
    }
  }

  private func exchange(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard send(descriptor, bytes, bytes.count, 0) == bytes.count else { return "not sent" }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
