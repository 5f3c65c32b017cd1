package import LockstepCore

/// How an operation, or this part of it, ended.
package enum OperationResult: Hashable, Sendable {
  /// Every step is finished.
  case finished([StepID: Evidence])

  /// A step said no, or has to wait; the operation can be resumed.
  case stopped(StepID, Explanation, ExitStatus)

  /// The world is neither as before nor as intended; nothing was overwritten, and the operation can
  /// be resumed.
  case conflict(StepID, Explanation)

  /// A step could not be done; the operation can be resumed.
  case failed(StepID, Explanation)

  /// Another operation pre-empted this one; it is closed.
  case preempted(by: String)

  /// It was taken back; what could not be undone remains.
  case aborted(remaining: [Remainder])

  /// It was interrupted between two steps; the operation can be resumed.
  case interrupted(before: StepID?)

  /// The exit status that the command ends with.
  package var exitStatus: ExitStatus {
    switch self {
    case .finished, .aborted: .done
    case .stopped(_, _, let status): status
    case .conflict, .failed: .failed
    case .preempted: .failed
    case .interrupted: .resumable
    }
  }
}

/// What an aborted operation leaves in the world.
package struct Remainder: Hashable, Codable, Sendable {
  package var step: StepID
  package var title: String
  package var reason: String

  package init(step: StepID, title: String, reason: String) {
    self.step = step
    self.title = title
    self.reason = reason
  }

  var json: JSONValue {
    .object([
      "step": .string(step.text), "title": .string(title), "reason": .string(reason),
    ])
  }

  init?(json: JSONValue) {
    guard let step = json["step"]?.string, let reason = json["reason"]?.string else { return nil }
    self.init(step: StepID(step), title: json["title"]?.string ?? step, reason: reason)
  }
}
