internal import LockstepCore
package import LockstepEcosystems

/// What a build says about one state of a repository.
package struct BuildVerdict: Codable, Hashable, Sendable {
  /// The three answers that a build can give.
  package enum Outcome: String, Codable, Hashable, Sendable {
    case builds
    case fails
    /// Nothing was learnt about the code; `reason` says what was in the way.
    case unknown
  }

  package var outcome: Outcome
  package var errors: [CompilerError]
  package var reason: String?
  /// The versions of each package that the build really compiled, by package name.
  package var compiled: [String: [String]]
  /// Whose requirements keep the version that the build is about out of it.
  package var heldBack: [String]
  package var seconds: Double

  package init(
    outcome: Outcome, errors: [CompilerError] = [], reason: String? = nil,
    compiled: [String: [String]] = [:], heldBack: [String] = [], seconds: Double = 0
  ) {
    self.outcome = outcome
    self.errors = errors
    self.reason = reason
    self.compiled = compiled
    self.heldBack = heldBack
    self.seconds = seconds
  }

  /// The first thing that went wrong, in one line.
  package var summary: String {
    switch outcome {
    case .builds: "builds"
    case .unknown: reason ?? "nothing was learnt"
    case .fails:
      errors.first.map { error in
        let place = error.file.map { "\($0):\(error.line ?? 1): " } ?? ""
        let code = error.code.map { "\($0): " } ?? ""
        return "\(place)\(code)\(error.message)"
      } ?? reason ?? "does not build"
    }
  }

  /// Whether the build really compiled what it was to be about.
  package func proves(_ aim: BuildSubject.Aim) -> Bool {
    let version = aim.version.description
    return aim.packages.contains { compiled[$0]?.contains(version) == true }
  }

  /// The errors that `other` does not have: the same code and message at the same place is the same.
  package func errors(absentFrom other: BuildVerdict) -> [CompilerError] {
    let known = Set(other.errors.map(\.identity))
    return errors.filter { !known.contains($0.identity) }
  }
}

extension CompilerError {
  /// What makes two errors of different builds the same one.
  package struct Identity: Hashable, Sendable {
    let code: String?
    let message: String
    let file: String?
    let line: Int?
    let column: Int?
  }

  package var identity: Identity {
    Identity(code: code, message: message, file: file, line: line, column: column)
  }
}
