import Foundation
import LockstepCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that serves tests: it says in its first line where it listens, as a JSON object, and ends when its
/// standard input does, and so at the latest with this process.
package final class LoopbackProgram: Sendable {
  private struct State {
    var process: Process?
    var input: FileHandle?
    var firstLine: Result<String, any Error>?
    var waiting: CheckedContinuation<String, any Error>?
  }

  private let state = Mutex(State())

  /// Starts the program.
  package init(program: String, arguments: [String]) throws {
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    for handle in [input.fileHandleForWriting, output.fileHandleForReading] {
      // Other children must not hold the pipe open: the server would outlive us.
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let writing = input.fileHandleForWriting
    state.withLock { state in
      state.process = process
      state.input = writing
    }
    let reading = output.fileHandleForReading
    let descriptor = reading.fileDescriptor
    let thread = Thread { [weak self] in
      Self.read(descriptor) { self?.settle($0) }
      withExtendedLifetime(reading) {}
    }
    thread.start()
  }

  /// The first line that it printed; throws where it ended before.
  package func firstLine() async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      let line = state.withLock { state in
        if state.firstLine == nil { state.waiting = continuation }
        return state.firstLine
      }
      if let line { continuation.resume(with: line) }
    }
  }

  /// Lets it end.
  package func end() {
    let input = state.withLock { state in
      defer { state.input = nil }
      return state.input
    }
    // Its end is what the server waits for; where it is gone already there is nothing to close.
    try? input?.close()
  }

  private func settle(_ line: Result<String, any Error>) {
    let waiting = state.withLock { state in
      state.firstLine = line
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(with: line)
  }

  /// Reads to the end, so that the server never waits for a reader; hands over the first line.
  private static func read(_ descriptor: Int32, first: (Result<String, any Error>) -> Void) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var begun: [UInt8]? = []
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
      #else
        let count = Darwin.read(descriptor, &buffer, buffer.count)
      #endif
      if count <= 0 { break }
      guard var text = begun else { continue }
      text += buffer[..<count]
      begun = text
      if text.first == UInt8(ascii: "{"), let end = text.firstIndex(of: UInt8(ascii: "\n")) {
        first(.success(String(decoding: text[..<end], as: UTF8.self)))
        begun = nil
      }
    }
    if let begun {
      let said = String(decoding: begun, as: UTF8.self)
      first(.failure(ExplainedFailure("a server for tests did not start", why: [said])))
    }
  }
}
