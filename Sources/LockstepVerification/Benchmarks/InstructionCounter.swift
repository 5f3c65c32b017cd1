import LockstepCore
package import LockstepSystem

/// Counts the instructions that a program executes.
package enum InstructionCounter: String, Hashable, Sendable {
  /// The processor's own counters, read by `perf stat`.
  case perf
  /// Valgrind's simulation: everywhere available, and some fifty times slower.
  case callgrind

  private static let log = "instructions"

  /// Finds out which way of counting this machine lets us use.
  ///
  /// - Parameter scratch: A folder that a trial may write to.
  /// - Throws: An explained error where there is none.
  package static func find(on host: Host, scratch: String) async throws -> InstructionCounter {
    var reasons: [String] = []
    for counter in [InstructionCounter.perf, .callgrind] {
      do {
        let name = host.identifiers()
        try await ScratchFolder.with(in: scratch, name: name) { folder in
          let trial = Invocation(
            program: "true", environment: ["PATH": host.environment["PATH"] ?? "", "LC_ALL": "C"],
            directory: folder, timeout: .seconds(60))
          let result = try await host.processes.run(counter.counting(trial, into: folder))
          guard result.succeeded else {
            throw ExplainedFailure("it ended with \(result.termination.words)")
          }
          _ = try counter.count(in: folder)
        }
        return counter
      } catch let error as any ExplainedError {
        reasons.append("\(counter.rawValue): \(error.explanation.what)")
      }
    }
    throw ExplainedFailure(
      "this machine cannot count instructions", why: reasons,
      hints: [
        "install valgrind, or allow perf: `sysctl kernel.perf_event_paranoid=1`",
        "or measure time: `--measure time`",
      ])
  }

  /// The run that counts while `invocation` works; the counts go to `folder`.
  func counting(_ invocation: Invocation, into folder: String) -> Invocation {
    var counted = invocation
    let log = Files.join(folder, Self.log)
    switch self {
    case .perf:
      counted.arguments = [
        "stat", "--event=instructions:u", "--field-separator=,", "--output=\(log)", "--",
        invocation.program,
      ]
    case .callgrind:
      // A log for each process, so that what a child executes counts as well.
      counted.arguments = [
        "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes",
        "--log-file=\(log).%p", "--", invocation.program,
      ]
    }
    counted.program = self == .perf ? "perf" : "valgrind"
    counted.arguments += invocation.arguments
    return counted
  }

  /// Reads the counts of a run.
  func count(in folder: String) throws -> Double {
    var total = 0.0
    for name in try Files.list(folder) where name.hasPrefix(Self.log) {
      let bytes = try Files.read(Files.join(folder, name), limit: 16 << 20) ?? []
      total += count(of: String(decoding: bytes, as: UTF8.self))
    }
    guard total > 0 else { throw ExplainedFailure("it counted nothing") }
    return total
  }

  /// The count that one log tells; 0 where it tells none.
  func count(of log: String) -> Double {
    for line in log.split(separator: "\n") {
      switch self {
      case .perf:
        // `12345,,instructions:u,…`; `<not supported>` where the machine does not count.
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        if fields.count > 2, fields[2].hasPrefix("instructions"), let count = Double(fields[0]) {
          return count
        }
      case .callgrind:
        // `==123== Collected : 297856`
        guard let found = line.firstRange(of: "Collected :") else { continue }
        let word = line[found.upperBound...].split(separator: " ").first
        if let count = word.flatMap({ Double($0) }) { return count }
      }
    }
    return 0
  }
}
