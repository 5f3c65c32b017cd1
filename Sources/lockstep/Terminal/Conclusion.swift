internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

/// Prints how an operation ended, and gives its exit status.
struct Conclusion {
  let operation: String
  let result: OperationResult

  /// - Parameter more: What the JSON result says beside.
  func tell(
    on terminal: Terminal, schema: String, facts: JSONValue, more: [String: JSONValue] = [:]
  ) -> ExitStatus {
    if let explanation { terminal.error(explanation) }
    terminal.result(
      text: text,
      json: .object(
        more.merging([
          "schema": .string("lockstep.\(schema)/1"), "operation": .string(operation),
          "outcome": .string(word), "facts": facts,
          "error": explanation.map(\.json) ?? .null,
          "status": .integer(Int64(result.exitStatus.rawValue)),
          "steps": steps,
        ]) { $1 }))
    return result.exitStatus
  }

  private var word: String {
    switch result {
    case .finished: "finished"
    case .stopped: "stopped"
    case .conflict: "conflict"
    case .failed: "failed"
    case .preempted: "pre-empted"
    case .aborted: "aborted"
    case .interrupted: "interrupted"
    }
  }

  private var text: String {
    switch result {
    case .finished: "\(operation): finished"
    case .stopped(let step, _, _), .failed(let step, _):
      "\(operation): \(word) at `\(step)`; `lockstep resume` goes on, `lockstep abort` ends it"
    case .conflict(let step, _):
      "\(operation): in conflict at `\(step)`; nothing was overwritten"
    case .preempted(let other): "\(operation): pre-empted by \(other)"
    case .aborted(let remaining):
      remaining.isEmpty
        ? "\(operation): aborted, nothing of it remains"
        : (["\(operation): aborted; what remains:"]
          + remaining.map { "  \($0.title): \($0.reason)" }).joined(separator: "\n")
    case .interrupted: "\(operation): interrupted; `lockstep resume` goes on"
    }
  }

  private var explanation: Explanation? {
    switch result {
    case .stopped(_, let explanation, _), .conflict(_, let explanation),
      .failed(_, let explanation):
      explanation
    case .finished, .preempted, .aborted, .interrupted: nil
    }
  }

  private var steps: JSONValue {
    guard case .finished(let evidence) = result else { return .null }
    return .object(
      Dictionary(
        evidence.map { ($0.key.text, .string($0.value.summary)) }, uniquingKeysWith: { $1 }))
  }
}
