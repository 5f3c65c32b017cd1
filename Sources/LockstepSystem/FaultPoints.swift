import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The places at which a crash is interesting: around every effect, and between the two halves of
/// every journal entry.
///
/// A testing aid. With `LOCKSTEP_FAULT_AT=<n>` in the environment the process kills itself
/// (`SIGKILL`, nothing is cleaned up) at the n-th place that it reaches, counted from one; with
/// `LOCKSTEP_FAULT_AT=<label>#<n>` at the n-th place of that label, which names the same place each
/// time also where several children are at work at once. With `LOCKSTEP_FAULT_LOG=<file>` it appends
/// the label of each place that it reaches to that file, one a line. Without either variable a place
/// costs nothing.
package struct FaultPoints: Sendable {
  /// Says that the place with this label was reached.
  package var reached: @Sendable (String) -> Void

  /// Reports places to `reached`.
  package init(reached: @escaping @Sendable (String) -> Void) {
    self.reached = reached
  }

  /// Nothing ever happens.
  package static let none = FaultPoints { _ in }

  /// Reads the two variables from `environment`.
  package static func configured(by environment: [String: String]) -> FaultPoints {
    let fatal = environment["LOCKSTEP_FAULT_AT"].flatMap(FatalPlace.init(parsing:))
    let log = environment["LOCKSTEP_FAULT_LOG"].flatMap { $0.isEmpty ? nil : $0 }
    guard fatal != nil || log != nil else { return .none }
    let counter = FaultCounter(fatal: fatal, log: log)
    return FaultPoints { counter.reach($0) }
  }
}

/// The place at which the process dies.
private struct FatalPlace {
  /// Only places of this label count; all do where it is `nil`.
  var label: Substring?
  /// Counted from one.
  var number: Int

  /// Reads `<n>` and `<label>#<n>`.
  init?(parsing text: String) {
    guard let mark = text.lastIndex(of: "#") else {
      guard let number = Int(text) else { return nil }
      self.number = number
      return
    }
    guard let number = Int(text[text.index(after: mark)...]) else { return nil }
    self.label = text[..<mark]
    self.number = number
  }
}

/// Counts the places that were reached, and dies at the chosen one.
private final class FaultCounter: Sendable {
  private let count = Mutex(0)
  private let fatal: FatalPlace?
  private let log: String?

  init(fatal: FatalPlace?, log: String?) {
    self.fatal = fatal
    self.log = log
  }

  func reach(_ label: String) {
    // Log and death under one lock: the log's lines are the order of the count.
    count.withLock { count in
      if let log { Self.append(label, to: log) }
      guard let fatal, fatal.label.map({ $0 == label }) ?? true else { return }
      count += 1
      guard count == fatal.number else { return }
      _ = kill(getpid(), SIGKILL)
      while true { _ = pause() }
    }
  }

  private static func append(_ label: String, to path: String) {
    let descriptor = SystemCall.retrying {
      open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else { return }
    let line = Array("\(label)\n".utf8)
    _ = SystemCall.retrying { write(descriptor, line, line.count) }
    _ = close(descriptor)
  }
}
