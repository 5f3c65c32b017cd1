package import LockstepCore

/// A manifest that cannot be read.
package struct ManifestError: ExplainedError, Hashable {
  /// What is wrong with it.
  package var problem: String
  /// Where.
  package var place: SourcePlace
  /// What to do about it.
  package var hints: [String]

  /// Creates an error about the manifest at `place`.
  package init(_ problem: String, place: SourcePlace, hints: [String] = []) {
    self.problem = problem
    self.place = place
    self.hints = hints
  }

  package var explanation: Explanation {
    Explanation(
      "`\(place.path)` cannot be read", why: [problem], hints: hints, place: place)
  }
}

/// An edit that a manifest does not allow.
package struct ManifestEditError: ExplainedError, Hashable {
  /// What stands in the way.
  package var problem: String
  /// The requirement that was to be changed.
  package var place: SourcePlace
  /// What to do about it.
  package var hints: [String]

  /// Creates an error about the requirement at `place`.
  package init(_ problem: String, place: SourcePlace, hints: [String] = []) {
    self.problem = problem
    self.place = place
    self.hints = hints
  }

  package var explanation: Explanation {
    Explanation(
      "the requirement in `\(place.path)` cannot be changed", why: [problem],
      hints: hints, place: place)
  }
}
