package import LockstepCore

/// Something that is missing in a living document, or wrong in it.
package struct LivingProblem: Hashable, Sendable {
  /// What kind of problem it is; the raw values are those of the JSON result.
  package enum Kind: String, Hashable, Sendable {
    /// There is no guide.
    case noGuide = "no-guide"
    /// There is no post-mortem.
    case noReport = "no-report"
    /// A subject has no section.
    case noSection = "no-section"
    /// Its section does not tell every rule that it breaks.
    case staleSection = "stale-section"
    /// Two sections are about one change.
    case doubleSection = "double-section"
    /// A section lacks a place for people to write.
    case noPlace = "no-place"
    /// A place is not filled in.
    case emptyPlace = "empty-place"
    /// A block of code is not closed.
    case openBlock = "open-block"
    /// The part by which Lockstep finds its way is broken.
    case malformed
    /// An example does not compile.
    case doesNotCompile = "does-not-compile"
    /// An example compiles that is marked as one that does not.
    case compiles
  }

  package var kind: Kind
  /// The item whose section it is in.
  package var item: String?
  /// One sentence, without a full stop.
  package var message: String
  /// The compiler's code.
  package var code: String?
  /// Where to go.
  package var place: SourcePlace

  package init(
    _ kind: Kind, item: String? = nil, _ message: String, code: String? = nil, place: SourcePlace
  ) {
    self.kind = kind
    self.item = item
    self.message = message
    self.code = code
    self.place = place
  }
}

extension LivingProblem: Comparable {
  /// Orders by place, then by kind.
  package static func < (left: LivingProblem, right: LivingProblem) -> Bool {
    let (a, b) = (left.place, right.place)
    if a.line != b.line { return a.line < b.line }
    if a.column != b.column { return a.column < b.column }
    return (left.kind.rawValue, left.message) < (right.kind.rawValue, right.message)
  }
}
