internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Shows how far a fleet run has come: on a terminal in a few lines that are written anew, else a line
/// for each thing that happens.
final class LiveProgress: Sendable {
  private struct State {
    var progress = FleetRunProgress()
    /// How many lines stand below the last one that stays.
    var drawn = 0
  }

  private let terminal: Terminal
  private let clock: Clock
  private let state = Mutex(State())

  init(on terminal: Terminal, clock: Clock) {
    self.terminal = terminal
    self.clock = clock
  }

  /// How many dependents have their outcome, and of how many.
  var reached: (done: Int, total: Int) {
    state.withLock { ($0.progress.done, $0.progress.total) }
  }

  func take(_ event: FleetRunEvent) {
    state.withLock { state in
      state.progress.take(event, at: clock.elapsed())
      guard terminal.isLive else {
        if let line = event.line { terminal.note(terminal.faint(line)) }
        return
      }
      switch event {
      case .begins, .works: redraw(&state)
      // What stays: the text scrolls away above the lines that change.
      case .ends, .note: redraw(&state, below: event.line)
      }
    }
  }

  /// Runs `body` and keeps the seconds going meanwhile; at the end only what stays is left.
  func whileShown<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    defer { state.withLock { erase(&$0) } }
    guard terminal.isLive else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask { [self] in
        while !Task.isCancelled {
          // Woken up early, it is to end.
          try? await Task.sleep(for: .seconds(1))
          state.withLock { redraw(&$0) }
        }
        return nil
      }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let result = next { return result }
      }
      throw CancellationError()
    }
  }

  // MARK: - Drawing

  private func redraw(_ state: inout State, below line: String? = nil) {
    erase(&state)
    if let line { terminal.note(terminal.faint(line)) }
    let size = Terminal.size
    let lines = state.progress.lines(
      at: clock.elapsed(), width: size.columns - 1, height: min(12, max(2, size.rows / 2)))
    if !lines.isEmpty { terminal.note(lines.joined(separator: "\n")) }
    state.drawn = lines.count
  }

  private func erase(_ state: inout State) {
    guard state.drawn > 0 else { return }
    // To the first column, up, and everything below away.
    terminal.control("\r\u{1B}[\(state.drawn)A\u{1B}[J")
    state.drawn = 0
  }
}

extension Terminal {
  /// Whether lines can be taken back.
  var isLive: Bool { takesBack && !isQuiet }

  /// How large the terminal is that standard error is shown on.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
