package import LockstepCore

/// One change of the public API, as a rule found it.
package struct Finding: Hashable, Sendable {
  /// What stands on one side.
  package struct Side: Hashable, Sendable {
    /// The declaration as a Rust reader expects it, or the manifest's line.
    package var text: String
    /// Where it is, relative to the package's folder; absent where a macro made it.
    package var place: SourcePlace?

    /// Puts a side together.
    package init(text: String, place: SourcePlace?) {
      self.text = text
      self.place = place
    }
  }

  /// The rule's id.
  package var kind: String
  /// The public path of what changed.
  package var item: String
  /// What the change requires.
  package var bump: Bump
  /// What changed, in one sentence.
  package var message: String
  /// Whom it hits, and why.
  package var explanation: String
  /// A page that says so.
  package var reference: String?
  /// What there was; absent where it is new.
  package var before: Side?
  /// What there is; absent where it is gone.
  package var after: Side?

  /// Puts a finding together.
  package init(
    kind: String, item: String, bump: Bump, message: String, explanation: String,
    reference: String? = nil, before: Side? = nil, after: Side? = nil
  ) {
    self.kind = kind
    self.item = item
    self.bump = bump
    self.message = message
    self.explanation = explanation
    self.reference = reference
    self.before = before
    self.after = after
  }

  /// Where to look: in the candidate, or in the baseline where the item is gone.
  package var place: SourcePlace? { after?.place ?? before?.place }
}

extension Finding: Comparable {
  /// Orders by weight, heaviest first, then by item and kind.
  package static func < (left: Finding, right: Finding) -> Bool {
    if left.bump != right.bump { return left.bump > right.bump }
    if left.item != right.item { return left.item < right.item }
    if left.kind != right.kind { return left.kind < right.kind }
    return left.message < right.message
  }
}
