package import LockstepCore

/// Says everything that is wrong with a `lockstep.toml`, all at once.
package struct ConfigurationError: ExplainedError, ExitStatusCarrying, Hashable {
  /// One thing that is wrong, and where.
  package struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    package let place: SourcePlace
    /// What is wrong; a value that may be a secret is never repeated.
    package let message: String
    /// What to do about it, where that is known.
    package let hint: String?

    /// Creates a problem.
    package init(place: SourcePlace, message: String, hint: String? = nil) {
      self.place = place
      self.message = message
      self.hint = hint
    }

    /// The place, the message and the hint in one line.
    package var description: String {
      "\(place): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
  }

  /// The file.
  package let path: String
  /// The problems in the order of the file; never empty.
  package let problems: [Problem]

  /// Creates an error from at least one problem.
  package init(path: String, problems: [Problem]) {
    self.path = path
    self.problems = problems.sorted {
      ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
    }
  }

  package var exitStatus: ExitStatus { .configuration }

  package var explanation: Explanation {
    if problems.count == 1, let only = problems.first {
      return Explanation(
        "the configuration cannot be used: \(only.message)",
        hints: only.hint.map { [$0] } ?? [], place: only.place)
    }
    return Explanation(
      "the configuration cannot be used: \(path) has \(problems.count) problems",
      why: problems.map(\.description),
      hints: ["correct these places, then run `lockstep check`"], place: problems.first?.place)
  }
}
