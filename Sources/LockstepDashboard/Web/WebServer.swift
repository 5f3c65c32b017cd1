internal import FlyingSocks
internal import LockstepCore
package import LockstepSystem

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A small server of HTTP/1.1: one request, one answer, and the connection is closed.
///
/// What a stranger can make it do is bounded: the bytes of a request, the time that it takes to arrive and
/// that the answer takes to leave, and the connections at once; who comes when all are taken waits in the
/// system's queue.
package struct WebServer: Sendable {
  private let address: WebAddress
  private let title: String
  private let answer: @Sendable (WebRequest) async -> WebResponse
  private let limits = WebRequestReader.Limits()

  /// How long a request may take to arrive, and an answer to leave.
  private let patience: Duration
  private let clock: Clock
  /// How many are heard at once.
  static let connections = 64

  /// Prepares a server.
  ///
  /// - Parameters:
  ///   - title: What it is, for the error where it cannot listen.
  ///   - patience: How long a request may take to arrive, and an answer to leave.
  ///   - clock: What patience is measured by.
  ///   - answer: Answers one request; several at once.
  package init(
    at address: WebAddress, called title: String, patience: Duration = .seconds(10),
    clock: Clock = .live, answer: @escaping @Sendable (WebRequest) async -> WebResponse
  ) {
    self.address = address
    self.title = title
    self.patience = patience
    self.clock = clock
    self.answer = answer
  }

  /// Serves while `body` runs, and not before it listens.
  ///
  /// - Parameter listening: Gets the address that it listens at, with its real port.
  /// - Throws: What `body` throws; an explained error where it cannot listen.
  package func whileServing<Result: Sendable>(
    listening: @Sendable (WebAddress) -> Void = { _ in },
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let pool = SocketPool.make()
    let socket: Socket
    let listener: AsyncSocket
    do {
      try await pool.prepare()
      socket = try address.listen()
      listener = try AsyncSocket(socket: socket, pool: pool)
    } catch {
      throw ExplainedFailure(
        "\(title) cannot listen at \(address)", why: ["\(error)"],
        hints: ["is the port taken? name another one"])
    }
    defer { Self.close(socket) }
    Self.keepFromChildren(socket)
    listening(WebAddress(host: address.host, port: try socket.sockname().port ?? address.port))
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await pool.run()
        return nil
      }
      group.addTask {
        await accept(from: listener)
        return nil
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let next { return next }
      }
      throw CancellationError()
    }
  }

  // MARK: - Connections

  /// Takes connections until the task is cancelled.
  private func accept(from listener: AsyncSocket) async {
    await withTaskGroup(of: Void.self) { group in
      var open = 0
      while !Task.isCancelled {
        if open >= Self.connections {
          await group.next()
          open -= 1
        }
        do {
          let socket = try await listener.accept()
          Self.keepFromChildren(socket.socket)
          open += 1
          group.addTask { await converse(socket) }
        } catch {
          // Whoever left before they were heard, or a machine that has no file left for a moment.
          do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
        }
      }
    }
  }

  private func converse(_ socket: AsyncSocket) async {
    defer { Self.close(socket.socket) }
    // Whoever goes away in the middle hears nothing any more, and nobody else is told of it.
    do {
      let response: WebResponse
      var isHead = false
      switch try await clock.within(patience, { try await read(from: socket) }) {
      case .success(let request)?:
        isHead = request.method == "HEAD"
        response = await answer(request)
      case .failure(let refused)?: response = refused.response
      case nil: response = WebResponse(408, "the request did not arrive in time\n")
      }
      let bytes = Data(response.bytes(isHead: isHead))
      _ = try await clock.within(patience) {
        try await socket.write(bytes)
        try await Self.settle(socket)
      }
    } catch {
      return
    }
  }

  private func read(from socket: AsyncSocket) async throws
    -> Swift.Result<
      WebRequest, WebRequestRefused
    >
  {
    var reader = WebRequestReader(limits: limits)
    while true {
      let bytes = try await socket.read(atMost: 4_096)
      do throws(WebRequestRefused) {
        if let request = try reader.take(bytes) { return .success(request) }
      } catch {
        return .failure(error)
      }
    }
  }

  /// Says that nothing follows, and reads a little of what still comes: a connection that is closed with
  /// unread bytes is reset, and the answer with it.
  private static func settle(_ socket: AsyncSocket) async throws {
    #if canImport(Glibc)
      _ = Glibc.shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
    #else
      _ = Darwin.shutdown(socket.socket.file.rawValue, SHUT_WR)
    #endif
    var left = 256 << 10
    while left > 0 { left -= try await socket.read(atMost: 4_096).count }
  }

  /// Programs that are started meanwhile have nothing to do with it.
  private static func keepFromChildren(_ socket: Socket) {
    _ = fcntl(socket.file.rawValue, F_SETFD, FD_CLOEXEC)
  }

  /// A socket that does not close is closed already.
  private static func close(_ socket: Socket) {
    try? socket.close()
  }
}
