import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepWorkflow

/// Replays a ledger of many events, and appends the outcomes of a wave to it.
///
/// The ledger stands in a repository of its own with a bare remote beside it, as in real life: each
/// append is pushed and then recorded locally.
struct LedgerBenchmark {
  private let directory: String
  private let events: Int
  private let wave: Int
  private let host = Host.live()

  init(_ arguments: inout Arguments) throws {
    directory = try arguments.value("directory")
    events = arguments.number("events", else: 10_000)
    wave = arguments.number("wave", else: 1_000)
  }

  func run() async throws {
    let remote = "\(directory)/remote.git"
    _ = try await GitRepository.initialise(at: remote, bare: true, host: host)
    let repository = try await GitRepository.initialise(
      at: "\(directory)/clone.git", bare: true, host: host)
    let address = try RemoteAddress(parsing: remote)
    func ledger() -> Ledger {
      Ledger(
        repository: repository, remote: address,
        author: Author(name: "Benchmark", email: "benchmark@example.invalid", host: "here"),
        command: ["lockstep", "rollback"], host: host, sign: false)
    }

    let writer = ledger()
    var written = 0
    while written < events {
      let count = min(wave, events - written)
      _ = try await writer.append(drafts(count, from: written))
      written += count
    }

    let appending = try await measured { _ = try await writer.append(drafts(wave, from: written)) }

    // A new view has read nothing yet: this is what `status` does.
    var operations = 0
    let replaying = try await measured {
      let history = try await ledger().history()
      operations = OperationLog(history).operations.count
      guard history.entries.count == events + wave else {
        throw ExplainedFailure("\(history.entries.count) events were read, not \(events + wave)")
      }
    }
    let result = JSONValue.object([
      "events": .integer(Int64(events + wave)),
      "operations": .integer(Int64(operations)),
      "replaySeconds": .number(replaying),
      "appendSeconds": .number(appending),
      "appendedPerSecond": .number(Double(wave) / appending),
    ])
    print(String(decoding: result.bytes(pretty: true), as: UTF8.self))
  }

  /// The outcomes of pushes, as a rollback records them.
  private func drafts(_ count: Int, from first: Int) -> [EventDraft] {
    (first..<first + count).map { number in
      let name = "service-\(number)"
      return EventDraft(
        kind: "step.finished", operation: "rollback-\(number / 2_000)",
        summary: "\(name) is pinned to 2.0.5",
        body: [
          "step": .string("pin/\(name)"), "repository": .string(name),
          "reference": "refs/heads/main", "old": .string(String(repeating: "a", count: 40)),
          "new": .string(String(repeating: "b", count: 40)), "outcome": "done",
        ])
    }
  }

  private func measured(_ work: () async throws -> Void) async throws -> Double {
    let start = host.clock.elapsed()
    try await work()
    return (host.clock.elapsed() - start).seconds
  }
}
