package import LockstepCore
import LockstepSystem

/// git could not do something in a repository.
package struct RepositoryError: ExplainedError, Hashable {
  /// What kind of trouble it was.
  package enum Kind: Hashable, Sendable {
    /// There is no repository.
    case missing
    /// The other side could not be reached, or did not answer in time.
    case unreachable
    /// The repository lacks an object, or holds a damaged one.
    case damaged
    /// Anything else.
    case refused
  }

  /// What kind of trouble it was.
  package var kind: Kind
  /// What was to be done, in the infinitive: `read the tags`.
  package var action: String
  /// The repository's folder, or the other side's address without a password.
  package var place: String
  /// What git said, a line each, free of control characters and passwords.
  package var reasons: [String]
  /// What to do about it.
  package var hints: [String]

  /// Describes the trouble.
  package init(
    kind: Kind = .refused, action: String, place: String, reasons: [String], hints: [String] = []
  ) {
    self.kind = kind
    self.action = action
    self.place = place
    self.reasons = reasons
    self.hints = hints
  }

  /// Describes the failure that `result` is.
  init(_ result: ProcessResult, action: String, place: String, kind: Kind = .refused) {
    var reasons = ForeignText.lines(result.errors)
    if result.timedOut {
      reasons.insert("it did not finish in time and was stopped", at: 0)
    } else if reasons.isEmpty {
      reasons =
        switch result.termination {
        case .exited(let code): ["git ended with status \(code)"]
        case .signalled(let signal): ["signal \(signal) ended git"]
        }
    }
    self.init(kind: kind, action: action, place: place, reasons: reasons)
  }

  package var explanation: Explanation {
    Explanation("cannot \(action) in \(place)", why: reasons, hints: hints)
  }
}
